"""Single messages: once each, tried again only when certainly not taken, never after an hour."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from domain import subscribers
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.texts import Reason, SingleText, State
from messages import outbox
from messages.providers.base import Outcome
from schedules import spool_first, sweeps, texts
from schedules.crew import Crew
from tests.make import make_subscriber, next_phone
from tests.schedules.conftest import MemoryNetwork, WallClock


@pytest.fixture
def text(session: Session, crew: Crew) -> SingleText:
    text = outbox.queue(session, crew.vault, next_phone(), "Mũvea.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    return text


def test_a_reply_goes_out_once_in_plain_letters(
    session: Session, crew: Crew, text: SingleText, network: MemoryNetwork
) -> None:
    texts.send_text(crew, text.id)
    texts.send_text(crew, text.id)

    assert [body for body, _, _ in network.calls] == ["Muvea."]
    session.refresh(text)
    assert text.state is State.ACCEPTED


def test_what_nobody_asked_for_waits_for_the_spool_and_not_for_whoever_left_meanwhile(
    session: Session, crew: Crew, network: MemoryNetwork, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool_first, "SECONDS", 1e9)
    stays, leaves = (make_subscriber(session, crew.vault, crew.places, crew.now()) for _ in range(2))
    kinds = [(reason, SUBSCRIBER_PHONE.phone(crew.vault, stays)) for reason in (*texts.UNASKED, Reason.REPLY)]
    kinds.append((Reason.SEASON, SUBSCRIBER_PHONE.phone(crew.vault, leaves)))
    queued = [
        outbox.queue(session, crew.vault, phone, reason.value, reason=reason, now=crew.now()).id
        for reason, phone in kinds
    ]
    session.commit()
    clock.moment += texts.STALE + timedelta(seconds=1)
    for each in queued:
        texts.send_text(crew, each)
    assert [body for body, *_ in network.calls] == ["reply"]

    subscribers.leave(leaves, crew.now())
    session.commit()
    monkeypatch.setattr(spool_first, "SECONDS", 0.0)
    for each in queued:
        texts.send_text(crew, each)
    assert sorted(body for body, *_ in network.calls) == ["feedback", "invitation", "reply", "season", "welcome"]
    assert session.get_one(SingleText, queued[-1], populate_existing=True).state is State.NOT_SENT


def test_an_unknown_reply_is_never_sent_again(
    session: Session, crew: Crew, text: SingleText, network: MemoryNetwork
) -> None:
    network.otherwise = Outcome.UNKNOWN
    texts.send_text(crew, text.id)
    texts.send_text(crew, text.id)

    assert len(network.calls) == 1
    session.refresh(text)
    assert text.state is State.UNKNOWN


def test_a_reply_that_was_not_taken_is_tried_until_it_is_stale(
    session: Session, crew: Crew, text: SingleText, network: MemoryNetwork, clock: WallClock
) -> None:
    network.otherwise = Outcome.NOT_SENT
    texts.send_text(crew, text.id)
    session.refresh(text)
    assert text.state is State.QUEUED

    clock.moment += texts.STALE + timedelta(seconds=1)
    texts.send_text(crew, text.id)

    session.refresh(text)
    assert text.state is State.NOT_SENT
    assert text.phone_sealed is None


def test_a_worker_that_dies_in_the_call_leaves_unknown(
    session: Session, crew: Crew, text: SingleText, network: MemoryNetwork, clock: WallClock
) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    network.during = die
    with pytest.raises(KeyboardInterrupt):
        texts.send_text(crew, text.id)
    clock.moment += timedelta(hours=2)
    sweeps.sweep(crew)

    session.refresh(text)
    assert text.state is State.UNKNOWN


def test_a_text_whose_transaction_is_undone_leaves_no_job(session: Session, crew: Crew) -> None:
    from sqlalchemy import text as sql

    outbox.queue(session, crew.vault, next_phone(), "Habari.", reason=Reason.REPLY, now=crew.now())
    session.rollback()

    assert session.scalar(sql("SELECT count(*) FROM procrastinate_jobs")) == 0


def test_a_text_whose_words_were_forgotten_ends(
    session: Session, crew: Crew, text: SingleText, network: MemoryNetwork
) -> None:
    text.body_sealed = None
    session.commit()
    texts.send_text(crew, text.id)

    session.refresh(text)
    assert text.state is State.NOT_SENT
    assert network.calls == []
