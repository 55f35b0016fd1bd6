"""The duty roster as officers keep it: the week, its gaps, and what is refused."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.audit import Audit
from domain.officers import Grant, Officer, Role
from domain.roster import Shift
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import make_officer, next_phone

KITUI = "/console/roster/kitui"


@pytest.fixture
def wanza(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "wanza")
    return client


def form(whose: Officer, **changes: object) -> dict[str, object]:
    hours = {"officer": whose.id, "begins": "08:00", "ends": "17:00", "starts_on": "2026-11-24", "turn": "1"}
    return hours | changes


def shifts(session: Session) -> list[Shift]:
    session.rollback()
    return list(session.scalars(select(Shift).order_by(Shift.id)))


def test_a_shift_is_written_shown_changed_and_ended(
    wanza: FlaskClient, cast: dict[str, Officer], session: Session, clock: Clock
) -> None:
    empty = wanza.get("/console/roster/?county=kitui").text
    assert "No shift is written down for this week" in empty
    night = form(cast["mutua"], begins="22:00", ends="06:00", weekdays=["2", "3"], levels=["critical", "high"])
    assert wanza.post(KITUI, data=night).status_code == 303
    wanza.post(KITUI, data=form(cast["wanza"], ends_on="2026-11-27"))

    page = wanza.get("/console/roster/?county=kitui").text
    assert '22:00-06:00, over midnight<br><span class="soft">Tue, Wed</span>' in page
    assert "Critical, High" in page
    assert '08:00-17:00<br><span class="soft">Tue, Wed, Thu, Fri</span>' in page
    assert "<li>Mon 23 Nov 2026, 00:00 - Tue 24 Nov 2026, 08:00</li>" in page
    assert "<li>Tue 24 Nov 2026, 22:00 - Wed 25 Nov 2026, 06:00 (only for: Medium)</li>" in page
    assert "<li>Tue 24 Nov 2026, 17:00-22:00</li>" in page
    assert "Nobody has a shift at this hour" not in page
    assert "No shift is written down" in wanza.get("/console/roster/?county=kitui&week=2026-11-02").text

    first, second = shifts(session)
    assert (first.weekdays, first.levels) == ([2, 3], ["critical", "high"])
    everything = {"weekdays": list("1234567"), "levels": ["critical", "high", "medium", "low", "info"]}
    wanza.post(f"/console/roster/shifts/{first.id}", data=night | everything | {"turn": "2"})
    wanza.post(f"/console/roster/shifts/{second.id}/end")
    first, *rest = shifts(session)
    assert (first.weekdays, first.levels, first.turn, rest) == ([], [], 2, [])
    lines = session.scalars(select(Audit).where(Audit.subject == "roster kitui").order_by(Audit.id)).all()
    did = ["put on the roster", "put on the roster", "changed on the roster", "took off the roster"]
    assert [line.what for line in lines] == did
    assert {line.officer_id for line in lines} == {cast["wanza"].id}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"begins": "soon"}, "Give the hour as 09:30."),
        ({"starts_on": ""}, "Give the first and the last day"),
        ({"starts_on": "9999-12-31"}, "Choose days within a year."),
        ({"ends_on": "2026-11-23"}, "The last day comes before the first."),
        ({"weekdays": "8"}, "cannot be read"),
        ({"levels": "grave"}, "cannot be read"),
        ({"turn": "-1"}, "cannot be read"),
        ({"officer": "999999"}, "Choose a peace officer of this county"),
        ({"begins": "16:00"}, "has a shift at those hours already: 08:00-17:00"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_keeps_what_was_typed(
    wanza: FlaskClient, cast: dict[str, Officer], session: Session, changes: dict[str, object], why: str
) -> None:
    wanza.post(KITUI, data=form(cast["wanza"]))
    answer = wanza.post(KITUI, data=form(cast["wanza"], **changes))

    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="17:00"' in answer.text
    [kept] = shifts(session)
    changed = wanza.post(f"/console/roster/shifts/{kept.id}", data=form(cast["nduku"]))
    assert (changed.status_code, "Choose a peace officer" in changed.text) == (422, True)
    assert shifts(session)[0].officer_id == cast["wanza"].id


def test_another_countys_roster_does_not_exist(
    app: Flask, client: FlaskClient, sign_in: SignIn, cast: dict[str, Officer], session: Session, vault: Vault
) -> None:
    voi = make_officer(
        session, "wakesho", Grant(role=Role.PEACE, county="taita-taveta"), phone=next_phone().e164, vault=vault
    )
    session.commit()
    lead, theirs = app.test_client(), client
    sign_in(lead, "nduku")
    sign_in(theirs, "wakesho")
    lead.post(KITUI, data=form(cast["mutua"]))
    lead.post("/console/roster/taita-taveta", data=form(voi, begins="06:00", ends="06:00"))
    [kitui, taita] = shifts(session)

    assert "Duty roster of Taita" in theirs.get("/console/roster/").text
    assert "24 hours from 06:00" in theirs.get("/console/me/").text
    for method, path in (
        ("GET", "?county=kitui"),
        ("GET", "?county=nowhere"),
        ("POST", "kitui"),
        ("GET", f"shifts/{kitui.id}"),
        ("POST", f"shifts/{kitui.id}"),
        ("POST", f"shifts/{kitui.id}/end"),
        ("POST", f"shifts/{taita.id + 1}/end"),
    ):
        assert theirs.open(f"/console/roster/{path}", method=method, data=form(voi)).status_code == 404, path
    assert theirs.get(f"/console/roster/shifts/{taita.id}").status_code == 200
    assert len(shifts(session)) == 2


def test_who_could_not_be_called_is_marked(
    wanza: FlaskClient, cast: dict[str, Officer], session: Session, clock: Clock
) -> None:
    wanza.post(KITUI, data=form(cast["mutua"]))
    mutua = session.get_one(Officer, cast["mutua"].id)
    mutua.phone_sealed = None
    session.commit()
    clock.forward(timedelta(minutes=1))

    page = wanza.get("/console/roster/?county=kitui").text
    assert "Cannot be called" in page
    assert "Mutua Kimeu (no number)" in page
    assert "Nobody has a shift at this hour" in page
    assert "Mon 23 Nov 2026, 00:00 - Mon 30 Nov 2026, 00:00" in page


@pytest.mark.parametrize("week", ["", "tomorrow", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_any_week_can_be_asked_for(wanza: FlaskClient, week: str) -> None:
    assert wanza.get(f"/console/roster/?week={week}").status_code == 200


@pytest.mark.parametrize("username", ["kilonzo", "mwende", "saida"])
def test_the_roster_is_for_peace_officers_and_leads(client: FlaskClient, sign_in: SignIn, username: str) -> None:
    sign_in(client, username)
    assert client.get("/console/roster/").status_code == 403
