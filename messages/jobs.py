"""Work handed to the worker: named here, deferred in the same transaction as the data it is about.

Job arguments carry ids only: what a job needs it reads, sealed, from our own tables.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import JobDeferrer
from procrastinate.types import JSONDict
from sqlalchemy.orm import Session

from domain.bulletins import Kind
from domain.db import driver


class Job(StrEnum):
    """The tasks a worker knows, by name."""

    SEND_TEXT = "send_text"
    SEND_BATCH = "send_batch"
    FAN_OUT = "fan_out"
    FOLD_RECEIPTS = "fold_receipts"
    FOLD_WAITING = "fold_waiting"
    COUNT_RESULTS = "count_results"
    PLACE_CALL = "place_call"
    JOIN_IMPORT = "join_import"


# A larger number leaves first: a person who waits for an answer, then receipts, then warnings, then peace messages.
# What lists people goes ahead of what sends to them, or the lists would run out. Figures wait until all has left.
PRIORITY_REPLY, PRIORITY_RECEIPTS, PRIORITY_LISTING, PRIORITY_WARNING, PRIORITY_PEACE = 100, 50, 30, 20, 10
PRIORITY_FIGURES = 5
PRIORITY_WELCOME = 8  # to whoever a list brought in: nobody waits for it, and every bulletin leaves first

# The engine notes when a job was left, to the microsecond: of one report that is the same for the answer to whoever
# told it and for the alert, and what an officer does has it, too. An hour is enough to look after jobs by.
_COARSE = "UPDATE procrastinate_events SET at = date_trunc('hour', at) WHERE job_id = ANY(%s)"

# Never opened: it only says how to build the SQL that runs on the session's own connection.
_app = App(connector=SyncPsycopgConnector())


def priority_of(kind: Kind) -> int:
    """The priority of a bulletin's lists."""
    return PRIORITY_PEACE if kind is Kind.PEACE else PRIORITY_WARNING


def _configured(session: Session, job: Job, priority: int, **options: Any) -> JobDeferrer:
    return _app.configure_task(job.value, priority=priority, connection=driver(session), **options)


def defer_batches(session: Session, batches: Sequence[int], *, priority: int) -> None:
    """Hand over the sending of many batches at once: one statement for all of them, a millisecond each otherwise."""
    if batches:
        arguments: list[JSONDict] = [{"batch": batch} for batch in batches]
        _configured(session, Job.SEND_BATCH, priority).batch_defer(*arguments)


def defer_texts(session: Session, texts: Sequence[int], *, priority: int, at: datetime) -> None:
    """Hand over the sending of many single texts at once, not before `at`."""
    if texts:
        arguments: list[JSONDict] = [{"text": text} for text in texts]
        jobs = _configured(session, Job.SEND_TEXT, priority, schedule_at=at).batch_defer(*arguments)
        driver(session).execute(_COARSE, (jobs,))


def defer_count(session: Session, bulletin_id: int) -> None:
    """Hand over the counting of what came of a bulletin; one that waits already is enough."""
    once = f"{Job.COUNT_RESULTS} {bulletin_id}"
    defer(session, Job.COUNT_RESULTS, priority=PRIORITY_FIGURES, once=once, bulletin=bulletin_id)


def defer_import(session: Session, list_id: int) -> None:
    """Hand over the joining of a list of people, ahead of what is sent to them."""
    defer(session, Job.JOIN_IMPORT, priority=PRIORITY_LISTING, once=f"{Job.JOIN_IMPORT} {list_id}", list_id=list_id)


def defer(
    session: Session, job: Job, *, priority: int, at: datetime | None = None, once: str | None = None, **arguments: int
) -> None:
    """Hand over a job with this transaction: a rollback leaves none.

    `at` is the earliest moment to run. `once` names a job of which one waiting is enough: a second is not added.
    """
    task = _configured(session, job, priority, schedule_at=at, queueing_lock=once)
    if once is None:
        driver(session).execute(_COARSE, ([task.defer(**arguments)],))
        return
    try:
        with session.begin_nested():  # the refusal of a second one must not break the transaction around it
            session.connection()  # the savepoint is set only when the connection is asked for inside
            task.defer(**arguments)
    except AlreadyEnqueued:
        pass
