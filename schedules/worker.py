"""The process that does the work: jobs from the database, several at once, each safe to be run again."""

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from domain import outages
from messages.jobs import Job
from schedules import calls, counting, departure, dispatch, importing, patience, receipts, texts
from schedules.crew import Crew
from schedules.watch import Watch

log = logging.getLogger(__name__)

# Several batches in flight hide the provider's latency; each waits in a thread of its own.
IN_FLIGHT = 16
HEARTBEAT = 2.0  # seconds; the clock takes a worker for dead after five missed ones
PATIENCE = 5.0  # seconds the engine waits for a connection before it starts afresh
JOBS_WAIT = text("""
    SELECT EXISTS (
        SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now())""")
# The engine counts the retries, not the runs: four are five runs, and what fails then is parked and shown.
RETRY = RetryStrategy(max_attempts=4, exponential_wait=2)


def build(crew: Crew, connector: PsycopgConnector, stopping: threading.Event) -> App:
    """The engine with our tasks, bound to what they need."""
    app = App(connector=connector)

    def task(job: Job, run: Callable[..., object]) -> None:
        app.task(name=job.value, retry=RETRY, pass_context=True)(patience.waiting(crew, run, stopping))

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

    def count_results(bulletin: int) -> None:
        counting.count_results(crew, bulletin)

    def place_call(call: int) -> None:
        calls.place(crew, call)

    def join_import(list_id: int) -> None:
        importing.join_import(crew, list_id)

    task(Job.SEND_TEXT, send_text)
    task(Job.SEND_BATCH, send_batch)
    task(Job.FAN_OUT, fan_out)
    task(Job.FOLD_RECEIPTS, fold_receipts)
    task(Job.FOLD_WAITING, fold_waiting)
    task(Job.COUNT_RESULTS, count_results)
    task(Job.PLACE_CALL, place_call)
    task(Job.JOIN_IMPORT, join_import)
    return app


async def work(crew: Crew, database_url: str, *, until_empty: bool = False, watch: Watch | None = None) -> None:
    """Run until SIGTERM, which finishes what is in hand and starts nothing more; or until no job is left.

    A database that goes away ends the engine and not the process: nothing else would start it again. So does a clock on
    the wall that is in doubt, as `watch` has it: hours and expiry are told by it.
    """
    # The engine's own executor has cores + 4 threads, which would hold back the jobs it believes to be running.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(IN_FLIGHT + 2))
    stopping = threading.Event()
    pulse = asyncio.create_task(_show_life(crew))
    try:
        while not stopping.is_set():
            try:
                if await asyncio.to_thread(_in_doubt, watch):
                    await asyncio.sleep(patience.PAUSE)
                    continue
                await _run_engine(crew, database_url, stopping, until_empty=until_empty, watch=watch)
            except (ConnectorException, psycopg.OperationalError) as error:
                crew.outage.met()
                if until_empty:
                    raise
                log.warning("the engine has no database and starts again: %s", error.__cause__ or error)
                await asyncio.sleep(patience.PAUSE)
            # The last job in hand may have left more, as one that lists people does.
            if until_empty and not await asyncio.to_thread(_jobs_wait, crew):
                return
    finally:
        pulse.cancel()


async def _run_engine(
    crew: Crew, database_url: str, stopping: threading.Event, *, until_empty: bool, watch: Watch | None
) -> None:
    """One life of the engine, under a name of its own in the database."""
    async with AsyncConnectionPool(
        database_url,
        open=False,
        timeout=PATIENCE,
        configure=_each_statement_alone,
        check=AsyncConnectionPool.check_connection,
    ) as pool:
        connector = _Connector()
        app = build(crew, connector, stopping)
        await app.open_async(pool)
        engine = Worker(
            app,
            concurrency=IN_FLIGHT,
            wait=not until_empty,
            fetch_job_polling_interval=1.0,  # NOTIFY fires on insert only: retries wait for the poll
            abort_job_polling_interval=3600.0,  # nobody asks for that: a job that runs cannot be broken off
            stalled_worker_timeout=10.0,
            update_heartbeat_interval=3600.0,  # we beat: the engine's own ends at SIGTERM, with jobs still in hand
            shutdown_graceful_timeout=None,  # … and ends by itself, within the time of a call
            delete_jobs="successful",
            install_signal_handlers=False,
        )
        connector.lost = engine.stop
        if stopping.is_set():  # told to stop before this engine was there to hear it
            return
        if not until_empty:
            _heed_signals(engine, stopping)
        pulse = asyncio.create_task(_keep_its_jobs(app, engine, watch))
        try:
            await engine.run()  # type: ignore[no-untyped-call]
        finally:
            pulse.cancel()


async def _each_statement_alone(connection: AsyncConnection) -> None:
    """The engine says one statement at a time: a transaction around each doubled its trips to the server."""
    await connection.set_autocommit(True)


def _jobs_wait(crew: Crew) -> bool:
    with crew.sessions() as session:
        return bool(session.scalar(JOBS_WAIT))


def _heed_signals(engine: Worker, stopping: threading.Event) -> None:
    """Stop at SIGTERM or Ctrl-C.

    Not by the engine's own handlers: they are gone after one signal, and Ctrl-C sends two, from the terminal and from
    the runner of the processes. The second would cut off the calls in hand, and nobody could say what became of them.
    """

    def stop() -> None:
        stopping.set()
        engine.stop()  # type: ignore[no-untyped-call]

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


class _Connector(PsycopgConnector):
    """The engine's road to the database.

    When the answer to a statement is lost, the end of a job may be unwritten, and it would stand as under way for as
    long as its worker lives. So this worker ends: its jobs lose their owner, and the clock puts them back.
    """

    lost: Callable[[], None] = staticmethod(lambda: None)

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        try:
            await super().execute_query_async(query, **arguments)
        except ConnectorException as error:
            if isinstance(error.__cause__, psycopg.OperationalError) or outages.of(error.__cause__):
                self.lost()
            raise


async def _keep_its_jobs(app: App, engine: Worker, watch: Watch | None) -> None:
    """Tell the clock that the jobs of this engine are in hand, to the last; in a doubtful time begin no more."""
    while True:
        await asyncio.sleep(HEARTBEAT)
        if await asyncio.to_thread(_in_doubt, watch):
            engine.stop()  # type: ignore[no-untyped-call]
        with contextlib.suppress(ConnectorException):
            if engine.worker_id is not None:
                await app.job_manager.update_heartbeat(engine.worker_id)


def _in_doubt(watch: Watch | None) -> bool:
    with contextlib.suppress(SQLAlchemyError):  # without a database no job begins in any case
        return watch is not None and watch.doubt() is not None
    return False


async def _show_life(crew: Crew) -> None:
    while True:
        if not await asyncio.to_thread(patience.database_writes, crew):
            crew.outage.met()
        await asyncio.sleep(HEARTBEAT)
