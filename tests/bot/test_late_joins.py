"""A JOIN that comes out of a spool, or out of the provider's inbox, after the STOP that was written later."""

from datetime import timedelta

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
from domain.phones import Phone
from domain.replies import Reply
from domain.reporters import Reporter
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
