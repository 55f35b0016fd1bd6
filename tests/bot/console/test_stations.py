"""Stations and programmes on the console: listed, added, changed, retired, and drafted when a county wants it."""

import re
from datetime import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import programmes, stations
from domain.audit import Audit, history
from domain.officers import Grant, Role
from domain.sealed_columns import STATION_PHONE
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import make_officer, make_station

FORM = {
    "name": "Radio Mbithi",
    "counties": ["kitui"],
    "languages": ["sw", "kam"],
    "airs_on": "4",
    "airs_at": "18:15",
    "minutes": "10",
    "speed_kam": "240",
    "phone": "0711 990 077",
    "confirmed_on": "2026-11-20",
}


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """The officer of all counties, signed in."""
    sign_in(client, "mwende")
    return client


def of_kitui(session: Session, client: FlaskClient, sign_in: SignIn, role: Role = Role.OFFICER) -> None:
    make_officer(session, "ndanu", Grant(role=role, county="kitui"))
    session.commit()
    sign_in(client, "ndanu")


def seen(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def test_a_station_is_added_changed_and_retired(mwende: FlaskClient, session: Session, vault: Vault) -> None:
    unseen = {"name": "Radio\u202e  Mbithi"}  # would turn a cover sheet round
    page = mwende.post("/console/stations/new", data=FORM | unseen, follow_redirects=True).text
    station = stations.called(session, "Radio Mbithi")
    assert station is not None
    assert station.phone_sealed
    assert STATION_PHONE.phone(vault, station).e164 == "+254711990077"
    for shown in (
        "Fri 18:15",
        "10 minutes",
        "Kamba: 240 syllables a minute",
        "+254••••••77",
        "Confirmed on Fri 20 Nov",
    ):
        assert shown in page
    assert "711990077" not in page

    path = f"/console/stations/{station.id}/change"
    sealed, kept = station.phone_sealed, FORM | {"phone": "", "speed_kam": "", "seen": seen(mwende, path)}
    assert mwende.post(path, data=kept).status_code == 303
    session.expire_all()
    assert (station.phone_sealed, station.speeds) == (sealed, {})

    mwende.post(path, data=kept | {"forget": "yes", "seen": seen(mwende, path)})
    mwende.post(f"/console/stations/{station.id}/state", data={"act": "retire"})
    session.expire_all()
    assert station.phone_sealed is None
    assert "Retired" in mwende.get("/console/stations/").text
    assert [(act.what, act.detail) for act in history(session, f"station {station.id}")] == [
        ("added a station", {}),
        ("changed a station", {"changed": ["speeds"]}),
        ("changed a station", {"changed": ["phone"]}),
        ("retired a station", {}),
    ]


def test_the_second_of_two_who_change_a_station_sees_what_stands_now_and_may_keep_theirs(
    mwende: FlaskClient, session: Session
) -> None:
    station = make_station(session)
    session.commit()
    path = f"/console/stations/{station.id}/change"
    looked = seen(mwende, path)
    assert 'aria-current="page">Radio<' in mwende.get(path).text
    mwende.post(path, data=FORM | {"area": "Mutomo", "seen": looked})

    late = mwende.post(path, data=FORM | {"area": "Ikutha", "seen": looked})

    assert late.status_code == 422
    assert "What stands there now" in late.text
    assert "<dd>Mutomo</dd>" in late.text
    again = re.search(r'name="seen" value="(\w+)"', late.text)
    assert again
    assert mwende.post(path, data=FORM | {"area": "Ikutha", "seen": again[1]}).status_code == 303
    session.expire_all()
    assert station.area == "Ikutha"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "Radio Tala"}, "There is a station Radio Tala already"),
        ({"counties": []}, "at least one county"),
        ({"airs_at": ""}, "both the day and the hour"),
        ({"speed_kam": "20"}, "A presenter reads 150 to 400 syllables a minute."),
        ({"speed_sw": "fast"}, "Write a speed as a whole number"),
        ({"phone": "12"}, "not a number of Kenya"),
        ({"minutes": "²"}, "cannot be read"),
        ({"confirmed_on": "2026-11-25"}, "lies in the future"),
    ],
)
def test_what_does_not_fit_comes_back_in_the_form(
    mwende: FlaskClient, session: Session, changes: dict[str, object], sentence: str
) -> None:
    answer = mwende.post("/console/stations/new", data=FORM | changes)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="2026-11-2' in answer.text
    assert stations.called(session, "Radio Mbithi") is None


def test_an_officer_of_one_county_changes_nothing_that_concerns_another(
    client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    shared = make_station(session, "Radio Pamoja", counties=["kitui", "makueni"])
    other = make_station(session, "Radio Mbali", counties=["makueni"])
    of_kitui(session, client, sign_in)
    path = f"/console/stations/{shared.id}"

    assert "Radio Mbali" not in client.get("/console/stations/").text
    assert client.get(f"/console/stations/{other.id}").status_code == 404
    assert client.post(f"/console/stations/{other.id}/state", data={"act": "retire"}).status_code == 404
    page = client.get(path).text
    assert "a county that is not yours" in page
    assert "Retire it" not in page
    refused = client.post(f"{path}/change", data=FORM)
    assert refused.status_code == 422
    assert "a county that is not yours" in refused.text
    client.post(f"{path}/state", data={"act": "retire"})
    session.expire_all()
    assert (shared.name, shared.retired_at) == ("Radio Pamoja", None)
    assert session.scalars(select(Audit).where(Audit.subject == f"station {shared.id}")).all() == []


def test_approvers_and_reviewers_only_read(client: FlaskClient, sign_in: SignIn, session: Session) -> None:
    station = make_station(session)
    of_kitui(session, client, sign_in, Role.APPROVER)

    assert "Radio Mbithi" in client.get("/console/stations/").text
    assert "Retire it" not in client.get(f"/console/stations/{station.id}").text
    for path in ("new", f"{station.id}/change", f"{station.id}/state"):
        assert client.post(f"/console/stations/{path}", data=FORM).status_code == 403
    assert client.get("/console/programmes/").status_code == 403


def test_a_county_chooses_when_its_scripts_are_drafted(client: FlaskClient, sign_in: SignIn, session: Session) -> None:
    of_kitui(session, client, sign_in, Role.LEAD)
    chosen = {"drafted_on": "4", "drafted_at": "14:30", "minutes": "15", "languages": ["sw"], "shows_drafts": "yes"}

    before = client.get("/console/programmes/").text
    assert "Thu 26 Nov 2026, 06:00, for the week from Mon 30 Nov 2026" in before
    assert "Makueni" not in before
    after = client.post("/console/programmes/kitui", data=chosen, follow_redirects=True).text
    assert "Fri 27 Nov 2026, 14:30, for the week from Mon 30 Nov 2026" in after
    at_once = client.post("/console/programmes/kitui", data=chosen | {"drafted_on": "0"}, follow_redirects=True).text
    assert "within a minute, for the week from Mon 30 Nov 2026" in at_once

    programme = programmes.of(session, "kitui")
    assert (programme.drafted_at, programme.languages, programme.shows_drafts) == (time(14, 30), ["sw"], True)
    assert [act.detail["changed"] for act in history(session, "programme kitui")] == [
        ["drafted_on", "drafted_at", "languages", "minutes", "shows_drafts"], ["drafted_on"],
    ]  # fmt: skip


def test_a_programme_that_cannot_be_is_refused(client: FlaskClient, sign_in: SignIn, session: Session) -> None:
    of_kitui(session, client, sign_in)
    path, chosen = "/console/programmes/kitui", {"drafted_on": "4", "drafted_at": "soon", "minutes": "15"}

    assert "Give the hour as 09:30." in client.post(path, data=chosen).text
    assert "at least one language" in client.post(path, data=chosen | {"drafted_at": "14:30"}).text
    assert client.post("/console/programmes/makueni", data=chosen).status_code == 404
    assert client.get("/console/programmes/nairobi").status_code == 404
    assert session.scalars(select(programmes.Programme)).all() == []
