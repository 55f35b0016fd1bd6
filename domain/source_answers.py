"""What a source writes back to an officer's text: added to what it told, and nowhere else."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import intake, timeline
from domain.incidents import Handling, Incident
from domain.intake import Report
from domain.moments import hour
from domain.reporters import Reporter
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.timeline import Act
from domain.vault import Vault

LONGEST = 5000  # bytes of a telling, sealed: a telephone that writes on and on must not bury it


def add(session: Session, vault: Vault, sighting_id: int, words: str, now: datetime) -> bool:
    """Add an answer to the telling; whether it was: not where the telling is full or gone.

    An incident that was closed meanwhile is opened again. Its steps have the hour alone: by SMS the same request writes
    down the minute in which this telephone was heard.
    """
    sighting, at = session.get(Sighting, sighting_id), hour(now)
    if sighting is None or len(sighting.words_sealed or b"") > LONGEST:
        return False
    reporter = session.get(Reporter, sighting_id)
    report = Report(
        sighting.kind,
        sighting.ward,
        When.UNKNOWN,
        words,
        sighting.language,
        may_text=reporter is not None and reporter.may_text,
        may_call=reporter.may_call if reporter else None,
        continues=sighting_id,
    )
    closed_at = session.scalar(select(Incident.closed_at).where(Incident.id == sighting.incident_id))
    incident = intake.file(session, vault, None, report, at, channel=Channel.SMS, partial=sighting.partial).incident
    if closed_at is not None and incident.open:
        timeline.write(session, vault, incident, Act.HANDLING, at, value=Handling.OPEN)
    timeline.write(session, vault, incident, Act.TOLD_MORE, at, value=str(sighting.number))
    return True
