"""Which reports somebody is to be told of now, and who: what is new or has risen, what waits, what is late."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from domain import roster
from domain.hours import DAY, local
from domain.incidents import Handling, Incident, Verification
from domain.officers import Officer
from domain.triage import CLOCKS, LEVELS, Level

MANY = 10  # being paged at once
# One that may wait keeps an officer's night free.
NIGHTLY = (Level.CRITICAL, Level.HIGH)
_MINDED = (Incident.handling != Handling.CLOSED, Incident.merged_into.is_(None), ~Incident.mass)
_RAISED = or_(
    *(and_(Incident.alerted == then, Incident.level.in_(LEVELS[:rank])) for rank, then in enumerate(LEVELS) if rank)
)


def is_news(incident: Incident) -> bool:
    """Whether nobody was told of it yet, or it has risen since."""
    return incident.alerted is None or LEVELS.index(incident.level) < LEVELS.index(incident.alerted)


def waits(incident: Incident) -> bool:
    """Whether nobody has taken it up, and somebody should be called to it: not what looks like mass reporting."""
    taken = incident.taken_up_at is not None or incident.verification is not Verification.NEW
    return incident.open and not taken and not incident.mass


def to_page(session: Session, now: datetime) -> list[int]:
    """What has risen since it was told, or waits for the next in turn; a merged one is closed."""
    due = or_(Incident.page_next_at <= now, and_(*_MINDED, _RAISED))
    return list(session.scalars(select(Incident.id).where(due).order_by(Incident.page_next_at, Incident.id)))


def held(session: Session, incident_id: int) -> Incident | None:
    """The incident for one act of the clock; None while somebody else has it: the next tick looks again."""
    query = select(Incident).where(Incident.id == incident_id).with_for_update(skip_locked=True)
    return session.scalar(query.execution_options(populate_existing=True))


def to_nag(session: Session, now: datetime) -> list[Incident]:
    """What is late and nobody was reminded of lately, held, the most urgent first.

    What is being paged is left to its paging, unless it is so much that not every call leaves; what is medium or below,
    to the day.
    """
    levels = LEVELS if DAY.holds(now) else NIGHTLY
    again = or_(*(and_(Incident.level == level, Incident.nagged_at <= now - CLOCKS[level].nag) for level in levels))
    first = and_(Incident.nagged_at.is_(None), Incident.level.in_(levels))
    query = select(Incident).where(*_MINDED, Incident.due_at < now, or_(first, again))
    found = session.scalars(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    late = found.all()
    if sum(incident.page_next_at is not None for incident in late) <= MANY:
        late = [incident for incident in late if incident.page_next_at is None]
    return sorted(late, key=lambda incident: (LEVELS.index(incident.level), incident.due_at, incident.id))


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
