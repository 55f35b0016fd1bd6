"""The level advised for an incident: from all that was told of it, and from the drought declared where it happened."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from domain import roster
from domain.areas import Area, county_of
from domain.hours import local
from domain.incidents import Incident
from domain.indicators import DroughtRecord
from domain.phases import Phase
from domain.sightings import Hurt, Sighting, When
from domain.taxonomy import TAXONOMY
from domain.triage import LEVELS, advise

DRY = (Phase.ALARM, Phase.EMERGENCY)
FRESH = timedelta(days=100)  # since the month began that a phase was declared of: about one bulletin may be missing


def reckon(session: Session, incident: Incident, now: datetime) -> bool:
    """Count its sources and advise anew from all it holds now; whether the level became more urgent by it.

    The level follows, and the clock with it, unless a person has decided.
    """
    before = incident.level
    told = _facts(session, incident, now)
    incident.sources = told.sources
    advised = advise(
        TAXONOMY[incident.kind].level,
        hurt=bool(told.hurt),
        ongoing=bool(told.ongoing),
        weapons=bool(told.weapons),
        sources=told.sources,
        drought=told.phase in DRY,
    )
    incident.advised, incident.grounds = advised.level, list(advised.grounds)
    if not incident.level_decided and advised.level is not before:
        incident.level = advised.level
        roster.reckon(session, incident, now)
    return LEVELS.index(incident.level) < LEVELS.index(before)


def drought(session: Session, ward: str | None, now: datetime) -> bool:
    """Whether the last phase declared of the ward's zone, or else of its county, is Alarm or Emergency."""
    return session.scalar(_phase(ward, now)) in DRY


def _facts(session: Session, incident: Incident, now: datetime) -> Row[Any]:
    """What any of its sources told, in one look: a flood is reckoned too."""
    # Who says that it happens now, and not whether it goes on, has said so.
    goes_on = func.coalesce(Sighting.ongoing, Sighting.happened == When.NOW)
    columns = (
        func.count(Sighting.number.distinct()).label("sources"),
        func.bool_or(Sighting.hurt.in_((Hurt.HURT, Hurt.KILLED))).label("hurt"),
        func.bool_or(goes_on).label("ongoing"),
        func.bool_or(Sighting.weapons).label("weapons"),
        _phase(incident.ward, now).scalar_subquery().label("phase"),
    )
    return session.execute(select(*columns).where(Sighting.incident_id == incident.id)).one()


def _phase(ward: str | None, now: datetime) -> Select[Phase | None]:
    zone = select(Area.livelihood_zone).where(Area.slug == ward).scalar_subquery()
    query = (
        select(DroughtRecord.phase)
        .where(
            DroughtRecord.county == county_of(ward or ""),
            DroughtRecord.zone.is_(None) | (DroughtRecord.zone == zone),
            DroughtRecord.phase.is_not(None),
            DroughtRecord.month >= local(now).date() - FRESH,
        )
        .order_by(DroughtRecord.zone.asc().nulls_last(), DroughtRecord.month.desc())
    )
    return query.limit(1)
