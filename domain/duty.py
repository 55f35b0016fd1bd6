"""Which reports somebody is to be told of now, and who: what is new or has risen, what waits, what is late."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from domain import roster
from domain.hours import DAY, local
from domain.incidents import Handling, Incident, by_level
from domain.officers import Officer
from domain.triage import CLOCKS, LEVELS, Level

MANY = 10  # being paged at once
MOST_LATE = 500  # held by one run, the most urgent: the next goes on from there
# One that may wait keeps an officer's night free.
NIGHTLY = (Level.CRITICAL, Level.HIGH)
_MINDED = (Incident.handling != Handling.CLOSED, Incident.merged_into.is_(None), ~Incident.mass)
_RAISED = or_(
    *(and_(Incident.alerted == then, Incident.level.in_(LEVELS[:rank])) for rank, then in enumerate(LEVELS) if rank)
)
# However it came here: split off, moved to another county, found to be of no flood.
_UNTOLD = and_(Incident.alerted.is_(None), Incident.taken_up_at.is_(None), Incident.level.in_(NIGHTLY))


def is_news(incident: Incident) -> bool:
    """Whether nobody was told of it yet, or it has risen since."""
    return incident.alerted is None or LEVELS.index(incident.level) < LEVELS.index(incident.alerted)


def waits(incident: Incident) -> bool:
    """Whether nobody has taken it up, and somebody should be called to it: not what looks like mass reporting."""
    return incident.open and incident.taken_up_at is None and not incident.mass


def to_tell(incident: Incident) -> bool:
    """Whether it has risen since it was told, or is urgent and nobody was told of it."""
    if incident.alerted is None:
        return waits(incident) and incident.level in NIGHTLY
    return incident.open and not incident.mass and is_news(incident)


def to_page(session: Session, now: datetime) -> list[int]:
    """What is `to_tell`, or waits for the next in turn; a merged one is closed."""
    due = or_(Incident.page_next_at <= now, and_(*_MINDED, or_(_RAISED, _UNTOLD)))
    return list(session.scalars(select(Incident.id).where(due).order_by(Incident.page_next_at, Incident.id)))


def held(session: Session, incident_id: int) -> Incident | None:
    """The incident for one act of the clock; None while somebody else has it: the next tick looks again."""
    query = select(Incident).where(Incident.id == incident_id).with_for_update(skip_locked=True)
    return session.scalar(query.execution_options(populate_existing=True))


def to_nag(session: Session, now: datetime) -> list[Incident]:
    """What is late and nobody was reminded of lately, held, the most urgent first."""
    again = or_(*(and_(Incident.level == level, Incident.nagged_at <= now - CLOCKS[level].nag) for level in LEVELS))
    query = select(Incident).where(*_late(session, now), or_(Incident.nagged_at.is_(None), again))
    query = query.order_by(by_level(), Incident.due_at, Incident.id).limit(MOST_LATE)
    held = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return list(session.scalars(held))


def late(session: Session, now: datetime) -> list[Incident]:
    """All that is late and may be told of at this hour, the most urgent first; held by nobody."""
    query = select(Incident).where(*_late(session, now))
    return list(session.scalars(query.order_by(by_level(), Incident.due_at, Incident.id)))


def _late(session: Session, now: datetime) -> list[ColumnElement[bool]]:
    """What is being paged is left to its paging, unless it is so much that not every call leaves; to the day is left
    what is medium or below.
    """
    levels = LEVELS if DAY.holds(now) else NIGHTLY
    over = [*_MINDED, Incident.due_at < now, Incident.level.in_(levels)]
    paged = select(func.count(Incident.id)).where(*over, Incident.page_next_at.is_not(None))
    few = (session.scalar(paged) or 0) <= MANY
    return [*over, Incident.page_next_at.is_(None)] if few else over


def asked(session: Session, incident: Incident, now: datetime) -> list[Officer]:
    """Whose it is: the officer it is assigned to, else those on duty, each once."""
    officer = session.get(Officer, incident.assigned_to) if incident.assigned_to else None
    if officer is not None and _can_be(officer, incident, now):
        return [officer]
    counties = roster.counties_of(session, incident)
    return list(
        dict.fromkeys(each for county in counties for each in roster.on_duty(session, county, incident.level, now))
    )


def _can_be(officer: Officer, incident: Incident, now: datetime) -> bool:
    return roster.able(officer, incident.county, local(now).date())
