"""The summaries of what is not urgent, which officers on duty get each morning and each week: that each leaves once."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import incidents
from domain.db import Base, words
from domain.hours import at_wall_time, local
from domain.incidents import Incident
from domain.triage import CLOCKS, Level, Told

HOUR = time(8)  # of the day, in Nairobi
LEVELS: dict[Told, Level] = {clock.told: level for level, clock in CLOCKS.items() if clock.told is not Told.AT_ONCE}
SPAN: dict[Told, timedelta] = {Told.DAILY: timedelta(days=1), Told.WEEKLY: timedelta(days=7)}


class Summary(Base):
    """One that was sent, of the reports before its hour on its day."""

    __tablename__ = "summaries"

    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    told: Mapped[Told] = mapped_column(words(Told, "told"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class Counts(NamedTuple):
    """`new`: filed since the last summary, still open and of its level; `open` and `late`: of every level."""

    new: int
    open: int
    late: int


def due(now: datetime) -> list[Told]:
    """Which summaries leave today, from their hour on: what an outage kept back until tomorrow is not sent."""
    here = local(now)
    if here.time() < HOUR:
        return []
    return [Told.DAILY, Told.WEEKLY] if here.isoweekday() == 1 else [Told.DAILY]


def claim(session: Session, county: str, told: Told, now: datetime) -> Counts | None:
    """What to say today, and that it is said with this transaction; None where that is done."""
    day = local(now).date()
    before = session.scalar(
        select(func.max(Summary.day)).where(Summary.county == county, Summary.told == told, Summary.day < day)
    )
    row = insert(Summary).values(county=county, told=told, day=day).on_conflict_do_nothing().returning(Summary.day)
    if session.scalar(row) is None:
        return None
    until = at_wall_time(datetime.combine(day, HOUR))
    since = at_wall_time(datetime.combine(before, HOUR)) if before else until - SPAN[told]
    return _count(session, county, LEVELS[told], since, until, now)


def _count(session: Session, county: str, level: Level, since: datetime, until: datetime, now: datetime) -> Counts:
    filed = (Incident.opened_at >= since, Incident.opened_at < until)
    return Counts(
        incidents.count(session, {county}, Incident.level == level, *filed),
        incidents.count(session, {county}),
        incidents.count(session, {county}, Incident.due_at < now),
    )
