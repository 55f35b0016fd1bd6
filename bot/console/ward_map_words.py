"""What the map of wards and the risk picture of one call their numbers."""

from math import ceil

from bot.console.incident_words import KINDS, LEVELS
from bot.console.words import N_, _, count
from domain.hot_spots import usual
from domain.incident_counts import Tally, Window
from domain.risk import Risk
from domain.veils import Step, step

WINDOWS = {
    Window.WEEK: N_("Last 7 days"),
    Window.MONTH: N_("Last 30 days"),
    Window.QUARTER: N_("Last 90 days"),
    Window.YEAR: N_("Last 12 months"),
}
RISKS = {
    Risk.LOW: (N_("Low"), "neutral"),
    Risk.RAISED: (N_("Raised"), "warning"),
    Risk.HIGH: (N_("High"), "bad"),
}


def kinds() -> list[tuple[str, str]]:
    """The choices of a form; the first is every conflict."""
    return [("", _("All conflict")), *((kind.value, _(name)) for kind, name in KINDS.items())]


def levels() -> list[tuple[str, str]]:
    return [("", _("All levels")), *((level.value, _(name)) for level, (name, _tone) in LEVELS.items())]


def windows() -> list[tuple[int, str]]:
    return [(window.value, _(name)) for window, name in WINDOWS.items()]


def number(exact: int) -> str:
    """A count as it may be shown here: the step it lies on."""
    return step_words(step(exact))


def step_words(told: Step) -> str:
    """Fewer than 3; 3 to 6."""
    if not told.least:
        return _("fewer than %(count)s", count=told.most + 1)
    return _("%(least)s to %(most)s", least=count(told.least), most=count(told.most))


def usual_words(tally: Tally, window: Window) -> str:
    """How many were usual, from what may be known of the year before."""
    return _("at most %(count)s", count=ceil(10 * usual(step(tally.earlier).most, window)) / 10)
