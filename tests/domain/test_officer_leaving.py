"""One step ends all that an officer held; what waits goes to another, or back to waiting."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import deputies, holdings, officer_leaving, reveals, roster, roster_changes, script_links, sorting, triage
from domain.hours import local
from domain.officer_sessions import OfficerSession
from domain.officers import Grant, Officer, Role, SignInLink
from domain.refusals import Refusal
from domain.reveals import Reveal
from domain.roster_changes import Hours
from domain.second_factors import RecoveryCode
from domain.sightings import Sighting
from domain.timeline import Act, Step
from domain.unsent_forms import UnsentForm
from domain.vault import Vault
from tests.make import make_bulletin, make_incident, make_officer, make_script_for_stations, make_station

MBOONI = "makueni.mbooni.tulimani"
DAY = timedelta(days=1)


@pytest.fixture
def admin(session: Session) -> Officer:
    return make_officer(session, "kilonzo", Grant(role=Role.ADMIN))


@pytest.fixture
def wanza(session: Session, vault: Vault) -> Officer:
    grants = Grant(role=Role.PEACE), Grant(role=Role.OFFICER, county="kitui")
    return make_officer(session, "wanza", *grants, phone="+254711000031", vault=vault, on_duty=True)


def hold_much(session: Session, vault: Vault, wanza: Officer, now: datetime) -> Officer:
    """Something of all an officer can hold; the deputy they named is returned."""
    on, deputy = local(now).date(), make_officer(session, "muli")
    wanza.deputy_id, deputy.deputy_id = deputy.id, wanza.id
    deputies.begin(session, wanza, on, on + 9 * DAY, on)
    for ward in ("kitui.kitui-east.endau-malalani", MBOONI):
        incident = make_incident(session, now, ward=ward, vault=vault)
        sorting.assign(session, vault, incident, wanza, wanza, now)
        sighting = session.scalars(select(Sighting).where(Sighting.incident_id == incident.id)).one()
        reveals.ask(session, vault, sighting, wanza, "Kumpigia", now)
    week = Hours(officer_id=wanza.id, begins=time(8), ends=time(17), starts_on=on)
    roster_changes.add(session, "kitui", week, now)
    make_bulletin(session, now, author=wanza)
    station = make_station(session, languages=["kam"])
    script = make_script_for_stations(session, now)
    script_links.make(session, script, station, wanza, 3, now)
    session.add(SignInLink(token_hash=b"1", officer_id=wanza.id, expires_at=now + DAY))
    session.add(OfficerSession(
        token_hash=b"2", officer_id=wanza.id, began_at=now, seen_at=now, by="password", device="Firefox on Windows"
    ))  # fmt: skip
    session.add(RecoveryCode(officer_id=wanza.id, code_hash=b"3"))
    session.add(UnsentForm(officer_id=wanza.id, path="/console/", fields_sealed=b"4", kept_at=now, device=""))
    session.flush()
    return deputy


def test_what_they_hold_is_shown_and_then_ended(
    session: Session, vault: Vault, admin: Officer, wanza: Officer, now: datetime
) -> None:
    deputy = hold_much(session, vault, wanza, now)
    takes = make_officer(session, "mutua", Grant(role=Role.PEACE, county="kitui"))
    held = holdings.of(session, wanza, now)
    assert len(held.roles) == 2
    assert (held.sessions, held.sign_in_links, held.script_links, len(held.shifts), held.drafts) == (1, 1, 1, 1, 1)
    assert (held.reports, held.numbers, held.stands_in_for, held.deputies) == (True, True, [deputy], [deputy])

    officer, left = officer_leaving.leave(session, vault, wanza.id, admin.id, takes.id, now)
    session.expire_all()

    assert left == (True, True, 1)
    after = holdings.of(session, officer, now)
    assert (after.roles, after.shifts, after.stands_in_for, after.deputies) == ([], [], [], [])
    assert (after.sessions, after.sign_in_links, after.script_links, after.reports, after.numbers) == (0,) * 5
    assert (officer.active, officer.on_duty, officer.left_at, officer.phone_sealed) == (False, False, now, None)
    assert [grant.ends_on for grant in officer.grants] == [local(now).date() - DAY] * 2, "history stays"
    assert deputy.roles(local(now).date()) == set()
    assert session.scalar(select(func.count()).select_from(UnsentForm)) == 0
    assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 0
    assert [one.granted for one in session.scalars(select(Reveal))] == [False, False]
    assert len(roster.gaps(session, "kitui", local(now).date())) == 1, "the week is bare, and the roster says so"


def test_reports_go_where_somebody_handles_them_else_back_to_waiting(
    session: Session, vault: Vault, admin: Officer, wanza: Officer, now: datetime
) -> None:
    takes = make_officer(session, "mutua", Grant(role=Role.PEACE, county="kitui"))
    there = make_incident(session, now - DAY, ward=MBOONI, vault=vault)
    here = make_incident(session, now - DAY, vault=vault)
    for incident in (there, here):
        sorting.assign(session, vault, incident, wanza, wanza, now)

    officer_leaving.leave(session, vault, wanza.id, admin.id, takes.id, now)

    assert (here.assigned_to, there.assigned_to, there.taken_up_at) == (takes.id, None, None)
    assert there.due_at == there.opened_at + triage.CLOCKS[there.level].take_up
    steps = session.scalars(select(Step).where(Step.act == Act.ASSIGNED, Step.officer_id.is_(None)).order_by(Step.id))
    assert [step.value for step in steps] == ["", str(takes.id)]


def test_it_is_done_once_and_never_to_oneself(session: Session, vault: Vault, admin: Officer, now: datetime) -> None:
    gone = make_officer(session, "muli", Grant(role=Role.PEACE))
    officer_leaving.leave(session, vault, gone.id, admin.id, None, now)

    with pytest.raises(Refusal, match="done already"):
        officer_leaving.leave(session, vault, gone.id, admin.id, None, now)
    with pytest.raises(Refusal, match="Another administrator"):
        officer_leaving.leave(session, vault, admin.id, admin.id, None, now)


def test_the_last_administrator_cannot_leave(session: Session, vault: Vault, admin: Officer, now: datetime) -> None:
    for_a_week = make_officer(session, "muli", Grant(role=Role.ADMIN, ends_on=local(now).date() + 7 * DAY))

    with pytest.raises(Refusal, match="last administrator"):
        officer_leaving.leave(session, vault, admin.id, for_a_week.id, None, now)

    assert officer_leaving.leave(session, vault, for_a_week.id, admin.id, None, now)[0].left_at == now


def test_nobody_takes_over_who_handles_no_reports(
    session: Session, vault: Vault, admin: Officer, wanza: Officer, now: datetime
) -> None:
    lead = make_officer(session, "nduku", Grant(role=Role.LEAD))

    with pytest.raises(Refusal, match="Choose a peace officer"):
        officer_leaving.leave(session, vault, wanza.id, admin.id, lead.id, now)

    assert wanza.active


def test_coming_back_gives_no_role_back(
    session: Session, vault: Vault, admin: Officer, wanza: Officer, now: datetime
) -> None:
    officer_leaving.leave(session, vault, wanza.id, admin.id, None, now)

    officer_leaving.take_on_again(wanza)

    assert wanza.active
    assert wanza.password_hash is not None, "the console gives a link only to who was never in"
    assert not wanza.has_password
    assert wanza.roles(local(now).date()) == set()
