"""What a person tells of a report after it was filed, as by SMS: what is missing is asked then, and added to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from domain import advice, misfiled, redaction, restricted_reports, sightings, sources, timeline, told_more
from domain.hours import local
from domain.incidents import Handling, Incident
from domain.moments import hour, minute
from domain.reporters import Reporter
from domain.restricted_reports import RestrictedKind
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import Sighting
from domain.source_answers import LONGEST
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.timeline import Act, Step
from domain.vault import Vault


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
    """Add what was told to its sighting, only what it lacked; the incident, where officers are to hear of it.

    It has become more urgent by that, was closed, or says where it was and nobody has heard of it. The incident follows
    as long as it says what the sighting said: where an officer has changed it, it stays.
    """
    held = sightings.held(session, more.sighting)
    if held is None:  # deleted meanwhile
        return None
    incident, sighting = held
    news = False
    if more.ward and sighting.ward is None:
        if incident.ward is None:
            incident.ward, news = more.ward, incident.alerted is None
            # A whole minute: the answer to whoever told has the exact moment in its table.
            timeline.write(session, vault, incident, Act.WARD, minute(now), value=more.ward)
        sighting.ward = more.ward
    if more.kind and sighting.kind is Kind.OTHER:
        if incident.kind is Kind.OTHER is not more.kind:
            incident.kind = more.kind
            timeline.write(session, vault, incident, Act.KIND, minute(now), value=more.kind)
        sighting.kind = more.kind
    if more.words:
        _add(session, vault, sighting, more.words)
        if not incident.open:
            incident.handle(Handling.OPEN, minute(now))
            told_more.reopened(session, vault, incident, sighting, now)
            news = True
        else:
            told_more.write(session, vault, incident, sighting, now)
    if more.may_text is not None:  # a no is of all that this source told of it: by SMS nobody could tell it later
        mine = select(Sighting.id).where(Sighting.incident_id == incident.id, Sighting.number == sighting.number)
        session.execute(update(Reporter).where(Reporter.sighting_id.in_(mine)).values(may_text=more.may_text))
    session.flush()
    return incident if advice.reckon(session, incident, now) or news else None


def _add(session: Session, vault: Vault, sighting: Sighting, words: str) -> bool:
    """Put the words behind what was told, without the sender's own number; whether there was room."""
    if len(sighting.words_sealed or b"") > LONGEST:
        return False
    if phone := sources.number_of(session, vault, sighting):
        words = redaction.without_own(words, phone)
    before = SIGHTING_WORDS.read(vault, sighting)
    said = "\n".join(dict.fromkeys(filter(None, (before, words))))
    sighting.words_sealed = vault.seal(said, *SIGHTING_WORDS.of(sighting))
    return True


def withdraw(session: Session, withdrawal: Withdrawal, now: datetime, *, channel: Channel) -> None:
    """Leave a restricted record in the place of one telling; an incident of which nothing else was told goes with it.

    Where an officer has worked on the incident it stays, as does the telling without words, place and number.
    """
    held = sightings.held(session, withdrawal.sighting)
    if held is None:
        return
    incident, sighting = held
    restricted_reports.keep(session, RestrictedKind.UNSAID, sighting.ward, local(now).date(), channel)
    if _worked_on(session, incident):
        _blank(session, incident, sighting, now)
        return
    alone = told_alone(session, incident, sighting)
    session.execute(delete(Sighting).where(Sighting.id == sighting.id))
    if alone:
        misfiled.remove(session, incident)
    else:
        advice.reckon(session, incident, now)


def told_alone(session: Session, incident: Incident, sighting: Sighting) -> bool:
    """Whether nothing else was told of it."""
    return not session.scalar(select(exists().where(Sighting.incident_id == incident.id, Sighting.id != sighting.id)))


def _worked_on(session: Session, incident: Incident) -> bool:
    return bool(session.scalar(select(exists().where(Step.incident_id == incident.id, Step.officer_id.is_not(None)))))


def _blank(session: Session, incident: Incident, sighting: Sighting, now: datetime) -> None:
    sighting.words_sealed = sighting.place_sealed = sighting.words_lookup = None
    session.execute(delete(Reporter).where(Reporter.sighting_id == sighting.id))
    session.add(Step(incident_id=incident.id, at=hour(now), act=Act.TAKEN_BACK, value=str(sighting.number)))
