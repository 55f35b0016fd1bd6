"""A job that meets a database which is away, full or only reads: begun again, and which fault is its own."""

import functools
import threading
from collections.abc import Callable

import psycopg
from procrastinate import JobContext
from sqlalchemy.exc import SQLAlchemyError

from domain import logs, outages
from domain.heartbeats import WORKER, beat
from schedules.crew import Crew

PAUSE = 1.0  # seconds until a database that is away is asked for again


def waiting(crew: Crew, run: Callable[..., object], stopping: threading.Event) -> Callable[..., None]:
    """The job, begun again until the database is there: that it is away must use up none of the job's five runs.

    A database that answers and writes right after the fault is begun with anew at once, for it may have been away for a
    moment; when it does so after the next fault too, the fault is of the job, and this was one of its runs. What the
    job logs says in which job.
    """

    @functools.wraps(run)
    def patient(context: JobContext, **arguments: int) -> None:
        lately = False
        while True:
            try:
                with logs.about(job=context.job.task_name, job_id=context.job.id):
                    run(**arguments)
            except (SQLAlchemyError, psycopg.Error) as error:
                if outages.of(error) is None:
                    raise
                crew.outage.met()
                writes = database_writes(crew)
                if (writes and lately) or stopping.wait(0 if writes else PAUSE):
                    raise
                lately = writes
            else:
                return

    return patient


def database_writes(crew: Crew) -> bool:
    """Whether it is there for everybody else: what a job met is then its own."""
    try:
        with crew.sessions.begin() as session:
            beat(session, WORKER, crew.now())
    except SQLAlchemyError:
        return False
    return True
