"""The first page of each role."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain import inbox, intake, replies
from domain.areas import Gazetteer
from domain.heartbeats import CLOCK, WORKER, beat
from domain.intake import Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.sightings import When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import ENDAU, make_approved, make_bulletin, make_officer, make_subscriber

SOMEBODY = Phone("+254711000077")


@pytest.mark.parametrize(
    ("username", "step"),
    [
        ("mwende", "Write a bulletin"),
        ("nyambura", "once its Swahili text is signed"),
        ("wanza", "Am I on duty?"),
        ("mghoi", "See the scripts"),
        ("saida", "See them"),
        ("nduku", "See the wards"),
        ("kilonzo", "Invite somebody"),
    ],
)
def test_who_has_nothing_to_do_is_told_the_next_step(
    client: FlaskClient, sign_in: SignIn, username: str, step: str
) -> None:
    sign_in(client, username)

    page = client.get("/console/").text

    assert "Nothing waits for you." in page
    assert step in page


def test_officers_see_the_messages_that_wait(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, now: datetime
) -> None:
    replies.keep(
        session, vault, SOMEBODY, "Maji?", subscriber=None, language=Language.SWAHILI, county=None, bulletin_id=None,
        now=now,
    )  # fmt: skip
    session.commit()
    sign_in(client, "mwende")

    assert "People wait for an answer" in client.get("/console/").text


def test_reviewers_see_the_texts_in_their_language(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime, cast: dict[str, Officer]
) -> None:
    make_bulletin(session, now, author=cast["mwende"])
    session.commit()

    sign_in(client, "kioko")
    assert "Texts wait for your signature" in client.get("/console/").text

    sign_in(client, "mutheu")
    page = client.get("/console/").text
    assert "Texts wait for your signature" not in page
    assert "Sentences of the telephone wait for a speaker" in page


def test_peace_officers_see_the_new_reports_of_their_counties(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, now: datetime, cast: dict[str, Officer]
) -> None:
    report = Report(Kind.LIVESTOCK_THEFT, ENDAU, When.TODAY, "Mbuzi wameibwa", language=Language.SWAHILI)
    intake.file(session, vault, SOMEBODY, report, now, channel=Channel.USSD)
    make_officer(session, "mwadime", Grant(role=Role.PEACE, county="taita-taveta"))
    session.commit()

    sign_in(client, "wanza")
    page = client.get("/console/").text
    assert "Reports wait to be taken up" in page
    assert "Mbuzi" not in page

    sign_in(client, "mwadime")
    assert "Nothing waits for you." in client.get("/console/").text


def test_the_administrator_hears_of_callbacks_nobody_could_read(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, now: datetime
) -> None:
    callback, _ = inbox.receive(
        session, vault, provider="africastalking", kind=inbox.Kind.SMS, external_id="x", body=b"?", now=now
    )
    callback.flag("no number")
    inbox.settle(session, callback)
    session.commit()
    sign_in(client, "kilonzo")

    assert "could not be read" in client.get("/console/").text


def test_what_goes_out_today_is_on_the_first_page(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime, cast: dict[str, Officer]
) -> None:
    make_approved(session, now, send_at=now + timedelta(hours=2), title="Ukame leo")
    make_approved(session, now, send_at=now + timedelta(days=1), title="Ukame kesho")
    session.commit()
    sign_in(client, "mwende")

    page = client.get("/console/").text

    assert "11:30" in page
    assert "Ukame leo" in page
    assert "Ukame kesho" not in page


def test_the_people_who_are_reached_are_counted_once(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_subscriber(session, vault, places, now, wards=[ENDAU, "kitui.kitui-south.mutha"])
    session.commit()
    sign_in(client, "mwende")

    assert "<strong>1</strong> <span>people are warned" in client.get("/console/").text


def test_the_service_says_in_words_how_it_is(
    client: FlaskClient, sign_in: SignIn, session: Session, clock: Clock
) -> None:
    for process in (WORKER, CLOCK):
        beat(session, process, clock())
    session.commit()
    sign_in(client, "mwende")
    assert "The worker runs: messages leave." in client.get("/console/").text

    clock.forward(timedelta(minutes=2))
    silent = client.get("/console/").text
    assert "The worker is silent: no message leaves" in silent
    assert "Last seen Tue 24 Nov 2026, 09:30." in silent
