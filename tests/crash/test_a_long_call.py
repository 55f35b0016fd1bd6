"""A call that hangs at the provider while its worker is told to stop, or its job is handed to another worker."""

import signal

import pytest
from sqlalchemy import text

from schedules.worker import IN_FLIGHT
from tests.crash.accounts import audit
from tests.crash.service import Service, eventually


@pytest.fixture
def in_call(here: Service) -> Service:
    """One worker with all it may have in flight, and more lists waiting; the provider holds its answers."""
    here.people(20 * IN_FLIGHT)  # lists of 10: twice as many as one worker carries at once
    here.ask_provider("/hold")
    here.broadcast()
    here.start()
    assert eventually(lambda: here.ask_provider()["calls"] == IN_FLIGHT, 20)
    return here


def doing(here: Service) -> int:
    return here.scalar("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")


def put_back(here: Service) -> int:
    return here.log("clock0").count("put back")


def test_sigterm_finishes_the_lists_in_hand_and_starts_no_other(in_call: Service) -> None:
    worker = in_call.process("worker0")
    worker.send_signal(signal.SIGTERM)
    worker.send_signal(signal.SIGINT)  # Ctrl-C sends both
    told = in_call.scalar("SELECT extract(epoch FROM now())")
    # Longer than the clock waits for a sign of life.
    since = "SELECT extract(epoch FROM max(last_heartbeat)) FROM procrastinate_workers"
    held = (eventually(lambda: in_call.scalar(since) > told + 5, 20), doing(in_call), put_back(in_call), worker.poll())
    in_call.ask_provider("/release")

    assert held == (True, IN_FLIGHT, 0, None), "it shows life and keeps its jobs to the last"
    assert worker.wait(10) == 0
    assert in_call.ask_provider()["calls"] == IN_FLIGHT
    assert in_call.scalar("SELECT count(*) FROM batches WHERE claimed_at IS NOT NULL AND state = 'sending'") == 0
    assert in_call.scalar("SELECT sum(accepted) FROM batches") > 0
    assert in_call.scalar("SELECT count(*) FROM batches WHERE state = 'queued' AND attempts = 0") > 0


def test_a_job_put_back_while_it_runs_is_claimed_by_nobody(in_call: Service) -> None:
    in_call.run("worker1", in_call.process("worker0").args)  # type: ignore[arg-type]
    with in_call.sessions.begin() as session:
        # As if the first worker had been silent for too long: its jobs stand in the queue while it is in its calls.
        running = session.scalars(
            text("SELECT (args->>'batch')::bigint FROM procrastinate_jobs WHERE status = 'doing'")
        )
        batches = list(running)
        session.execute(text("UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing'"))
    in_call.ask_provider("/release")

    assert len(batches) == IN_FLIGHT
    assert eventually(lambda: in_call.scalar("SELECT count(*) FROM bulletins WHERE state = 'sent'") == 1, 30)
    with in_call.sessions() as session:
        found = audit(session, in_call.settings.vault, in_call.books)
    assert (found.faults, found.doubts.total(), in_call.fell) == ([], 0, [])
