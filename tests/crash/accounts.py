"""The database held against the provider's books, person by person."""

import json
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
from tests.crash.provider import REFUSED

TAKEN = {State.ACCEPTED, State.ON_NETWORK, State.DELIVERED, State.FAILED}


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
    """Compare everything; the service must be quiet."""
    served, reported = _read(books)
    of = {person.id: SUBSCRIBER_PHONE.read(vault, person) for person in session.scalars(select(Subscriber))}
    doubtful = {(who, bulletin): why for who, bulletin, why in session.execute(text("SELECT * FROM was_unknown"))}
    found = Accounts(served=sum(map(len, served.values())), doubts=Counter(doubtful.values()))
    for bulletin in session.scalars(select(Bulletin).order_by(Bulletin.id)):
        wording = session.scalars(select(BulletinText).where(BulletinText.bulletin_id == bulletin.id)).one().outgoing
        deliveries = session.scalars(select(Delivery).where(Delivery.bulletin_id == bulletin.id)).all()
        if bulletin.state is not BulletinState.SENT:
            found.faults.append(f"bulletin {bulletin.id} is {bulletin.state}")
        _count(session, bulletin, deliveries, of, found)
        for delivery in deliveries:
            ids = served.pop((wording, of[delivery.subscriber_id]), [])
            was = (delivery.subscriber_id, bulletin.id) in doubtful
            found.faults += _of_one(delivery, ids, reported, was_in_doubt=was)
            found.twice_in_doubt += len(ids) > 1 and was
    found.faults += [f"lost: {len(ids)} served without a delivery" for ids in served.values()]
    failed = session.scalars(text("SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'")).all()
    found.faults += [f"{name} is parked" for name in failed]
    return found


def _read(books: Path) -> tuple[dict[tuple[str, str], list[str]], set[str]]:
    """The provider's ids by text and number, and those whose report our hook has taken."""
    served, reported = defaultdict(list), set()
    for line in books.read_text().splitlines():
        entry = json.loads(line)
        if "reported" in entry:
            reported.add(entry["reported"])
        else:
            served[entry["text"], entry["number"]].append(entry["id"])
    return served, reported


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
    session: Session, bulletin: Bulletin, deliveries: list[Delivery], of: dict[int, str], found: Accounts
) -> None:
    """Everybody once, and the counters of every list as the rows say."""
    batches = session.scalars(select(Batch).where(Batch.bulletin_id == bulletin.id)).all()
    rows: dict[int, Counter[State]] = defaultdict(Counter)
    for delivery in deliveries:
        rows[delivery.batch_id][delivery.state] += 1
        found.states[delivery.state] += 1
    skipped = sum(batch.skipped for batch in batches)
    found.recipients += len(of)
    found.skipped += skipped
    missing = of.keys() - {delivery.subscriber_id for delivery in deliveries}
    if skipped != len(missing) or any(of[who][-2:] not in REFUSED for who in missing):
        found.faults.append(f"lost: bulletin {bulletin.id} has {len(missing)} without a delivery, {skipped} skipped")
    for batch in batches:
        told = {state: getattr(batch, state) for state in State if state is not State.ACCEPTED}
        true = {state: rows[batch.id][state] for state in State if state is not State.ACCEPTED}
        if batch.state is not BatchState.DONE or batch.recipients:
            found.faults.append(f"list {batch.id} is {batch.state} and owes {len(batch.recipients)}")
        if told != true or batch.accepted != sum(rows[batch.id][state] for state in TAKEN):
            found.faults.append(f"list {batch.id} counts {told} and {batch.accepted} taken, its rows say {true}")
