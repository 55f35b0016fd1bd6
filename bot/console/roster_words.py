"""What the console says of hours of duty: which, for what, and when nobody has any."""

from collections.abc import Iterable

from bot.console.incident_words import LEVELS
from bot.console.words import WEEKDAYS, _, day, hour
from domain.hours import local
from domain.roster import WATCHED, Gap, Shift, Slot
from domain.triage import Level


def listed_levels() -> list[tuple[str, str]]:
    """The levels of a report, for a form."""
    return [(level.value, _(label)) for level, (label, _tone) in LEVELS.items()]


def hours_words(shift: Shift) -> str:
    """08:00-17:00; whole days and nights say so."""
    if shift.begins == shift.ends:
        return _("24 hours from %(hour)s", hour=f"{shift.begins:%H:%M}")
    hours = f"{shift.begins:%H:%M}-{shift.ends:%H:%M}"
    return _("%(hours)s, over midnight", hours=hours) if shift.ends < shift.begins else hours


def levels_words(shift: Shift) -> str:
    """Critical, High."""
    return _named(level for level in Level if level in shift.levels) if shift.levels else _("Every level")


def days_words(times: list[Slot]) -> str:
    """Mon, Tue, Wed: the days on which these begin, in the order of the week."""
    days = sorted({local(slot.begins).weekday() for slot in times})
    return _("Every day") if len(days) == len(WEEKDAYS) else ", ".join(_(WEEKDAYS[number]) for number in days)


def gap_words(gap: Gap) -> str:
    """Tue 24 Nov 2026, 17:00 - Wed 25 Nov 2026, 08:00: Medium. A day is said once."""
    begins, ends = f"{day(gap.begins)}, {hour(gap.begins)}", f"{day(gap.ends)}, {hour(gap.ends)}"
    hours = f"{begins}-{hour(gap.ends)}" if day(gap.begins) == day(gap.ends) else f"{begins} - {ends}"
    return (
        hours
        if gap.levels == WATCHED
        else _("%(hours)s (only for: %(levels)s)", hours=hours, levels=_named(gap.levels))
    )


def _named(levels: Iterable[Level]) -> str:
    return ", ".join(_(LEVELS[level][0]) for level in levels)
