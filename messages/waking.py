"""Asking again for what was put off until the morning, for money, for a provider or for an officer's word."""

from itertools import groupby

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from domain.batches import Batch, State
from domain.bulletins import Bulletin
from messages.jobs import PRIORITY_LISTING, Job, defer, defer_batches, priority_of

# A job that waits already gives way to the new one, or each pause would leave one more.
_INSTEAD = text("""
    DELETE FROM procrastinate_jobs
    WHERE status = 'todo' AND task_name = 'send_batch' AND (args->>'batch')::bigint = ANY(:batches)""")


def batches(session: Session, *which: ColumnElement[bool]) -> None:
    """Hand over a job for each queued batch of `which`; one that is asked for twice is sent once."""
    query = (
        select(Batch.id, Bulletin.kind)
        .join(Bulletin, Bulletin.id == Batch.bulletin_id)
        .where(Batch.state == State.QUEUED, *which)
        .order_by(Bulletin.kind, Batch.id)
    )
    rows = session.execute(query).all()
    session.execute(_INSTEAD, {"batches": [row.id for row in rows]})
    for kind, waiting in groupby(rows, lambda row: row.kind):
        defer_batches(session, [row.id for row in waiting], priority=priority_of(kind))


def bulletin(session: Session, which: Bulletin) -> None:
    """All that is left of one: its queued batches, and the rest of its lists where they are not all drawn up."""
    batches(session, Batch.bulletin_id == which.id)
    if which.started_at and not which.all_listed:
        listing(session, which.id)


def listing(session: Session, bulletin_id: int) -> None:
    """Leave a job for the rest of its people. One too many lists nobody twice."""
    defer(session, Job.FAN_OUT, priority=PRIORITY_LISTING, bulletin=bulletin_id)
