"""What a source tells of an incident after the first: steps of its timeline, and news where officers have looked away.

The steps have the hour alone: by SMS the same request writes down the minute in which this telephone was heard.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain import timeline
from domain.areas import fold
from domain.incidents import Handling, Incident
from domain.moments import hour, minute
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import Sighting
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.triage import URGENT
from domain.vault import Vault

AGAIN = timedelta(hours=6)  # behind the last telling: what is told then may be another event


def write(session: Session, vault: Vault, incident: Incident, sighting: Sighting, now: datetime) -> None:
    """Say on the timeline that this source told more."""
    timeline.write(session, vault, incident, Act.TOLD_MORE, hour(now), value=str(sighting.number))


def reopened(session: Session, vault: Vault, incident: Incident, sighting: Sighting, now: datetime) -> None:
    """Say on the timeline that it was opened again for what this source told."""
    timeline.write(session, vault, incident, Act.HANDLING, hour(now), value=Handling.OPEN)
    write(session, vault, incident, sighting, now)


def again(session: Session, vault: Vault, incident: Incident, before: Sighting, words: str, now: datetime) -> bool:
    """Write down that the source of `before` told something else; whether those on duty are to hear of it.

    They are of what is urgent, once they have taken it up or have not heard of it for hours.
    """
    said = SIGHTING_WORDS.read(vault, before)
    if fold(words) in fold(said):
        return False
    write(session, vault, incident, before, now)
    taken_up = incident.taken_up_at is not None and incident.taken_up_at >= before.told_at
    if incident.level not in URGENT or not (taken_up or now - before.told_at > AGAIN):
        return False
    incident.alerted = None
    return True


def correct(
    session: Session, vault: Vault, incident: Incident, sighting: Sighting, ward: str | None, kind: Kind, now: datetime
) -> bool:
    """Put another ward or kind into a telling that was cut off; whether those on duty there are to hear of it.

    The incident follows as long as this is its only source and it says what the sighting said.
    """
    alone, elsewhere = incident.sources == 1, False
    if ward and ward != sighting.ward:
        if alone and incident.ward == sighting.ward:
            elsewhere = sighting.ward is not None or incident.alerted is None
            incident.ward = ward
            timeline.write(session, vault, incident, Act.WARD, minute(now), value=ward)
        sighting.ward = ward
    if kind is not sighting.kind:
        if alone and incident.kind is sighting.kind:
            incident.kind = kind
            timeline.write(session, vault, incident, Act.KIND, minute(now), value=kind)
        sighting.kind = kind
    if elsewhere:
        incident.alerted = None
    return elsewhere
