"""Counts of people as they may be shown: no count of one or two is told, nor can it be worked out from the others.

Whoever looks is taken to know how many people each row and each column of a table has: a bulletin's own page says the
latter. Two rules follow, and tests/domain/test_veils.py tries both on every small table:

Rows. Small ones are shown as one together with the smallest of the others; in that sum nobody can say which is which.
Cells. A row with a small one hides it among at least three people, and a second row hides the same columns: a person
moved from one column to another in the first row, and back in the second, leaves every sum as it is.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeVar

FEWEST = 3  # people; a smaller count could point at one of them
TOGETHER = "together"  # the row of those that are too small to stand alone
Key = TypeVar("Key")


class Veil(StrEnum):
    """What stands in the place of a count."""

    FEW = "few"  # one or two people
    HIDDEN = "hidden"  # any number


def few(people: int) -> int | Veil:
    """A count beside which nothing stands that it could be worked out from. Nought points at nobody."""
    return Veil.FEW if _small(people) else people


class Step(NamedTuple):
    """A count told by the step it lies on. From nought: fewer than `FEWEST`."""

    least: int
    most: int


def step(count: int) -> Step:
    """A count of which many cuts are shown: 0-2, 3-6, 7-14, 15-30 and so on.

    Exact counts would tell a small one by subtracting a page from another. Nought is not told from one and two, else
    two small parts of a small sum would be one each. Every step begins odd and ends even: parts that all stand at
    their most never add up to the least of their sum, which would tell each of them. That holds for one cut (kind)
    beside spans of time that lie in each other; a second one across it (level, verified or not) may tell too much.
    """
    width = 2 ** ((count + 1).bit_length() - 1) if count >= FEWEST else 1
    return Step(width - 1, max(2 * width - 2, FEWEST - 1))


def together(people: Mapping[Key, int]) -> list[Key]:
    """The rows to show as one: the small ones and the smallest of the others, all of that size. None where none is."""
    if not any(map(_small, people.values())):
        return []
    most = min((count for count in people.values() if count >= FEWEST), default=FEWEST)
    return [key for key, count in people.items() if 0 < count <= most]


def table(rows: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int | Veil]]:
    """Rows of people by the same columns, each with its sum as `people`, as they may be shown.

    The first column may stand where the others are hidden. Small rows are in the one called `TOGETHER`; no rows at all
    where that would hold everybody.
    """
    merged = together({key: sum(cells.values()) for key, cells in rows.items()})
    shown = {key: dict(cells) for key, cells in rows.items() if key not in merged}
    if merged:
        if not any(sum(cells.values()) for cells in shown.values()):
            return {}
        shown[TOGETHER] = {column: sum(rows[key][column] for key in merged) for column in rows[merged[0]]}
    hidden = _hidden(shown)
    return {
        key: {
            "people": sum(cells.values()),
            **{column: Veil.HIDDEN if column in hidden[key] else count for column, count in cells.items()},
        }
        for key, cells in shown.items()
    }


def _small(people: int) -> bool:
    return 0 < people < FEWEST


def _hidden(rows: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """The columns that each row hides: none, all but the first, or all. Every row is of nobody or of `FEWEST` people.

    A row that stands alone in what it hides gets the company of the smallest that has somebody there; where none has,
    it hides the first column too. A table of one row says no more than the totals.
    """
    every = list(next(iter(rows.values()), ()))
    hidden = {key: _own(cells, every) for key, cells in rows.items()}
    for columns in (every[1:], every):
        alone = [key for key, hides in hidden.items() if len(hides) >= len(columns)]
        if len(alone) == 1 and hidden[alone[0]] == columns:
            others = [key for key in rows if key not in alone and any(rows[key][column] for column in columns)]
            company = min(others, key=lambda key: (not hidden[key], sum(rows[key].values())), default=None)
            hidden[company or alone[0]] = columns if company else every
    return hidden


def _own(cells: Mapping[str, int], every: list[str]) -> list[str]:
    if not any(map(_small, cells.values())):
        return []
    first = cells[every[0]]
    return every if _small(first) or _small(sum(cells.values()) - first) else every[1:]
