from datetime import UTC, datetime

import pytest

from domain.hours import at_wall_time, is_quiet, local, next_open


def nairobi(hour: int, minute: int = 0, second: int = 0, day: int = 24) -> datetime:
    return at_wall_time(datetime(2026, 11, day, hour, minute, second))  # noqa: DTZ001  typed without a zone


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (nairobi(0), True),
        (nairobi(6, 59, 59), True),
        (nairobi(7), False),
        (nairobi(12), False),
        (nairobi(18, 59, 59), False),
        (nairobi(19), True),
        (nairobi(23, 59), True),
        (datetime(2026, 11, 24, 3, 59, tzinfo=UTC), True),  # 06:59 in Nairobi
        (datetime(2026, 11, 24, 4, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), True),  # 19:00 in Nairobi
    ],
)
def test_bulletins_wait_from_seven_in_the_evening_to_seven_in_the_morning(moment: datetime, quiet: bool) -> None:
    assert is_quiet(moment) is quiet


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (nairobi(6, 59), nairobi(7)),
        (nairobi(7), nairobi(7)),
        (nairobi(18, 59), nairobi(18, 59)),
        (nairobi(19), nairobi(7, day=25)),
        (nairobi(23, 30), nairobi(7, day=25)),
        (nairobi(0, 30), nairobi(7)),
    ],
)
def test_the_next_open_moment_is_now_or_the_coming_morning(moment: datetime, opens: datetime) -> None:
    assert next_open(moment) == opens


def test_what_an_officer_types_is_meant_in_nairobi() -> None:
    assert at_wall_time(datetime(2026, 11, 24, 9, 30)) == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)  # noqa: DTZ001


def test_a_day_begins_three_hours_before_it_does_in_utc() -> None:
    assert local(datetime(2026, 11, 23, 21, 0, tzinfo=UTC)).date().isoformat() == "2026-11-24"
