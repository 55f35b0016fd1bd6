"""The worker meets the jobs that the doors left it: replies before warnings, each once, and those of the dead."""

import asyncio

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain.deliveries import Delivery
from domain.heartbeats import WORKER, last_beats
from domain.texts import Reason
from messages import outbox
from schedules import clock, departure, worker
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
