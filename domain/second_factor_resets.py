"""A lost second factor, taken off by two others: an administrator asks, and somebody else agrees."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, officer_sessions, second_factors
from domain.audit import Audit
from domain.officers import Grant, Officer, Role
from domain.redaction import without_numbers
from domain.refusals import Refusal
from domain.second_factors import SecondFactorReset

LIVES = timedelta(hours=24)
TOLD = timedelta(days=90)  # how long the officer reads of it on their own page, and its reason is kept
SHORTEST_REASON, LONGEST_REASON = 15, 500
BESIDE_ADMINS = (Role.LEAD, Role.APPROVER)  # of a county they share with the officer
RESET = "reset the second factor of"
USED_RECOVERY_CODE = "used a recovery code"
RAISED = timedelta(days=14)  # how long an account counts as the work of whoever gave it anything
RAISES = ("invited", "gave a sign-in link to", "gave a role to", "stands in as a deputy:", "opened again")


def ask(session: Session, officer: Officer, asker: Officer, reason: str, now: datetime) -> SecondFactorReset:
    """Ask for it; the reason says how the officer was recognised. Raises `Refusal`."""
    reason = " ".join(reason.split())
    if asker.id == officer.id:
        raise Refusal("Another administrator must ask: nobody resets their own second factor.")
    if len(reason) < SHORTEST_REASON:
        raise Refusal("Say how you recognised this person, and what happened to the telephone.")
    if len(reason) > LONGEST_REASON:
        raise Refusal("Use at most %(most)s characters.", most=LONGEST_REASON)
    session.get(Officer, officer.id, with_for_update={"key_share": True})  # two who ask at once take turns
    if second_factors.of(session, officer.id) is None:
        raise Refusal("This officer has no second factor.")
    for earlier in _unended(session, officer.id):
        if earlier.asked_at > now - LIVES:
            raise Refusal("Somebody has asked already; it waits for a second person.")
        earlier.ended_at = now
    session.flush()
    reset = SecondFactorReset(officer_id=officer.id, asked_by=asker.id, asked_at=now, reason=without_numbers(reason))
    session.add(reset)
    session.flush()
    audit.record(
        session, asker.id, "asked to reset the second factor of", f"officer {officer.id}", now=now, reset=reset.id
    )
    return reset


def may_decide(decider: Officer, asked_by: int, officer: Officer, on: date) -> bool:
    """Whether this is a second person: another administrator, or a lead or approver of a county they share.

    What is held in the place of who asked does not count.
    """
    if decider.id in (asked_by, officer.id):
        return False
    held = [grant for grant in _of_today(decider, on) if grant.deputy_for != asked_by]
    if any(grant.role is Role.ADMIN for grant in held):
        return True
    beside = {grant.county for grant in held if grant.role in BESIDE_ADMINS}
    theirs = {grant.county for grant in _of_today(officer, on)}
    return any(None in (one, other) or one == other for one in beside for other in theirs)


def check_hands(session: Session, decider_id: int, asked_by: int, now: datetime) -> None:
    """Raises `Refusal` where one person may be both: one gave the other an account, a link or a role lately."""
    if _hands(session, decider_id, now) & _hands(session, asked_by, now):
        raise Refusal(
            "Somebody else must agree: in the last 14 days your account or a role came from who asks, theirs from you, "
            "or both from one person. Where nobody else can, it is done on the server."
        )


def _hands(session: Session, officer_id: int, now: datetime) -> set[int]:
    """This officer, whoever gave them an account, a link or a role lately, and whoever gave it to those."""
    found, new = {officer_id}, {officer_id}
    while new:
        given = select(Audit.officer_id).where(Audit.what.in_(RAISES), Audit.at > now - RAISED)
        by = session.scalars(given.where(Audit.subject.in_([f"officer {one}" for one in new])))
        new = {one for one in by if one is not None} - found  # none: from the server
        found |= new
    return found


def waiting(session: Session, now: datetime) -> list[tuple[SecondFactorReset, Officer]]:
    """Requests that are neither decided nor too old, with the officer each is about; oldest first."""
    rows = session.execute(
        select(SecondFactorReset, Officer)
        .join(Officer, Officer.id == SecondFactorReset.officer_id)
        .where(SecondFactorReset.ended_at.is_(None), SecondFactorReset.asked_at > now - LIVES)
        .order_by(SecondFactorReset.id)
    )
    return [(reset, officer) for reset, officer in rows]


def decide(session: Session, reset_id: int, decider: Officer, agreed: bool, now: datetime) -> None:
    """Agree, and the officer starts anew at the next sign-in; or decline. `may_decide` was asked. Raises `Refusal`."""
    reset = session.get(SecondFactorReset, reset_id, with_for_update=True, populate_existing=True)
    if reset is None or reset.ended_at is not None or reset.asked_at <= now - LIVES:
        raise Refusal("This request is over: it was decided, or a day went by.")
    if agreed:
        check_hands(session, decider.id, reset.asked_by, now)
    reset.decided_by, reset.agreed, reset.ended_at = decider.id, agreed, now
    subject, detail = f"officer {reset.officer_id}", {"reset": reset.id, "asked_by": reset.asked_by}
    if agreed:
        carry_out(session, reset.officer_id, now)
    what = RESET if agreed else "declined to reset the second factor of"
    audit.record(session, decider.id, what, subject, now=now, **detail)


def carry_out(session: Session, officer_id: int, now: datetime) -> bool:
    """Secret, recovery codes and sessions are gone; False where there was no second factor."""
    officer_sessions.end(session, officer_id, now)
    return second_factors.take_off(session, officer_id)


def lately(session: Session, officer_id: int, now: datetime, what: str = RESET) -> list[Audit]:
    """When this officer's second factor was reset, and by whom, or a recovery code was used; newest first."""
    rows = select(Audit).where(Audit.subject == f"officer {officer_id}", Audit.what == what, Audit.at > now - TOLD)
    return list(session.scalars(rows.order_by(Audit.id.desc())))


def _of_today(officer: Officer, on: date) -> list[Grant]:
    return [grant for grant in officer.grants if officer.active and grant.holds(on)]


def _unended(session: Session, officer_id: int) -> list[SecondFactorReset]:
    mine = (SecondFactorReset.officer_id == officer_id, SecondFactorReset.ended_at.is_(None))
    return list(session.scalars(select(SecondFactorReset).where(*mine)))
