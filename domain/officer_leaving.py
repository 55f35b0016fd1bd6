"""An officer who leaves: everything that opens a door ends in one transaction, and what waits is handed over."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain import (
    deputies,
    holdings,
    incidents,
    officer_sessions,
    officers,
    roster,
    roster_changes,
    second_factors,
    timeline,
)
from domain.hours import local
from domain.incidents import Incident
from domain.officers import LEFT_BEHIND, Officer, Role, SignInLink
from domain.refusals import Refusal
from domain.roster import Shift
from domain.second_factors import SecondFactorReset
from domain.timeline import Act
from domain.unsent_forms import UnsentForm
from domain.vault import Vault


class Left(NamedTuple):
    """Whether any report was handed over or waits again, as an administrator may know; how many shifts are bare."""

    handed_over: bool
    waiting: bool
    shifts: int


def may_take_over(session: Session, officer: Officer, now: datetime) -> list[Officer]:
    """The peace officers who could be given the reports, by name."""
    others = session.scalars(select(Officer).where(Officer.active, Officer.id != officer.id).order_by(Officer.name))
    return [each for each in others if each.may(Role.PEACE, local(now).date())]


def leave(
    session: Session, vault: Vault, officer_id: int, by: int, successor_id: int | None, now: datetime
) -> tuple[Officer, Left]:
    """End everything at once. Raises `Refusal`: for oneself, when it is done, for the last who could give roles.

    Reports go to the successor where they handle those of the county, else back to waiting. Roles keep their days and
    what was done keeps its name; the account stays, so that whoever wrote something and comes back is the same person.
    """
    if officer_id == by:
        raise Refusal("Another administrator must do that: you would lock yourself out.")
    # Whoever changes a shift holds it before its officer: so is it here.
    session.execute(select(Shift.id).where(Shift.officer_id == officer_id).order_by(Shift.id).with_for_update())
    held = officers.held(session, officer_id, by, successor_id)
    officer, actor, successor = (held.get(each or 0) for each in (officer_id, by, successor_id))
    on = local(now).date()
    if officer is None or actor is None or Role.ADMIN not in actor.roles(on):
        raise Refusal("You are no administrator any more.")
    if officer.left_at is not None:
        raise Refusal("This is done already: %(name)s works here no more.", name=officer.name)
    _check_last(session, officer, now)
    if successor_id is not None and (successor is None or not successor.may(Role.PEACE, on) or successor is officer):
        raise Refusal("Choose a peace officer whose role holds today.")
    left = Left(*_hand_over(session, vault, officer, successor, now), _off_the_roster(session, officer, now))
    _end_doors(session, officer, by, now)
    _end_roles(session, officer, now)
    officer.active, officer.on_duty, officer.left_at = False, False, now
    officer.phone_sealed, officer.password_hash = None, LEFT_BEHIND
    session.flush()
    return officer, left


def take_on_again(officer: Officer) -> None:
    """Open the account of one who left, without any role: the same person to every rule that goes by person.

    The way in is a link made on the server: whoever held one from the console would be that person too.
    """
    if officer.left_at is None:
        raise Refusal("This account was not left.")
    officer.left_at, officer.active = None, True


def _check_last(session: Session, officer: Officer, now: datetime) -> None:
    on = local(now).date()
    others = session.scalars(select(Officer).where(Officer.active, Officer.id != officer.id))
    lasting = (grant for each in others for grant in each.grants if grant.role is Role.ADMIN and grant.holds(on))
    if Role.ADMIN in officer.roles(on) and all(grant.ends_on is not None for grant in lasting):
        raise Refusal("This is the last administrator: give somebody else the role first, without a last day.")


def _hand_over(
    session: Session, vault: Vault, officer: Officer, successor: Officer | None, now: datetime
) -> tuple[bool, bool]:
    """Whether the successor has any report now, and whether any waits for somebody to take it up."""
    mine = session.scalars(select(Incident.id).where(*holdings.assigned(officer)).order_by(Incident.id))
    handed = waiting = False
    for incident in filter(None, [incidents.locked(session, each) for each in mine]):
        if incident.assigned_to != officer.id or not incident.open:
            continue
        takes = successor is not None and incidents.seen_by(successor, incident, now)
        _give(session, vault, incident, successor if takes else None, now)
        handed, waiting = handed or takes, waiting or not takes
    return handed, waiting


def _give(session: Session, vault: Vault, incident: Incident, to: Officer | None, now: datetime) -> None:
    timeline.write(session, vault, incident, Act.ASSIGNED, now, value=str(to.id) if to else "")
    incident.assigned_to = to.id if to else None
    if to is None:
        incident.taken_up_at = None  # whoever is on duty is minded of it, as of a new one
        roster.reckon(session, incident, now)


def _off_the_roster(session: Session, officer: Officer, now: datetime) -> int:
    found = holdings.shifts(session, officer, now)
    for shift in found:
        roster_changes.end(session, shift, now)
    return len(found)


def _end_doors(session: Session, officer: Officer, by: int, now: datetime) -> None:
    """Sessions, links, what was asked to be seen, and all that proves them to be themselves."""
    officer_sessions.end(session, officer.id, now)
    session.execute(delete(SignInLink).where(SignInLink.officer_id == officer.id, SignInLink.used_at.is_(None)))
    for link in holdings.script_links(session, officer, now):
        link.withdrawn_at, link.withdrawn_by = now, by
    for reveal in holdings.reveals(session, officer):
        session.refresh(reveal, with_for_update=True)
        if reveal.seen_at is None:
            reveal.granted, reveal.decided_at = False, reveal.decided_at or now
    waits = (SecondFactorReset.officer_id == officer.id, SecondFactorReset.ended_at.is_(None))
    session.execute(update(SecondFactorReset).where(*waits).values(ended_at=now))
    second_factors.take_off(session, officer.id)
    session.execute(delete(UnsentForm).where(UnsentForm.officer_id == officer.id))


def _end_roles(session: Session, officer: Officer, now: datetime) -> None:
    on = local(now).date()
    deputies.end(session, officer, on)
    for grant in list(officer.grants):
        officers.end_grant(officer, grant, on)
    officer.deputy_id = None
    for other in holdings.naming(session, officer):
        other.deputy_id = None
