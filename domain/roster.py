"""Who is on duty when: hours of officers, per county and level, in the order they are paged."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from domain import deputies, officers
from domain.areas import Area, county_of
from domain.areas import Level as AreaLevel
from domain.db import Base
from domain.hours import at_wall_time, local, next_day
from domain.incidents import Incident, Verification
from domain.officers import Officer, Role
from domain.triage import CLOCKS, Level


class Slot(NamedTuple):
    """One time that a shift is worked, from the one moment on and before the other."""

    begins: datetime
    ends: datetime
    shift: "Shift"


class Shift(Base):
    """One officer's hours; `ends` at or before `begins` is of the next morning.

    `levels`, `weekdays` (Monday is 1): empty for all. Days are inclusive, `ends_on` None is until further notice; each
    is the day on which the hours begin. `turn`: who is paged first, 1 before 2.
    """

    __tablename__ = "shifts"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"))
    begins: Mapped[time]
    ends: Mapped[time]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    levels: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    weekdays: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    turn: Mapped[int] = mapped_column(default=1, server_default="1")
    told_on: Mapped[date | None] = mapped_column(default=None)  # the day whose beginning its officer was told of
    officer: Mapped[Officer] = relationship(init=False, lazy="joined", innerjoin=True)

    def covers(self, level: Level) -> bool:
        return not self.levels or level in self.levels

    def slot(self, day: date) -> Slot | None:
        """The time that begins on this day, if there is one."""
        last = self.ends_on or date.max
        if not self.starts_on <= day <= last or (self.weekdays and day.isoweekday() not in self.weekdays):
            return None
        begins, ends = (at_wall_time(datetime.combine(day, hour)) for hour in (self.begins, self.ends))
        return Slot(begins, ends if ends > begins else ends + timedelta(days=1), self)

    def slots(self, begins: datetime, ends: datetime) -> list[Slot]:
        """Every time that lies at least partly between these moments."""
        first = local(begins).date() - timedelta(days=1)
        days = (first + timedelta(days=ahead) for ahead in range((local(ends).date() - first).days + 1))
        found = (self.slot(day) for day in days)
        return [slot for slot in found if slot is not None and slot.begins < ends and begins < slot.ends]


_OF_COUNTY = select(Shift).where(Shift.county == bindparam("county"))  # built once, for it is asked at every report
# Longer than a night: a report that is urgent does not wait for a roster whose next hours are days away.
LONGEST_WAIT = timedelta(hours=16)
LOOK_AHEAD = timedelta(days=14)


def slots(session: Session, county: str, begins: datetime, ends: datetime) -> list[Slot]:
    """Every time anybody is on the roster between these moments, in order; at one moment by turn."""
    return _slots(_shifts(session, county), begins, ends)


def _shifts(session: Session, county: str) -> Sequence[Shift]:
    return session.scalars(_OF_COUNTY, {"county": county}).all()


def _slots(shifts: Iterable[Shift], begins: datetime, ends: datetime) -> list[Slot]:
    found = [slot for shift in shifts for slot in shift.slots(begins, ends)]
    return sorted(found, key=lambda slot: (slot.begins, slot.shift.turn, slot.shift.id))


def of_officer(session: Session, officer: Officer, begins: datetime, ends: datetime) -> list[Slot]:
    """The times one officer is on a roster, in any county."""
    shifts = session.scalars(select(Shift).where(Shift.officer_id == officer.id))
    return sorted((slot for shift in shifts for slot in shift.slots(begins, ends)), key=lambda slot: slot.begins)


def able(officer: Officer, county: str | None, on: date) -> bool:
    """Whether a report of this county (None: of any) may and can be told to this officer that day."""
    return officer.phone_sealed is not None and officer.may(Role.PEACE, on, county=county)


def on_shift(session: Session, county: str, level: Level, now: datetime) -> list[Officer]:
    """Who is on the roster at this moment, in turn; nobody outside its hours."""
    return _on_shift(_shifts(session, county), county, level, now)


def _on_shift(shifts: Iterable[Shift], county: str, level: Level, now: datetime) -> list[Officer]:
    here = _slots(shifts, now, now + timedelta.resolution)
    here.sort(key=lambda slot: (slot.shift.turn, slot.shift.id))
    on = local(now).date()
    found = [slot.shift.officer for slot in here if slot.shift.covers(level) and able(slot.shift.officer, county, on)]
    return list(dict.fromkeys(found))


def on_duty(session: Session, county: str, level: Level, now: datetime) -> list[Officer]:
    """Who is to be told of a report, in turn: those on shift, else those who said they are on duty, else everyone.

    A report must not wait because a roster was left empty. For one who is away it is the deputy, who can be told.
    """
    on = local(now).date()
    found = on_shift(session, county, level, now)
    found = found or sorted(officers.on_duty(session, county, on), key=lambda officer: officer.id)
    return list(dict.fromkeys(called_for(session, officer, county, on) for officer in found))


def called_for(session: Session, officer: Officer, county: str | None, on: date) -> Officer:
    """Who is told in this officer's turn: a deputy that day who can be, else the officer, away or not."""
    deputy = deputies.deputy_of(session, officer, Role.PEACE, on, county)
    return deputy if deputy is not None and able(deputy, county, on) else officer


def next_slot(session: Session, county: str, level: Level, now: datetime) -> datetime | None:
    """When the next shift of this level begins; None when none does within two weeks."""
    return _next_slot(_shifts(session, county), county, level, now)


def _next_slot(shifts: Iterable[Shift], county: str, level: Level, now: datetime) -> datetime | None:
    for slot in _slots(shifts, now, now + LOOK_AHEAD):
        ready = slot.shift.covers(level) and able(slot.shift.officer, county, local(slot.begins).date())
        if slot.begins > now and ready:
            return slot.begins
    return None


def waits_until(session: Session, county: str, level: Level, now: datetime) -> datetime | None:
    """When a report that came outside the hours of the roster is told; None: now.

    Only high ones wait (of `severity_triage`: within 15 minutes in duty hours, else at the next slot), and not for
    longer than a night, nor where no roster is kept.
    """
    if level is not Level.HIGH:
        return None
    shifts = _shifts(session, county)
    if _on_shift(shifts, county, level, now):
        return None
    begins = _next_slot(shifts, county, level, now)
    return begins if begins is not None and begins - now <= LONGEST_WAIT else None


def counties_of(session: Session, incident: Incident) -> list[str]:
    """Whose officers it is for: the county it lies in, every one when that is not known."""
    if incident.ward:
        return [county_of(incident.ward)]
    counties = select(Area.slug).where(Area.level == AreaLevel.COUNTY).order_by(Area.position, Area.slug)
    return list(session.scalars(counties))


def waiting(session: Session, incident: Incident, now: datetime) -> dict[str, datetime | None]:
    """Until when each of the counties it is for waits; None: it is told now."""
    return {county: waits_until(session, county, incident.level, now) for county in counties_of(session, incident)}


def slot_of(until: dict[str, datetime | None]) -> datetime | None:
    """The slot that all of these counties wait for; None when one of them is told now."""
    return min(filter(None, until.values())) if all(until.values()) else None


def reckon(session: Session, incident: Incident, now: datetime) -> None:
    """Set by when its next step is due: of one that waits for the roster, or did when it came, counted from there."""
    incident.reckon(now)
    if incident.open and incident.verification is Verification.NEW and incident.taken_up_at is None:
        moments = dict.fromkeys((now, incident.opened_at))
        begins = next(filter(None, (slot_of(waiting(session, incident, moment)) for moment in moments)), None)
        if begins is not None:
            incident.due_at = begins + CLOCKS[incident.level].take_up


def to_begin(session: Session, now: datetime) -> list[int]:
    """Shifts that run and whose officer was not told so yet, as far as one sees without holding them."""
    return [shift.id for shift in session.scalars(select(Shift)) if untold(shift, now)]


def untold(shift: Shift, now: datetime) -> Slot | None:
    """The time that runs and of whose beginning its officer was not told."""
    running = shift.slots(now, now + timedelta.resolution)
    return next((slot for slot in running if local(slot.begins).date() != shift.told_on), None)


class Gap(NamedTuple):
    """A time in which nobody is on the roster for these levels."""

    begins: datetime
    ends: datetime
    levels: tuple[Level, ...]


# Those whose officers are texted at any hour; the others are only told of in summaries.
WATCHED = (Level.CRITICAL, Level.HIGH, Level.MEDIUM)


def gaps(session: Session, county: str, week: date) -> list[Gap]:
    """When nobody who can be reached is on the roster in the week that begins on this day, in order."""
    begins = at_wall_time(datetime.combine(week, time()))
    ends = begins + timedelta(days=7)
    worked = [
        part
        for slot in slots(session, county, begins, ends)
        for part in _by_day(slot)
        if able(slot.shift.officer, county, local(part.begins).date())
    ]
    edges = sorted({begins, ends, *(edge for slot in worked for edge in slot[:2] if begins < edge < ends)})
    found: list[Gap] = []
    for start, end in pairwise(edges):
        bare = _bare(slot for slot in worked if slot.begins <= start < slot.ends)
        if bare and found and (found[-1].ends, found[-1].levels) == (start, bare):
            found[-1] = found[-1]._replace(ends=end)
        elif bare:
            found.append(Gap(start, end, bare))
    return found


def _by_day(slot: Slot) -> Iterable[Slot]:
    """The slot cut at midnight: a grant may end, or begin, within it."""
    begins = slot.begins
    while begins < slot.ends:
        ends = min(next_day(begins), slot.ends)
        yield Slot(begins, ends, slot.shift)
        begins = ends


def _bare(worked: Iterable[Slot]) -> tuple[Level, ...]:
    shifts = [slot.shift for slot in worked]
    return tuple(level for level in WATCHED if not any(shift.covers(level) for shift in shifts))
