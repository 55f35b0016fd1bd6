"""Incidents that may be one: proposed by ward, kind and hours, joined, told apart and split by people."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from domain import advice, sightings, timeline
from domain.incidents import Handling, Incident
from domain.intake import unused_code_word
from domain.officers import Officer
from domain.refusals import Refusal
from domain.sightings import Sighting, ToldApart
from domain.timeline import Act
from domain.vault import Vault

WITHIN = timedelta(hours=48)


def proposals(session: Session, incident: Incident, now: datetime) -> list[Incident]:  # noqa: ARG001
    """Open incidents that may be the same one, the oldest first."""
    one, other = aliased(Incident), Incident
    query = select(other).join(one, _alike(one, other)).where(one.id == incident.id).order_by(other.id)
    return list(session.scalars(query))


def proposed(session: Session, of: Iterable[Incident], now: datetime) -> dict[int, int]:  # noqa: ARG001
    """How many are proposed for each of these; those without any are left out."""
    one, other = aliased(Incident), aliased(Incident)
    ids = [incident.id for incident in of]
    query = select(one.id, func.count()).join(other, _alike(one, other)).where(one.id.in_(ids)).group_by(one.id)
    return {incident_id: others for incident_id, others in session.execute(query)}  # noqa: C416


def _alike(one: type[Incident], other: type[Incident]) -> ColumnElement[bool]:
    first, second = func.least(one.id, other.id), func.greatest(one.id, other.id)
    apart = exists().where(ToldApart.first == first, ToldApart.second == second)
    near = other.opened_at.between(one.opened_at - WITHIN, one.opened_at + WITHIN)
    open_ones = (one.handling != Handling.CLOSED) & (other.handling != Handling.CLOSED)
    return (one.id != other.id) & (one.ward == other.ward) & (one.kind == other.kind) & near & open_ones & ~apart


def join(
    session: Session, vault: Vault, incident: Incident, other: Incident, officer: Officer, words: str, now: datetime
) -> None:
    """What was told of `other` comes here."""
    if not (incident.open and other.open) or incident.id == other.id:
        raise Refusal("One of them is closed: open it again first.")
    last = max(sighting.number for sighting in sightings.of(session, incident))
    moved = update(Sighting).where(Sighting.incident_id == other.id)
    session.execute(moved.values(incident_id=incident.id, number=Sighting.number + last))
    incident.sources += other.sources
    other.handling, other.closed_at, other.merged_into, other.due_at = Handling.CLOSED, now, incident.id, None
    value = other.code_word
    timeline.write(session, vault, incident, Act.JOINED, now, officer=officer, value=value, words=words)
    timeline.write(session, vault, other, Act.JOINED, now, officer=officer, value=incident.code_word)
    session.flush()
    session.expire_all()
    advice.reckon(session, incident, now)


def split(
    session: Session, vault: Vault, incident: Incident, number: int, officer: Officer, words: str, now: datetime
) -> Incident:
    """One source of it becomes an incident of its own."""
    told = Counter(sighting.number for sighting in sightings.of(session, incident))
    if len(told) < 2 or number not in told:
        raise Refusal("It has no other source.")
    first = next(sighting for sighting in sightings.of(session, incident) if sighting.number == number)
    new = Incident(
        code_word=unused_code_word(session), kind=first.kind, level=incident.level, ward=first.ward,
        opened_at=first.told_at, due_at=now, advised=incident.advised, grounds=list(incident.grounds),
    )  # fmt: skip
    session.add(new)
    session.flush()
    mine = update(Sighting).where(Sighting.incident_id == incident.id, Sighting.number == number)
    session.execute(mine.values(incident_id=new.id, number=1))
    incident.sources -= 1
    new.reckon(now)
    timeline.write(session, vault, incident, Act.SPLIT, now, officer=officer, value=new.code_word, words=words)
    for one in (incident, new):
        advice.reckon(session, one, now)
    return new


def tell_apart(session: Session, incident: Incident, other: Incident, officer: Officer, now: datetime) -> None:
    """Somebody read both: they are two."""
    first, second = sorted((incident.id, other.id))
    session.merge(ToldApart(first=first, second=second, officer_id=officer.id, at=now))
