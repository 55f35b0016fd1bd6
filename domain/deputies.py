"""Who stands in for an officer who is away: the roles held then, for stated days, and no longer.

Whatever is decided by person goes by the deputy's own account: nobody approves what they wrote, in whose place ever.
"""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import officers
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal

LONGEST = 60  # days of one absence, its first and last included
FURTHEST = timedelta(days=366)


def name(session: Session, officer: Officer, deputy: Officer | None, on: date) -> None:
    """Say who may stand in, or that nobody does; the caller holds the officer. Raises `Refusal`."""
    if deputy is not None and (deputy.id == officer.id or not deputy.active):
        raise Refusal("Choose another officer whose account is open.")
    if handed(session, officer, on):
        raise Refusal("Somebody stands in for %(name)s already: end that first.", name=officer.name)
    officer.deputy_id = deputy.id if deputy else None


def handed(session: Session, officer: Officer, on: date) -> list[Grant]:
    """The roles that others hold in this officer's place, on this day or later."""
    theirs = select(Grant).where(Grant.deputy_for == officer.id, Grant.ends_on >= on)
    return list(session.scalars(theirs.order_by(Grant.starts_on, Grant.id)))


def begin(session: Session, officer: Officer, first: date, last: date, on: date) -> Officer:
    """Hand the officer's own roles of these days to the deputy, who is returned. Raises `Refusal`.

    Both are held meanwhile. The administrator's role stays, and so does what is itself held as a deputy.
    """
    _check_days(first, last, on)
    held = officers.held(session, officer.id, officer.deputy_id)
    deputy = held.get(officer.deputy_id or 0)
    if not officer.active:
        raise Refusal("This account is closed: open it again first.")
    if deputy is None or not deputy.active:
        raise Refusal("Nobody is named who may stand in: ask the administrator to name a deputy first.")
    if handed(session, officer, on):
        raise Refusal("Somebody stands in for %(name)s already: end that first.", name=officer.name)
    copies = [copy for grant in officer.grants if (copy := _copy(grant, first, last)) is not None]
    if not copies:
        raise Refusal("There is no role of these days that a deputy could hold.")
    deputy.grants.extend(copies)
    session.flush()
    return deputy


def end(session: Session, officer: Officer, on: date) -> set[int]:
    """Take back at once what others hold in this officer's place; the ids of who held it."""
    found = handed(session, officer, on)
    for grant in found:
        officers.end_grant(session.get_one(Officer, grant.officer_id), grant, on)
    session.flush()
    return {grant.officer_id for grant in found}


def follow(session: Session, officer: Officer, on: date) -> None:
    """After a role was taken from an officer: a deputy keeps none that the officer does not hold."""
    own = [grant for grant in officer.grants if grant.deputy_for is None]
    for copy in handed(session, officer, on):
        first, last = max(copy.starts_on or on, on), copy.ends_on or on
        if not any(_scope(grant) == _scope(copy) and grant.holds(first) and grant.holds(last) for grant in own):
            officers.end_grant(session.get_one(Officer, copy.officer_id), copy, on)


def stands_in(officer: Officer, on: date) -> list[Grant]:
    """The roles this officer holds in another's place, on this day or later."""
    return [grant for grant in officer.grants if grant.deputy_for and (grant.ends_on is None or grant.ends_on >= on)]


def deputy_of(session: Session, officer: Officer, role: Role, on: date, county: str | None = None) -> Officer | None:
    """Who holds this role of the officer's, who is away on this day: in this county, where one is asked."""
    theirs = select(Grant).where(Grant.deputy_for == officer.id, Grant.role == role).order_by(Grant.id)
    for grant in session.scalars(theirs):
        if grant.holds(on) and (county is None or grant.county in (None, county)):
            return session.get_one(Officer, grant.officer_id)
    return None


def in_whose_place(officer: Officer, roles: frozenset[Role], on: date) -> int | None:
    """In whose place an officer acts behind a door that these roles open: whose role adds a county to their own.

    The door does not know the county yet: whoever holds one of their own there is on record as a deputy as well, in
    both. None where their own roles reach as far; where several people's reach further, the first handed over.
    """
    opening = [grant for grant in officer.grants if grant.role in roles and grant.holds(on)]
    own = {grant.county for grant in opening if grant.deputy_for is None}
    further = (grant.deputy_for for grant in opening if grant.deputy_for and not own & {None, grant.county})
    return next(further, None)


def _check_days(first: date, last: date, on: date) -> None:
    if first < on:
        raise Refusal("The first day has passed: choose today or a later one.")
    if last < first:
        raise Refusal("The last day comes before the first.")
    if (last - first).days >= LONGEST:
        raise Refusal("A deputy stands in for at most %(most)s days.", most=LONGEST)
    if first > on + FURTHEST:
        raise Refusal("Choose days within a year.")


def _copy(grant: Grant, first: date, last: date) -> Grant | None:
    """A role of the officer's own as the deputy holds it; None where there is nothing to hand on in these days."""
    begins, ends = max(first, grant.starts_on or first), min(last, grant.ends_on or last)
    if grant.role is Role.ADMIN or grant.deputy_for is not None or ends < begins:
        return None
    return Grant(
        role=grant.role,
        county=grant.county,
        language=grant.language,
        kind=grant.kind,
        station_id=grant.station_id,
        starts_on=begins,
        ends_on=ends,
        deputy_for=grant.officer_id,
    )


def _scope(grant: Grant) -> tuple[object, ...]:
    return grant.role, grant.county, grant.language, grant.kind, grant.station_id
