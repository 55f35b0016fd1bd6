"""The process that does the work: jobs from the database, several at once, each safe to be run again."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from procrastinate import App, PsycopgConnector, RetryStrategy
from sqlalchemy.exc import OperationalError

from domain.heartbeats import WORKER, beat
from messages.jobs import Job
from schedules import dispatch, receipts, texts
from schedules.crew import Crew

# Several batches in flight hide the provider's latency; each waits in a thread of its own.
IN_FLIGHT = 8
HEARTBEAT = 5.0  # seconds
# A job that fails on our side (the database away, say) is tried again; whatever it had claimed is not claimed twice.
RETRY = RetryStrategy(max_attempts=10, exponential_wait=2)


def build(crew: Crew, database_url: str) -> App:
    """The engine with our tasks, bound to what they need."""
    app = App(connector=PsycopgConnector(conninfo=database_url))

    def task(job: Job, run: Callable[..., object], retry: RetryStrategy | None = RETRY) -> None:
        app.task(name=job.value, retry=retry or False, pass_context=False)(run)

    def send_text(text: int) -> None:
        texts.send_text(crew, text)

    def send_batch(batch: int) -> None:
        dispatch.send_batch(crew, batch)

    def fold_receipts() -> None:
        receipts.fold(crew)

    def fold_waiting() -> None:
        receipts.fold_waiting(crew)

    task(Job.SEND_TEXT, send_text)
    task(Job.SEND_BATCH, send_batch)
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
    finally:
        pulse.cancel()


async def _show_life(crew: Crew) -> None:
    def once() -> None:
        with crew.sessions.begin() as session:
            beat(session, WORKER, crew.now())

    while True:
        with contextlib.suppress(OperationalError):  # the database is away: the next beat tries again
            await asyncio.to_thread(once)
        await asyncio.sleep(HEARTBEAT)
