"""When a provider rests, and for how long: by what its calls came to, on a clock that the test holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phones import Phone
from messages.providers.base import Fault, Outcome, Result
from messages.providers.failover import (
    FIRST_REST,
    LEAST_CALLS,
    LONGEST_REST,
    ROW,
    WINDOW,
    Health,
    answered,
    rest_after,
)

START = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
AMINA, MUTUA, KIOKO = Phone("+254711000001"), Phone("+254711000002"), Phone("+254711000003")
SECOND = timedelta(seconds=1)


def result(outcome: Outcome, fault: Fault | None = None, phone: Phone = AMINA) -> Result:
    return Result(phone, outcome, fault=fault)


GOOD = [result(Outcome.ACCEPTED)]
HANGS = [result(Outcome.UNKNOWN, Fault.IN_DOUBT)]
THROTTLED = [result(Outcome.NOT_SENT, Fault.THROTTLED)]


def rests_at_which(health: Health, calls: str, start: datetime = START, step: timedelta = SECOND) -> list[int]:
    """Which of the calls ("+" is good, "-" hangs, "t" is too fast) it had to rest at."""
    kinds = {"+": GOOD, "-": HANGS, "t": THROTTLED}
    return [n for n, call in enumerate(calls) if health.heard(kinds[call], start + n * step)]


@pytest.mark.parametrize(
    ("outcome", "fault", "good"),
    [
        (Outcome.ACCEPTED, None, True),
        (Outcome.REFUSED, Fault.NUMBER, True),
        (Outcome.REFUSED, Fault.OPTED_OUT, True),
        (Outcome.NOT_SENT, Fault.ROUTE, True),
        (Outcome.NOT_SENT, Fault.CONTENT, True),
        (Outcome.NOT_SENT, Fault.TRANSIENT, False),
        (Outcome.NOT_SENT, Fault.THROTTLED, False),
        (Outcome.UNKNOWN, Fault.IN_DOUBT, False),
    ],
)
def test_a_refusal_is_an_answer_and_silence_is_none(outcome: Outcome, fault: Fault | None, good: bool) -> None:
    assert answered([result(outcome, fault)]) is good


def test_a_call_is_judged_by_most_of_its_people() -> None:
    lost = result(Outcome.NOT_SENT, Fault.TRANSIENT, KIOKO)

    assert answered([result(Outcome.ACCEPTED), result(Outcome.ACCEPTED, phone=MUTUA), lost])
    assert not answered([result(Outcome.ACCEPTED), result(Outcome.NOT_SENT, Fault.TRANSIENT, MUTUA), lost])


@pytest.mark.parametrize(
    ("calls", "rests_at"),
    [
        ("+" * 50, []),
        ("----", []),
        ("-----", [4]),
        ("+" * 40 + "-----", [44]),  # hours of good work do not cover a provider that hangs
        ("----+----", []),
        ("+-+-+-+-+", []),  # nine are too few for a rate
        ("+-+-+-+-+-", [9]),
        ("-+-+-+-+-+", []),  # a good call never makes it rest
        ("-+-+-+-+-+-", [10]),
        ("+++-+++-+++-+++-", []),  # a quarter may fail
    ],
)
def test_it_rests_at_a_rate_of_bad_calls_or_at_a_row_of_them(calls: str, rests_at: list[int]) -> None:
    assert rests_at_which(Health(), calls) == rests_at


def test_what_is_older_than_the_window_is_forgotten() -> None:
    health = Health()
    assert rests_at_which(health, "----") == []

    assert rests_at_which(health, "----", START + WINDOW + 4 * SECOND) == []


def test_one_failure_a_minute_is_no_reason_to_rest() -> None:
    assert rests_at_which(Health(), "-" * 60, step=timedelta(minutes=1)) == []


def test_what_was_before_the_last_rest_counts_no_more() -> None:
    health, back = Health(), START + timedelta(seconds=30)
    assert rests_at_which(health, "-----") == [4]

    assert not any(health.heard(HANGS, back + SECOND, back) for _ in range(ROW - 1))
    assert health.heard(HANGS, back + SECOND, back)


def test_too_fast_is_no_failure_until_it_goes_on() -> None:
    burst = Health()
    assert not any(burst.heard(THROTTLED, START) for _ in range(50)), "all that are under way are told at once"

    lasting = "t" * 31
    assert rests_at_which(Health(), lasting) == [30]
    assert rests_at_which(Health(), "t" * 30 + "+" + "t" * 30) == [], "one good call, and it begins anew"
    assert rests_at_which(Health(), "tttt", step=WINDOW + SECOND) == [], "now and then is not all the time"


def test_the_back_off_doubles_for_as_long_as_it_is_too_fast() -> None:
    health, now, waits = Health(), START, []
    for _ in range(7):
        health.heard(THROTTLED, now)
        waits.append(health.back_off(now))
        now += timedelta(seconds=waits[-1])
    health.heard(GOOD, now)

    assert waits == [1, 2, 4, 8, 16, 31, 31]
    assert health.back_off(now) == 1


def test_each_rest_is_twice_as_long_up_to_ten_minutes() -> None:
    rests, lengths = 0, []
    for _ in range(7):
        rests, length = rest_after(rests)
        lengths.append(length.total_seconds())

    assert lengths == [30, 60, 120, 240, 480, 600, 600]
    assert rest_after(10_000)[1] == LONGEST_REST


def test_after_a_good_while_the_first_rest_is_short_again() -> None:
    assert rest_after(4, LONGEST_REST) == (5, timedelta(minutes=8))
    assert rest_after(4, LONGEST_REST + SECOND) == (1, FIRST_REST)


CALLS = st.lists(
    st.tuples(st.sampled_from(["good", "bad"]), st.floats(0, 90, allow_nan=False)), min_size=1, max_size=80
)


@given(CALLS)
def test_it_rests_exactly_when_the_calls_of_the_window_say_so(calls: list[tuple[str, float]]) -> None:
    health, now, remembered = Health(), START, []
    for kind, pause in calls:
        now += timedelta(seconds=pause)
        rests = health.heard(GOOD if kind == "good" else HANGS, now)
        remembered = [(at, bad) for at, bad in remembered if at > now - WINDOW] + [(now, kind == "bad")]
        said = [bad for _, bad in remembered]
        share = len(said) >= LEAST_CALLS and 2 * sum(said) >= len(said)

        assert rests == (said[-1] and (said[-ROW:] == [True] * ROW or share))
