"""Work handed to the worker: named here, deferred in the same transaction as the data it is about.

Job arguments carry ids only: what a job needs it reads, sealed, from our own tables.
"""

from datetime import datetime
from enum import StrEnum

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.orm import Session


class Job(StrEnum):
    """The tasks a worker knows, by name."""

    SEND_TEXT = "send_text"
    SEND_BATCH = "send_batch"
    FAN_OUT = "fan_out"
    FOLD_RECEIPTS = "fold_receipts"
    FOLD_WAITING = "fold_waiting"


# A larger number leaves first: a person who waits for an answer, then receipts, then warnings, then peace messages.
PRIORITY_REPLY, PRIORITY_RECEIPTS, PRIORITY_WARNING, PRIORITY_PEACE = 100, 50, 20, 10

# Never opened: it only says how to build the SQL that runs on the session's own connection.
_app = App(connector=SyncPsycopgConnector())


def defer(
    session: Session, job: Job, *, priority: int, at: datetime | None = None, once: str | None = None, **arguments: int
) -> None:
    """Hand over a job with this transaction: a rollback leaves none.

    `at` is the earliest moment to run. `once` names a job of which one waiting is enough: a second is not added.
    """
    task = _app.configure_task(
        job.value,
        priority=priority,
        schedule_at=at,
        queueing_lock=once,
        connection=session.connection().connection.driver_connection,
    )
    if once is None:
        task.defer(**arguments)
        return
    try:
        with session.begin_nested():  # the refusal of a second one must not break the transaction around it
            session.connection()  # the savepoint is set only when the connection is asked for inside
            task.defer(**arguments)
    except AlreadyEnqueued:
        pass
