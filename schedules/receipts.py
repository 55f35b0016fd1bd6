"""Delivery reports folded in, many at a time: states only move forward, and a report that came first waits."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from sqlalchemy import exists, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.bulletins import Bulletin
from domain.deliveries import MOVES_FORWARD, Delivery
from domain.deliveries import State as DeliveryState
from domain.inbox import Callback, Kind, State
from domain.phones import Phone
from domain.subscribers import SenderBlock, Subscriber
from domain.texts import SingleText
from domain.texts import State as TextState
from domain.vault import Purpose, Unsealable, Vault
from messages.providers import africas_talking_callbacks, twilio_sms
from messages.providers.base import Fault, Receipt, ReceiptState, UnreadableCallback
from schedules.crew import Crew
from schedules.sweeps import LONGEST_CALL

log = logging.getLogger(__name__)

READERS: dict[str, Callable[[Mapping[str, str]], Receipt]] = {
    "africastalking": africas_talking_callbacks.read_receipt,
    "twilio": twilio_sms.read_receipt,
}
AT_ONCE = 1000
# A report may overtake our own commit. After this long no call that was under way when it came is still open (the sweep
# has said *unknown* of it), so it may settle an unknown message; after the longer time it is a stranger's.
TO_SETTLE = LONGEST_CALL + timedelta(minutes=1)
PATIENCE = timedelta(minutes=15)

# The one place where a delivery moves; a final state never goes back.
FOLD = text(f"""
WITH news AS (
    SELECT * FROM unnest(
        CAST(:subscribers AS bigint[]), CAST(:ids AS text[]), CAST(:states AS text[]), CAST(:reasons AS text[])
    ) AS n(subscriber_id, provider_id, becomes, reason)
), hits AS (
    SELECT d.subscriber_id, d.bulletin_id, d.batch_id, d.state AS was, n.becomes, n.provider_id, n.reason
    FROM news n JOIN deliveries d ON d.subscriber_id = n.subscriber_id AND d.provider_id = n.provider_id
    FOR UPDATE OF d
), moved AS (
    UPDATE deliveries d SET state = h.becomes, provider_id = h.provider_id, reason = h.reason, at = :now
    FROM hits h
    WHERE d.subscriber_id = h.subscriber_id AND d.bulletin_id = h.bulletin_id
      AND {MOVES_FORWARD}
    RETURNING h.batch_id, h.was, h.becomes
), counted AS (
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
    ) c WHERE b.id = c.batch_id
)
SELECT subscriber_id, provider_id, bulletin_id FROM hits
""")  # noqa: S608  our own words

# A single text is blanked when its end is known.
FOLD_TEXTS = text(f"""
WITH news AS (
    SELECT * FROM unnest(
        CAST(:lookups AS bytea[]), CAST(:ids AS text[]), CAST(:states AS text[]), CAST(:reasons AS text[])
    ) AS n(phone_lookup, provider_id, becomes, reason)
), hits AS (
    SELECT t.id, t.state AS was, n.phone_lookup, n.provider_id, n.becomes, n.reason
    FROM news n JOIN texts t ON t.phone_lookup = n.phone_lookup AND t.provider_id = n.provider_id
    FOR UPDATE OF t
), moved AS (
    UPDATE texts t SET state = h.becomes, fault = h.reason, settled_at = :now,
        phone_sealed = CASE WHEN h.becomes = 'on_network' THEN t.phone_sealed END,
        body_sealed = CASE WHEN h.becomes = 'on_network' THEN t.body_sealed END
    FROM hits h
    WHERE t.id = h.id AND {MOVES_FORWARD}
)
SELECT phone_lookup, provider_id FROM hits
""")  # noqa: S608  our own words


@dataclass(frozen=True, slots=True)
class _News:
    """One report worth folding: where it came in and what it says."""

    callback: Callback
    phone: Phone
    provider_id: str
    state: ReceiptState
    reason: str
    blocked: bool  # the person, or the operator for them, blocked the sender


def fold(crew: Crew) -> None:
    """Fold in all reports that are new."""
    while _fold_some(crew, State.NEW, after=0) is not None:
        pass


def fold_waiting(crew: Crew) -> None:
    """Try again, page by page, those that matched nothing when they came; settle or give up those that are old."""
    last: int | None = 0
    while last is not None:
        last = _fold_some(crew, State.WAITING, after=last)


def _fold_some(crew: Crew, state: State, *, after: int) -> int | None:
    """One transaction's worth; returns the id of the last one read, None when no more are there."""
    with crew.sessions.begin() as session:
        callbacks = session.scalars(
            select(Callback)
            .where(Callback.kind == Kind.DELIVERY, Callback.state == state, Callback.id > after)
            .order_by(Callback.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        news = [one for one in (_read(crew.vault, callback) for callback in callbacks) if one is not None]
        _fold_in(session, crew, news, crew.now())
    return callbacks[-1].id if len(callbacks) == AT_ONCE else None


def _fold_in(session: Session, crew: Crew, news: Sequence[_News], now: datetime) -> None:
    """Texts first: an unknown bulletin must never be settled by the report of a reply."""
    for one in news:
        if now - one.callback.received_at > TO_SETTLE:
            _lend_id(session, crew.vault, one)
    matched = _match_texts(session, crew.vault, news, now)
    matched |= _match_deliveries(session, crew, [one for one in news if one.callback.id not in matched], now)
    for one in news:
        if one.callback.id in matched:
            one.callback.strip()
        elif now - one.callback.received_at > PATIENCE:
            one.callback.flag("A delivery report for nothing we sent")
        else:
            one.callback.state = State.WAITING


def _lend_id(session: Session, vault: Vault, one: _News) -> None:
    """Give an unknown message the id of a report, when it is the only one to that number the report can be about."""
    here = Subscriber.phone_lookup == vault.lookup(one.phone, Purpose.SUBSCRIBER)
    text_of = exists().where(SingleText.provider_id == one.provider_id, SingleText.provider == one.callback.provider)
    delivery_of = exists().where(here, Delivery.subscriber_id == Subscriber.id, Delivery.provider_id == one.provider_id)
    if session.scalar(select(text_of | delivery_of)):  # it has a message of its own: it only came late
        return
    texts = session.scalars(
        select(SingleText).where(
            SingleText.phone_lookup == vault.lookup(one.phone, Purpose.TEXT),
            SingleText.provider == one.callback.provider,
            SingleText.state == TextState.UNKNOWN,
            SingleText.provider_id.is_(None),
        )
    ).all()
    deliveries = session.scalars(
        select(Delivery)
        .join(Subscriber, Subscriber.id == Delivery.subscriber_id)
        .where(
            here,
            Delivery.provider == one.callback.provider,
            Delivery.state == DeliveryState.UNKNOWN,
            Delivery.provider_id.is_(None),
        )
    ).all()
    candidates: list[SingleText | Delivery] = [*texts, *deliveries]
    if len(candidates) == 1:
        candidates[0].provider_id = one.provider_id
        session.flush()


def _read(vault: Vault, callback: Callback) -> _News | None:
    """What the report says; None when it says nothing we can use, which flags it."""
    try:
        form = dict(parse_qsl(vault.open(callback.body_sealed or b"", Purpose.INBOX), keep_blank_values=True))
        receipt = READERS[callback.provider](form)
    except (UnreadableCallback, Unsealable) as fault:
        callback.flag(str(fault))
        return None
    if receipt.state is None:
        callback.flag(f"A status we do not know: {receipt.reason}")
        return None
    if receipt.phone is None:
        callback.flag("A delivery report without a number we can read")
        return None
    blocked = receipt.fault is Fault.OPTED_OUT
    return _News(callback, receipt.phone, receipt.provider_id, receipt.state, receipt.reason, blocked)


def _strongest(news: Sequence[_News]) -> list[_News]:
    """One report per message, the furthest: an UPDATE sees each row once, and "sent" must not win over "delivered"."""
    furthest: dict[tuple[str, str], _News] = {}
    for one in news:
        key = (one.phone.e164, one.provider_id)
        if key not in furthest or furthest[key].state is ReceiptState.ON_NETWORK:
            furthest[key] = one
    return list(furthest.values())


def _match_deliveries(session: Session, crew: Crew, news: Sequence[_News], now: datetime) -> set[int]:
    """Move the deliveries these reports are about; returns the ids of the callbacks that found theirs."""
    lookups = {one.phone: crew.vault.lookup(one.phone, Purpose.SUBSCRIBER) for one in news}
    people = {
        lookup: subscriber
        for subscriber, lookup in session.execute(
            select(Subscriber.id, Subscriber.phone_lookup).where(Subscriber.phone_lookup.in_(lookups.values()))
        )
    }
    known = [one for one in news if lookups[one.phone] in people]
    strongest = _strongest(known)
    if not strongest:
        return set()
    rows = session.execute(
        FOLD,
        {"subscribers": [people[lookups[one.phone]] for one in strongest], "now": now, **_columns(strongest)},
    )
    hits = {(subscriber, provider_id): bulletin for subscriber, provider_id, bulletin in rows}
    for one in strongest:
        subscriber = people[lookups[one.phone]]
        if one.blocked and (subscriber, one.provider_id) in hits:
            _remember_block(session, crew, subscriber, hits[subscriber, one.provider_id], one.callback.provider, now)
    return {one.callback.id for one in known if (people[lookups[one.phone]], one.provider_id) in hits}


def _remember_block(session: Session, crew: Crew, subscriber: int, bulletin: int, provider: str, now: datetime) -> None:
    """An operator's block, heard of by a report: it stops the sender of that bulletin for this person, and no other."""
    key = (session.get_one(Bulletin, bulletin).sent_as or "") if provider == crew.providers[0].name else provider
    block = insert(SenderBlock).values(subscriber_id=subscriber, sender=key, blocked_at=now)
    session.execute(block.on_conflict_do_nothing())


def _match_texts(session: Session, vault: Vault, news: Sequence[_News], now: datetime) -> set[int]:
    """The same for single texts."""
    lookups = {one.phone: vault.lookup(one.phone, Purpose.TEXT) for one in news}
    strongest = _strongest(news)
    if not strongest:
        return set()
    rows = session.execute(
        FOLD_TEXTS, {"lookups": [lookups[one.phone] for one in strongest], "now": now, **_columns(strongest)}
    )
    hits = {(bytes(lookup), provider_id) for lookup, provider_id in rows}
    return {one.callback.id for one in news if (lookups[one.phone], one.provider_id) in hits}


def _columns(news: Sequence[_News]) -> dict[str, list[str]]:
    return {
        "ids": [one.provider_id for one in news],
        "states": [one.state.value for one in news],
        "reasons": [one.reason for one in news],
    }
