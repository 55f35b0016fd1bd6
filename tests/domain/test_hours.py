from datetime import UTC, datetime, timedelta

import pytest

from domain.hours import ALL_DAY, Window, at_wall_time, local, next_open, open_after, open_between, soon

DAY, OFFICE = Window(7, 19), Window(8, 18)
SECOND = timedelta(seconds=1)


def nairobi(
    hour: int, minute: int = 0, second: int = 0, *, day: int = 24, month: int = 11, year: int = 2026
) -> datetime:
    return at_wall_time(datetime(year, month, day, hour, minute, second))  # noqa: DTZ001  typed without a zone


@pytest.mark.parametrize(
    ("moment", "by_day", "by_office"),
    [
        (nairobi(0), False, False),
        (nairobi(6, 59, 59), False, False),
        (nairobi(7), True, False),
        (nairobi(7, 59, 59), True, False),
        (nairobi(8), True, True),
        (nairobi(17, 59, 59), True, True),
        (nairobi(18), True, False),
        (nairobi(18, 59, 59), True, False),
        (nairobi(19), False, False),
        (nairobi(23, 59, 59), False, False),
        (datetime(2026, 11, 24, 3, 59, 59, tzinfo=UTC), False, False),  # 06:59:59 in Nairobi
        (datetime(2026, 11, 24, 4, 0, tzinfo=UTC), True, False),
    ],
)
def test_a_window_holds_from_its_first_second_to_the_last_before_it_closes(
    moment: datetime, by_day: bool, by_office: bool
) -> None:
    assert (DAY.holds(moment), OFFICE.holds(moment)) == (by_day, by_office)
    assert ALL_DAY.holds(moment)


@pytest.mark.parametrize(
    ("moment", "window", "opens"),
    [
        (nairobi(6, 59, 59), DAY, nairobi(7)),
        (nairobi(7), DAY, nairobi(7)),
        (nairobi(18, 59, 59), DAY, nairobi(18, 59, 59)),
        (nairobi(19), DAY, nairobi(7, day=25)),
        (nairobi(7, 30), OFFICE, nairobi(8)),
        (nairobi(18), OFFICE, nairobi(8, day=25)),
        (nairobi(23, 59, 59), ALL_DAY, nairobi(23, 59, 59)),
        (nairobi(19, day=30), DAY, nairobi(7, day=1, month=12)),
        (nairobi(23, 59, 59, day=31, month=12), OFFICE, nairobi(8, day=1, month=1, year=2027)),
        (nairobi(20, day=28, month=2, year=2028), DAY, nairobi(7, day=29, month=2, year=2028)),
        (datetime(2026, 12, 31, 22, 0, tzinfo=UTC), DAY, nairobi(7, day=1, month=1, year=2027)),  # 01:00 of that day
    ],
)
def test_the_next_open_moment_is_now_or_the_coming_morning(moment: datetime, window: Window, opens: datetime) -> None:
    assert next_open(moment, window) == opens


def test_the_hours_in_both_windows_are_the_narrower_ones() -> None:
    assert DAY.within(OFFICE) == OFFICE.within(DAY) == OFFICE
    assert ALL_DAY.within(OFFICE) == OFFICE
    assert Window(6, 12).within(OFFICE) == Window(8, 12)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (nairobi(9), nairobi(9), 0),
        (nairobi(9), nairobi(8), 0),
        (nairobi(9), nairobi(11), 2),
        (nairobi(5), nairobi(8), 1),
        (nairobi(18), nairobi(23), 1),
        (nairobi(20), nairobi(6, day=25), 0),
        (nairobi(18), nairobi(8, day=25), 2),
        (nairobi(18, day=30), nairobi(8, day=2, month=12), 14),
        (nairobi(18, day=31, month=12), nairobi(8, day=1, month=1, year=2027), 2),
    ],
)
def test_only_the_hours_in_the_window_pass(start: datetime, end: datetime, hours: int) -> None:
    assert open_between(start, end, DAY) == timedelta(hours=hours)
    assert open_between(start.astimezone(UTC), end.astimezone(UTC), DAY) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "minutes", "moment"),
    [
        (nairobi(9), 0, nairobi(9)),
        (nairobi(9), 200, nairobi(12, 20)),
        (nairobi(5), 1, nairobi(7, 1)),
        (nairobi(18, 30), 29, nairobi(18, 59)),
        (nairobi(18, 30), 30, nairobi(7, day=25)),
        (nairobi(21), 725, nairobi(7, 5, day=26)),
    ],
)
def test_the_moment_at_which_so_much_of_the_window_has_passed(start: datetime, minutes: int, moment: datetime) -> None:
    assert open_after(start, timedelta(minutes=minutes), DAY) == moment
    assert open_between(start, moment, DAY) == timedelta(minutes=minutes)


def test_soon_is_the_next_full_five_minutes_and_never_now() -> None:
    assert soon(nairobi(9, 1)) == nairobi(9, 5)
    assert soon(nairobi(9, 4, 59)) == nairobi(9, 5)
    assert soon(nairobi(9, 5)) == nairobi(9, 10)
    assert soon(nairobi(23, 58, day=31, month=12)) == nairobi(0, day=1, month=1, year=2027)


def test_what_an_officer_types_is_meant_in_nairobi() -> None:
    assert at_wall_time(datetime(2026, 11, 24, 9, 30)) == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)  # noqa: DTZ001


def test_a_day_begins_three_hours_before_it_does_in_utc() -> None:
    assert local(datetime(2026, 11, 23, 21, 0, tzinfo=UTC)).date().isoformat() == "2026-11-24"
