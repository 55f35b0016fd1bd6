"""What an officer changes for a subscriber, at the person's own word and on record; never a number in the record."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, subscribers
from domain.areas import Gazetteer
from domain.languages import Language
from domain.officers import Officer
from domain.refusals import Refusal
from domain.subscribers import Kind, Subscriber
from domain.vault import Purpose, Vault


def hold(session: Session, subscriber_id: int) -> Subscriber | None:
    """The row for whoever changes it, until this transaction is over; None where it is deleted.

    Lists that are being sent point at it meanwhile, and do not wait.
    """
    query = select(Subscriber).where(Subscriber.id == subscriber_id).with_for_update(key_share=True)
    return session.scalar(query.execution_options(populate_existing=True))


def stamp(vault: Vault, person: Subscriber) -> str:
    """Changes whenever what an officer may change does. Keyed, and of this person: wards that are not shown stay so."""
    shown = (person.id, person.wards, person.language, person.kind, person.active)
    return vault.lookup(repr(shown), Purpose.SUBSCRIBER).hex()


def change(
    session: Session,
    vault: Vault,
    officer: Officer,
    person: Subscriber,
    wanted: tuple[Sequence[str], Language, Kind],
    *,
    of: Collection[str],
    seen: str,
    places: Gazetteer,
    now: datetime,
) -> list[str]:
    """Other wards, another language or kind; returns which of them changed. `seen` is the stamp the officer looked at.

    `of` are the wards the officer may choose: what the person has elsewhere stays. Raises `Refusal`.
    """
    if not person.active:
        raise Refusal("They have left. Only they themselves can join again, from their own phone.")
    if seen != stamp(vault, person):
        raise Refusal("Somebody changed this meanwhile. Look at it again, then save.")
    if not set(wanted[0]) <= set(of):
        raise Refusal("That is not a ward we know.")
    changed = _apply(person, wanted, of, places)
    if changed:
        audit.record(session, officer.id, "changed a subscription", f"subscriber {person.id}", now=now, changed=changed)
    return changed


def _apply(
    person: Subscriber, wanted: tuple[Sequence[str], Language, Kind], of: Collection[str], places: Gazetteer
) -> list[str]:
    """Returns what is another than before."""
    wards, language, kind = wanted
    before = _as_is(person)
    kept = [ward for ward in person.wards if ward not in of or ward in wards]
    subscribers.move(person, list(dict.fromkeys([*kept, *wards])), places)
    subscribers.become(person, kind)
    person.language = language
    return [name for name, value in _as_is(person).items() if before[name] != value]


def _as_is(person: Subscriber) -> dict[str, object]:
    return {"wards": sorted(person.wards), "language": person.language, "kind": person.kind}
