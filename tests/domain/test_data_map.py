"""The map of what is kept: nothing is missing from it."""

import pytest
from sqlalchemy import ARRAY, Column, Enum, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

from domain import data_map
from domain.data_map import NOT_SECRET, SEALED, Held
from domain.schema import metadata

MAP = {kept.table.name: kept for kept in data_map.read()}
each_table = pytest.mark.parametrize("kept", MAP.values(), ids=MAP.keys())


def holds_anything(column: Column[object]) -> bool:
    """Whether words of any kind could stand in it: no choice from a list, no key into another table."""
    free = isinstance(column.type, Text | JSONB | ARRAY) and not isinstance(column.type, Enum)
    return free and not column.foreign_keys


def test_every_table_is_in_the_map_once() -> None:
    assert sorted(MAP) == sorted(metadata.tables)
    assert len(data_map.read()) == len(MAP)


@each_table
def test_every_column_where_words_could_stand_was_looked_at(kept: Held) -> None:
    free = {column.name for column in kept.table.columns if holds_anything(column)}

    assert free - {*kept.tells, *kept.neutral} == set()


@each_table
def test_the_map_names_only_columns_there_are_and_each_once(kept: Held) -> None:
    named = [*kept.tells, *kept.neutral, *kept.sealed, *kept.prints]

    assert set(named) <= set(kept.table.columns.keys())
    assert len(named) == len(set(named))


@each_table
def test_bytes_are_sealed_or_prints_and_nothing_else(kept: Held) -> None:
    odd = [column.name for column in kept.table.columns if isinstance(column.type, LargeBinary)]
    odd = [name for name in odd if not name.endswith(SEALED) and name not in {*kept.prints, *NOT_SECRET}]

    assert odd == []


@each_table
def test_a_table_that_keeps_numbers_says_whose(kept: Held) -> None:
    assert kept.whose or not [name for name in kept.sealed if name.startswith("phone")]
