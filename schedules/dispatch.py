"""From an approved bulletin to every phone: start what is due, send one batch, say when all is done.

The order of `send_batch` is the promise that nothing is sent twice by us: what will be sent is committed first, the
provider is called outside any transaction, what came of it is committed after. Whoever dies between the first and the
second leaves *unknown* behind, and the sweep says so.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from domain import audit, hours, senders
from domain.batches import Batch, fan_out, unfinished
from domain.batches import State as BatchState
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Kind, State, due
from domain.phones import Phone
from domain.subscribers import SenderBlock, Subscriber
from domain.vault import Purpose, Unsealable, Vault
from messages.jobs import PRIORITY_PEACE, PRIORITY_WARNING, Job, defer
from schedules.crew import Crew
from schedules.outcomes import Call, write_down

log = logging.getLogger(__name__)


def start_due(crew: Crew) -> list[int]:
    """Set every bulletin whose hour has come on its way; returns the ids of those that left."""
    now, left = crew.now(), []
    with crew.sessions.begin() as session:
        for bulletin in due(session, now):
            try:
                with session.begin_nested():
                    if _start(session, crew, bulletin, now):
                        left.append(bulletin.id)
            except Exception:  # whatever is wrong with one must not hold back the warning behind it
                log.exception("bulletin %d could not be started and is tried again", bulletin.id)
    return left


def _start(session: Session, crew: Crew, bulletin: Bulletin, now: datetime) -> bool:
    subject = f"bulletin {bulletin.id}"
    if bulletin.fingerprint(senders.of(session, bulletin.kind.sender_use)) != bulletin.approved_hash:
        # Whatever changed it went round the console: what was approved is what is sent, or nothing is.
        bulletin.reopen()
        audit.record(session, None, "approval void: it was changed afterwards", subject, now=now)
        return False
    if now >= bulletin.expires_at:
        bulletin.move(State.MISSED)
        audit.record(session, None, "missed: it expired before it could start", subject, now=now)
        return False
    if not bulletin.may_leave(now):
        return False
    bulletin.move(State.SENDING)
    bulletin.started_at = now
    bulletin.sent_as = senders.name_for(session, bulletin.kind.sender_use)
    session.flush()
    batches = fan_out(session, bulletin, crew.places.wards(bulletin.areas), crew.batch_size)
    for batch in batches:
        defer(session, Job.SEND_BATCH, priority=_priority(bulletin.kind), batch=batch)
    audit.record(session, None, "started", subject, now=now, batches=len(batches))
    if not batches:
        _finish(bulletin, now)
    return True


def _priority(kind: Kind) -> int:
    return PRIORITY_PEACE if kind is Kind.PEACE else PRIORITY_WARNING


def send_batch(crew: Crew, batch_id: int) -> None:
    """Carry one batch to the provider once. Running it again while it is under way or done does nothing."""
    with crew.sessions.begin() as session:
        call = _claim(session, crew, batch_id)
    if call is None:
        return
    phones = [phone for _, phone in call.phones]
    results = crew.send(call.attempt, call.text, phones, call.sender) if phones else []
    write_down(crew, call, results)
    with crew.sessions.begin() as session:
        finish(session, call.bulletin_id, crew.now())


def _claim(session: Session, crew: Crew, batch_id: int) -> Call | None:
    """Take the batch for this worker, with everything rechecked now: hours, expiry, cancelling, who left or blocked."""
    now = crew.now()
    batch = session.scalar(
        # Not SKIP LOCKED: a fold of receipts may hold the row for a moment, and a batch that is skipped loses its job.
        select(Batch).where(Batch.id == batch_id, Batch.state == BatchState.QUEUED).with_for_update()
    )
    if batch is None:
        return None
    bulletin = session.get_one(Bulletin, batch.bulletin_id)
    if bulletin.state is not State.SENDING or now >= bulletin.expires_at:
        give_up(session, batch, now)
        return None
    if not bulletin.may_leave(now):
        defer(session, Job.SEND_BATCH, priority=_priority(bulletin.kind), at=hours.next_open(now), batch=batch.id)
        return None
    sender = bulletin.sent_as
    batch.state, batch.claimed_at, batch.attempts = BatchState.SENDING, now, batch.attempts + 1
    batch.provider = crew.provider(batch.attempts).name
    block_key = crew.block_key(batch.attempts, sender)
    people = _still_owed(session, crew.vault, batch.recipients, block_key)
    batch.skipped += len(batch.recipients) - len(people)
    batch.recipients = [subscriber for subscriber, _ in people]
    text = session.get_one(BulletinText, batch.text_id)
    return Call(
        batch_id=batch.id,
        bulletin_id=bulletin.id,
        attempt=batch.attempts,
        provider=batch.provider,
        text=text.outgoing,
        sender=sender,
        block_key=block_key,
        phones=people,
        priority=_priority(bulletin.kind),
    )


def give_up(session: Session, batch: Batch, now: datetime) -> None:
    """Cancelled or expired meanwhile: whoever is still on the list is counted and not sent to."""
    bulletin = session.get_one(Bulletin, batch.bulletin_id, with_for_update=True, populate_existing=True)
    if bulletin.state is State.SENDING:
        bulletin.move(State.EXPIRED)
        bulletin.finished_at = now
        audit.record(session, None, "expired while sending", f"bulletin {bulletin.id}", now=now)
    batch.skipped += len(batch.recipients)
    batch.recipients, batch.state, batch.finished_at = [], BatchState.DONE, now
    batch.reason = bulletin.state


def _still_owed(session: Session, vault: Vault, recipients: Sequence[int], block_key: str) -> list[tuple[int, Phone]]:
    """Those of the list who have neither left nor blocked the sender since it was drawn up, with their numbers.

    A number that our keys do not open is left out too: it must not hold up everybody else on its list.
    """
    blocked = exists().where(SenderBlock.subscriber_id == Subscriber.id, SenderBlock.sender == block_key)
    rows = session.execute(
        select(Subscriber.id, Subscriber.phone_sealed)
        .where(Subscriber.id.in_(recipients), Subscriber.left_at.is_(None), ~blocked)
        .order_by(Subscriber.id)
    )
    people = []
    for subscriber, sealed in rows:
        try:
            people.append((subscriber, vault.reveal(sealed, Purpose.SUBSCRIBER)))
        except Unsealable:
            log.error("the number of subscriber %d cannot be opened with our keys", subscriber)
    return people


def finish(session: Session, bulletin_id: int, now: datetime) -> None:
    """Close the bulletin when no batch of it is open. Asked after each batch's own commit, so the last one sees it."""
    if unfinished(session, bulletin_id):
        return
    bulletin = session.scalar(
        select(Bulletin).where(Bulletin.id == bulletin_id, Bulletin.state == State.SENDING).with_for_update()
    )
    if bulletin is not None:
        _finish(bulletin, now)
        audit.record(session, None, "all sent", f"bulletin {bulletin_id}", now=now)


def _finish(bulletin: Bulletin, now: datetime) -> None:
    bulletin.move(State.SENT)
    bulletin.finished_at = now
