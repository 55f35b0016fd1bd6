"""Wards in which clearly more is reported than was usual there: a question to a person, never an alarm by itself.

A ward is compared with itself alone, so that one where people report much is not hot for ever. A county that has just
begun has no year before: there every ward with three reports is one.
"""

from collections.abc import Mapping

from domain.incident_counts import YEAR, Tally, Window
from domain.veils import FEWEST

TIMES = 2  # as many as usual, at least


def usual(earlier: int, window: Window) -> float:
    """How many a window had on average, of so many in the year before it."""
    return earlier * (window.span / YEAR)


def hot(tally: Tally, window: Window) -> bool:
    """Whether a ward has three at least and twice as many as usual.

    A year with fewer than three is taken to have had two: whether a ward is hot must not tell how few they were.
    """
    return tally.total >= FEWEST and tally.total >= TIMES * usual(max(tally.earlier, FEWEST - 1), window)


def of(tallies: Mapping[str, Tally], window: Window) -> list[str]:
    """The hot ones of these wards, in their order."""
    return [ward for ward, tally in tallies.items() if hot(tally, window)]
