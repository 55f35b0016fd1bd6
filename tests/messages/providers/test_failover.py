"""When a provider rests, and for how long: by the rate of bad calls, on a clock that the test holds."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phones import Phone
from messages.providers.base import Fault, Outcome, Result
from messages.providers.failover import FIRST_REST, LEAST_CALLS, LONGEST_REST, WINDOW, Health, answered

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def calls(health: Health, *how: bool, every: timedelta = timedelta(seconds=1)) -> list[bool]:
    return [health.heard(good, NOW + number * every) for number, good in enumerate(how)]


@pytest.mark.parametrize(
    ("how", "rests_at"),
    [
        ([False] * 4, None),
        ([False] * 5, 5),
        ([True, True, True, False, False], None),
        ([True, True, False, False, False], 5),
        ([True] * 5 + [False] * 5, 10),
        ([True, False] * 3, 6),
    ],
    ids=str,
)
def test_it_rests_at_a_rate_of_bad_calls_and_not_before_there_are_enough(how: list[bool], rests_at: int | None) -> None:
    said = calls(Health(), *how)

    assert [number for number, rests in enumerate(said, start=1) if rests] == ([rests_at] if rests_at else [])


def test_bad_calls_of_long_ago_count_no_more() -> None:
    assert not any(calls(Health(), *[False] * 20, every=WINDOW / (LEAST_CALLS - 1)))


def test_a_rest_begins_short_and_each_that_a_test_does_not_end_is_twice_as_long() -> None:
    health = Health()
    calls(health, *[False] * 5)
    lengths = []
    for _ in range(8):
        assert health.test_at is not None
        assert not health.tested(reached=False, now=health.test_at)
        lengths.append(health.test_at)

    rests = [after - before for before, after in itertools.pairwise(lengths)]
    assert rests[0] == 4 * FIRST_REST
    assert all(second == min(2 * first, LONGEST_REST) for first, second in itertools.pairwise(rests))
    assert rests[-1] == LONGEST_REST
    assert health.tested(reached=True, now=NOW)
    assert health.test_at is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 300)), max_size=60))
def test_while_it_rests_no_call_makes_it_rest_again_and_good_calls_never_do(steps: list[tuple[bool, int]]) -> None:
    health, now = Health(), NOW
    for good, seconds in steps:
        now += timedelta(seconds=seconds)
        resting = health.test_at is not None
        rests = health.heard(good, now)
        assert not (rests and (resting or (good and all(was for _, was in health._calls))))
        assert (health.test_at is not None) == (resting or rests)


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
    assert answered([Result(Phone("+254711000001"), outcome, fault=fault)]) is good
