"""A JOIN that comes out of a spool, or out of the provider's inbox, after the STOP that was written later."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.spool import Posted
from domain import departures, stopping
from domain.areas import Gazetteer
from domain.conversations import Conversation
from domain.departures import Departure
from domain.inbox import SWEPT, Callback, Kind, State
from domain.incidents import Incident
from domain.known_numbers import known
from domain.moments import day
from domain.phones import Phone
from domain.replies import Reply
from domain.reporters import Reporter
from domain.sealed_columns import TEXT_BODY
from domain.texts import SingleText
from domain.vault import Vault
from tests.bot.conftest import Clock
from tests.make import make_subscriber

PERSON = Phone("+254711000001")


@pytest.fixture
def stopped(session: Session, vault: Vault, places: Gazetteer, clock: Clock) -> None:
    make_subscriber(session, vault, places, clock(), phone=PERSON)
    stopping.stop(session, vault, PERSON, clock())
    session.commit()


def text(app: Flask, words: str, came: datetime, *, by: str = "m", dated: datetime | None = None) -> None:
    """It comes out of a spool where it lay since then, or out of the provider's inbox."""
    said = {
        "id": f"{by}{words}",
        "from": PERSON.e164,
        "to": "20880",
        "text": words,
        "date": (dated or came).isoformat(),
    }
    app.extensions["mbiu"].spool.keep(Posted("africastalking", Kind.SMS, urlencode(said).encode(), came))
    app.extensions["replay"].round()


def left(session: Session, vault: Vault, what: Departure, on: datetime) -> None:
    departures.note(session, vault, PERSON, what, on)
    session.commit()


def answers(session: Session, vault: Vault) -> list[str]:
    session.rollback()
    said = select(SingleText).where(SingleText.body_sealed.is_not(None))
    return [TEXT_BODY.read(vault, row) for row in session.scalars(said)]


def wants(session: Session, vault: Vault) -> bool:
    session.rollback()
    had = known(session, vault, PERSON)
    return had is not None and had.active


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize(("hours", "joins"), [(-30, False), (-1, True)])
def test_a_join_that_lay_on_another_disk_since_a_day_before_the_stop_does_not_undo_it(
    app: Flask, session: Session, vault: Vault, clock: Clock, hours: int, joins: bool
) -> None:
    said = b"id=m1&from=%2B254711000001&to=20880&text=JOIN+MUTHA&date=2026-11-23 06:30:00"
    app.extensions["mbiu"].spool.keep(Posted("africastalking", Kind.SMS, said, clock() + timedelta(hours=hours)))
    clock.forward(timedelta(minutes=5))

    app.extensions["replay"].round()

    assert wants(session, vault) is joins, "within a day its own machine kept the order"
    [kept] = session.scalars(select(Callback))
    assert (kept.state, kept.body_sealed is None) == ((State.DONE, True) if joins else (State.FLAGGED, False))


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize(("message_id", "joins"), [(f"{SWEPT}7", False), ("m7", True)])
def test_a_join_whose_webhook_was_lost_before_a_stop_does_not_undo_it(
    client: FlaskClient, session: Session, vault: Vault, clock: Clock, message_id: str, joins: bool
) -> None:
    clock.forward(timedelta(minutes=5))
    form = {"id": message_id, "from": PERSON.e164, "to": "20880", "text": "JOIN MUTHA", "date": "2026-11-24 06:25:00"}

    assert client.post("/hooks/local/africastalking/sms", data=form).status_code == 200

    assert wants(session, vault) is joins


def test_a_join_of_before_an_erasure_is_not_even_kept(app: Flask, session: Session, vault: Vault, clock: Clock) -> None:
    departures.note(session, vault, PERSON, Departure.ERASED, clock())
    session.commit()
    said = b"id=m1&from=%2B254711000001&to=20880&text=JOIN+MUTHA&date=2026-11-23 06:30:00"
    app.extensions["mbiu"].spool.keep(Posted("africastalking", Kind.SMS, said, clock() - timedelta(days=2)))

    app.extensions["replay"].round()

    assert known(session, vault, PERSON) is None
    assert session.scalars(select(Callback.body_sealed)).all() == [None]
    assert session.scalar(select(func.count(Conversation.phone_lookup))) == 0, "nor what it was looked up by"


def test_what_lay_on_a_disk_since_before_an_erasure_is_filed_and_its_number_does_not_come_back(
    app: Flask, session: Session, vault: Vault, clock: Clock
) -> None:
    departures.note(session, vault, PERSON, Departure.ERASED, clock())
    session.commit()
    for number, words in enumerate(("RIPOTI+Wezi+wameiba+mbuzi+MUTHA", "Asante+sana+kwa+habari")):
        said = f"id=m{number}&from=%2B254711000001&to=20880&text={words}&date=2026-11-22 06:30:0{number}"
        here = Posted("africastalking", Kind.SMS, said.encode(), clock() - timedelta(days=2))
        app.extensions["mbiu"].spool.keep(here)

    app.extensions["replay"].round()

    assert session.scalar(select(func.count(Incident.id))) == 1
    for kept in (Reporter.sighting_id, Reply.id, Conversation.phone_lookup, SingleText.phone_sealed):
        assert session.scalar(select(func.count(kept))) == 0, kept


def test_a_stop_that_comes_late_does_not_hide_that_the_number_was_erased_since(
    app: Flask, session: Session, vault: Vault, clock: Clock
) -> None:
    left(session, vault, Departure.ERASED, clock())
    for words in ("STOP", "JOIN MUTHA", "RIPOTI Wezi wameiba mbuzi MUTHA"):
        text(app, words, clock() - timedelta(days=2))

    assert known(session, vault, PERSON) is None
    assert session.scalar(select(func.count(Incident.id))) == 1
    assert session.scalar(select(func.count(Reporter.sighting_id))) == 0


def test_an_erasure_told_late_moves_no_erasure_back_and_a_join_after_it_ends_it(
    session: Session, vault: Vault, clock: Clock
) -> None:
    first = day(clock())
    for on in (clock(), clock() - timedelta(days=2)):
        left(session, vault, Departure.ERASED, on)
    assert departures.left_since(session, vault, PERSON, first, clock()) == {Departure.ERASED: first}

    departures.returned(session, vault, PERSON, clock())
    assert departures.left_since(session, vault, PERSON, first, clock()) == {}


def test_a_stop_noted_by_a_clock_that_was_ahead_stands_against_a_join_of_two_days_ago(
    app: Flask, session: Session, vault: Vault, clock: Clock
) -> None:
    left(session, vault, Departure.STOPPED, clock() + timedelta(days=900))

    text(app, "JOIN MUTHA", clock() - timedelta(days=2))

    assert not wants(session, vault)


@pytest.mark.usefixtures("stopped")
def test_a_join_kept_by_a_clock_that_was_behind_counts_by_the_day_of_the_provider(
    app: Flask, session: Session, vault: Vault, clock: Clock
) -> None:
    text(app, "JOIN MUTHA", clock() - timedelta(days=2000), dated=clock())

    assert wants(session, vault)


@pytest.mark.parametrize("what", [Departure.STOPPED, Departure.DELETED, Departure.ERASED])
def test_a_join_out_of_the_inbox_that_only_the_same_day_speaks_against_is_told_to_write_again(
    app: Flask, session: Session, vault: Vault, clock: Clock, what: Departure
) -> None:
    left(session, vault, what, clock())

    text(app, "JOIN MUTHA", clock(), by=SWEPT)

    assert not wants(session, vault)
    assert answers(session, vault) == ["You have not joined Mbiu. Send JOIN and your ward to get warnings."]


def test_a_join_out_of_the_inbox_on_the_day_we_retired_its_number_joins(
    app: Flask, session: Session, vault: Vault, clock: Clock
) -> None:
    left(session, vault, Departure.RETIRED, clock())

    text(app, "JOIN MUTHA", clock(), by=SWEPT)

    assert wants(session, vault)


@pytest.mark.parametrize("words", ["RIPOTI Wezi wameiba mbuzi MUTHA", "STOP"])
def test_what_comes_out_of_the_inbox_on_the_day_of_an_erasure_keeps_its_answer(
    app: Flask, session: Session, vault: Vault, clock: Clock, words: str
) -> None:
    left(session, vault, Departure.ERASED, clock())

    text(app, words, clock(), by=SWEPT)

    assert len(answers(session, vault)) == 1
    assert session.scalar(select(func.count(Reporter.sighting_id))) == 0
