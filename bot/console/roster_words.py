"""What the console says of hours of duty: which, for what, and when nobody has any."""

from collections.abc import Iterable

from bot.console.incident_words import LEVELS
from bot.console.words import _, day, hour
from domain.roster import WATCHED, Gap, Shift
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


def gap_words(gap: Gap) -> str:
    """From Tue 24 Nov 2026, 17:00 to Wed 25 Nov 2026, 08:00, for some levels where others have somebody."""
    values = {"begins": f"{day(gap.begins)}, {hour(gap.begins)}", "ends": f"{day(gap.ends)}, {hour(gap.ends)}"}
    if gap.levels == WATCHED:
        return _("From %(begins)s to %(ends)s.", **values)
    return _("From %(begins)s to %(ends)s, for: %(levels)s.", **values, levels=_named(gap.levels))


def _named(levels: Iterable[Level]) -> str:
    return ", ".join(_(LEVELS[level][0]) for level in levels)
