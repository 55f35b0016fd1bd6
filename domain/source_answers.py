"""What a source writes back to an officer's text: kept with its incident, and nowhere else."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import intake, sightings, timeline
from domain.incidents import Handling
from domain.intake import Report
from domain.moments import hour
from domain.reporters import Reporter
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.timeline import Act
from domain.vault import Vault

LONGEST = 5000  # bytes of a telling, sealed: a telephone that writes on and on must not bury it


def add(session: Session, vault: Vault, sighting_id: int, words: str, now: datetime) -> None:
    """Add an answer to the telling; where that is full, the step keeps the words, and where it is gone, nobody.

    An incident that was closed meanwhile is opened again. Its steps have the hour alone: by SMS the same request writes
    down the minute in which this telephone was heard.
    """
    held, at = sightings.held(session, sighting_id), hour(now)
    if held is None:
        return
    incident, sighting = held
    closed, full = not incident.open, len(sighting.words_sealed or b"") > LONGEST
    if not full:
        _tell(session, vault, sighting, words, at)
    elif closed:
        incident.handle(Handling.OPEN, at)
    if closed and incident.open:
        timeline.write(session, vault, incident, Act.HANDLING, at, value=Handling.OPEN)
    kept = words[: timeline.LONGEST_NOTE] if full else ""
    timeline.write(session, vault, incident, Act.TOLD_MORE, at, value=str(sighting.number), words=kept)


def _tell(session: Session, vault: Vault, sighting: Sighting, words: str, at: datetime) -> None:
    reporter = session.get(Reporter, sighting.id)
    report = Report(
        sighting.kind,
        sighting.ward,
        When.UNKNOWN,
        words,
        sighting.language,
        may_text=reporter is not None and reporter.may_text,
        may_call=reporter.may_call if reporter else None,
        continues=sighting.id,
    )
    intake.file(session, vault, None, report, at, channel=Channel.SMS, partial=sighting.partial)
