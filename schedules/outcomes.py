"""What came of one call to a provider, written once: deliveries by COPY, counters on the batch, another try if owed."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import psycopg
from sqlalchemy import literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from domain.batches import Batch, State
from domain.phones import Phone
from domain.subscribers import SenderBlock, Subscriber
from messages.jobs import Job, defer
from messages.providers.base import Fault, Outcome, Result
from schedules.crew import Crew

# How often what was certainly not taken is tried, by its fault. The others (an empty account, a busy or a broken
# provider) pass: they are tried until the bulletin expires, for a warning with days left must not end in ten minutes.
MOST_ATTEMPTS = {Fault.CONTENT: 2, Fault.NUMBER: 2, Fault.ROUTE: 6}
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=5)

# An outcome and the state a delivery begins in are the same word.
COPY = "COPY deliveries (subscriber_id, bulletin_id, batch_id, state, provider, provider_id, reason, at) FROM STDIN"
INSERT_THOSE_WHO_ARE = text("""
    INSERT INTO deliveries (subscriber_id, bulletin_id, batch_id, state, provider, provider_id, reason, at)
    SELECT s.id, :bulletin, :batch, n.state, :provider, n.provider_id, n.reason, :now
    FROM unnest(CAST(:who AS bigint[]), CAST(:states AS text[]), CAST(:ids AS text[]), CAST(:reasons AS text[]))
        AS n(subscriber_id, state, provider_id, reason)
    JOIN subscribers s ON s.id = n.subscriber_id""")


@dataclass(frozen=True, slots=True)
class Call:
    """A claimed batch on its way to a provider: everything the call needs, with no transaction open."""

    batch_id: int
    bulletin_id: int
    attempt: int
    provider: str
    text: str
    sender: str | None
    block_key: str  # what a block of this sender is remembered under
    phones: list[tuple[int, Phone]]  # subscriber and number
    priority: int


def wait_before(attempt: int, results: Iterable[Result]) -> timedelta:
    """How long until another try after this many: doubling, or what the provider itself asked for if that is longer."""
    asked = max((result.retry_after or 0 for result in results), default=0)
    doublings: int = 2 ** min(attempt - 1, 5)  # five pass the longest wait
    return max(min(FIRST_WAIT * doublings, LONGEST_WAIT), timedelta(seconds=asked))


def worth_another_try(result: Result, attempts: int) -> bool:
    """Whether what was certainly not taken may be taken next time."""
    return result.fault not in MOST_ATTEMPTS or attempts < MOST_ATTEMPTS[result.fault]


def write_down(crew: Crew, call: Call, results: Sequence[Result]) -> None:
    """Record the results, for a while also against a database that is away: they are known only here."""
    for wait in (0.2, 1, 3, 10, 30):
        try:
            with crew.sessions.begin() as session:
                record(session, call, results, crew.now())
        except (
            OperationalError,
            psycopg.OperationalError,
        ):  # the second from within COPY, which SQLAlchemy does not see
            time.sleep(wait)
        else:
            return
    with crew.sessions.begin() as session:
        record(session, call, results, crew.now())


def record(session: Session, call: Call, results: Sequence[Result], now: datetime) -> None:
    """Write what became of every person of the call.

    Does nothing when the batch is no longer this call's (it was taken for dead and swept): then its people are
    *unknown* already, and their delivery reports will settle them.
    """
    batch = session.scalar(
        select(Batch)
        .where(Batch.id == call.batch_id, Batch.state == State.SENDING, Batch.attempts == call.attempt)
        .with_for_update()
    )
    if batch is None:
        return
    by_phone = {result.phone: result for result in results}
    outcomes = [(subscriber, by_phone[phone]) for subscriber, phone in call.phones]
    again, settled = [], []
    for who, result in outcomes:
        if result.outcome is Outcome.NOT_SENT and worth_another_try(result, call.attempt):
            again.append(who)
        else:
            settled.append((who, result))
    rows = [(who, r.outcome, _storable(r.provider_id), _storable(r.reason) or "") for who, r in settled]
    _copy(session, batch, rows, now)
    _count(batch, settled)
    _remember_blocks(session, call, settled, now)
    batch.recipients = again
    batch.reason = next((result.reason for _, result in outcomes if result.fault), "")
    if again:
        batch.state = State.QUEUED
        at = now + wait_before(call.attempt, results)
        defer(session, Job.SEND_BATCH, priority=call.priority, at=at, batch=batch.id)
    else:
        batch.state, batch.finished_at = State.DONE, now


def abandon(session: Session, batch: Batch, now: datetime) -> None:
    """Its worker died between claim and result: everybody on the list may or may not have been sent to."""
    why = "The worker stopped before it could write the result"
    _copy(session, batch, [(who, Outcome.UNKNOWN, None, why) for who in batch.recipients], now)
    batch.unknown += len(batch.recipients)
    batch.recipients, batch.state, batch.finished_at, batch.reason = [], State.DONE, now, why


def _copy(session: Session, batch: Batch, rows: Sequence[tuple[int, Outcome, str | None, str]], now: datetime) -> None:
    """Write (subscriber, outcome, provider's id, reason) as deliveries.

    One COPY for all: 117,000 rows a second against 7,100 as single inserts. Somebody erased while the call was under
    way would break it; then the slower road leaves out that one alone.
    """
    try:
        with session.begin_nested():
            driver = session.connection().connection.driver_connection
            with driver.cursor() as cursor, cursor.copy(COPY) as copy:  # type: ignore[union-attr]
                for who, outcome, provider_id, reason in rows:
                    copy.write_row(
                        (who, batch.bulletin_id, batch.id, outcome.value, batch.provider, provider_id, reason, now)
                    )
    except psycopg.errors.ForeignKeyViolation:
        names = ("who", "states", "ids", "reasons")
        columns = dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))
        of = {"bulletin": batch.bulletin_id, "batch": batch.id, "provider": batch.provider, "now": now}
        session.execute(INSERT_THOSE_WHO_ARE, columns | of)


def _storable(words: str | None) -> str | None:
    """A provider's word without the one letter that PostgreSQL cannot keep."""
    return words.replace("\0", "") if words else words


def _count(batch: Batch, settled: Iterable[tuple[int, Result]]) -> None:
    for _, result in settled:
        setattr(batch, result.outcome.value, getattr(batch, result.outcome.value) + 1)
        batch.cost += result.cost or Decimal(0)


def _remember_blocks(session: Session, call: Call, settled: Iterable[tuple[int, Result]], now: datetime) -> None:
    """An operator's block stops this sender for this person, and no other sender."""
    who = [who for who, result in settled if result.fault is Fault.OPTED_OUT]
    still_here = select(Subscriber.id, literal(call.block_key), literal(now)).where(Subscriber.id.in_(who))
    if who:
        block = insert(SenderBlock).from_select(["subscriber_id", "sender", "blocked_at"], still_here)
        session.execute(block.on_conflict_do_nothing())
