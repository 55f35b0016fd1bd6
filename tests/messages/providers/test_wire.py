"""Whatever comes over the wire, a call ends in time, holds little memory, leaves nobody waiting, and does not raise."""

import gzip
import threading
import time
import tracemalloc
from collections.abc import Callable

import pytest

from domain.phones import Phone
from messages.providers.africas_talking import AfricasTalking
from messages.providers.africas_talking_voice import AfricasTalkingVoice
from messages.providers.base import Outcome
from messages.providers.twilio_sms import Twilio
from messages.providers.wire import LONGEST_ANSWER
from tests.bot.simulator.conftest import until
from tests.messages.providers.conftest import Answer, LoopbackProvider

PHONE = Phone("+254711000001")
DEADLINE = 0.25  # seconds


def through_africas_talking(url: str) -> Outcome:
    return _africas_talking(url).send("Mvua", [PHONE], None)[0].outcome


def balance(url: str) -> bool:
    return _africas_talking(url).standing().reached


def inbox(url: str) -> list[object]:
    return list(_africas_talking(url).fetch(0))


def through_twilio(url: str) -> Outcome:
    return _twilio(url).send("Mvua", [PHONE], None)[0].outcome


def balance_of_twilio(url: str) -> bool:
    return _twilio(url).standing().reached


def ring(url: str) -> Outcome:
    voice = AfricasTalkingVoice("sandbox", "key", "+254711082000", base_url=url, deadline=DEADLINE)
    return voice.ring(PHONE).outcome


def _africas_talking(url: str) -> AfricasTalking:
    return AfricasTalking("sandbox", "key", base_url=url, timeout=(2, 2), deadline=DEADLINE)


def _twilio(url: str) -> Twilio:
    return Twilio("AC1", "token", sender="MBIU", base_url=url, timeout=2, deadline=DEADLINE)


# What each makes of an answer that is none: in doubt, or nothing.
DOUBT = {
    through_africas_talking: Outcome.UNKNOWN,
    through_twilio: Outcome.UNKNOWN,
    ring: Outcome.UNKNOWN,
    balance: False,
    balance_of_twilio: False,
    inbox: [],
}
NOTHING_LEFT = dict.fromkeys((through_africas_talking, through_twilio, ring), Outcome.NOT_SENT)
JSON = {"Content-Type": "application/json"}
PACKED = gzip.compress(b" " * (16 * LONGEST_ANSWER), 1)  # 64 MB out of a few hundred kB
LIES: dict[str, tuple[Answer, dict[Callable[[str], object], Outcome]]] = {
    "a byte now and then": (Answer(" " * 4000, 201, JSON, trickle=0.02), {}),
    "an answer without end": (Answer("[" * 60_000, 201, JSON, endless=True), {}),
    "a letter that unpacks to a library": (Answer(PACKED, 201, {**JSON, "Content-Encoding": "gzip"}), {}),
    "packed, and broken": (Answer(PACKED[:100] + b"x" * 900, 201, {**JSON, "Content-Encoding": "gzip"}), {}),
    "brackets without end": (Answer("[" * 200_000, 201), {}),
    "sent elsewhere": (Answer("", 302, {"Location": "http://127.0.0.1:9/"}), NOTHING_LEFT),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("asks", DOUBT)
def test_a_call_ends_in_time_and_says_what_is_certain(
    provider: LoopbackProvider, asks: Callable[[str], object], lie: str
) -> None:
    answer, certain = LIES[lie]
    provider.respond = lambda _: answer
    before, began = set(threading.enumerate()), time.monotonic()
    tracemalloc.start()
    try:
        found = asks(provider.url)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert found == certain.get(asks, DOUBT[asks])
    assert time.monotonic() - began < 6 * DEADLINE
    assert held < 8 * LONGEST_ANSWER
    calls = [thread for thread in threading.enumerate() if thread not in before and "(run)" in thread.name]
    until(lambda: not any(thread.is_alive() for thread in calls), 3)
