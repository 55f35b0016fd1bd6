"""The worker meets the jobs that the doors left it: replies before warnings, each once, and those of the dead."""

import asyncio
import logging
import threading
from collections.abc import Callable
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain.deliveries import Delivery
from domain.heartbeats import WORKER, last_beats
from domain.results import BulletinResults
from domain.texts import Reason
from messages import outbox
from schedules import clock, counting, departure, patience, texts, worker
from schedules.crew import Crew
from tests.make import make_approved, make_subscriber, next_phone
from tests.schedules.conftest import MemoryNetwork


def work(crew: Crew, database_url: str) -> None:
    asyncio.run(worker.work(crew, database_url, until_empty=True))


def test_it_sends_what_is_due_and_shows_life(
    session: Session, crew: Crew, database_url: str, network: MemoryNetwork
) -> None:
    for _ in range(5):
        make_subscriber(session, crew.vault, crew.places, crew.now())
    make_approved(session, crew.now())
    session.commit()
    departure.start_due(crew)
    work(crew, database_url)

    assert len(session.scalars(select(Delivery)).all()) == 5
    assert len(set(network.reached)) == 5
    assert last_beats(session)[WORKER] == crew.now()
    assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


def test_what_came_of_a_bulletin_is_counted_when_it_ended_and_asked_for_once(
    session: Session, crew: Crew, database_url: str
) -> None:
    make_subscriber(session, crew.vault, crew.places, crew.now())
    bulletin = make_approved(session, crew.now())
    session.commit()
    departure.start_due(crew)
    work(crew, database_url)
    for _ in range(2):
        counting.ask_to_count(crew)
    waiting = session.scalar(text("SELECT count(*) FROM procrastinate_jobs"))
    work(crew, database_url)
    counting.ask_to_count(crew)

    assert waiting == 1
    assert session.get_one(BulletinResults, bulletin.id).counts["language"] == {"sw": {"accepted": 1}}
    assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


def test_a_reply_leaves_before_the_bulletin_that_was_there_first(
    session: Session, crew: Crew, database_url: str, network: MemoryNetwork
) -> None:
    for _ in range(40):
        make_subscriber(session, crew.vault, crew.places, crew.now())
    make_approved(session, crew.now())
    session.commit()
    departure.start_due(crew)
    outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    work(crew, database_url)

    assert "Asante." in [body for body, _, _ in network.calls[: worker.IN_FLIGHT]]


def test_a_job_whose_worker_died_is_put_back_and_done(
    session: Session, crew: Crew, database_url: str, network: MemoryNetwork
) -> None:
    outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
    session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    session.commit()
    work(crew, database_url)
    assert network.calls == []

    clock.revive_jobs(crew)
    work(crew, database_url)

    assert len(network.calls) == 1


def test_a_job_that_fails_runs_five_times_is_parked_and_holds_up_no_other(
    session: Session,
    crew: Crew,
    database_url: str,
    network: MemoryNetwork,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    carry, ran = texts.send_text, list[int]()

    def stumble(crew: Crew, text_id: int) -> None:
        ran.append(text_id)
        if text_id == poisoned.id:
            raise ZeroDivisionError
        carry(crew, text_id)

    monkeypatch.setattr(texts, "send_text", stumble)
    poisoned, other = (
        outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
        for _ in range(2)
    )
    session.commit()
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            work(crew, database_url)
            session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"))
            session.commit()

    assert (ran.count(poisoned.id), ran.count(other.id), len(network.calls)) == (5, 1, 1)
    assert session.execute(text("SELECT status, args FROM procrastinate_jobs")).all() == [
        ("failed", {"text": poisoned.id})
    ]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert f"(text={poisoned.id})" in caplog.records[0].getMessage()
    assert "+254" not in caplog.text


def test_a_worker_that_dies_and_a_connection_that_breaks_once_use_up_none_of_the_five(
    session: Session, crew: Crew, database_url: str, network: MemoryNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry, broken = texts.send_text, iter(range(1))

    def breaks(crew: Crew, text_id: int) -> None:
        if next(broken, None) is not None:
            end_own_backend(crew)
        tries.append(session.scalar(text("SELECT attempts FROM procrastinate_jobs")))
        carry(crew, text_id)

    tries = list[int]()
    monkeypatch.setattr(texts, "send_text", breaks)
    outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    for _ in range(7):
        session.execute(text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL"))
        session.commit()
        clock.revive_jobs(crew)
    work(crew, database_url)

    assert tries == [0]
    assert len(network.calls) == 1


def end_own_backend(crew: Crew) -> None:
    with crew.sessions() as here:
        here.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def ask_too_much(crew: Crew) -> None:
    """What psycopg says of a statement with 70,000 values: no state, and nothing was asked of the server."""
    raise psycopg.OperationalError("number of parameters must be between 0 and 65535")


@pytest.mark.parametrize("fault", [end_own_backend, ask_too_much])
def test_a_job_that_breaks_its_own_connection_each_time_is_parked_after_its_runs(
    session: Session, crew: Crew, database_url: str, monkeypatch: pytest.MonkeyPatch, fault: Callable[[Crew], None]
) -> None:
    ran = list[int]()

    def breaks(crew: Crew, text_id: int) -> None:
        ran.append(text_id)
        fault(crew)

    monkeypatch.setattr(texts, "send_text", breaks)
    outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    for _ in range(6):
        work(crew, database_url)
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"))
        session.commit()

    assert len(ran) == 2 * 5, "each run begins once more, for the database may have been away for a moment"
    assert session.scalar(text("SELECT status FROM procrastinate_jobs")) == "failed"


@pytest.mark.parametrize("state", ["25006", "53100", "53200", "53300", "57P03"])
def test_a_database_that_only_reads_or_is_full_is_waited_for(
    crew: Crew, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, tries = psycopg.errors.lookup(state)("no"), list[int]()

    def run() -> None:
        tries.append(1)
        if len(tries) < 7:
            raise DBAPIError("UPDATE", None, fault)

    monkeypatch.setattr(patience, "PAUSE", 0)
    monkeypatch.setattr(patience, "database_writes", lambda _: False)
    patience.waiting(crew, run, threading.Event())(SimpleNamespace(job=SimpleNamespace(task_name="run", id=1)))

    assert len(tries) == 7, "and uses up none of the five runs of a job"
    assert crew.outage.seconds() < 60
