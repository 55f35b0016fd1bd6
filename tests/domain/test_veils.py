"""What may be shown of counts: on every small table, nobody who knows the sums can work out a count of one or two."""

from collections.abc import Iterator
from itertools import accumulate, combinations, pairwise, product

import pytest

from domain import veils
from domain.veils import TOGETHER, Veil

COLUMNS = ("delivered", "missed", "unknown")
Counts = tuple[tuple[int, ...], ...]


def shown(counts: Counts) -> dict[str, dict[str, int | Veil]]:
    return veils.table({str(at): dict(zip(COLUMNS, row, strict=False)) for at, row in enumerate(counts)})


def every_table(rows: int, columns: int, most: int) -> Iterator[Counts]:
    return product(product(range(most + 1), repeat=columns), repeat=rows)


def looks(counts: Counts) -> tuple[object, ...]:
    """All that a reader has: the page and the sum of each column."""
    page = tuple((key, *row.values()) for key, row in shown(counts).items())
    return page, tuple(map(sum, zip(*counts, strict=True)))


@pytest.mark.parametrize(("rows", "columns", "most"), [(2, 2, 7), (3, 2, 6), (2, 3, 6), (4, 1, 8)])
def test_the_people_of_no_small_row_are_told_even_to_who_knows_the_rule(rows: int, columns: int, most: int) -> None:
    possible: dict[object, list[set[int]]] = {}
    for counts in every_table(rows, columns, most):
        if sum(map(sum, counts)) <= most:  # then all that look the same are among them
            seen = possible.setdefault(looks(counts), [set() for _ in counts])
            for values, row in zip(seen, counts, strict=True):
                values.add(sum(row))

    # Of one row that has everybody the totals say so.
    assert not [values for seen in possible.values() for values in seen if values in ({1}, {2})]


@pytest.mark.parametrize(("rows", "columns", "most"), [(2, 2, 6), (3, 2, 4), (2, 3, 4), (3, 3, 2)])
def test_no_hidden_count_below_three_follows_from_the_sums(rows: int, columns: int, most: int) -> None:
    for counts in every_table(rows, columns, most):
        page = shown(counts)
        assert not [row for row in page.values() for cell in row.values() if cell in (1, 2)], counts
        hides = [[cell is Veil.HIDDEN for cell in list(row.values())[1:]] for row in page.values()]
        behind = put_together(counts, page)
        if sum(map(any, behind)) < 2:  # one row has everybody, and its counts are the totals
            continue
        for at, column in product(range(len(behind)), range(columns)):
            if hides[at][column] and behind[at][column] in (1, 2):
                assert can_be_otherwise(behind, hides, at, column), counts


def put_together(counts: Counts, page: dict[str, dict[str, int | Veil]]) -> list[list[int]]:
    """What is behind each row of the page."""
    rows = {str(at): list(row) for at, row in enumerate(counts)}
    rest = [row for key, row in rows.items() if key not in page]
    return [rows[key] if key != TOGETHER else list(map(sum, zip(*rest, strict=True))) for key in page]


def can_be_otherwise(behind: list[list[int]], hides: list[list[bool]], at: int, column: int) -> bool:
    """Whether one person more or fewer there can be made good in the hidden cells of another row."""
    for other, beside in product(range(len(behind)), range(len(behind[0]))):
        square = hides[at][beside] and hides[other][column] and hides[other][beside]
        fewer = behind[at][column] and behind[other][beside]
        more = behind[at][beside] and behind[other][column]
        if other != at and beside != column and square and (fewer or more):
            return True
    return False


@pytest.mark.parametrize(
    ("counts", "page"),
    [
        ({"a": (0, 3, 12), "b": (4, 0, 0)}, {"a": "15 0 3 12", "b": "4 4 0 0"}),
        # Only the others are hidden, and in the smallest row that has somebody there.
        ({"a": (20, 3, 1), "b": (9, 4, 4), "c": (5, 0, 0)}, {"a": "24 20 - -", "b": "17 9 - -", "c": "5 5 0 0"}),
        # One person was missed: then the delivered would tell it.
        ({"a": (20, 1, 0), "b": (9, 0, 0)}, {"a": "21 - - -", "b": "9 - - -"}),
        # Both are one, which the sum of 32 must not tell.
        ({"a": (1, 1, 30), "b": (9, 0, 0)}, {"a": "32 - - -", "b": "9 - - -"}),
        ({"a": (1, 0, 0), "b": (4, 0, 0), "c": (9, 0, 0)}, {"c": "9 9 0 0", "together": "5 5 0 0"}),
        ({"a": (0, 0, 0), "b": (9, 0, 0)}, {"a": "0 0 0 0", "b": "9 9 0 0"}),
        ({"a": (2, 0, 0), "b": (9, 0, 0)}, {}),
        ({"a": (1, 0, 0)}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_small_counts_are_hidden_and_small_rows_put_together(
    counts: dict[str, tuple[int, ...]], page: dict[str, str]
) -> None:
    rows = veils.table({key: dict(zip(COLUMNS, row, strict=True)) for key, row in counts.items()})

    assert {
        key: " ".join("-" if cell is Veil.HIDDEN else str(cell) for cell in row.values()) for key, row in rows.items()
    } == page


def test_a_count_that_stands_alone_says_fewer_than_three():
    assert [veils.few(people) for people in (0, 1, 2, 3)] == [0, Veil.FEW, Veil.FEW, 3]


def steps_seen(counts: Counts) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The steps that pages show of kinds (rows) by spans of time that lie in each other, and all that lies behind them.

    Behind them is each count shown, and each difference of two that lie in each other.
    """
    kinds = [*counts, tuple(map(sum, zip(*counts, strict=True)))]
    shown = [list(accumulate(row)) for row in kinds]
    behind = [count for row in shown for count in row]
    for row in shown:
        behind += [later - earlier for earlier, later in combinations(row, 2)]
        behind += [every - one for one, every in zip(row, shown[-1], strict=True)]
    return tuple(veils.step(count).least for row in shown for count in row), tuple(behind)


@pytest.mark.parametrize(("kinds", "spans", "most"), [(2, 1, 14), (5, 1, 14), (2, 2, 14), (3, 2, 6), (2, 4, 6)])
def test_no_subtracting_of_steps_tells_a_count_of_one_or_two(kinds: int, spans: int, most: int) -> None:
    possible: dict[tuple[int, ...], list[set[int]]] = {}
    assert veils.step(most).most == most  # of a step only begun, not all that looks the same would be here
    for counts in small_tables(kinds, spans, most):
        seen, behind = steps_seen(counts)
        for values, count in zip(possible.setdefault(seen, [set() for _ in behind]), behind, strict=True):
            values.add(count)

    assert not [values for seen in possible.values() for values in seen if values in ({1}, {2})]


def small_tables(rows: int, columns: int, most: int) -> Iterator[Counts]:
    """Every table of so many people at most."""
    for bars in combinations(range(most + rows * columns), rows * columns):
        cells = [bar - before - 1 for before, bar in pairwise((-1, *bars))]
        yield tuple(tuple(cells[row * columns : (row + 1) * columns]) for row in range(rows))


def test_the_steps_lie_beside_each_other_and_begin_with_fewer_than_three():
    steps = [veils.step(count) for count in range(200)]

    assert list(dict.fromkeys(steps))[:5] == [(0, 2), (3, 6), (7, 14), (15, 30), (31, 62)]
    assert all(told.least <= count <= told.most for count, told in enumerate(steps))
