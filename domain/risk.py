"""The risk picture of a ward: a plain sum of what is known, for a peace officer to read and to disagree with.

Every input is shown beside its weight. The weights are ours, not measured: a county may argue with each. The sum moves
nothing, alerts nobody and is never published.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.phases import Phase, Trend
from domain.triage import LEVELS, Level

LEVEL_WEIGHTS = {Level.CRITICAL: 4, Level.HIGH: 3, Level.MEDIUM: 2, Level.LOW: 1, Level.INFO: 0}
AGE_WEIGHTS = {7: 3, 30: 2, 90: 1}  # by days, at most
LOOKED_BACK = timedelta(days=max(AGE_WEIGHTS))
PHASE_POINTS = {Phase.NORMAL: 0, Phase.RECOVERY: 1, Phase.ALERT: 1, Phase.ALARM: 3, Phase.EMERGENCY: 4}
TREND_POINTS = {Trend.IMPROVING: 0, Trend.STABLE: 0, Trend.WORSENING: 1}
BORDER_POINTS = 2
EACH = {"neighbours": 2, "unverified": 1}
MOST = {"neighbours": 4, "unverified": 3}
RAISED_FROM, HIGH_FROM = 6, 15


class Risk(StrEnum):
    LOW = "low"
    RAISED = "raised"
    HIGH = "high"


class Verified(NamedTuple):
    """How many confirmed incidents of one level are at most so many days old, and not of a younger row."""

    level: Level
    days: int
    number: int

    @property
    def weight(self) -> int:
        return LEVEL_WEIGHTS[self.level] * AGE_WEIGHTS[self.days]

    @property
    def points(self) -> int:
        return self.number * self.weight


class Declared(NamedTuple):
    """What NDMA declared last of the ward's zone or county, while it counts: see `drought_records.DECLARATION`."""

    phase: Phase | None
    trend: Trend | None


class Picture(NamedTuple):
    """All that is added up. `unverified` are open incidents nobody has confirmed."""

    verified: tuple[Verified, ...]
    phase: int
    trend: int
    border: int
    neighbours: int
    unverified: int

    @property
    def points(self) -> int:
        return sum(row.points for row in self.verified) + sum(self[1:])

    @property
    def risk(self) -> Risk:
        if self.points >= HIGH_FROM:
            return Risk.HIGH
        return Risk.RAISED if self.points >= RAISED_FROM else Risk.LOW


def picture(
    confirmed: Iterable[tuple[Level, timedelta]],
    declared: Declared | None,
    *,
    border: bool,
    hot_neighbours: int,
    unverified: int,
) -> Picture:
    """Add it up; `confirmed` are the level and age of each verified incident: over 90 days it counts nothing."""
    counts: dict[tuple[Level, int], int] = {}
    for level, age in confirmed:
        if days := next((days for days in AGE_WEIGHTS if age <= timedelta(days=days)), None):
            counts[level, days] = counts.get((level, days), 0) + 1
    return Picture(
        tuple(Verified(level, days, counts.get((level, days), 0)) for level in LEVELS for days in AGE_WEIGHTS),
        phase=PHASE_POINTS[declared.phase] if declared and declared.phase else 0,
        trend=TREND_POINTS[declared.trend] if declared and declared.trend else 0,
        border=BORDER_POINTS if border else 0,
        neighbours=_up_to("neighbours", hot_neighbours),
        unverified=_up_to("unverified", unverified),
    )


def _up_to(name: str, number: int) -> int:
    return min(number * EACH[name], MOST[name])
