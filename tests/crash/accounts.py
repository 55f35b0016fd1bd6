"""The deliveries held against the books of what is outside, person by person."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain.batches import Batch
from domain.batches import State as BatchState
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin
from domain.deliveries import Delivery, State
from domain.life_cycle import State as BulletinState
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.subscribers import Subscriber
from domain.vault import Vault
from tests.crash.ledger import Ledger, read
from tests.crash.provider import REFUSED

TAKEN = {State.ACCEPTED, State.ON_NETWORK, State.DELIVERED, State.FAILED}
_LISTED = text("SELECT unnest(recipients) FROM listed WHERE bulletin_id = :bulletin")
CROWD = "+254711"  # subscribed from the beginning
CLOCKS_APART = 0.05  # seconds: a moment in the database is cut to a millisecond or so, and both read one clock


@dataclass
class Accounts:
    """What came out, in people times bulletins; `faults` must be empty."""

    recipients: int = 0
    states: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)  # whoever was ever unknown, by the reason
    skipped: int = 0
    served: int = 0
    twice_in_doubt: int = 0
    faults: list[str] = field(default_factory=list)


def audit(session: Session, vault: Vault, books: Path) -> Accounts:
    """Compare what went out in lists with the books; the service must be quiet."""
    return audited(session, vault, read(books))


def audited(session: Session, vault: Vault, ledger: Ledger) -> Accounts:
    """The same on books that are read. What was served in lists is taken out of `ledger.served`."""
    of = {person.id: SUBSCRIBER_PHONE.read(vault, person) for person in session.scalars(select(Subscriber))}
    doubtful = {(who, bulletin): why for who, bulletin, why in session.execute(text("SELECT * FROM was_unknown"))}
    found = Accounts(doubts=Counter(doubtful.values()))
    away = ledger.away()
    for bulletin in session.scalars(select(Bulletin).order_by(Bulletin.id)):
        wording = session.scalars(select(BulletinText).where(BulletinText.bulletin_id == bulletin.id)).one().outgoing
        deliveries = session.scalars(select(Delivery).where(Delivery.bulletin_id == bulletin.id)).all()
        if bulletin.state is not BulletinState.SENT:
            found.faults.append(f"bulletin {bulletin.id} is {bulletin.state}")
        _count(session, bulletin, deliveries, of, away.keys(), found)
        for delivery in deliveries:
            ids = ledger.served.pop((wording, of[delivery.subscriber_id]), [])
            was = (delivery.subscriber_id, bulletin.id) in doubtful
            found.served += len(ids)
            found.faults += _of_one(delivery, ids, ledger.reported, was_in_doubt=was)
            found.twice_in_doubt += len(ids) > 1 and was
        found.faults += [
            f"served without a delivery: bulletin {bulletin.id}" for words, _ in ledger.served if words == wording
        ]
    found.faults += _claimed_all_the_same(session, of, away)
    failed = session.scalars(text("SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'")).all()
    found.faults += [f"{name} is parked" for name in failed]
    return found


def _of_one(delivery: Delivery, ids: list[str], reported: set[str], *, was_in_doubt: bool) -> list[str]:
    """What is wrong with one delivery, given what the provider served that person of that bulletin."""
    who = f"subscriber {delivery.subscriber_id}, bulletin {delivery.bulletin_id}, {delivery.state}"
    wrong = {
        f"twice: {who} was served {len(ids)} times": len(ids) > 1 and not was_in_doubt,
        f"lost: {who} was never served": delivery.state in TAKEN and not ids,
        f"served all the same: {who}": delivery.state in {State.REFUSED, State.NOT_SENT} and ids and not was_in_doubt,
        f"another's id: {who}, not one of {ids}": delivery.state in TAKEN and delivery.provider_id not in ids,
        f"no reason: {who}": delivery.state is State.UNKNOWN and not delivery.reason,
        f"its report was lost: {who}": delivery.provider_id in reported and delivery.state is not State.DELIVERED,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def _count(
    session: Session,
    bulletin: Bulletin,
    deliveries: list[Delivery],
    of: dict[int, str],
    away: set[str],
    found: Accounts,
) -> None:
    """Everybody listed once, nobody missed, and the counters of every list as the rows say."""
    batches = session.scalars(select(Batch).where(Batch.bulletin_id == bulletin.id)).all()
    rows: dict[int, Counter[State]] = defaultdict(Counter)
    for delivery in deliveries:
        rows[delivery.batch_id][delivery.state] += 1
        found.states[delivery.state] += 1
    listed = Counter(session.scalars(_LISTED, {"bulletin": bulletin.id}))
    skipped = sum(batch.skipped for batch in batches)
    found.recipients += listed.total()
    found.skipped += skipped
    missing = listed.keys() - {delivery.subscriber_id for delivery in deliveries}
    if skipped != len(missing) or any(of[who][-2:] not in REFUSED and of[who] not in away for who in missing):
        found.faults.append(f"lost: bulletin {bulletin.id} has {len(missing)} without a delivery, {skipped} skipped")
    there = [who for who, number in of.items() if number.startswith(CROWD) and number not in away]
    if passed_over := set(there) - listed.keys():
        found.faults.append(f"lost: bulletin {bulletin.id} passes over {len(passed_over)} of those who never left")
    if any(times > 1 for times in listed.values()):
        found.faults.append(f"twice: bulletin {bulletin.id} lists somebody twice")
    for batch in batches:
        told = {state: getattr(batch, state) for state in State if state is not State.ACCEPTED}
        true = {state: rows[batch.id][state] for state in State if state is not State.ACCEPTED}
        if batch.state is not BatchState.DONE or batch.recipients:
            found.faults.append(f"list {batch.id} is {batch.state} and owes {len(batch.recipients)}")
        if told != true or batch.accepted != sum(rows[batch.id][state] for state in TAKEN):
            found.faults.append(f"list {batch.id} counts {told} and {batch.accepted} taken, its rows say {true}")


def _claimed_all_the_same(
    session: Session, of: dict[int, str], away: dict[str, list[tuple[float, float]]]
) -> list[str]:
    """Nobody who was told that they had left, before a list was claimed, is on it still."""
    faults = []
    who_left = {who: away[number] for who, number in of.items() if number in away}
    claims = session.execute(text("SELECT bulletin_id, extract(epoch FROM at)::float8, recipients FROM claimed"))
    for bulletin, at, recipients in claims:
        for who in recipients:
            late = [at - since for since, until in who_left.get(who, ()) if since + CLOCKS_APART < at < until]
            faults += [f"after STOP: subscriber {who}, bulletin {bulletin}, {seconds:.1f} s later" for seconds in late]
    return faults
