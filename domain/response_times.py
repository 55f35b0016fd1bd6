"""How long reports waited for each step, by the month they came in: taken up, checked, answered, closed.

Only months that are over, and no sums over months or counties: with those a small month could be worked out. What was
joined to another, what looks like mass reporting and the restricted kinds are not in it, as in `domain.situations`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import veils
from domain.figure_spans import Span
from domain.hours import local
from domain.incidents import VERIFIED, Incident
from domain.referrals import Referral
from domain.timeline import Act, Step
from domain.triage import CLOCKS, Clock
from domain.veils import FEWEST, Veil

FEWEST_OF_TEN = 10  # waits; of fewer, nine in ten are all but one, or all
GRACE = timedelta(minutes=1)  # the moment it was told is kept without its seconds


class Wait(StrEnum):
    """What was waited for. `ANSWERED`: by a responder it was handed to, as often as it was handed on."""

    TAKEN_UP = "taken_up"
    CHECKED = "checked"
    ANSWERED = "answered"
    CLOSED = "closed"  # no clock says by when


@dataclass(frozen=True, slots=True)
class Told:
    """The waits for one step in one month and county: `of` how many, how many of them are over, and how long they took.

    `median` and `ninth` (nine of ten took no longer) are None for too few; `in_time` is None where no clock runs.
    """

    month: date
    county: str
    wait: Wait
    of: int | Veil
    done: int | Veil
    median: timedelta | None
    ninth: timedelta | None
    in_time: int | Veil | None


Waited = tuple[timedelta | None, timedelta]  # how long it took (None: it has not come), and how long it might


def told(session: Session, counties: Collection[str], span: Span, today: date) -> list[Told]:
    """Every step of every month that is over, for each of these counties in their order."""
    found: list[Told] = []
    for county in counties:
        incidents = _incidents(session, county, span)
        checked, referred, answered = _steps(session, [each.id for each in incidents])
        for month in (each for each in span.months if span.over(each, today)):
            mine = [each for each in incidents if local(each.opened_at).date().replace(day=1) == month]
            cases = [(each, case) for each in mine for case in referred.get(each.id, ())]
            waits: dict[Wait, list[Waited]] = {
                Wait.TAKEN_UP: [
                    _waited(each.opened_at, each.taken_up_at, _clock(each).take_up + GRACE) for each in mine
                ],
                Wait.CHECKED: [
                    _waited(each.taken_up_at or each.opened_at, checked.get(each.id), _clock(each).check)
                    for each in mine
                ],
                Wait.CLOSED: [_waited(each.opened_at, each.closed_at, timedelta.max) for each in mine],
                Wait.ANSWERED: [
                    _waited(case.sent_at, answered.get(str(case.id)), _clock(each).answer) for each, case in cases
                ],
            }
            found += of_month(month, county, waits)
    return found


def _clock(incident: Incident) -> Clock:
    return CLOCKS[incident.level]


def _waited(since: datetime, until: datetime | None, most: timedelta) -> Waited:
    return (max(until - since, timedelta(0)) if until else None), most


def _incidents(session: Session, county: str, span: Span) -> list[Incident]:
    here = (func.split_part(Incident.ward, ".", 1) == county, Incident.merged_into.is_(None), ~Incident.mass)
    within = (Incident.opened_at >= span.begins, Incident.opened_at < span.ends)
    return list(session.scalars(select(Incident).where(*here, *within)))


def _steps(
    session: Session, incidents: Sequence[int]
) -> tuple[dict[int, datetime], dict[int, list[Referral]], dict[str, datetime]]:
    """When each was first verified, its referrals, and when each of those was first answered."""
    first = func.min(Step.at)
    of = Step.incident_id.in_(incidents)
    verified = select(Step.incident_id, first).where(of, Step.act == Act.VERIFICATION, Step.value.in_(VERIFIED))
    answered = select(Step.value, first).where(of, Step.act == Act.ANSWERED)
    referred: dict[int, list[Referral]] = {}
    for case in session.scalars(select(Referral).where(Referral.incident_id.in_(incidents))):
        referred.setdefault(case.incident_id, []).append(case)
    checked = dict(iter(session.execute(verified.group_by(Step.incident_id))))
    return checked, referred, dict(iter(session.execute(answered.group_by(Step.value))))


def of_month(month: date, county: str, waits: Mapping[Wait, Sequence[Waited]]) -> Iterable[Told]:
    """Each step is of those that took the one before: where one or two did not, their number is not told."""
    above = len(waits[Wait.TAKEN_UP])
    for wait in (Wait.TAKEN_UP, Wait.CHECKED, Wait.CLOSED):
        told = _told(month, county, wait, waits[wait], above)
        above = told.done if isinstance(told.done, int) else above
        yield told
    yield _told(month, county, Wait.ANSWERED, waits[Wait.ANSWERED], len(waits[Wait.ANSWERED]))


def _told(month: date, county: str, wait: Wait, waits: Sequence[Waited], above: int) -> Told:
    over = sorted((took, most) for took, most in waits if took is not None)
    hidden = _small(len(waits)) or _small(len(over)) or _small(above - len(over))
    took = [each for each, _ in over]
    # Where it is hidden that one or two are not over, a time that is told must not tell that it is not both.
    enough = min(len(over), above - FEWEST + 1) if hidden else len(over)
    in_time = sum(each <= most for each, most in over)
    veiled = hidden or _small(in_time) or _small(len(over) - in_time)
    return Told(
        month,
        county,
        wait,
        veils.few(len(waits)),
        Veil.HIDDEN if hidden else len(over),
        took[ceil(len(took) / 2) - 1] if enough >= FEWEST else None,
        took[ceil(len(took) * 0.9) - 1] if enough >= FEWEST_OF_TEN else None,
        None if wait is Wait.CLOSED else Veil.HIDDEN if veiled else in_time,
    )


def _small(number: int) -> bool:
    return 0 < abs(number) < FEWEST
