"""What the facts of an incident speak for, reckoned anew whenever they change."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import sightings
from domain.incidents import Incident
from domain.sightings import Hurt
from domain.taxonomy import TAXONOMY
from domain.triage import LEVELS, advise


def reckon(session: Session, incident: Incident, now: datetime) -> bool:
    """Advise a level by what all sources told, which it follows until a person decides; whether it is more urgent."""
    before = incident.level
    session.flush()
    told = sightings.of(session, incident)
    found = advise(
        TAXONOMY[incident.kind].level,
        hurt=any(sighting.hurt in (Hurt.HURT, Hurt.KILLED) for sighting in told),
        ongoing=any(sighting.ongoing for sighting in told),
        weapons=any(sighting.weapons for sighting in told),
        sources=incident.sources,
        drought=False,
    )
    incident.advised, incident.grounds = found.level, [ground.value for ground in found.grounds]
    if not incident.level_decided and incident.level is not found.level:
        incident.level = found.level
        incident.reckon(now)
    return LEVELS.index(incident.level) < LEVELS.index(before)
