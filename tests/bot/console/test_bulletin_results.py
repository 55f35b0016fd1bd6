"""The page of what came of a bulletin: the words of the counts, a file of them, and a new count for the asking."""

from dataclasses import fields
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain import results
from domain.areas import Gazetteer
from domain.batches import Batch, Progress
from domain.bulletins import Bulletin
from domain.deliveries import Delivery, State
from domain.officers import Grant, Officer, Role
from domain.results import BulletinResults
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import words
from tests.make import ENDAU, make_bulletin, make_officer, make_subscriber

PROGRESS = [field.name for field in fields(Progress)]
SUCCESS = (State.DELIVERED, "africastalking", "63902", "Success")
ABSENT = (State.FAILED, "africastalking", "63999", "Failed AbsentSubscriber")
STRANGE = (State.FAILED, "africastalking", "63999", "Failed for its own reason")
REFUSED = (State.REFUSED, "africastalking", "63999", "InvalidPhoneNumber")
IN_DOUBT = (State.UNKNOWN, "twilio", "", "No answer: ReadTimeout")
BECAME = {
    ENDAU: [*[SUCCESS] * 6, *[ABSENT] * 4, *[IN_DOUBT] * 3],
    "kitui.kitui-south.mutha": [*[SUCCESS] * 5, *[REFUSED] * 2, STRANGE, IN_DOUBT],
}


@pytest.fixture
def bulletin(session: Session, vault: Vault, places: Gazetteer, cast: dict[str, Officer], now: datetime) -> Bulletin:
    """For all of Kitui, sent to people of two wards."""
    bulletin = make_bulletin(session, now, author=cast["mwende"])
    bulletin.started_at = bulletin.finished_at = now
    batch = Batch(
        county="kitui", bulletin_id=bulletin.id, text_id=bulletin.texts[0].id, recipients=[], size=22, accepted=22
    )
    batch.provider = "twilio"
    session.add(batch)
    session.flush()
    for ward, (state, provider, network, reason) in [(where, became) for where in BECAME for became in BECAME[where]]:
        person = make_subscriber(session, vault, places, now, wards=[ward])
        whose = {"subscriber_id": person.id, "bulletin_id": bulletin.id}
        how = {"state": state, "provider": provider, "provider_id": None, "reason": reason, "network": network}
        session.add(Delivery(**whose, **how, batch_id=batch.id, at=now))
    session.commit()
    return bulletin


@pytest.fixture
def address(bulletin: Bulletin) -> str:
    return f"/console/bulletins/{bulletin.id}"


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "mwende")
    return client


def test_the_page_says_whom_it_reached_and_whom_not(session, bulletin, address, places, mwende, now):
    assert f"{address}/results" in mwende.get(address).text
    assert "It has not been counted yet." in mwende.get(f"{address}/results").text
    results.count(session, bulletin, places, now)
    session.commit()

    page = words(mwende.get(f"{address}/results"))

    for said in (
        "As counted on Tue 24 Nov 2026, 09:30.",
        "Endau/Malalani 13 6 not shown not shown not shown 46 % ",
        "Mutha 9 5 not shown not shown not shown 56 % ",
        "Safaricom 11 11 0 0 0",
        "Equitel 7 0 0 7 0",
        "The phone was off, full or out of reach too long Failed on the way to the handset Equitel 4",
        "Reasons of fewer than 3 people each, together 3",
        "Cost charged by Twilio not told by the provider",
        "Did not say",
    ):
        assert said in page, said


def test_the_file_leaves_out_what_the_page_leaves_out(session, bulletin, address, places, mwende, now):
    results.count(session, bulletin, places, now)
    session.commit()

    answer = mwende.get(f"{address}/results.csv")

    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == 'Table,Row,People,Delivered,"Sent, no word yet",Not reached,Unknown'
    assert lines[1].endswith(",13,6,not shown,not shown,not shown")
    assert f"mbiu-bulletin-{bulletin.id}.csv" in answer.headers["Content-Disposition"]


def test_few_who_wrote_back_or_were_left_out_are_not_counted_out(session, bulletin, address, mwende, now):
    counts = {key: {} for key in ("ward", "language", "kind", "gender", "age_band", "network")}
    counts |= {"progress": dict.fromkeys(PROGRESS, 0), "over": {}, "reasons": [], "silent_wards": []}
    counts |= {"paused": 1, "blocked": 2, "replies": {"reply": 1, "feedback": 3}}
    session.add(BulletinResults(bulletin_id=bulletin.id, counted_at=now, counts=counts))
    session.commit()

    page = words(mwende.get(f"{address}/results"))

    for said in ("for they pause fewer than 3", "by now fewer than 3", "A reply fewer than 3", "Feedback 3"):
        assert said in page, said


def test_the_file_holds_numbers_that_a_spreadsheet_can_add(session, bulletin, address, mwende, now):
    counts = {key: {} for key in ("ward", "kind", "gender", "age_band")} | {"language": {"sw": {"delivered": 1234}}}
    session.add(BulletinResults(bulletin_id=bulletin.id, counted_at=now, counts=counts))
    session.commit()

    assert "Swahili,1234,1234,0,0,0" in mwende.get(f"{address}/results.csv").text


def test_a_new_count_is_asked_for_at_most_once_a_minute(session, bulletin, address, places, mwende, clock: Clock):
    assert mwende.post(f"{address}/recount").status_code == 303
    assert mwende.post(f"{address}/recount").status_code == 303
    assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 1

    results.count(session, bulletin, places, clock())
    session.commit()
    clock.forward(timedelta(seconds=30))

    refused = mwende.post(f"{address}/recount")
    assert refused.status_code == 422
    assert "less than a minute ago" in refused.text


def test_another_county_has_no_part_in_it(session, address, client: FlaskClient, sign_in: SignIn):
    make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    sign_in(client, "zawadi")

    assert client.get(f"{address}/results").status_code == 404
    assert client.get(f"{address}/results.csv").status_code == 404
    assert client.post(f"{address}/recount").status_code == 404
