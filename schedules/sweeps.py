"""What a process that died leaves behind is found here, by state and age, and brought to an end or back to work."""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, text, update

from domain.batches import Batch
from domain.batches import State as BatchState
from domain.bulletins import Bulletin
from domain.bulletins import State as BulletinState
from domain.texts import SingleText
from domain.texts import State as TextState
from messages.jobs import PRIORITY_REPLY, PRIORITY_WARNING, Job, defer
from schedules.crew import Crew
from schedules.dispatch import finish, give_up
from schedules.outcomes import abandon

log = logging.getLogger(__name__)

# Longer than the longest call a provider is given (60 s, 120 s for Twilio's list) and the wait for a database that is
# away: older than this, whoever claimed it is dead.
LONGEST_CALL = timedelta(minutes=5)

# Left without a job: the engine gave it up after its last failure, or a job was lost by hand.
ORPHANED_BATCHES = text("""
    SELECT b.id FROM batches b WHERE b.state = 'queued' AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs j
        WHERE j.task_name = 'send_batch' AND j.status IN ('todo', 'doing') AND (j.args->>'batch')::bigint = b.id)""")
ORPHANED_TEXTS = text("""
    SELECT t.id FROM texts t WHERE t.state = 'queued' AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs j
        WHERE j.task_name = 'send_text' AND j.status IN ('todo', 'doing') AND (j.args->>'text')::bigint = t.id)""")


def sweep(crew: Crew) -> None:
    """Everything that can be left behind, each kind by itself."""
    for each in (_abandoned_batches, _abandoned_texts, _overdue_batches, _orphans, _open_bulletins):
        _guarded(each.__name__, lambda each=each: each(crew))  # type: ignore[misc]


def _guarded(what: str, act: Callable[[], None]) -> None:
    """Do it; a fault is logged and tried again by the next sweep, and holds back nothing behind it."""
    try:
        act()
    except Exception:
        log.exception("the sweep could not finish: %s", what)


def _abandoned_batches(crew: Crew) -> None:
    """*Unknown* for every batch whose worker died between its claim and its result."""
    dead = select(Batch.id).where(Batch.state == BatchState.SENDING, Batch.claimed_at < crew.now() - LONGEST_CALL)
    with crew.sessions() as session:
        stranded = session.scalars(dead).all()
    for batch_id in stranded:
        _guarded(f"batch {batch_id}", lambda batch_id=batch_id: _abandon(crew, batch_id))  # type: ignore[misc]


def _abandon(crew: Crew, batch_id: int) -> None:
    now = crew.now()
    with crew.sessions.begin() as session:
        batch = session.scalar(select(Batch).where(Batch.id == batch_id).with_for_update(skip_locked=True))
        if batch and batch.state is BatchState.SENDING and batch.claimed_at and batch.claimed_at < now - LONGEST_CALL:
            abandon(session, batch, now)
            log.warning("batch %d was left by a worker that died: its recipients are unknown", batch_id)


def _abandoned_texts(crew: Crew) -> None:
    now = crew.now()
    with crew.sessions.begin() as session:
        session.execute(
            update(SingleText)
            .where(SingleText.state == TextState.SENDING, SingleText.claimed_at < now - LONGEST_CALL)
            .values(
                state=TextState.UNKNOWN, settled_at=now, fault="The worker stopped before it could write the result"
            )
        )


def _overdue_batches(crew: Crew) -> None:
    """What waits for the morning, or for another try, of a bulletin that was cancelled or has expired."""
    now = crew.now()
    over = (Batch.state == BatchState.QUEUED) & (
        (Bulletin.state != BulletinState.SENDING) | (Bulletin.expires_at <= now)
    )
    with crew.sessions.begin() as session:
        for batch in session.scalars(
            select(Batch).join(Bulletin, Bulletin.id == Batch.bulletin_id).where(over).with_for_update(of=Batch)
        ).all():
            give_up(session, batch, now)


def _orphans(crew: Crew) -> None:
    with crew.sessions.begin() as session:
        for batch_id in session.scalars(ORPHANED_BATCHES).all():
            defer(session, Job.SEND_BATCH, priority=PRIORITY_WARNING, batch=batch_id)
            log.warning("batch %d had lost its job and is put back", batch_id)
        for text_id in session.scalars(ORPHANED_TEXTS).all():
            defer(session, Job.SEND_TEXT, priority=PRIORITY_REPLY, text=text_id)
            log.warning("text %d had lost its job and is put back", text_id)


def _open_bulletins(crew: Crew) -> None:
    """Close what a worker that died after its last batch left open."""
    with crew.sessions() as session:
        sending = session.scalars(select(Bulletin.id).where(Bulletin.state == BulletinState.SENDING)).all()
    for bulletin_id in sending:
        with crew.sessions.begin() as session:
            finish(session, bulletin_id, crew.now())
