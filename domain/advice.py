"""The level advised for an incident: from all that was told of it, and from the drought declared where it happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from domain import drought_records, incidents, roster
from domain.incidents import Incident
from domain.indicators import DroughtRecord
from domain.phases import Phase
from domain.sightings import Hurt, Sighting, When
from domain.taxonomy import TAXONOMY
from domain.triage import LEVELS, Ground, Level, advise

DRY = (Phase.ALARM, Phase.EMERGENCY)
NEVER_RAISED = [kind for kind, entry in TAXONOMY.items() if entry.level is Level.INFO]


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


def follow_drought(session: Session, counties: Iterable[str], now: datetime) -> None:
    """Advise anew on the open incidents of these counties that the drought declared now raises, or no longer does.

    The clock tells of those that have risen (`domain.duty`).
    """
    here = [Incident.ward.is_not(None), *incidents.open_in(counties)]
    for ward in session.scalars(select(Incident.ward).where(*here).distinct().order_by(Incident.ward)).all():
        record = drought_records.declared(session, ward, now)
        dry = record is not None and record.phase in DRY
        differs = Incident.grounds.contains([Ground.DROUGHT.value]) != dry
        query = select(Incident).where(*here, Incident.ward == ward, differs, Incident.kind.not_in(NEVER_RAISED))
        held = query.order_by(Incident.id).with_for_update().execution_options(populate_existing=True)
        for incident in session.scalars(held).all():
            reckon(session, incident, now)


# Built once: a statement of this size costs more to build than to ask. Who says that it happens now, and not whether it
# goes on, has said so.
_FACTS = select(
    func.count(Sighting.number.distinct()).label("sources"),
    func.bool_or(Sighting.hurt.in_((Hurt.HURT, Hurt.KILLED))).label("hurt"),
    func.bool_or(func.coalesce(Sighting.ongoing, Sighting.happened == When.NOW)).label("ongoing"),
    func.bool_or(Sighting.weapons).label("weapons"),
    drought_records.DECLARATION.with_only_columns(DroughtRecord.phase).scalar_subquery().label("phase"),
).where(Sighting.incident_id == bindparam("incident"))


def _facts(session: Session, incident: Incident, now: datetime) -> Row[Any]:
    """What any of its sources told, in one look: a flood is reckoned too."""
    return session.execute(_FACTS, {"incident": incident.id, **drought_records.where(incident.ward, now)}).one()
