"""The first page of each role."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from flask import Response
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, inbox, intake, providers, replies
from domain.batches import Batch
from domain.heartbeats import CLOCK, WORKER, beat
from domain.intake import Report
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.programmes import Programme
from domain.results import BulletinResults
from domain.roster import Shift
from domain.sightings import When
from domain.stations import Station
from domain.subscriber_days import SubscriberDay
from domain.subscribers import Channel, Kind
from domain.taxonomy import Kind as IncidentKind
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import (
    ENDAU,
    make_approved,
    make_bulletin,
    make_incident,
    make_officer,
    make_script_for_stations,
)

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
    report = Report(IncidentKind.LIVESTOCK_THEFT, ENDAU, When.TODAY, "Mbuzi wameibwa", language=Language.SWAHILI)
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


def test_the_hour_at_which_scripts_are_drafted_is_one_line_of_its_own(
    client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    for county, at in (("kitui", time(6)), ("makueni", time(20)), ("taita-taveta", time(20))):
        session.add(Programme(county=county, languages=["sw"], drafted_on=1, drafted_at=at))
    session.commit()
    sign_in(client, "mwende")

    page = words(client.get("/console/"))

    assert "Kitui: next week's scripts were to be drafted at 06:00." in page
    assert "Makueni, Taita Taveta: next week's scripts are drafted at 20:00, by itself." in page


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


def test_people_are_shown_as_the_night_counted_them(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime
) -> None:
    make_officer(session, "zawadi", Grant(role=Role.PARTNER, county="kitui"))
    session.commit()
    sign_in(client, "zawadi")
    assert "Nobody was counted yet." in client.get("/console/").text

    for ago in range(1, 10):
        for county, people in (("kitui", 500 - ago), ("makueni", 1000)):
            group = {"language": Language.KAMBA, "kind": Kind.PERSON, "gender": "", "age_band": ""}
            session.add(
                SubscriberDay(
                    on=now.date() - timedelta(days=ago),
                    county=county,
                    people=people,
                    joined=2,
                    left=int(ago == 3),
                    **group,
                )
            )
    session.commit()
    page = words(client.get("/console/"))

    assert "499 at the end of Mon 23 Nov 2026" in page
    assert "In 7 days 492 before: 14 joined, fewer than 3 left" in page
    assert "In 30 days Not every day was counted yet" in page


def test_the_last_bulletin_says_whom_it_reached(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime
) -> None:
    sent = make_approved(session, now - timedelta(days=1), title="Ukame jana")
    sent.state, sent.started_at = State.SENT, now - timedelta(days=1)
    [text] = sent.texts
    counted = {"accepted": 90, "delivered": 80, "refused": 4, "not_sent": 1, "unknown": 2, "skipped": 3}
    session.add(Batch(bulletin_id=sent.id, text_id=text.id, county="kitui", recipients=[], size=100, **counted))
    session.add(BulletinResults(bulletin_id=sent.id, counted_at=now, counts={"replies": {"reply": 2}}))
    make_officer(session, "mshirika", Grant(role=Role.PARTNER))
    make_officer(session, "mwadime", Grant(role=Role.OFFICER, county="taita-taveta"))
    session.commit()

    sign_in(client, "mwende")
    assert "Ukame jana" in (page := words(client.get("/console/")))
    assert "97 people it was sent to 80 reached 5 not reached fewer than 3 replies" in page

    sign_in(client, "mshirika")  # the title is for officers
    assert "Ukame jana" not in (page := words(client.get("/console/")))
    assert "97 people it was sent to" in page

    sign_in(client, "mwadime")
    assert "No bulletin has been sent yet." in words(client.get("/console/"))


def test_what_waits_is_told_once_with_how_long_and_the_like_together(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime, cast: dict[str, Officer]
) -> None:
    for ago in range(5):
        asked = now - timedelta(hours=10 * ago)
        bulletin = make_bulletin(
            session, asked, author=cast["mwende"], signers={Language.SWAHILI: cast["kioko"]},
            send_at=now + timedelta(hours=20 - ago), title=f"Ukame {ago}",
        )  # fmt: skip
        bulletin.submit(cast["mwende"], asked)
        audit.record(session, cast["mwende"].id, "submitted it", f"bulletin {bulletin.id}", now=asked)
    make_officer(session, "watatu", *(Grant(role=role) for role in (Role.OFFICER, Role.APPROVER, Role.LEAD)))
    session.commit()
    sign_in(client, "watatu")

    page = words(client.get("/console/"))

    assert "Approve it or return it 5 · the oldest for 40 hours Ukame 4 Ukame 3 3 more" in page
    assert [page.count(f"Ukame {number}") for number in range(5)] == [1] * 5


def test_money_that_does_not_carry_the_week_is_told(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime
) -> None:
    make_approved(session, now, send_at=now + timedelta(days=2)).planned_cost = Decimal(900)
    make_approved(session, now, send_at=now + timedelta(days=9)).planned_cost = Decimal(5000)
    provider = providers.known(session, "africastalking", now)
    provider.balance, provider.currency, provider.balance_at = Decimal(899), "KES", now - timedelta(hours=3)
    session.commit()
    sign_in(client, "mwende")
    page = words(client.get("/console/"))

    assert "Africa's Talking: KES 899.00 left, asked 3 hours ago Old" in page
    assert "does not carry the bulletins of the coming 7 days: KES 900.00." in page

    provider.balance = Decimal(900)
    session.commit()
    assert "does not carry" not in client.get("/console/").text
    sign_in(client, "wanza")
    assert "KES" not in client.get("/console/").text


def test_duty_and_open_reports_are_on_a_peace_officers_page_alone(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime, cast: dict[str, Officer]
) -> None:
    make_incident(session, now)
    session.add(Shift(county="kitui", officer_id=cast["wanza"].id, begins=time(8), ends=time(17), starts_on=now.date()))
    session.commit()

    sign_in(client, "wanza")
    page = words(client.get("/console/"))
    assert "You are on duty in Kitui until Tue 24 Nov 2026, 17:00." in page
    assert "Low 1" in page

    sign_in(client, "kilonzo")
    page = words(client.get("/console/"))
    assert "Open reports" not in page
    assert "Accounts without the second factor they need:" in page
    assert "Before Mbiu goes live" in page


def test_a_producer_sees_the_slot_and_what_is_read_today(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime
) -> None:
    station = session.scalars(select(Station)).one()
    station.airs_on, station.airs_at = 1, time(19, 30)
    for language in (Language.KAMBA, Language.SWAHILI):
        make_script_for_stations(session, now, language=language, approved=language is Language.KAMBA)
    session.commit()
    sign_in(client, "mghoi")
    assert "19:30 Radio Tala reads the script Kitui, Makueni, Taita Taveta Not approved" in words(
        client.get("/console/")
    )


def words(answer: Response) -> str:
    """The page as it reads."""
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


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
