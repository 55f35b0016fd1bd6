"""What a county says of its wards: in which livelihood zone each lies, and whether it is a border ward."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, drought_records, editions
from domain.areas import Area, Level
from domain.editions import Held
from domain.hours import local
from domain.officers import Officer
from domain.refusals import Refusal


class Saying(NamedTuple):
    """What is said of one ward. Without a zone, no warning for a zone reaches its people."""

    zone: str | None
    border: bool


def of_county(session: Session, county: str, *, to_change: bool = False) -> list[Area]:
    """The wards of a county as the database has them now; `to_change` holds them until this transaction is over."""
    wanted = select(Area).where(Area.level == Level.WARD, Area.slug.startswith(f"{county}.", autoescape=True))
    wanted = wanted.order_by(Area.position).execution_options(populate_existing=True)
    # People join a ward meanwhile: their rows point at it, and do not wait.
    return list(session.scalars(wanted.with_for_update(key_share=True) if to_change else wanted))


def saying(ward: Area) -> Saying:
    return Saying(ward.livelihood_zone, ward.border)


def stamp(wards: Sequence[Area]) -> str:
    """Changes whenever what is said of any of them does."""
    return sha256(repr([(ward.slug, saying(ward)) for ward in wards]).encode()).hexdigest()[:16]


def change(
    session: Session, officer: Officer, county: str, wanted: Mapping[str, Saying], seen: str, now: datetime
) -> int:
    """Say it anew of all wards of a county; how many are changed. `seen` is the stamp of what the officer looked at.

    Raises `Refusal` when somebody changed it meanwhile, and for a zone of another county.
    """
    drought_records.check_writer(officer, county, local(now).date())
    for said in wanted.values():
        drought_records.check_zone(said.zone, county)
    wards = of_county(session, county, to_change=True)
    if stamp(wards) != seen or {ward.slug for ward in wards} != wanted.keys():
        raise Refusal("Somebody changed these wards while you read. Look at them again, then save.")
    changed: dict[str, list[Saying]] = {}
    for ward in wards:
        before, after = saying(ward), wanted[ward.slug]
        if before != after:
            ward.livelihood_zone, ward.border = after
            changed[ward.slug] = [before, after]
    if changed:
        editions.bump(session, Held.PLACES)
        audit.record(session, officer.id, "changed wards", f"wards of {county}", now=now, wards=changed)
    return len(changed)
