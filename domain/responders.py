"""Who can act on an incident: police, chiefs, KWS, peace committees, the Red Cross, and the desks of other counties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, delete, exists, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.areas import county_of, inside
from domain.db import Base, next_id
from domain.incidents import Incident
from domain.languages import Language
from domain.moments import minute
from domain.neighbours import neighbours
from domain.officers import Officer
from domain.phones import Phone
from domain.refusals import Refusal
from domain.sealed_columns import RESPONDER_PHONE
from domain.taxonomy import Kind
from domain.vault import Purpose, Vault

LONGEST_NAME = 80  # letters
SPOKEN = (Language.SWAHILI, Language.ENGLISH)  # what a case is written in: officers' words are not drafted further


class ResponderKind(StrEnum):
    POLICE = "police"
    CHIEF = "chief"  # and assistant chiefs
    ADMINISTRATION = "administration"  # ward, sub-county, county commissioner
    PEACE_COMMITTEE = "peace_committee"
    KWS = "kws"
    RED_CROSS = "red_cross"
    HEALTH = "health"
    WATER_COMMITTEE = "water_committee"
    NDMA = "ndma"
    NEIGHBOUR = "neighbour"  # the desk of a county that is not ours: `beyond` names it
    OTHER = "other"


class Responder(Base):
    """One of them. `areas`: the slugs they serve, empty for the whole county.

    `party_kinds`: kinds of incident in which they may be a party, so that none of those is sent to them. `stopped_at`:
    they sent STOP and get nothing more. Only a neighbour may be without a number: they are handed a printed note.
    """

    __tablename__ = "responders"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), index=True)
    kind: Mapped[ResponderKind]
    name: Mapped[str]
    phone_sealed: Mapped[bytes | None] = mapped_column(default=None)
    phone_lookup: Mapped[bytes | None] = mapped_column(index=True, default=None)
    language: Mapped[Language] = mapped_column(default=Language.SWAHILI)
    areas: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    party_kinds: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    beyond: Mapped[str | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    checked_on: Mapped[date | None] = mapped_column(default=None)  # when somebody last tried the number
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)


class PartyMark(Base):
    """A responder who may be a party to one incident: they are never told of it."""

    __tablename__ = "party_marks"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    responder_id: Mapped[int] = mapped_column(ForeignKey("responders.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Details:
    """What the county says of a responder. `phone` None: none is known, or the one that is kept stays."""

    kind: ResponderKind
    name: str
    phone: Phone | None = None
    language: Language = Language.SWAHILI
    areas: tuple[str, ...] = ()
    party_kinds: tuple[Kind, ...] = ()
    beyond: str | None = None


def add(session: Session, vault: Vault, county: str, details: Details) -> Responder:
    """Put one on a county's list. Raises `Refusal`."""
    responder = Responder(county=county, kind=details.kind, name="")
    responder.id = next_id(session, Responder)
    change(session, vault, responder, details)
    session.add(responder)
    session.flush()
    return responder


def change(session: Session, vault: Vault, responder: Responder, details: Details) -> None:
    """Keep what is known of them now. Another number is one nobody has tried or stopped. Raises `Refusal`."""
    name = " ".join(details.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(
            "Write who it is, in at most %(most)s letters: an office rather than a person.", most=LONGEST_NAME
        )
    if details.kind is ResponderKind.NEIGHBOUR and details.beyond not in counties_beyond():
        raise Refusal("Choose the neighbouring county.")
    if details.phone is None and responder.phone_sealed is None and details.kind is not ResponderKind.NEIGHBOUR:
        raise Refusal("Write the number: only a neighbouring county can be handed a printed note.")
    if any(not inside(area, responder.county) for area in details.areas):
        raise Refusal("An area of another county was chosen.")
    if details.phone is not None:
        _set_phone(session, vault, responder, details.phone)
    responder.kind, responder.name, responder.language = details.kind, name, details.language
    responder.areas, responder.party_kinds = list(details.areas), [kind.value for kind in details.party_kinds]
    responder.beyond = details.beyond if details.kind is ResponderKind.NEIGHBOUR else None


def _set_phone(session: Session, vault: Vault, responder: Responder, phone: Phone) -> None:
    lookup = vault.lookup(phone, Purpose.RESPONDER)
    if lookup == responder.phone_lookup:
        return
    taken = exists().where(Responder.county == responder.county, Responder.phone_lookup == lookup)
    if session.scalar(select(taken)):
        raise Refusal("This number is on the county's list already.")
    responder.phone_sealed = vault.seal(phone.e164, *RESPONDER_PHONE.of(responder))
    responder.phone_lookup = lookup
    responder.checked_on = responder.stopped_at = None


def counties_beyond() -> list[str]:
    """The counties around ours."""
    return sorted({county for _, county in neighbours().values()})


def of_counties(session: Session, counties: Iterable[str] | None) -> list[Responder]:
    """The lists of these counties (None: all), those in use first."""
    query = select(Responder).order_by(Responder.county, Responder.active.desc(), Responder.kind, Responder.name)
    return list(session.scalars(query if counties is None else query.where(Responder.county.in_(list(counties)))))


def locked(session: Session, responder_id: int) -> Responder | None:
    """One of them for a decision about it."""
    return held(session, [responder_id]).get(responder_id)


def held(session: Session, ids: Iterable[int]) -> dict[int, Responder]:
    """Several for one decision, by id; held in the order of their ids, so that nobody waits for ever.

    A row that names one of them, as a mark or a case, is not kept waiting.
    """
    query = select(Responder).where(Responder.id.in_(list(ids))).order_by(Responder.id)
    found = session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    return {responder.id: responder for responder in found}


def with_number(session: Session, vault: Vault, phone: Phone) -> list[Responder]:
    """Every row this number stands in: one person may serve two counties."""
    mine = Responder.phone_lookup == vault.lookup(phone, Purpose.RESPONDER)
    return list(session.scalars(select(Responder).where(mine).order_by(Responder.id)))


def stop(found: Iterable[Responder], now: datetime) -> None:
    """They sent STOP."""
    for responder in found:
        responder.stopped_at = responder.stopped_at or minute(now)


class Bar(StrEnum):
    """Why a responder is not told of an incident."""

    INACTIVE = "inactive"
    STOPPED = "stopped"
    PARTY = "party"  # one of the two ways of being one
    ELSEWHERE = "elsewhere"


def bar(session: Session, responder: Responder, incident: Incident) -> Bar | None:
    """What stands against telling them of it now; None when nothing does. Asked again at every sending."""
    if not responder.active:
        return Bar.INACTIVE
    if responder.stopped_at is not None:
        return Bar.STOPPED
    if incident.kind in responder.party_kinds or responder.id in parties(session, incident):
        return Bar.PARTY
    return None if serves(responder, incident.ward) else Bar.ELSEWHERE


def serves(responder: Responder, ward: str | None) -> bool:
    """Whether it is theirs; an incident without a place may be anybody's."""
    if ward is None:
        return True
    return responder.county == county_of(ward) and (
        not responder.areas or any(inside(ward, area) for area in responder.areas)
    )


def candidates(session: Session, incident: Incident) -> list[Responder]:
    """Who can be told of it: those of its own ward before those of the whole county, neighbours last."""
    county = None if incident.ward is None else [county_of(incident.ward)]
    found = [one for one in of_counties(session, county) if bar(session, one, incident) is None]
    order = list(ResponderKind)
    return sorted(found, key=lambda one: (one.kind is ResponderKind.NEIGHBOUR, not one.areas, order.index(one.kind)))


def mark_party(session: Session, incident: Incident, responder: Responder, officer: Officer, now: datetime) -> None:
    """They may be a party to it: they are never told of it from now on. Again changes nothing."""
    if session.get(PartyMark, (incident.id, responder.id)) is None:
        mark = PartyMark(incident_id=incident.id, responder_id=responder.id, officer_id=officer.id, at=minute(now))
        session.add(mark)
        session.flush()


def unmark_party(session: Session, incident: Incident, responder: Responder) -> None:
    """It was an error. What was not told meanwhile is not told by this."""
    mine = (PartyMark.incident_id == incident.id, PartyMark.responder_id == responder.id)
    session.execute(delete(PartyMark).where(*mine))


def parties(session: Session, incident: Incident) -> set[int]:
    """The ids of those marked for this incident."""
    return set(session.scalars(select(PartyMark.responder_id).where(PartyMark.incident_id == incident.id)))


def copy_marks(session: Session, of: Incident, to: Incident) -> None:
    """Whoever may be a party to the one may be one to the other: it was joined to it, or split off from it."""
    marks = select(literal(to.id), PartyMark.responder_id, PartyMark.officer_id, PartyMark.at)
    columns = ["incident_id", "responder_id", "officer_id", "at"]
    copy = insert(PartyMark).from_select(columns, marks.where(PartyMark.incident_id == of.id))
    session.execute(copy.on_conflict_do_nothing())
