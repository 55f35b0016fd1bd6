"""Subscribers one by one: found, changed and deleted at their word; never a number in full."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import sender_blocks, subscriber_search, subscribers
from domain.areas import Gazetteer
from domain.audit import Audit
from domain.deliveries import Delivery, State
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.sealed_columns import TEXT_BODY
from domain.subscribers import Subscriber
from domain.texts import SingleText
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import ENDAU, SAGALLA, make_bulletin, make_officer, make_subscriber

CALLS = Phone("+254711000077")
MASKED = "+254••••••77"


@pytest.fixture
def person(session: Session, vault: Vault, places: Gazetteer, now: datetime, cast: dict[str, Officer]) -> Subscriber:
    """Somebody of Endau who was sent a bulletin, blocked a sender and pauses; another of Sagalla."""
    found = make_subscriber(session, vault, places, now - timedelta(days=40), phone=CALLS)
    bulletin = make_bulletin(session, now, author=cast["mwende"], title="Ukame Kitui mashariki")
    state = {"state": State.DELIVERED, "provider": "africastalking", "provider_id": "ATXid_1", "at": now}
    session.add(Delivery(subscriber_id=found.id, bulletin_id=bulletin.id, batch_id=1, **state))
    sender_blocks.block(session, found, "AMANI", now)
    subscribers.pause(found, 30, now)
    make_subscriber(session, vault, places, now, wards=[SAGALLA])
    make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="kitui"))
    session.commit()
    return found


@pytest.fixture
def officer(client: FlaskClient, sign_in: SignIn, person: Subscriber) -> FlaskClient:
    sign_in(client, "zawadi")
    return client


def test_an_officer_sees_the_people_of_their_county_masked_and_what_each_was_sent(
    officer: FlaskClient, session: Session, person: Subscriber
) -> None:
    listed = officer.get("/console/people/?place=endau&kind=person&state=pauses").text
    page = officer.get(f"/console/people/{person.id}").text

    assert listed.count("/console/people/" + str(person.id)) == 1
    for said in (MASKED, "Endau/Malalani", "Swahili", "Gets warnings", "Pauses"):
        assert said in listed, said
        assert said in page, said
    for said in ("Ukame Kitui mashariki", "Delivered", "AMANI", "version 2026-11", "by dialling the code"):
        assert said in page, said
    elsewhere = session.scalars(select(Subscriber.id).where(Subscriber.id != person.id)).one()
    assert f"/console/people/{elsewhere}" not in officer.get("/console/people/").text
    assert officer.get(f"/console/people/{elsewhere}").status_code == 404
    assert officer.get("/console/people/?area=taita-taveta").status_code == 404
    assert CALLS.e164[4:] not in listed + page


@pytest.mark.parametrize(
    ("typed", "said"),
    [("0711 000 077", MASKED), ("0711000999", "Unknown: this number"), ("77", "This is no number of Kenya.")],
)
def test_a_whole_number_finds_who_is_on_the_telephone_and_is_in_no_address(
    officer: FlaskClient, session: Session, typed: str, said: str
) -> None:
    answer = officer.post("/console/people/number", data={"number": typed})

    assert said in officer.get(answer.location).text
    assert typed.replace(" ", "")[1:] not in answer.location
    lines = session.scalars(select(Audit).where(Audit.what == "looked up a number")).all()
    assert "711000" not in "".join(f"{line.subject} {line.detail}" for line in lines).replace(" ", "")
    assert len(lines) == (0 if typed == "77" else 1)


def test_so_many_numbers_a_day_may_be_looked_up(
    officer: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber_search, "MOST_LOOKED_UP", 2)
    answers = [officer.post("/console/people/number", data={"number": "0711000077"}) for _ in range(3)]

    assert [answer.location == "/console/people/" for answer in answers] == [False, False, True]
    assert "At most 2 numbers a day" in officer.get("/console/people/").text
    assert session.scalar(select(func.count(Audit.id)).where(Audit.what == subscriber_search.LOOKED_UP)) == 2


def test_stop_at_their_word_ends_bulletins_and_tells_them_once(
    officer: FlaskClient, session: Session, vault: Vault, person: Subscriber
) -> None:
    first, second = (officer.post(f"/console/people/{person.id}/leave") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 422)
    assert "They have left already." in second.text
    session.expire_all()
    assert not person.active
    [text] = session.scalars(select(SingleText)).all()
    assert TEXT_BODY.read(vault, text).startswith("Umejiondoa")


def test_everything_of_a_number_is_deleted_when_the_officer_says_who_asked_and_the_second_is_told(
    officer: FlaskClient, session: Session, person: Subscriber
) -> None:
    refused, done, again = (
        officer.post(f"/console/people/{person.id}/erase", data=sure) for sure in ({}, {"sure": "1"}, {"sure": "1"})
    )

    assert (refused.status_code, done.status_code, again.status_code) == (422, 303, 303)
    assert session.scalar(select(Subscriber.id).where(Subscriber.id == person.id)) is None
    assert "Nothing of this person is kept any more." in officer.get(again.location).text
    [line] = session.scalars(select(Audit).where(Audit.what == "deleted a number")).all()
    assert (line.subject, line.detail) == ("subscribers", {})


def test_a_form_from_before_a_change_is_refused_and_what_was_chosen_is_kept(
    officer: FlaskClient, session: Session, person: Subscriber
) -> None:
    page = officer.get(f"/console/people/{person.id}").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    form = {"seen": seen, "wards": [ENDAU, "kitui.kitui-south.mutha"], "language": "kam", "kind": "intermediary"}

    first = officer.post(f"/console/people/{person.id}/change", data=form)
    other = {**form, "wards": ["kitui.kitui-south.ikutha"], "language": "dav", "kind": "person"}
    second = officer.post(f"/console/people/{person.id}/change", data=other)

    assert (first.status_code, second.status_code) == (303, 422)
    assert "Somebody changed this meanwhile" in second.text
    for kept in ('value="kitui.kitui-south.ikutha" checked', 'value="dav" selected', 'value="person" selected'):
        assert kept in second.text, kept
    assert f'value="{ENDAU}" checked' not in second.text
    session.expire_all()
    assert (len(person.wards), person.language, person.kind) == (2, "kam", "intermediary")


def test_an_export_has_no_number_and_stands_in_the_audit(
    officer: FlaskClient, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    for _ in range(3):
        make_subscriber(session, vault, places, now)
    session.commit()

    answer = officer.post("/console/people/export?area=kitui")

    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    header, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert header[1:4] == ["County", "Constituency", "Ward"]
    assert [row[1:8] for row in rows] == [
        ["Kitui", "Kitui East", "Endau/Malalani", "Swahili", "Gets warnings", "2026-11", "Gets bulletins"]
    ] * 3
    assert not [cell for row in rows for cell in row if "711000" in cell.replace(" ", "")]
    [line] = session.scalars(select(Audit).where(Audit.what == "exported subscribers")).all()
    assert (line.detail["rows"], line.detail["left_out"]) == (3, 1)
    described = {"described": "1"}
    cuts = (f"/console/people/export{cut}" for cut in ("", f"?area={ENDAU}&since=2026-11-24&state=pauses&language=kam"))
    whole, cut = (officer.post(where, data=described).text.splitlines() for where in cuts)
    assert len(whole) == len(cut) == 1  # four people are too few
