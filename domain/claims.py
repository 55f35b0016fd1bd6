"""Taking one batch for one call: locked, looked at, and only then marked, so that whoever dies leaves a trace.

Plain SQL, for this runs for every list: the ORM's way cost three times as much for a list of a hundred.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.bulletins import Kind
from domain.heartbeats import CALM
from domain.leaving import Timing, window
from domain.life_cycle import State
from domain.senders import SenderClass

# Not SKIP LOCKED: a fold of receipts may hold the row for a moment, and a batch that is skipped loses its job.
_LOOK = text(f"""
    SELECT b.id, b.bulletin_id, b.county, b.turn, b.second, b.doubtful, cardinality(b.recipients) AS people,
        n.state, n.kind, n.send_at, n.expires_at, n.sent_as, n.sent_class,
        n.night_approver_id IS NOT NULL AS by_night, n.follows_id IS NOT NULL AS follows,
        CASE WHEN t.send_plain THEN t.plain ELSE t.body END AS words,
        {CALM} AS calm
    FROM batches b JOIN bulletins n ON n.id = b.bulletin_id JOIN bulletin_texts t ON t.id = b.text_id
    WHERE b.id = :batch AND b.state = 'queued' FOR UPDATE OF b""")  # noqa: S608  our own words
# Whoever is on a second try is sent to only while still nobody can say. Who pauses gets what follows a bulletin they
# have: the pause began after it, and until it is taken back they believe it.
_TAKE = text("""
    WITH owed AS MATERIALIZED (
        SELECT s.id, s.phone_sealed, s.phone_lookup
        FROM batches b CROSS JOIN unnest(b.recipients) AS r(id) JOIN subscribers s ON s.id = r.id
        WHERE b.id = :batch AND s.left_at IS NULL
            AND (:follows OR s.paused_until IS NULL OR s.paused_until <= :now)
            AND NOT EXISTS (SELECT 1 FROM sender_blocks k WHERE k.subscriber_id = s.id AND k.sender = :block_key)
            AND (NOT b.second OR EXISTS (
                SELECT 1 FROM deliveries d WHERE d.subscriber_id = s.id AND d.bulletin_id = b.bulletin_id
                    AND d.state = 'unknown' AND d.provider_id IS NULL))
    ), taken AS (
        UPDATE batches b SET state = 'sending', claimed_at = :now, attempts = attempts + 1, provider = :provider,
            recipients = ARRAY(SELECT id FROM owed), skipped = skipped + CASE WHEN second THEN 0
                ELSE cardinality(recipients) - (SELECT count(*) FROM owed) END
        WHERE id = :batch RETURNING attempts
    )
    SELECT attempts, owed.id, phone_sealed, phone_lookup FROM taken LEFT JOIN owed ON true ORDER BY owed.id""")
_LEAVE_OUT = text("""
    UPDATE batches SET skipped = skipped + CASE WHEN second THEN 0 ELSE cardinality(CAST(:out AS bigint[])) END,
        recipients = ARRAY(SELECT id FROM unnest(recipients) AS r(id) WHERE id <> ALL(CAST(:out AS bigint[])))
    WHERE id = :batch""")
_SPLIT = text("""
    WITH rest AS (
        INSERT INTO batches (bulletin_id, text_id, county, recipients, size, attempts, turn)
        SELECT bulletin_id, text_id, county, recipients[CAST(:people AS int) + 1 : ],
            cardinality(recipients) - :people, attempts, turn
        FROM batches WHERE id = :batch RETURNING id, size
    )
    UPDATE batches b SET recipients = recipients[1 : CAST(:people AS int)], size = b.size - rest.size
    FROM rest WHERE b.id = :batch RETURNING rest.id""")
# By the lists' first size: to add up the lists themselves would read them all.
_QUEUED = text("SELECT sum(size) FROM batches WHERE state = 'queued'")
_HOLD = text("UPDATE batches SET reason = :reason WHERE id = :batch AND reason <> :reason")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A queued batch, held for this transaction, with what its bulletin says now. `people` is how many are on it."""

    id: int
    bulletin_id: int
    county: str
    turn: int
    second: bool
    doubtful: list[int]
    people: int
    state: State
    kind: Kind
    timing: Timing
    sent_as: str | None
    follows: bool
    words: str
    calm: float  # seconds since the database started or texts of people waited elsewhere: `heartbeats.CALM`

    def over(self, now: datetime) -> bool:
        """Whether nothing of it may ever leave again: cancelled, or expired."""
        return self.state not in (State.SENDING, State.PAUSED) or now >= self.timing.expires_at


def look(session: Session, batch_id: int) -> Candidate | None:
    """Hold a queued batch; None when it is under way or done. Waits while another holds it."""
    row = session.execute(_LOOK, {"batch": batch_id}).one_or_none()
    if row is None:
        return None
    kind, sent_class = Kind(row.kind), SenderClass(row.sent_class) if row.sent_class else None
    return Candidate(
        row.id,
        row.bulletin_id,
        row.county,
        row.turn,
        row.second,
        row.doubtful,
        row.people,
        State(row.state),
        kind,
        Timing(row.send_at, row.expires_at, window(kind, sent_class, by_night=row.by_night)),
        row.sent_as,
        row.follows,
        row.words,
        row.calm,
    )


def take(
    session: Session, found: Candidate, *, provider: str, block_key: str, now: datetime
) -> tuple[int, list[tuple[int, bytes, bytes]]]:
    """Mark it as being sent; returns the number of this attempt, and of all still owed who, sealed number and lookup.

    Who has left, paused or blocked the sender since the list was drawn up is off it, and counted.
    """
    values = {"batch": found.id, "follows": found.follows, "provider": provider, "block_key": block_key, "now": now}
    rows = session.execute(_TAKE, values).fetchall()
    return rows[0][0], [(who, sealed, lookup) for _, who, sealed, lookup in rows if who is not None]


def leave_out(session: Session, batch_id: int, out: Sequence[int]) -> None:
    """Take those off the list whose numbers our keys do not open."""
    session.execute(_LEAVE_OUT, {"batch": batch_id, "out": list(out)})


def hold(session: Session, batch_id: int, reason: str) -> None:
    """Say why a queued batch waits."""
    session.execute(_HOLD, {"batch": batch_id, "reason": reason})


def split(session: Session, batch_id: int, people: int) -> int:
    """Leave so many on a queued list and put the others on a new one, whose id is returned."""
    return int(session.execute(_SPLIT, {"batch": batch_id, "people": people}).scalar_one())


def people_queued(session: Session) -> int:
    """About how many people are on lists that wait, of all bulletins."""
    return int(session.scalar(_QUEUED) or 0)
