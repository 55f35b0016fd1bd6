"""What came of one call to a provider, written once: deliveries by COPY, counters on the batch, another try if owed."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from domain import budgets, outages
from domain.batches import Batch, State
from domain.claims import Candidate
from domain.phones import Phone
from messages.jobs import Job, defer, priority_of
from messages.providers.base import Fault, Outcome, Result
from schedules.crew import Crew
from schedules.routing import Route, next_turn

log = logging.getLogger(__name__)

# How often what was certainly not taken is tried, by its fault. The others (an empty account, a busy or a broken
# provider) pass: they are tried until the bulletin expires, for a warning with days left must not end in ten minutes.
MOST_ATTEMPTS = {Fault.CONTENT: 2, Fault.NUMBER: 2, Fault.ROUTE: 6}
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=5)
# Seconds to hold results that cannot be written; with the longest call this stays under what the sweep takes for death.
KEPT_FOR = 150.0
SILENT_DEATH = "The worker stopped before it could write the result"

# An outcome and the state a delivery begins in are the same word.
_COPY = "COPY deliveries (subscriber_id, bulletin_id, batch_id, state, provider, provider_id, reason, at) FROM STDIN"
_INSERT_THOSE_WHO_ARE = text("""
    INSERT INTO deliveries (subscriber_id, bulletin_id, batch_id, state, provider, provider_id, reason, at)
    SELECT s.id, :bulletin, :batch, n.state, :provider, n.provider_id, n.reason, :now
    FROM unnest(CAST(:who AS bigint[]), CAST(:states AS text[]), CAST(:ids AS text[]), CAST(:reasons AS text[]))
        AS n(subscriber_id, state, provider_id, reason)
    JOIN subscribers s ON s.id = n.subscriber_id""")
# A second try only ever makes an unknown known: what a report has settled meanwhile stands.
_SETTLE_UNKNOWN = text("""
    UPDATE deliveries d
    SET state = n.state, provider = :provider, provider_id = n.provider_id, reason = n.reason, at = :now
    FROM unnest(CAST(:who AS bigint[]), CAST(:states AS text[]), CAST(:ids AS text[]), CAST(:reasons AS text[]))
        AS n(subscriber_id, state, provider_id, reason)
    WHERE d.subscriber_id = n.subscriber_id AND d.bulletin_id = :bulletin
        AND d.state = 'unknown' AND d.provider_id IS NULL""")
_OURS = text("SELECT 1 FROM batches WHERE id = :batch AND state = 'sending' AND attempts = :attempt FOR UPDATE")
_CLOSE = text("""
    UPDATE batches b SET state = :state, finished_at = :finished, recipients = :again, doubtful = :doubtful,
        turn = :turn, reason = :reason, cost = cost + :cost,
        accepted = accepted + :accepted, refused = refused + :refused,
        not_sent = not_sent + :not_sent, unknown = unknown + :unknown
    WHERE id = :batch
    RETURNING NOT EXISTS (SELECT 1 FROM batches o WHERE o.bulletin_id = b.bulletin_id AND o.state = 'queued')""")
_BLOCK = text("""
    INSERT INTO sender_blocks (subscriber_id, sender, blocked_at)
    SELECT id, :key, :now FROM subscribers WHERE id = ANY(:who) ORDER BY id ON CONFLICT DO NOTHING""")


@dataclass(frozen=True, slots=True)
class Call:
    """A claimed batch on its way to a provider: everything the call needs, with no transaction open.

    `people` are subscribers, `phones` their numbers in the same order; `price` is KES for one person; `nap` the seconds
    that the provider's pace asks to wait.
    """

    batch: Candidate
    attempt: int
    route: Route
    people: list[int]
    phones: list[Phone]
    price: Decimal
    claimed_at: datetime
    nap: float

    @property
    def text(self) -> str:
        return self.batch.words

    @property
    def bulletin_id(self) -> int:
        return self.batch.bulletin_id


def wait_before(attempt: int) -> timedelta:
    """How long until another try after this many: doubling. What the provider itself asked for stands in its row."""
    doublings: int = 2 ** min(attempt - 1, 5)  # five pass the longest wait
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def worth_another_try(result: Result, attempts: int) -> bool:
    """Whether what was certainly not taken may be taken next time."""
    return result.fault not in MOST_ATTEMPTS or attempts < MOST_ATTEMPTS[result.fault]


def write_down(crew: Crew, call: Call, results: Sequence[Result]) -> bool:
    """Record the results, for a while also against a database that is away: they are known only here.

    Returns whether this may have been the last batch of its bulletin.
    """
    careful, bare, ends = False, False, time.monotonic() + KEPT_FOR
    while True:
        try:
            with crew.sessions.begin() as session:
                return record(session, call, results, crew.now(), careful=careful)
        except psycopg.errors.ForeignKeyViolation:  # somebody was erased while the call was under way
            careful = True
        except (DataError, psycopg.DataError) as fault:
            if bare:
                raise
            # What a provider said beside the outcome cannot be stored: the outcome must be, or they are sent to again.
            log.error("an answer of %s cannot be stored in full: %s", call.route.provider.name, type(fault).__name__)
            results, bare = [Result(result.phone, result.outcome, fault=result.fault) for result in results], True
        # The second from within COPY, which SQLAlchemy does not see. A deadlock, too, is over at the next try.
        except (SQLAlchemyError, psycopg.Error) as fault:
            passes = isinstance(fault, OperationalError | psycopg.OperationalError) or outages.of(fault)
            if not passes or time.monotonic() > ends:
                raise
            time.sleep(1)


def record(session: Session, call: Call, results: Sequence[Result], now: datetime, *, careful: bool = False) -> bool:
    """Write what became of every person of the call; returns whether no other batch of the bulletin waits.

    Does nothing when the batch is no longer this call's (it was taken for dead and swept): then its people are
    *unknown* already, and their delivery reports will settle them. `careful` leaves out who was erased meanwhile, at
    three times the cost; without it they break the COPY.
    """
    if session.execute(_OURS, {"batch": call.batch.id, "attempt": call.attempt}).one_or_none() is None:
        return False
    again: list[int] = []
    settled: list[tuple[int, Result]] = []
    for who, result in zip(call.people, results, strict=True):
        if result.outcome is Outcome.NOT_SENT and worth_another_try(result, call.attempt):
            again.append(who)
        else:
            settled.append((who, result))
    counted = (
        _settle_unknown(session, call, settled, now)
        if call.batch.second
        else _write(session, call, settled, now, careful=careful)
    )
    _remember_blocks(session, call, settled, now)
    _give_back(session, call, settled)
    if again:
        at = now + wait_before(call.attempt)
        defer(session, Job.SEND_BATCH, priority=priority_of(call.batch.kind), at=at, batch=call.batch.id)
    last: bool = session.execute(
        _CLOSE,
        {
            "batch": call.batch.id,
            "state": State.QUEUED if again else State.DONE,
            "finished": None if again else now,
            "again": again,
            "doubtful": _doubtful(call, settled),
            "turn": next_turn(call.batch.turn, results),
            "reason": next((result.reason for result in results if result.fault), ""),
            "cost": sum((result.cost for _, result in settled), Decimal(0)),
            **counted,
        },
    ).scalar_one()
    return last


def abandon(session: Session, batch: Batch, second_try: bool, now: datetime) -> None:
    """Its worker died between claim and result: everybody on the list may or may not have been sent to."""
    if not batch.second:
        where = {"bulletin": batch.bulletin_id, "batch": batch.id, "provider": batch.provider, "now": now}
        unknown = Result(Phone(""), Outcome.UNKNOWN, reason=SILENT_DEATH)
        session.execute(_INSERT_THOSE_WHO_ARE, where | _columns([(who, unknown) for who in batch.recipients]))
        batch.unknown += len(batch.recipients)
        batch.doubtful = [*batch.doubtful, *batch.recipients] if second_try else []
    batch.recipients, batch.state, batch.finished_at, batch.reason = [], State.DONE, now, SILENT_DEATH


def _write(
    session: Session, call: Call, settled: Sequence[tuple[int, Result]], now: datetime, *, careful: bool
) -> dict[str, int]:
    """Their deliveries, in one COPY: 117,000 rows a second against 7,100 as single inserts. Returns the counts."""
    provider = call.route.provider.name
    if careful:
        where = {"bulletin": call.bulletin_id, "batch": call.batch.id, "provider": provider, "now": now}
        session.execute(_INSERT_THOSE_WHO_ARE, where | _columns(settled))
    else:
        driver = session.connection().connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(_COPY) as copy:  # type: ignore[union-attr]
            bulletin, batch, at = call.bulletin_id, call.batch.id, now.isoformat()  # once, not for every row
            for who, r in settled:
                copy.write_row(
                    (who, bulletin, batch, r.outcome, provider, _storable(r.provider_id), _storable(r.reason), at)
                )
    counts = Counter(result.outcome for _, result in settled)
    return {outcome.value: counts[outcome] for outcome in Outcome}


def _settle_unknown(
    session: Session, call: Call, settled: Sequence[tuple[int, Result]], now: datetime
) -> dict[str, int]:
    """A second try: who was accepted now is known; of everybody else still nobody can say what the first call did."""
    accepted = [(who, result) for who, result in settled if result.outcome is Outcome.ACCEPTED]
    where = {"bulletin": call.bulletin_id, "provider": call.route.provider.name, "now": now}
    moved = session.connection().execute(_SETTLE_UNKNOWN, where | _columns(accepted)).rowcount
    return dict.fromkeys((outcome.value for outcome in Outcome), 0) | {"accepted": moved, "unknown": -moved}


def _doubtful(call: Call, settled: Iterable[tuple[int, Result]]) -> list[int]:
    """Who is owed a second try, if no report comes: only of a kind that has one, and only once."""
    if call.batch.second or not call.batch.kind.second_try:
        return []
    return [*call.batch.doubtful, *(who for who, result in settled if result.outcome is Outcome.UNKNOWN)]


def _columns(rows: Sequence[tuple[int, Result]]) -> dict[str, list[object]]:
    return {
        "who": [who for who, _ in rows],
        "states": [result.outcome.value for _, result in rows],
        "ids": [_storable(result.provider_id) for _, result in rows],
        "reasons": [_storable(result.reason) for _, result in rows],
    }


def _storable(words: str | None) -> str | None:
    """A provider's word without what PostgreSQL cannot keep: NUL, and half a letter."""
    if words and ("\0" in words or not words.isascii()):
        return words.replace("\0", "").encode(errors="ignore").decode()
    return words


def _give_back(session: Session, call: Call, settled: Iterable[tuple[int, Result]]) -> None:
    """What the call did not cost of what was reserved for it. Who may have been sent to is counted as paid for."""
    paid = (Outcome.ACCEPTED, Outcome.UNKNOWN)
    cost = sum((result.cost or call.price for _, result in settled if result.outcome in paid), Decimal(0))
    budgets.give_back(session, call.batch.county, call.price * call.batch.people - cost, call.claimed_at)


def _remember_blocks(session: Session, call: Call, settled: Iterable[tuple[int, Result]], now: datetime) -> None:
    """An operator's block stops this sender for this person, and no other sender."""
    who = [who for who, result in settled if result.fault is Fault.OPTED_OUT]
    if who:
        session.execute(_BLOCK, {"who": who, "key": call.route.block_key, "now": now})
