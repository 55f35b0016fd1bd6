"""Asking again for what was put off until the morning, for money, for a provider or for an officer's word."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain.batches import Batch, State
from domain.bulletins import Bulletin, Kind
from messages.jobs import PRIORITY_PEACE, PRIORITY_WARNING, Job, defer


def batches(session: Session, *which: ColumnElement[bool]) -> None:
    """Hand over a job for each queued batch of `which`; one that is asked for twice is sent once."""
    query = (
        select(Batch.id, Bulletin.kind)
        .join(Bulletin, Bulletin.id == Batch.bulletin_id)
        .where(Batch.state == State.QUEUED, *which)
        .order_by(Batch.id)
    )
    for batch, kind in session.execute(query).all():
        defer(session, Job.SEND_BATCH, priority=_priority(kind), batch=batch)


def bulletin(session: Session, which: Bulletin) -> None:
    """All that is left of one: its queued batches, and the rest of its lists where they are not all drawn up."""
    batches(session, Batch.bulletin_id == which.id)
    if which.listed_at is None:
        defer(session, Job.FAN_OUT, priority=_priority(which.kind), bulletin=which.id)


def _priority(kind: Kind) -> int:
    return PRIORITY_PEACE if kind is Kind.PEACE else PRIORITY_WARNING
