"""Putting hours on the roster, changing and ending them: nothing that nobody could work or nobody would hear of."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.hours import at_wall_time, local
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.roster import Shift, able

LAST_TURN = 9
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A shift as it is wanted; the fields of `Shift`."""

    officer_id: int
    begins: time
    ends: time
    starts_on: date
    ends_on: date | None = None
    levels: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    turn: int = 1


def who_may(session: Session, county: str, on: date) -> list[Officer]:
    """The officers who handle reports of this county that day, by name; some may have no number yet."""
    found = session.scalars(select(Officer).where(Officer.active).order_by(Officer.name))
    return [officer for officer in found if officer.may(Role.PEACE, on, county=county)]


def add(session: Session, county: str, wanted: Hours, now: datetime) -> Shift:
    """Put new hours on the roster. Raises `Refusal`."""
    if wanted.starts_on < local(now).date():
        raise Refusal("The first day has passed: choose today or a later one.")
    shift = Shift(county=county, **_fields(wanted))
    _check(session, shift, now)
    session.add(shift)
    session.flush()
    return shift


def change(session: Session, shift: Shift, wanted: Hours, now: datetime) -> None:
    """Change hours that the caller holds. Raises `Refusal`; then nothing is changed."""
    today = local(now).date()
    if wanted.starts_on < today and wanted.starts_on != shift.starts_on:
        raise Refusal("The first day has passed: choose today or a later one.")
    as_wanted = Shift(county=shift.county, **_fields(wanted))
    _check(session, as_wanted, now, but=shift.id)
    for name, value in _fields(wanted).items():
        setattr(shift, name, value)
    session.flush()
    session.refresh(shift)


def end(session: Session, shift: Shift, now: datetime) -> None:
    """End hours at once, also those that run; what was never worked is forgotten."""
    today = local(now).date()
    days = (today - timedelta(days=back) for back in range(2))
    unfinished = [day for day in days if (slot := shift.slot(day)) is not None and now < slot.ends]
    last = min(unfinished) - timedelta(days=1) if unfinished else today
    last = min(last, shift.ends_on or last)
    if last < shift.starts_on:
        session.delete(shift)
    else:
        shift.ends_on = last


def _fields(wanted: Hours) -> dict[str, Any]:
    return asdict(wanted) | {"levels": list(wanted.levels), "weekdays": list(wanted.weekdays)}


def _check(session: Session, shift: Shift, now: datetime, *, but: int | None = None) -> None:
    """Raises `Refusal`. The officer is held, so that two who write at once do not both find the hours free."""
    _check_days(shift, local(now).date())
    if not 1 <= shift.turn <= LAST_TURN:
        raise Refusal("The turn is a number from 1 to %(last)s.", last=LAST_TURN)
    officer = session.get(Officer, shift.officer_id, with_for_update=True)
    on = max(shift.starts_on, local(now).date())
    if officer is None or not officer.may(Role.PEACE, on, county=shift.county):
        raise Refusal("Choose a peace officer of this county, whose role holds on the first day.")
    if not able(officer, shift.county, on):
        raise Refusal("No number is kept for %(name)s: ask the administrator to add it first.", name=officer.name)
    for other in session.scalars(select(Shift).where(Shift.officer_id == officer.id, Shift.county == shift.county)):
        if other.id != but and _overlap(shift, other):
            hours = f"{other.begins:%H:%M}-{other.ends:%H:%M}"
            raise Refusal("%(name)s has a shift at those hours already: %(hours)s.", name=officer.name, hours=hours)


def _check_days(shift: Shift, today: date) -> None:
    if shift.starts_on > today + FURTHEST:
        raise Refusal("Choose days within a year.")
    if shift.ends_on is not None and shift.ends_on < shift.starts_on:
        raise Refusal("The last day comes before the first.")
    if shift.ends_on is not None and shift.ends_on < today:
        raise Refusal("The last day has passed: end the shift instead.")
    week = (shift.starts_on + timedelta(days=ahead) for ahead in range(7))
    if not any(shift.slot(day) for day in week):
        raise Refusal("None of these weekdays lies between the first and the last day.")


def _overlap(one: Shift, other: Shift) -> bool:
    """Whether both are worked at one moment for one level. They recur weekly: a week from the later start tells."""
    if one.levels and other.levels and not set(one.levels) & set(other.levels):
        return False
    begins = at_wall_time(datetime.combine(max(one.starts_on, other.starts_on), time()))
    ends = begins + timedelta(days=9)
    pairs = product(one.slots(begins, ends), other.slots(begins, ends))
    return any(mine.begins < theirs.ends and theirs.begins < mine.ends for mine, theirs in pairs)
