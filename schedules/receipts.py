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
from schedules.crew import Crew
from schedules.sweeps import LONGEST_CALL

AT_ONCE = 5000
ABREAST = 2  # pages: one is opened while the database moves the other
# A report may overtake our own commit. After this long no call that was under way when it came is still open (the sweep
# has said *unknown* of it), so it may settle an unknown message; after the longer time it is a stranger's.
TO_SETTLE = LONGEST_CALL + timedelta(minutes=1)
PATIENCE = timedelta(minutes=15)
SECOND_TRY_LATELY = timedelta(days=3)  # longer than any network keeps a text for a phone that is off

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

# The message without an id (unknown, or accepted without one) that a report must be about, as there is no other to that
# number and the report has none of its own. Of several reports that could be of one message the first lends its id.
# Two more may be meant that no row tells of: one whose call is still open, or left by a power cut and not yet swept;
# and the first call of a message that was sent once more, for a phone may have been off until now.
_ONLY_ONE = """
    WITH news AS (
        SELECT r.id, r.provider, r.provider_id, r.received_at, n.phone_lookup, n.text_lookup
        FROM unnest(CAST(:ids AS bigint[]), CAST(:lookups AS bytea[]), CAST(:text_lookups AS bytea[]))
            AS n(id, phone_lookup, text_lookup)
        JOIN receipts r ON r.id = n.id AND r.received_at < :before
        WHERE NOT EXISTS (
            SELECT 1 FROM texts t WHERE t.phone_lookup = n.text_lookup AND t.provider_id = r.provider_id)
        AND NOT EXISTS (
            SELECT 1 FROM subscribers s JOIN deliveries d ON d.subscriber_id = s.id
            WHERE s.phone_lookup = n.phone_lookup AND d.provider_id = r.provider_id)
        AND NOT EXISTS (SELECT 1 FROM texts t WHERE t.phone_lookup = n.text_lookup AND t.state = 'sending')
        AND NOT EXISTS (
            SELECT 1 FROM subscribers s JOIN batches b ON b.state = 'sending' AND s.id = ANY(b.recipients)
            WHERE s.phone_lookup = n.phone_lookup)
    ), open AS (
        SELECT n.id, n.provider, n.provider_id,
            t.id AS text_id, NULL::bigint AS subscriber_id, NULL::bigint AS bulletin_id
        FROM news n JOIN texts t ON t.phone_lookup = n.text_lookup AND t.provider = n.provider
        WHERE t.state IN ('unknown', 'accepted') AND t.provider_id IS NULL
        UNION ALL
        SELECT n.id, n.provider, n.provider_id, NULL, d.subscriber_id, d.bulletin_id
        FROM news n JOIN subscribers s ON s.phone_lookup = n.phone_lookup
        JOIN deliveries d ON d.subscriber_id = s.id JOIN batches b ON b.id = d.batch_id
        WHERE d.state IN ('unknown', 'accepted') AND d.provider_id IS NULL AND (d.provider = n.provider OR b.second)
        UNION ALL
        SELECT n.id, n.provider, n.provider_id, NULL, NULL, NULL
        FROM news n JOIN subscribers s ON s.phone_lookup = n.phone_lookup
        JOIN deliveries d ON d.subscriber_id = s.id AND d.provider_id IS NOT NULL AND d.at > n.received_at - :lately
        JOIN batches b ON b.id = d.batch_id AND b.second
    ), fits AS (
        SELECT id, min(provider) AS provider, min(provider_id) AS provider_id,
            min(text_id) AS text_id, min(subscriber_id) AS subscriber_id, min(bulletin_id) AS bulletin_id
        FROM open GROUP BY id HAVING count(*) = 1
    ), first AS (
        SELECT DISTINCT ON (text_id, subscriber_id, bulletin_id) * FROM fits
        ORDER BY text_id, subscriber_id, bulletin_id, id
    )"""
_LEND_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('mbiu receipts lend ids'))")
_HOLD_LENT = text(f"""{_ONLY_ONE}
    SELECT count(*) FROM (
        SELECT 1 FROM batches WHERE id IN (
            SELECT d.batch_id FROM first f JOIN deliveries d USING (subscriber_id, bulletin_id)
        ) ORDER BY id FOR NO KEY UPDATE) AS held""")  # noqa: S608  our own words
_LEND = text(f"""{_ONLY_ONE}, lent AS (
        UPDATE texts t SET provider_id = f.provider_id FROM first f WHERE t.id = f.text_id
            AND t.state IN ('unknown', 'accepted') AND t.provider_id IS NULL
    )
    UPDATE deliveries d SET provider_id = f.provider_id, provider = f.provider FROM first f
    WHERE d.subscriber_id = f.subscriber_id AND d.bulletin_id = f.bulletin_id
        AND d.state IN ('unknown', 'accepted') AND d.provider_id IS NULL""")  # noqa: S608  our own words


def fold(crew: Crew) -> None:
    """Fold in all reports that are new."""
    with ThreadPoolExecutor(ABREAST) as pool:
        for one in [pool.submit(_by_pages, crew, Stage.NEW, _fold_in) for _ in range(ABREAST)]:
            one.result()


def fold_waiting(crew: Crew) -> None:
    """Try again those that matched nothing when they came; settle an unknown by those that are old, or give them up."""
    # In transactions of their own: both hold batches, each in the order of their ids.
    _by_pages(crew, Stage.WAITING, _lend_ids)
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
        asked = {"ids": _array(rest), "lookups": _lookups(crew.vault, rest, Purpose.TEXT), "now": crew.now()}
        found |= set(session.scalars(_MOVE_TEXTS, asked))
    if found:
        session.execute(_DROP, {"ids": _array(found)})
    aside = [*(rest.keys() - found), *unopened]
    if aside:
        session.execute(_GIVE_UP, {"ids": _array(aside), "given_up": crew.now() - PATIENCE})
        session.execute(_PUT_ASIDE, {"ids": _array(aside), "unopened": _array(unopened)})


def _move_deliveries(session: Session, crew: Crew, numbers: dict[int, str]) -> set[int]:
    """Move the deliveries these reports are about; returns the reports that found theirs."""
    asked = {"ids": _array(numbers), "lookups": _lookups(crew.vault, numbers, Purpose.SUBSCRIBER)}
    hits = session.execute(_FIND, asked).fetchall()
    if not hits:
        return set()
    ids, people, bulletins, batches, blocked = zip(*hits, strict=True)
    session.execute(_HOLD, {"batches": _array(set(batches))})
    about = {"ids": _array(ids), "people": _array(people), "bulletins": _array(bulletins), "now": crew.now()}
    session.execute(_MOVE, about)
    if any(blocked):
        session.execute(_BLOCK, about | {"first": crew.providers[0].name})
    return set(ids)


def _lend_ids(session: Session, crew: Crew, numbers: dict[int, str], _: list[int]) -> None:
    """Give an unknown message the id of a report, when it is the only one to that number the report can be about."""
    asked = {
        "ids": _array(numbers),
        "lookups": _lookups(crew.vault, numbers, Purpose.SUBSCRIBER),
        "text_lookups": _lookups(crew.vault, numbers, Purpose.TEXT),
        "before": crew.now() - TO_SETTLE,
        "lately": SECOND_TRY_LATELY,
    }
    for statement in (_LEND_ALONE, _HOLD_LENT, _LEND):
        session.execute(statement, asked)


# The driver's own arrays cost a microsecond for every element; these are numbers and hexadecimal digits only.
def _array(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _lookups(vault: Vault, numbers: dict[int, str], purpose: Purpose) -> str:
    return "{" + ",".join([f'"\\\\x{vault.lookup(number, purpose).hex()}"' for number in numbers.values()]) + "}"
