"""The form hours of duty are written in: what was ticked and typed, kept as it was, and what it means."""

from dataclasses import dataclass
from datetime import date, datetime, time

from werkzeug.datastructures import MultiDict

from domain.hours import local
from domain.refusals import Refusal
from domain.roster import Shift
from domain.roster_changes import Hours
from domain.triage import LEVELS

WHOLE_WEEK = tuple(range(1, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterForm:
    """Everything as the page sends it."""

    officer: str = ""
    begins: str = "08:00"
    ends: str = "17:00"
    starts_on: str = ""
    ends_on: str = ""
    turn: str = "1"
    levels: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()

    @classmethod
    def blank(cls, now: datetime) -> "RosterForm":
        """New hours: those of an office, from today on."""
        return cls(starts_on=f"{local(now).date()}")

    @classmethod
    def of(cls, shift: Shift) -> "RosterForm":
        """The hours as they stand."""
        return cls(
            officer=f"{shift.officer_id}",
            begins=f"{shift.begins:%H:%M}",
            ends=f"{shift.ends:%H:%M}",
            starts_on=f"{shift.starts_on}",
            ends_on=f"{shift.ends_on or ''}",
            turn=f"{shift.turn}",
            levels=tuple(shift.levels),
            weekdays=tuple(f"{day}" for day in shift.weekdays),
        )

    @classmethod
    def read(cls, posted: MultiDict[str, str]) -> "RosterForm":
        """What was posted; nothing is judged yet."""
        once = ("officer", "begins", "ends", "starts_on", "ends_on", "turn")
        return cls(
            **{name: posted.get(name, "").strip() for name in once},
            levels=tuple(posted.getlist("levels")),
            weekdays=tuple(posted.getlist("weekdays")),
        )

    def hours(self) -> Hours:
        """What is wanted. Raises `Refusal` for what cannot be read."""
        return Hours(
            officer_id=_number(self.officer),
            begins=_hour(self.begins),
            ends=_hour(self.ends),
            starts_on=_day(self.starts_on),
            ends_on=_day(self.ends_on) if self.ends_on else None,
            levels=_every(self.levels, tuple(level.value for level in LEVELS)),
            weekdays=tuple(map(int, _every(self.weekdays, tuple(f"{day}" for day in WHOLE_WEEK)))),
            turn=_number(self.turn),
        )


def _every(ticked: tuple[str, ...], choices: tuple[str, ...]) -> tuple[str, ...]:
    """In the order of the choices; all of them are kept as none."""
    if not set(ticked) <= set(choices):
        raise Refusal("Something on this form cannot be read: choose again.")
    found = tuple(choice for choice in choices if choice in ticked)
    return () if found == choices else found


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Refusal("Something on this form cannot be read: choose again.")
    return int(typed)


def _hour(typed: str) -> time:
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Refusal("Give the hour as 09:30.") from None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refusal("Give the first and the last day as 2026-11-24.") from None
