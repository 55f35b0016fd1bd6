"""What a county's meeting hears of a week or a month: how many reports, of what, where, and what came of them.

Only counts, and none that could point at somebody (`domain.veils`). What was joined to another report counts once, as
that; one without a place is of no county. The restricted kinds are no reports, so they are in nothing here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from statistics import median_high

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import veils
from domain.areas import constituency_of
from domain.drought_records import month_end
from domain.hours import at_wall_time
from domain.incidents import Handling, Incident, Verification
from domain.referrals import Answer, Referral
from domain.triage import CLOCKS
from domain.veils import Veil

Counts = dict[str, int | Veil]


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"


class Became(StrEnum):
    """What is known of a report by now: the columns of every table."""

    UNVERIFIED = "unverified"
    CONFIRMED = "confirmed"
    CANNOT_TELL = "cannot_tell"
    FALSE = "false"


_BECAME = {
    Verification.NEW: Became.UNVERIFIED,
    Verification.CHECKING: Became.UNVERIFIED,
    Verification.CONFIRMED: Became.CONFIRMED,
    Verification.CANNOT_TELL: Became.CANNOT_TELL,
    Verification.FALSE: Became.FALSE,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """The figures of one county and period. `mass`: beside them, what looks like many reports made by few.

    `taken_up`: the middle time until somebody took a report up, `in_time` how many within the time of their level.
    Tables are of rows by `Became`, each with its sum as `people`, as `veils.table` leaves them.
    """

    county: str
    first: date
    after: date
    reports: int
    open: int
    closed: int
    mass: int
    taken_up: timedelta | None
    in_time: int
    by_kind: Mapping[str, Counts]
    by_level: Mapping[str, Counts]
    by_place: Mapping[str, Counts]
    answers: Mapping[str, int | Veil]
    still_open: int  # from before the period

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)


def days(period: Period, on: date) -> tuple[date, date]:
    """The first day of the week or month a day lies in, and the first day after it."""
    if period is Period.MONTH:
        first = on.replace(day=1)
        return first, month_end(first)
    first = on - timedelta(days=on.weekday())
    return first, first + timedelta(days=7)


def of_county(session: Session, county: str, first: date, after: date) -> Situation:
    """The figures of the days from `first` to before `after`, as they are known now."""
    begin, end = _moment(first), _moment(after)
    here = (func.split_part(Incident.ward, ".", 1) == county, Incident.merged_into.is_(None))
    within = (Incident.opened_at >= begin, Incident.opened_at < end)
    told = session.scalars(select(Incident).where(*here, *within)).all()
    incidents = [each for each in told if not each.mass]
    waits = [each.taken_up_at - each.opened_at for each in incidents if each.taken_up_at]
    before = select(func.count()).where(*here, Incident.opened_at < begin, Incident.handling != Handling.CLOSED)
    return Situation(
        county=county,
        first=first,
        after=after,
        reports=len(incidents),
        open=sum(each.open for each in incidents),
        closed=sum(not each.open for each in incidents),
        mass=len(told) - len(incidents),
        taken_up=median_high(waits) if waits else None,
        in_time=sum(_in_time(each) for each in incidents),
        by_kind=_table(incidents, lambda incident: incident.kind.value),
        by_level=_table(incidents, lambda incident: incident.level.value),
        by_place=_table(incidents, lambda incident: constituency_of(incident.ward or "")),
        answers=_answers(session, [each.id for each in incidents]),
        still_open=session.scalar(before) or 0,
    )


def _in_time(incident: Incident) -> bool:
    # A minute of grace: the moment it was told is kept without its seconds.
    most = CLOCKS[incident.level].take_up + timedelta(minutes=1)
    return incident.taken_up_at is not None and incident.taken_up_at - incident.opened_at <= most


def _table(incidents: Iterable[Incident], row_of: Callable[[Incident], str]) -> dict[str, Counts]:
    rows: dict[str, dict[str, int]] = {}
    for incident in incidents:
        cells = rows.setdefault(row_of(incident), {became.value: 0 for became in Became})
        cells[_BECAME[incident.verification]] += 1
    return veils.table(dict(sorted(rows.items(), key=lambda row: -sum(row[1].values()))))


def _answers(session: Session, incidents: Sequence[int]) -> dict[str, int | Veil]:
    """How many of the period's reports were handed to a responder who then answered so."""
    asked = select(Referral.answer, func.count()).where(Referral.incident_id.in_(incidents)).group_by(Referral.answer)
    found = {answer: number for answer, number in session.execute(asked)}  # noqa: C416  a row is no pair to mypy
    return {answer.value: veils.few(found[answer]) for answer in Answer if answer in found}


def _moment(day: date) -> datetime:
    return at_wall_time(datetime.combine(day, time()))
