"""Who told of an incident: one phone is one source, however often it tells. Numbers are compared opened, in memory.

What an officer typed in is compared with nothing: where it landed would say whether a number they guessed had told.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.db import driver
from domain.phones import Phone
from domain.reporters import Reporter
from domain.sealed_columns import REPORTER_PHONE
from domain.sightings import WITHIN, Sighting, print_of
from domain.taxonomy import Kind
from domain.vault import Unsealable, Vault

MOST_OPENED = 200  # of a flood, the newest: what is older becomes a report of its own, and is proposed
_TOLD = """
    SELECT sightings.id, phone_sealed FROM sightings
    JOIN incidents ON incidents.id = incident_id
    JOIN reporters ON sighting_id = sightings.id
    WHERE {} = %s AND handling <> 'closed' AND (incidents.kind = %s OR sightings.kind = %s)
        AND told_at >= %s AND typed_by IS NULL
    ORDER BY sightings.id DESC LIMIT %s
"""


def told_before(
    session: Session, vault: Vault, phone: Phone, ward: str | None, kind: Kind, words: str, now: datetime
) -> int | None:
    """The sighting this phone told last of this kind in this ward, where it may be of the same thing and is still open.

    The kind may be the one it told or what staff made of it. Without a ward only the same words say that it is so.
    """
    session.flush()
    alike = ward or print_of(vault, words) or b""
    asked = (alike, kind, kind, now - WITHIN, MOST_OPENED)
    rows = driver(session).execute(_TOLD.format("incidents.ward" if ward else "words_lookup"), asked)
    return next((told for told, sealed in rows if _opened(vault, sealed, told) == phone.e164), None)


def number_of(session: Session, vault: Vault, sighting: Sighting) -> Phone | None:
    """The number behind one sighting, in memory; None where there is none any more."""
    reporter = session.get(Reporter, sighting.id)
    number = _opened(vault, reporter.phone_sealed, sighting.id) if reporter else None
    return Phone(number) if number else None


def renumber(session: Session, vault: Vault, kept: Sequence[Sighting], moved: Sequence[Sighting], free: int) -> None:
    """Number the sources that come to an incident from `free` on; one that told there already keeps its number.

    Whose phone was deleted meanwhile counts as a source of its own, as does whoever an officer typed it in for.
    """
    phones = _phones(session, vault, [*kept, *moved])
    known = {phones[sighting.id]: sighting.number for sighting in kept if sighting.id in phones}
    numbers = {one.number: known[phones[one.id]] for one in moved if phones.get(one.id) in known}
    for sighting in moved:
        if sighting.number not in numbers:
            numbers[sighting.number], free = free, free + 1
    for sighting in moved:
        sighting.number = numbers[sighting.number]


def _phones(session: Session, vault: Vault, told: Sequence[Sighting]) -> dict[int, str]:
    """The number behind each sighting that still has one, and that no officer typed in."""
    query = select(Reporter.sighting_id, Reporter.phone_sealed)
    rows = session.execute(query.where(Reporter.sighting_id.in_([one.id for one in told if one.typed_by is None])))
    opened = {sighting_id: _opened(vault, sealed, sighting_id) for sighting_id, sealed in rows}
    return {sighting_id: number for sighting_id, number in opened.items() if number is not None}


def _opened(vault: Vault, sealed: bytes, sighting_id: int) -> str | None:
    """The number, or None where our keys do not open it: then it is nobody's we know."""
    try:
        return vault.open(sealed, *REPORTER_PHONE.at(sighting_id))
    except Unsealable:
        return None
