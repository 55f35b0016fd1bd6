"""The process that does the work: jobs from the database, several at once, each safe to be run again."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from procrastinate import App, PsycopgConnector, RetryStrategy
from psycopg import AsyncConnection
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from domain.heartbeats import WORKER, beat
from messages.jobs import Job
from schedules import departure, dispatch, receipts, texts
from schedules.crew import Crew

# Several batches in flight hide the provider's latency; each waits in a thread of its own.
IN_FLIGHT = 8
HEARTBEAT = 5.0  # seconds
JOBS_WAIT = text("""
    SELECT EXISTS (
        SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now())""")
# A job that fails on our side (the database away, say) is tried again; whatever it had claimed is not claimed twice.
RETRY = RetryStrategy(max_attempts=10, exponential_wait=2)


def build(crew: Crew, database_url: str) -> App:
    """The engine with our tasks, bound to what they need."""
    app = App(connector=PsycopgConnector(conninfo=database_url, configure=_each_statement_alone))

    def task(job: Job, run: Callable[..., object], retry: RetryStrategy | None = RETRY) -> None:
        app.task(name=job.value, retry=retry or False, pass_context=False)(run)

    def send_text(text: int) -> None:
        texts.send_text(crew, text)

    def send_batch(batch: int) -> None:
        dispatch.send_batch(crew, batch)

    def fan_out(bulletin: int) -> None:
        departure.fan_out(crew, bulletin)

    def fold_receipts() -> None:
        receipts.fold(crew)

    def fold_waiting() -> None:
        receipts.fold_waiting(crew)

    task(Job.SEND_TEXT, send_text)
    task(Job.SEND_BATCH, send_batch)
    task(Job.FAN_OUT, fan_out)
    # The clock asks for these again by itself; one that waited for its own retry would keep that from happening.
    task(Job.FOLD_RECEIPTS, fold_receipts, retry=None)
    task(Job.FOLD_WAITING, fold_waiting, retry=None)
    return app


async def work(crew: Crew, database_url: str, *, until_empty: bool = False) -> None:
    """Run until SIGTERM, which finishes what is in hand and starts nothing more; or until no job is left."""
    # The engine's own executor has cores + 4 threads, which would hold back the jobs it believes to be running.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(IN_FLIGHT + 2))
    pulse = asyncio.create_task(_show_life(crew))
    try:
        async with build(crew, database_url).open_async() as app:
            while True:
                await app.run_worker_async(
                    concurrency=IN_FLIGHT,
                    wait=not until_empty,
                    fetch_job_polling_interval=1.0,  # NOTIFY fires on insert only: retries wait for the poll
                    abort_job_polling_interval=1.0,
                    update_heartbeat_interval=2.0,
                    stalled_worker_timeout=10.0,
                    shutdown_graceful_timeout=90.0,
                    delete_jobs="successful",
                    install_signal_handlers=not until_empty,
                )
                # The last job in hand may have left more, as one that lists people does.
                if not until_empty or not await asyncio.to_thread(_jobs_wait, crew):
                    return
    finally:
        pulse.cancel()


async def _each_statement_alone(connection: AsyncConnection) -> None:
    """The engine says one statement at a time: a transaction around each doubled its trips to the server."""
    await connection.set_autocommit(True)


def _jobs_wait(crew: Crew) -> bool:
    with crew.sessions() as session:
        return bool(session.scalar(JOBS_WAIT))


async def _show_life(crew: Crew) -> None:
    def once() -> None:
        with crew.sessions.begin() as session:
            beat(session, WORKER, crew.now())

    while True:
        with contextlib.suppress(OperationalError):  # the database is away: the next beat tries again
            await asyncio.to_thread(once)
        await asyncio.sleep(HEARTBEAT)
