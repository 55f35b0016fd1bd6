"""A lost second factor, taken off by two others: one asks with a reason, another agrees."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.officers import Officer, Role
from domain.second_factors import SecondFactorReset

LIVES = timedelta(hours=24)
BESIDE_ADMINS = (Role.LEAD, Role.APPROVER)  # of a county they share with the officer


def may_decide(decider: Officer, asked_by: int, officer: Officer, on: date) -> bool:
    """Whether this is a second person: another administrator, or a lead or approver of a county they share."""
    if decider.id in (asked_by, officer.id):
        return False
    if decider.may(Role.ADMIN, on):
        return True
    held = [decider.counties(role, on) for role in BESIDE_ADMINS if decider.may(role, on)]
    theirs = [officer.counties(role, on) for role in officer.roles(on)]
    return any(a is None or b is None or a & b for a in held for b in theirs)


def waiting(session: Session, now: datetime) -> list[tuple[SecondFactorReset, Officer]]:
    """Requests that are neither decided nor too old, with the officer each is about; oldest first."""
    rows = session.execute(
        select(SecondFactorReset, Officer)
        .join(Officer, Officer.id == SecondFactorReset.officer_id)
        .where(SecondFactorReset.ended_at.is_(None), SecondFactorReset.asked_at > now - LIVES)
        .order_by(SecondFactorReset.id)
    )
    return [(reset, officer) for reset, officer in rows]
