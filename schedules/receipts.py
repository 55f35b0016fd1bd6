"""Delivery reports folded in, thousands at a time: states only move forward, and a report that came first waits.

Several workers may fold at once: each takes rows that no other holds. Whoever changes a delivery, here or with the
result of a call, holds its batch, and takes several batches in the order of their ids: so nobody waits in a circle, and
no counter is changed by two.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from domain.deliveries import MOVES_FORWARD
from domain.receipts import Stage
from domain.sealed_columns import RECEIPT_PHONE
from domain.vault import Purpose, Unsealable, Vault
from schedules import lent_ids
from schedules.arrays import array, lookups
from schedules.crew import Crew

AT_ONCE = 5000
ABREAST = 2  # pages: one is opened while the database moves the other
PATIENCE = timedelta(minutes=15)  # for our own commit, which a report may overtake; then it is a stranger's

_TAKE = text("""
    SELECT id, provider, provider_id, phone_sealed FROM receipts
    WHERE stage = :stage AND id > :after ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED""")
_DROP = text("DELETE FROM receipts WHERE id = ANY(CAST(:ids AS bigint[]))")
_PUT_ASIDE = text("""
    UPDATE receipts SET stage = CASE WHEN id = ANY(CAST(:unopened AS bigint[])) THEN 'strange' ELSE 'waiting' END
    WHERE id = ANY(CAST(:ids AS bigint[])) AND stage = 'new'""")
# Not while a call is open that was begun before it came: after a long standstill the sweep has yet to speak of it.
_GIVE_UP = text("""
    UPDATE receipts r SET stage = 'strange'
    WHERE id = ANY(CAST(:ids AS bigint[])) AND stage = 'waiting' AND received_at < :given_up
        AND NOT EXISTS (SELECT 1 FROM batches WHERE state = 'sending' AND claimed_at <= r.received_at)
        AND NOT EXISTS (SELECT 1 FROM texts WHERE state = 'sending' AND claimed_at <= r.received_at)""")

# A person's deliveries are found by number, and the provider's id is compared: it has no index.
_FIND = text("""
    SELECT r.id, d.subscriber_id, d.bulletin_id, d.batch_id, r.blocked
    FROM unnest(CAST(:ids AS bigint[]), CAST(:lookups AS bytea[])) AS n(id, phone_lookup)
    JOIN receipts r ON r.id = n.id JOIN subscribers s ON s.phone_lookup = n.phone_lookup
    JOIN deliveries d ON d.subscriber_id = s.id AND d.provider_id = r.provider_id""")
_HOLD = text("""
    SELECT count(*) FROM (
        SELECT 1 FROM batches WHERE id = ANY(CAST(:batches AS bigint[])) ORDER BY id FOR NO KEY UPDATE) AS held""")

# Of several reports of one message the furthest counts, of two final ones the first: an UPDATE sees each row once.
_FURTHEST = "r.state = 'on_network', r.id"

# The one place where a delivery moves. Its batch is held, so what it `was` is what it is.
_MOVE = text(f"""
    WITH hits AS MATERIALIZED (
        SELECT DISTINCT ON (d.subscriber_id, d.bulletin_id)
            d.ctid AS place, d.batch_id, d.state AS was, r.state AS becomes, r.reason,
            r.network
        FROM unnest(CAST(:ids AS bigint[]), CAST(:people AS bigint[]), CAST(:bulletins AS bigint[]))
            AS n(id, subscriber_id, bulletin_id)
        JOIN receipts r ON r.id = n.id
        JOIN deliveries d ON d.subscriber_id = n.subscriber_id AND d.bulletin_id = n.bulletin_id
        ORDER BY d.subscriber_id, d.bulletin_id, {_FURTHEST}
    ), moved AS (
        UPDATE deliveries d SET state = h.becomes, reason = h.reason, at = :now,
            network = CASE WHEN h.network = '' THEN d.network ELSE h.network END
        FROM hits h WHERE d.ctid = h.place AND {MOVES_FORWARD}
        RETURNING h.batch_id, h.was, h.becomes
    )
    UPDATE batches b SET
        on_network = b.on_network + c.on_network, delivered = b.delivered + c.delivered, failed = b.failed + c.failed,
        unknown = b.unknown - c.settled, accepted = b.accepted + c.settled
    FROM (
        SELECT batch_id,
            count(*) FILTER (WHERE becomes = 'on_network') - count(*) FILTER (WHERE was = 'on_network') AS on_network,
            count(*) FILTER (WHERE becomes = 'delivered') AS delivered,
            count(*) FILTER (WHERE becomes = 'failed') AS failed,
            count(*) FILTER (WHERE was = 'unknown') AS settled
        FROM moved GROUP BY batch_id
    ) c WHERE b.id = c.batch_id""")  # noqa: S608  our own words

# A single text is blanked when its end is known.
_MOVE_TEXTS = text(f"""
    WITH held AS MATERIALIZED (
        SELECT r.id AS receipt, t.id, t.state AS was, r.state AS becomes, r.reason
        FROM unnest(CAST(:ids AS bigint[]), CAST(:lookups AS bytea[])) AS n(id, phone_lookup)
        JOIN receipts r ON r.id = n.id
        JOIN texts t ON t.phone_lookup = n.phone_lookup AND t.provider_id = r.provider_id
        ORDER BY t.id, {_FURTHEST} FOR UPDATE OF t
    ), moved AS (
        UPDATE texts t SET state = h.becomes, fault = h.reason, settled_at = :now,
            phone_sealed = CASE WHEN h.becomes = 'on_network' THEN t.phone_sealed END,
            body_sealed = CASE WHEN h.becomes = 'on_network' THEN t.body_sealed END
        FROM (SELECT DISTINCT ON (id) * FROM held ORDER BY id, becomes = 'on_network', receipt) h
        WHERE t.id = h.id AND {MOVES_FORWARD}
    )
    SELECT receipt FROM held""")  # noqa: S608  our own words

# An operator's block, heard of by a report: it stops the sender of that bulletin for this person, and no other.
_BLOCK = text("""
    INSERT INTO sender_blocks (subscriber_id, sender, blocked_at)
    SELECT s.id, CASE WHEN r.provider = :first THEN coalesce(b.sent_as, '') ELSE r.provider END, :now
    FROM unnest(CAST(:ids AS bigint[]), CAST(:people AS bigint[]), CAST(:bulletins AS bigint[]))
        AS n(id, subscriber_id, bulletin_id)
    JOIN receipts r ON r.id = n.id AND r.blocked
    JOIN subscribers s ON s.id = n.subscriber_id JOIN bulletins b ON b.id = n.bulletin_id
    ORDER BY s.id ON CONFLICT DO NOTHING""")


def fold(crew: Crew) -> None:
    """Fold in all reports that are new."""
    with ThreadPoolExecutor(ABREAST) as pool:
        for one in [pool.submit(_by_pages, crew, Stage.NEW, _fold_in) for _ in range(ABREAST)]:
            one.result()


def fold_waiting(crew: Crew) -> None:
    """Try again those that matched nothing when they came; settle an unknown by those that are old, or give them up."""
    # In transactions of their own: both hold batches, each in the order of their ids.
    _by_pages(crew, Stage.WAITING, lent_ids.lend)
    _by_pages(crew, Stage.WAITING, _fold_in)


def _by_pages(crew: Crew, stage: Stage, act: Callable[[Session, Crew, dict[int, str], list[int]], None]) -> None:
    """Hand over all reports at this stage, a page in each transaction; what another fold holds is left to it.

    `act` is given the numbers by the ids of their reports, and the ids of those that our keys do not open.
    """
    after, more = 0, True
    while more:
        with crew.sessions.begin() as session:
            rows = session.execute(_TAKE, {"stage": stage, "after": after, "most": AT_ONCE}).fetchall()
            numbers, unopened = _open(crew.vault, rows)
            act(session, crew, numbers, unopened)
        more = len(rows) == AT_ONCE
        after = rows[-1][0] if rows else after


def _open(vault: Vault, rows: Iterable[Row[Any]]) -> tuple[dict[int, str], list[int]]:
    numbers, unopened = {}, []
    for row in rows:
        try:
            numbers[row.id] = RECEIPT_PHONE.open(vault, row)
        except Unsealable:
            unopened.append(row.id)
    return numbers, unopened


def _fold_in(session: Session, crew: Crew, numbers: dict[int, str], unopened: list[int]) -> None:
    """Move what these reports are about; those that found it are gone with the same commit."""
    found = _move_deliveries(session, crew, numbers)
    rest = {receipt: number for receipt, number in numbers.items() if receipt not in found}
    if rest:
        asked = {"ids": array(rest), "lookups": lookups(crew.vault, rest, Purpose.TEXT), "now": crew.now()}
        found |= set(session.scalars(_MOVE_TEXTS, asked))
    if found:
        session.execute(_DROP, {"ids": array(found)})
    aside = [*(rest.keys() - found), *unopened]
    if aside:
        session.execute(_GIVE_UP, {"ids": array(aside), "given_up": crew.now() - PATIENCE})
        session.execute(_PUT_ASIDE, {"ids": array(aside), "unopened": array(unopened)})


def _move_deliveries(session: Session, crew: Crew, numbers: dict[int, str]) -> set[int]:
    """Move the deliveries these reports are about; returns the reports that found theirs."""
    asked = {"ids": array(numbers), "lookups": lookups(crew.vault, numbers, Purpose.SUBSCRIBER)}
    hits = session.execute(_FIND, asked).fetchall()
    if not hits:
        return set()
    ids, people, bulletins, batches, blocked = zip(*hits, strict=True)
    session.execute(_HOLD, {"batches": array(set(batches))})
    about = {"ids": array(ids), "people": array(people), "bulletins": array(bulletins), "now": crew.now()}
    session.execute(_MOVE, about)
    if any(blocked):
        session.execute(_BLOCK, about | {"first": crew.providers[0].name})
    return set(ids)
