"""Delivery reports folded in, thousands at a time: states only move forward, and a report that came first waits.

Several workers may fold at once: each takes rows that no other holds. Whoever changes a delivery, here or with the
result of a call, holds its batch, and takes several batches in the order of their ids: so nobody waits in a circle, and
no counter is changed by two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.deliveries import MOVES_FORWARD
from domain.phones import Phone
from domain.receipts import Stage
from domain.vault import Purpose, Unsealable, Vault
from messages.providers.base import ReceiptState
from schedules.crew import Crew
from schedules.sweeps import LONGEST_CALL

AT_ONCE = 5000
# A report may overtake our own commit. After this long no call that was under way when it came is still open (the sweep
# has said *unknown* of it), so it may settle an unknown message; after the longer time it is a stranger's.
TO_SETTLE = LONGEST_CALL + timedelta(minutes=1)
PATIENCE = timedelta(minutes=15)

_TAKE = text("""
    SELECT id, provider, provider_id, phone_sealed, state, blocked, received_at, reason FROM receipts
    WHERE stage = :stage AND id > :after ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED""")
_DROP = text("DELETE FROM receipts WHERE id = ANY(:ids)")
_PUT_ASIDE = text("UPDATE receipts SET stage = :stage WHERE id = ANY(:ids) AND stage <> :stage")

# A person's deliveries are found by number, and the provider's id is compared: it has no index.
_FIND = text("""
    SELECT n.place, d.subscriber_id, d.bulletin_id, d.batch_id
    FROM unnest(CAST(:lookups AS bytea[]), CAST(:ids AS text[])) WITH ORDINALITY AS n(phone_lookup, provider_id, place)
    JOIN subscribers s ON s.phone_lookup = n.phone_lookup
    JOIN deliveries d ON d.subscriber_id = s.id AND d.provider_id = n.provider_id""")
_HOLD = text("SELECT count(*) FROM (SELECT 1 FROM batches WHERE id = ANY(:batches) ORDER BY id FOR NO KEY UPDATE) AS b")

# The one place where a delivery moves. Its batch is held, so what it `was` is what it is.
_MOVE = text(f"""
    WITH hits AS MATERIALIZED (
        SELECT d.ctid AS place, d.batch_id, d.state AS was, n.becomes, n.reason
        FROM unnest(
            CAST(:people AS bigint[]), CAST(:bulletins AS bigint[]), CAST(:states AS text[]), CAST(:reasons AS text[])
        ) AS n(subscriber_id, bulletin_id, becomes, reason)
        JOIN deliveries d ON d.subscriber_id = n.subscriber_id AND d.bulletin_id = n.bulletin_id
    ), moved AS (
        UPDATE deliveries d SET state = h.becomes, reason = h.reason, at = :now
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
    WITH hits AS (
        SELECT n.place, t.id, t.state AS was, n.becomes, n.reason
        FROM unnest(
            CAST(:lookups AS bytea[]), CAST(:ids AS text[]), CAST(:states AS text[]), CAST(:reasons AS text[])
        ) WITH ORDINALITY AS n(phone_lookup, provider_id, becomes, reason, place)
        JOIN texts t ON t.phone_lookup = n.phone_lookup AND t.provider_id = n.provider_id
        ORDER BY t.id FOR UPDATE OF t
    ), moved AS (
        UPDATE texts t SET state = h.becomes, fault = h.reason, settled_at = :now,
            phone_sealed = CASE WHEN h.becomes = 'on_network' THEN t.phone_sealed END,
            body_sealed = CASE WHEN h.becomes = 'on_network' THEN t.body_sealed END
        FROM hits h WHERE t.id = h.id AND {MOVES_FORWARD}
    )
    SELECT place FROM hits""")  # noqa: S608  our own words

# An operator's block, heard of by a report: it stops the sender of that bulletin for this person, and no other.
_BLOCK = text("""
    INSERT INTO sender_blocks (subscriber_id, sender, blocked_at)
    SELECT s.id, CASE WHEN n.provider = :first THEN coalesce(b.sent_as, '') ELSE n.provider END, :now
    FROM unnest(CAST(:people AS bigint[]), CAST(:bulletins AS bigint[]), CAST(:providers AS text[]))
        AS n(subscriber_id, bulletin_id, provider)
    JOIN subscribers s ON s.id = n.subscriber_id JOIN bulletins b ON b.id = n.bulletin_id
    ORDER BY s.id ON CONFLICT DO NOTHING""")

# Every unknown message without an id that a report may be about, unless the report has a message of its own.
_OPEN = text("""
    WITH news AS (
        SELECT * FROM unnest(
            CAST(:lookups AS bytea[]), CAST(:text_lookups AS bytea[]), CAST(:providers AS text[]), CAST(:ids AS text[])
        ) WITH ORDINALITY AS n(phone_lookup, text_lookup, provider, provider_id, place)
    ), lost AS (
        SELECT n.* FROM news n
        WHERE NOT EXISTS (
            SELECT 1 FROM texts t WHERE t.phone_lookup = n.text_lookup AND t.provider_id = n.provider_id)
        AND NOT EXISTS (
            SELECT 1 FROM subscribers s JOIN deliveries d ON d.subscriber_id = s.id
            WHERE s.phone_lookup = n.phone_lookup AND d.provider_id = n.provider_id)
    ), open AS (
        SELECT l.place, t.id AS text_id, NULL::bigint AS subscriber_id, NULL::bigint AS bulletin_id,
            NULL::bigint AS batch_id
        FROM lost l JOIN texts t ON t.phone_lookup = l.text_lookup AND t.provider = l.provider
        WHERE t.state = 'unknown' AND t.provider_id IS NULL
        UNION ALL
        SELECT l.place, NULL, d.subscriber_id, d.bulletin_id, d.batch_id
        FROM lost l JOIN subscribers s ON s.phone_lookup = l.phone_lookup
        JOIN deliveries d ON d.subscriber_id = s.id AND d.provider = l.provider
        WHERE d.state = 'unknown' AND d.provider_id IS NULL
    )
    SELECT place, min(text_id), min(subscriber_id), min(bulletin_id), min(batch_id)
    FROM open GROUP BY place HAVING count(*) = 1 ORDER BY place""")
_LEND_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('mbiu receipts lend ids'))")
_LEND_DELIVERIES = text("""
    UPDATE deliveries d SET provider_id = n.provider_id
    FROM unnest(CAST(:people AS bigint[]), CAST(:bulletins AS bigint[]), CAST(:ids AS text[]))
        AS n(subscriber_id, bulletin_id, provider_id)
    WHERE d.subscriber_id = n.subscriber_id AND d.bulletin_id = n.bulletin_id
        AND d.state = 'unknown' AND d.provider_id IS NULL""")
_LEND_TEXTS = text("""
    UPDATE texts t SET provider_id = n.provider_id
    FROM unnest(CAST(:texts AS bigint[]), CAST(:ids AS text[])) AS n(id, provider_id)
    WHERE t.id = n.id AND t.state = 'unknown' AND t.provider_id IS NULL""")


@dataclass(frozen=True, slots=True)
class _News:
    """One report, opened. `lookup` is that of a subscriber."""

    id: int
    provider: str
    provider_id: str
    phone: Phone
    lookup: bytes
    state: str
    blocked: bool
    received_at: datetime
    reason: str


def fold(crew: Crew) -> None:
    """Fold in all reports that are new."""
    _fold_all(crew, Stage.NEW)


def fold_waiting(crew: Crew) -> None:
    """Try again those that matched nothing when they came; settle an unknown by those that are old, or give them up."""
    after: int | None = 0
    while after is not None:
        with crew.sessions.begin() as session:
            news, _, after = _take(session, crew.vault, Stage.WAITING, after)
            _lend_ids(session, crew.vault, [one for one in news if crew.now() - one.received_at > TO_SETTLE])
    _fold_all(crew, Stage.WAITING)


def _fold_all(crew: Crew, stage: Stage) -> None:
    after: int | None = 0
    while after is not None:
        with crew.sessions.begin() as session:
            news, unopened, after = _take(session, crew.vault, stage, after)
            _fold_in(session, crew, news, unopened, crew.now())


def _take(session: Session, vault: Vault, stage: Stage, after: int) -> tuple[list[_News], list[int], int | None]:
    """A page of reports that no other fold holds, opened; the ids of those our keys do not open; where the next begins.

    None for the next when there is none.
    """
    news, unopened, last = [], [], None
    rows = session.execute(_TAKE, {"stage": stage, "after": after, "most": AT_ONCE}).fetchall()
    for last, provider, provider_id, sealed, state, blocked, received_at, reason in rows:
        try:
            phone = vault.reveal(sealed, Purpose.RECEIPT)
        except Unsealable:
            unopened.append(last)
            continue
        lookup = vault.lookup(phone, Purpose.SUBSCRIBER)
        news.append(_News(last, provider, provider_id, phone, lookup, state, blocked, received_at, reason))
    return news, unopened, last if len(rows) == AT_ONCE else None


def _fold_in(session: Session, crew: Crew, news: Sequence[_News], unopened: list[int], now: datetime) -> None:
    """Move what these reports are about; those that found it are gone with the same commit."""
    strongest = _strongest(news)
    found = _move_deliveries(session, crew, strongest, now)
    found |= _move_texts(session, crew.vault, [one for one in strongest if _key(one) not in found], now)
    rest = [one for one in news if _key(one) not in found]
    strange = [one.id for one in rest if now - one.received_at > PATIENCE]
    session.execute(_DROP, {"ids": [one.id for one in news if _key(one) in found]})
    for stage, ids in (
        (Stage.STRANGE, unopened + strange),
        (Stage.WAITING, [one.id for one in rest if now - one.received_at <= PATIENCE]),
    ):
        if ids:
            session.execute(_PUT_ASIDE, {"stage": stage, "ids": ids})


def _key(one: _News) -> tuple[bytes, str]:
    """What a report is about."""
    return one.lookup, one.provider_id


def _strongest(news: Iterable[_News]) -> list[_News]:
    """One report per message, the furthest: an UPDATE sees each row once, and "sent" must not win over "delivered"."""
    furthest: dict[tuple[bytes, str], _News] = {}
    for one in news:
        before = furthest.get(_key(one))
        if before is None or before.state == ReceiptState.ON_NETWORK:
            furthest[_key(one)] = one
    return list(furthest.values())


def _move_deliveries(session: Session, crew: Crew, news: Sequence[_News], now: datetime) -> set[tuple[bytes, str]]:
    """Move the deliveries these reports are about; returns what was found, by number and id."""
    asked = {"lookups": [one.lookup for one in news], "ids": [one.provider_id for one in news]}
    rows = session.execute(_FIND, asked).fetchall() if news else []
    if not rows:
        return set()
    hits = [(news[place - 1], person, bulletin) for place, person, bulletin, _ in rows]
    session.execute(_HOLD, {"batches": list({batch for *_, batch in rows})})
    session.execute(_MOVE, {**_about(hits), **_says([one for one, *_ in hits]), "now": now})
    blocks = [hit for hit in hits if hit[0].blocked]
    if blocks:
        providers = [one.provider for one, *_ in blocks]
        session.execute(_BLOCK, {**_about(blocks), "providers": providers, "first": crew.providers[0].name, "now": now})
    return {_key(one) for one, *_ in hits}


def _move_texts(session: Session, vault: Vault, news: Sequence[_News], now: datetime) -> set[tuple[bytes, str]]:
    """The same for single texts."""
    if not news:
        return set()
    lookups = [vault.lookup(one.phone, Purpose.TEXT) for one in news]
    asked = {"lookups": lookups, "ids": [one.provider_id for one in news], **_says(news), "now": now}
    return {_key(news[place - 1]) for place in session.scalars(_MOVE_TEXTS, asked)}


def _lend_ids(session: Session, vault: Vault, news: Sequence[_News]) -> None:
    """Give an unknown message the id of a report, when it is the only one to that number the report can be about.

    In a transaction of its own, before the fold that moves it: the fold takes batches by their ids, and so does this.
    """
    if not news:
        return
    asked = {
        "lookups": [one.lookup for one in news],
        "text_lookups": [vault.lookup(one.phone, Purpose.TEXT) for one in news],
        "providers": [one.provider for one in news],
        "ids": [one.provider_id for one in news],
    }
    session.execute(_LEND_ALONE)
    # One report for each message: of several the first, for they may name it by different ids.
    texts: dict[int, str] = {}
    deliveries: dict[tuple[int, int], str] = {}
    batches = set()
    for place, text_id, person, bulletin, batch in session.execute(_OPEN, asked):
        if text_id is not None:
            texts.setdefault(text_id, news[place - 1].provider_id)
        else:
            deliveries.setdefault((person, bulletin), news[place - 1].provider_id)
            batches.add(batch)
    if deliveries:
        people, bulletins = zip(*deliveries, strict=True)
        session.execute(_HOLD, {"batches": list(batches)})
        lent = {"people": list(people), "bulletins": list(bulletins), "ids": list(deliveries.values())}
        session.execute(_LEND_DELIVERIES, lent)
    if texts:
        session.execute(_LEND_TEXTS, {"texts": list(texts), "ids": list(texts.values())})


def _about(hits: Iterable[tuple[_News, int, int]]) -> dict[str, list[int]]:
    rows = list(hits)
    return {"people": [person for _, person, _ in rows], "bulletins": [bulletin for *_, bulletin in rows]}


def _says(news: Iterable[_News]) -> dict[str, Any]:
    rows = list(news)
    return {"states": [one.state for one in rows], "reasons": [one.reason for one in rows]}
