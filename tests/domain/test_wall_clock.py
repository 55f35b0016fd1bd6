"""A clock that jumps: what it says is believed near the last moment that was, and by a witness elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.wall_clock import Doubt, agrees, judge

SEEN = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
MINUTE, HOUR, YEAR = timedelta(minutes=1), timedelta(hours=1), timedelta(days=365)


@pytest.mark.parametrize(
    ("passed", "database", "found"),
    [
        (timedelta(seconds=2), timedelta(0), None),
        (-4 * MINUTE, timedelta(0), None),  # a correction of minutes: nothing goes by those
        (-6 * MINUTE, timedelta(0), Doubt.BACK),
        (-HOUR, timedelta(0), Doubt.BACK),
        (-56 * YEAR, timedelta(0), Doubt.BACK),  # a dead battery: 1970
        (HOUR, timedelta(0), None),
        (HOUR + MINUTE, timedelta(0), Doubt.LEAP),
        (14 * YEAR, timedelta(0), Doubt.LEAP),  # the same: 2040
        (timedelta(0), 61 * timedelta(seconds=1), Doubt.APART),
        (timedelta(0), -14 * YEAR, Doubt.APART),
    ],
)
def test_time_is_held_against_the_database_and_the_last_moment_believed(
    passed: timedelta, database: timedelta, found: Doubt | None
) -> None:
    assert judge(SEEN + passed, SEEN + passed + database, SEEN) == found


def test_the_first_time_there_is_nothing_to_doubt() -> None:
    assert judge(SEEN, SEEN, None) is None


def test_a_witness_is_one_that_says_the_same_within_two_minutes() -> None:
    assert agrees(SEEN, SEEN + MINUTE)
    assert not agrees(SEEN, SEEN - 3 * MINUTE)
    assert not agrees(SEEN, None)
