"""Whatever a provider answers, each person of the list ends in the right state, and the list behind it goes out."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.batches import Batch
from domain.bulletins import Kind
from domain.deliveries import Delivery
from messages.providers.africas_talking import AfricasTalking
from messages.providers.base import Outcome, Result
from schedules import departure, dispatch
from schedules.crew import Crew
from tests.make import make_approved, make_subscriber
from tests.messages.providers.conftest import Answer, Call, LoopbackProvider, serving
from tests.schedules.test_dispatch import waiting_batches


@pytest.fixture
def liar() -> Iterator[LoopbackProvider]:
    with serving() as server:
        yield server


def entry(number: str, **changes: Any) -> dict[str, Any]:
    taken = {"statusCode": 101, "number": number, "status": "Success", "cost": "KES 0.8000"}
    return taken | {"messageId": f"ATXid_{number[-4:]}"} | changes


def said(*entries: Any, message: str = "Sent") -> str:
    return json.dumps({"SMSMessageData": {"Message": message, "Recipients": list(entries)}})


def honest(call: Call) -> Answer:
    return Answer(said(*map(entry, call.form["to"].split(","))))


def numbers(call: Call) -> list[str]:
    return call.form["to"].split(",")


HTML = "<!doctype html><h1>Sign in to the network</h1>"
STRANGER = "+254799999999"
LIES = {
    "200 with HTML": (lambda _: Answer(HTML, 200, {"Content-Type": "text/html"}), {"unknown": 4}),
    "201 with no recipients": (lambda _: Answer(said(message="Later")), {"queued": 4}),
    "half the numbers missing": (
        lambda call: Answer(said(*map(entry, numbers(call)[:2]))),
        {"accepted": 2, "queued": 2},
    ),
    "numbers we never sent": (
        lambda call: Answer(said(*map(entry, [*numbers(call), STRANGER]))),
        {"accepted": 4},
    ),
    "only numbers we never sent": (lambda _: Answer(said(entry(STRANGER))), {"queued": 4}),
    "duplicates": (lambda call: Answer(said(*map(entry, numbers(call) * 2))), {"accepted": 4}),
    "duplicates that contradict": (
        lambda call: Answer(said(*[entry(n, statusCode=403) for n in numbers(call)], *map(entry, numbers(call)))),
        {"accepted": 4},
    ),
    'the id "None"': (
        lambda call: Answer(said(*[entry(n, messageId="None") for n in numbers(call)])),
        {"accepted": 4},
    ),
    "a refusal with the id None": (
        lambda call: Answer(said(*[entry(n, statusCode=403, messageId="None", cost="0") for n in numbers(call)])),
        {"refused": 4},
    ),
    "a trickle": (lambda call: replace(honest(call), trickle=0.2), {"unknown": 4}),
    "a reset in the middle": (lambda call: replace(honest(call), cut=40), {"unknown": 4}),
    "a reset before the answer": (lambda _: Answer(cut=-1), {"unknown": 4}),
    "JSON with a wrong content type": (
        lambda call: replace(honest(call), headers={"Content-Type": "text/html; charset=latin-1"}),
        {"accepted": 4},
    ),
    "JSON of another shape": (lambda _: Answer('{"SMSMessageData": [1, 2]}'), {"unknown": 4}),
    "entries of another shape": (lambda _: Answer(said(None, 7, {"number": 254})), {"unknown": 4}),
    "an id longer than a page and half a letter": (
        lambda call: Answer(said(*[entry(n, messageId="\ud83d" + "x" * 5000 + "\0") for n in numbers(call)])),
        {"accepted": 4},
    ),
    "a price no column holds": (
        lambda call: Answer(said(*[entry(n, cost="KES 999999999.999999") for n in numbers(call)])),
        {"accepted": 4},
    ),
    "a thousand prices that add up": (
        lambda call: Answer(said(*[entry(n, cost="KES 9999.99") for n in numbers(call)])),
        {"accepted": 4},
    ),
    "brackets without end": (lambda _: Answer("[" * 200_000), {"unknown": 4}),
    "an ambiguous 502": (lambda _: Answer(HTML, 502), {"unknown": 4}),
    "HTTP 429": (lambda _: Answer("Too Many Requests", 429), {"queued": 4}),
}


@pytest.mark.parametrize("lie", LIES)
def test_each_person_ends_in_the_right_state_and_the_next_list_goes_out(
    session: Session, crew: Crew, liar: LoopbackProvider, lie: str
) -> None:
    answer, states = LIES[lie]
    liar.respond = answer
    provider = AfricasTalking("sandbox", "key", base_url=liar.url, timeout=(2, 2), deadline=1)
    lied_to = replace(crew, providers=(provider,), batch_size=4)
    for _ in range(8):
        make_subscriber(session, crew.vault, crew.places, crew.now())
    make_approved(session, crew.now(), kind=Kind.PEACE)
    session.commit()
    departure.start_due(lied_to)
    first, second = waiting_batches(session)

    dispatch.send_batch(lied_to, first)
    liar.respond = honest
    dispatch.send_batch(lied_to, second)

    assert found(session, first) == states
    assert found(session, second) == {"accepted": 4}
    assert "None" not in session.scalars(select(Delivery.provider_id)).all()


def found(session: Session, batch_id: int) -> Counter[str]:
    """People of a list by the state they are in; `queued` are those who wait for another try."""
    batch = session.get_one(Batch, batch_id, populate_existing=True)
    states = Counter(session.scalars(select(Delivery.state).where(Delivery.batch_id == batch_id)))
    counted = {state: getattr(batch, state) for state in ("accepted", "refused", "not_sent", "unknown")}
    assert {state: count for state, count in counted.items() if count} == states, "the counters are those of the rows"
    return states + Counter(queued=len(batch.recipients))


def test_a_fault_of_our_own_in_the_call_leaves_doubt_with_its_true_reason_and_a_line_in_the_log(
    session: Session, crew: Crew, liar: LoopbackProvider, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(AfricasTalking):
        def send(self, _: str, phones: Any, __: str | None) -> Any:
            raise KeyError(phones[0].e164)

    make_subscriber(session, crew.vault, crew.places, crew.now())
    make_approved(session, crew.now(), kind=Kind.PEACE)
    session.commit()
    ours = replace(crew, providers=(Broken("sandbox", "key", base_url=liar.url),))
    departure.start_due(ours)
    [batch] = waiting_batches(session)
    dispatch.send_batch(ours, batch)

    assert found(session, batch) == {"unknown": 1}
    assert session.scalars(select(Delivery.reason)).all() == ["A fault of our own: KeyError"]
    assert "KeyError" in caplog.text
    assert "254711" not in caplog.text


def test_what_cannot_be_stored_of_an_answer_costs_nobody_the_outcome(
    session: Session, crew: Crew, liar: LoopbackProvider
) -> None:
    class Lavish(AfricasTalking):
        def send(self, _: str, phones: Any, __: str | None) -> list[Result]:
            return [Result(phone, Outcome.ACCEPTED, cost=Decimal(10) ** 12) for phone in phones]

    make_subscriber(session, crew.vault, crew.places, crew.now())
    make_approved(session, crew.now())
    session.commit()
    ours = replace(crew, providers=(Lavish("sandbox", "key", base_url=liar.url),))
    departure.start_due(ours)
    [batch] = waiting_batches(session)
    dispatch.send_batch(ours, batch)

    assert found(session, batch) == {"accepted": 1}
