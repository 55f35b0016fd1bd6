"""What a person tells of a report after it was filed, as by SMS: what is missing is asked then, and added to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from domain import advice, restricted_reports, sightings, timeline
from domain.hours import local
from domain.incidents import Handling, Incident
from domain.moments import minute
from domain.reporters import Reporter
from domain.restricted_reports import RestrictedKind
from domain.sightings import Sighting
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.vault import Purpose, Vault


@dataclass(frozen=True, slots=True)
class Completion:
    """More of the report filed as this sighting, asked for or told by themselves. None: not told."""

    sighting: int
    ward: str | None = None
    kind: Kind | None = None
    words: str = ""
    may_text: bool | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The report filed as this sighting is of sexual violence or a child: nothing of it stays among incidents."""

    sighting: int


def complete(session: Session, vault: Vault, more: Completion, now: datetime) -> Incident | None:
    """Add what was told to its sighting, only what it lacked; the incident, if it has become more urgent by that.

    The incident follows as long as it says what the sighting said: where an officer has changed it, it stays.
    """
    held = sightings.held(session, more.sighting)
    if held is None:  # deleted meanwhile
        return None
    incident, sighting = held
    if more.ward and sighting.ward is None:
        if incident.ward is None:
            incident.ward = more.ward
            # A whole minute: the answer to whoever told has the exact moment in its table.
            timeline.write(session, vault, incident, Act.WARD, minute(now), value=more.ward)
        sighting.ward = more.ward
    if more.kind and sighting.kind is Kind.OTHER:
        if incident.kind is Kind.OTHER is not more.kind:
            incident.kind = more.kind
            timeline.write(session, vault, incident, Act.KIND, minute(now), value=more.kind)
        sighting.kind = more.kind
    if more.words:
        _add(vault, sighting, more.words)
        if not incident.open:
            incident.handle(Handling.OPEN, now)
    if more.may_text is not None and (reporter := session.get(Reporter, sighting.id)) is not None:
        reporter.may_text = more.may_text
    session.flush()
    return incident if advice.reckon(session, incident, now) else None


def _add(vault: Vault, sighting: Sighting, words: str) -> None:
    before = vault.open(sighting.words_sealed, Purpose.INCIDENT) if sighting.words_sealed else ""
    said = "\n".join(dict.fromkeys(filter(None, (before, words))))
    sighting.words_sealed = vault.seal(said, Purpose.INCIDENT)


def withdraw(session: Session, withdrawal: Withdrawal, now: datetime, *, channel: Channel) -> None:
    """Leave a restricted record in the place of a report; an incident that nobody else told of goes with it."""
    held = sightings.held(session, withdrawal.sighting)
    if held is None:
        return
    incident, sighting = held
    restricted_reports.keep(session, RestrictedKind.UNSAID, sighting.ward, local(now).date(), channel)
    alone = told_alone(session, incident, sighting)
    of_them = (Sighting.incident_id == incident.id, Sighting.number == sighting.number)  # who may have told it twice
    session.execute(delete(Sighting).where(*of_them))
    if alone:
        session.execute(delete(Incident).where(Incident.id == incident.id))
    else:
        advice.reckon(session, incident, now)


def told_alone(session: Session, incident: Incident, sighting: Sighting) -> bool:
    """Whether nobody else told of it, and no other was joined to it."""
    others = exists().where(Sighting.incident_id == incident.id, Sighting.number != sighting.number)
    return not session.scalar(select(others | exists().where(Incident.merged_into == incident.id)))
