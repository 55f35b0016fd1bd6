"""When a series comes, held against APScheduler's own cron trigger."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from domain.hours import NAIROBI
from domain.recurrence import Rule, check, due_between, next_dates
from domain.refusals import Refusal

THIRTY_DAYS, ALL = (4, 6, 9, 11), tuple(range(1, 13))


def rule(**changes: object) -> Rule:
    """Every Tuesday at 09:30 in the short rains of 2026."""
    usual = {"hour": time(9, 30), "starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 18), "weekdays": (1,)}
    return Rule(**usual | changes)  # type: ignore[arg-type]


def on(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=NAIROBI)


def oracle(rule: Rule) -> OrTrigger:
    """The same rule as cron says it: it knows a last day of a month, and no day that a month does not have."""
    months = rule.months or ALL
    short = {29: {2}, 30: {2}, 31: {2, *THIRTY_DAYS}}
    days = [("weekdays", {"day_of_week": ",".join(map(str, rule.weekdays))}, set(months))] if rule.weekdays else []
    for wanted in rule.monthdays:
        lacking = short.get(wanted, set()) & {*months}
        days += [("day", {"day": wanted}, {*months} - lacking), ("last", {"day": "last"}, lacking)]
    return OrTrigger(
        [
            CronTrigger(
                month=",".join(map(str, sorted(within))),
                hour=rule.hour.hour,
                minute=rule.hour.minute,
                timezone=NAIROBI,
                start_date=datetime.combine(rule.starts_on, time(), NAIROBI),
                end_date=datetime.combine(rule.ends_on, time(23, 59), NAIROBI),
                **fields,
            )
            for _, fields, within in days
            if within
        ]
    )


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    start = draw(st.dates(date(2023, 1, 1), date(2028, 12, 31)))
    weekly = draw(st.booleans())
    days = st.sets(st.integers(0, 6) if weekly else st.integers(1, 31) | st.integers(28, 31), min_size=1, max_size=4)
    chosen = tuple(sorted(draw(days)))
    return Rule(
        hour=time(draw(st.integers(7, 18)), draw(st.integers(0, 59))),
        starts_on=start,
        ends_on=start + timedelta(days=draw(st.integers(0, 396))),
        weekdays=chosen if weekly else (),
        monthdays=() if weekly else chosen,
        months=tuple(sorted(draw(st.sets(st.integers(1, 12), max_size=5)))),
    )


@given(rules(), st.timedeltas(timedelta(days=-40), timedelta(days=400)))
def test_the_next_dates_are_those_of_cron(rule: Rule, passed: timedelta) -> None:
    after = datetime.combine(rule.starts_on, rule.hour, NAIROBI) + passed
    expected: list[datetime] = []
    cron, moment = oracle(rule), after
    while len(expected) < 6 and (found := cron.get_next_fire_time(None, moment + timedelta(microseconds=1))):
        expected.append(found)
        moment = found

    assert next_dates(rule, after, 6) == expected


@given(rules(), st.integers(0, 400 * 24), st.integers(0, 2000))
def test_two_looks_find_what_one_look_finds(rule: Rule, first: int, second: int) -> None:
    """Whenever a clock looks, each date is seen once: none twice at the seam, none lost."""
    start = datetime.combine(rule.starts_on, time(), NAIROBI) - timedelta(minutes=1)
    seam = start + timedelta(hours=first)
    end = seam + timedelta(hours=second)

    assert due_between(rule, start, seam) + due_between(rule, seam, end) == due_between(rule, start, end)


def test_a_day_a_month_does_not_have_is_its_last() -> None:
    ends = rule(weekdays=(), monthdays=(29, 31), starts_on=date(2027, 12, 1), ends_on=date(2028, 5, 30))

    found = [(date.month, date.day) for date in next_dates(ends, on(12, 1, 2027), 20)]

    assert found == [(12, 29), (12, 31), (1, 29), (1, 31), (2, 29), (3, 29), (3, 31), (4, 29), (4, 30), (5, 29)]
    thirtieth = rule(weekdays=(), monthdays=(30,), ends_on=date(2027, 3, 1))
    assert next_dates(thirtieth, on(2, 1, 2027), 9) == [on(2, 28, 2027)]


def test_what_is_due_at_this_moment_is_due_and_not_next() -> None:
    tuesday = on(10, 6)

    assert due_between(rule(), tuesday - timedelta(seconds=1), tuesday) == [tuesday]
    assert due_between(rule(), tuesday, tuesday + timedelta(days=6)) == []
    assert next_dates(rule(), tuesday.astimezone(UTC), 1) == [on(10, 13)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weekdays": ()}, "one of the two"),
        ({"monthdays": (1,)}, "one of the two"),
        ({"hour": time(6, 59)}, "between 07:00 and 19:00"),
        ({"hour": time(19)}, "between 07:00 and 19:00"),
        ({"ends_on": date(2026, 9, 1)}, "before its first"),
        ({"ends_on": date(2027, 12, 26)}, "within thirteen months"),
        ({"ends_on": date(9999, 12, 31)}, "within thirteen months"),
        ({"months": (2,)}, "never come"),
        ({"starts_on": date(2026, 1, 1), "ends_on": date(2026, 11, 24)}, "never come"),
        ({"ends_on": date(2027, 11, 1), "weekdays": (0, 1, 2, 3, 4)}, "more than 200 times"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(now: datetime, changes: dict[str, object], sentence: str) -> None:
    check(rule(), now)
    with pytest.raises(Refusal, match=sentence):
        check(rule(**changes), now)
