"""How urgent a report looks, why, and the one table of clocks that follows from it: advice, until a person decides."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """From the most urgent to what is only good to know."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


LEVELS = tuple(Level)
URGENT = (Level.CRITICAL, Level.HIGH)


class Told(StrEnum):
    """How the officers on duty hear of a new report."""

    AT_ONCE = "at_once"
    DAILY = "daily"  # in the morning's summary
    WEEKLY = "weekly"


class Clock(NamedTuple):
    """The times of one level, each counted from the step before it.

    `take_up`: until somebody has taken it in hand; `page_next`: until the next on the roster is paged for one that
    nobody takes up (None: nobody else is); `check`: from there until it is verified; `answer`: what a responder has for
    an answer; `follow_up`: until what is verified or referred must have moved; `nag`: between two reminders of what is
    overdue.
    """

    take_up: timedelta
    page_next: timedelta | None
    check: timedelta
    answer: timedelta
    follow_up: timedelta
    nag: timedelta
    told: Told


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# First replies and who is told: the triage of Una Hakika and of our design; the other times are ours.
CLOCKS: dict[Level, Clock] = {
    Level.CRITICAL: Clock(0 * HOUR, 10 * MINUTE, HOUR, 15 * MINUTE, DAY, 15 * MINUTE, Told.AT_ONCE),
    Level.HIGH: Clock(15 * MINUTE, 15 * MINUTE, 4 * HOUR, HOUR, 2 * DAY, HOUR, Told.AT_ONCE),
    Level.MEDIUM: Clock(4 * HOUR, None, DAY, 4 * HOUR, 7 * DAY, DAY, Told.AT_ONCE),
    Level.LOW: Clock(DAY, None, 3 * DAY, DAY, 14 * DAY, DAY, Told.DAILY),
    Level.INFO: Clock(2 * DAY, None, 7 * DAY, DAY, 30 * DAY, 7 * DAY, Told.WEEKLY),
}
# What nobody takes up: the leads hear again after an hour, and when it was paged for four hours each page is an hour
# after the last. A text every ten minutes all night is not read any more; silence would say that somebody came.
LEADS_AGAIN, SLOWS_AFTER, SLOW = HOUR, 4 * HOUR, HOUR
REMINDED_AGAIN = HOUR  # one officer, of all that is late: whatever `nag` of the levels says


class Ground(StrEnum):
    """Why a level is advised; shown beside it."""

    KIND = "kind"
    HURT = "hurt"  # somebody is hurt or killed
    HURT_NOW = "hurt_now"  # and it goes on
    WEAPONS_NOW = "weapons_now"  # weapons are seen and it goes on
    SOURCES = "sources"  # three or more people independently
    DROUGHT = "drought"  # the county or the ward's zone is in Alarm or Emergency


class Advice(NamedTuple):
    """A level and the grounds it stands on."""

    level: Level
    grounds: tuple[Ground, ...]


FEWEST_SOURCES = 3  # independent ones, that raise the level


def advise(base: Level, *, hurt: bool, ongoing: bool, weapons: bool, sources: int, drought: bool) -> Advice:
    """The level these facts speak for; `base` is the one of the kind. Good news is never raised.

    Somebody hurt, or weapons, while it goes on is critical; somebody hurt is high; three independent sources or a
    drought declared Alarm or Emergency raise what then stands by one, once.
    """
    if base is Level.INFO:
        return Advice(base, (Ground.KIND,))
    level: Level = base
    grounds = [Ground.KIND]
    for applies, ground, least in (
        (hurt and ongoing, Ground.HURT_NOW, Level.CRITICAL),
        (weapons and ongoing, Ground.WEAPONS_NOW, Level.CRITICAL),
        (hurt and not ongoing, Ground.HURT, Level.HIGH),
    ):
        if applies:
            level, grounds = more_urgent(level, least), [*grounds, ground]
    raising = [ground for ground, on in ((Ground.SOURCES, sources >= FEWEST_SOURCES), (Ground.DROUGHT, drought)) if on]
    return Advice(LEVELS[max(LEVELS.index(level) - 1, 0)] if raising else level, (*grounds, *raising))


def more_urgent(*levels: Level) -> Level:
    """The most urgent of these."""
    return min(levels, key=LEVELS.index)


def read_grounds(kept: Sequence[str]) -> tuple[Ground, ...]:
    """The grounds as the table keeps them; what only another version of this program knows is passed over."""
    return tuple(Ground(word) for word in kept if word in set(Ground))
