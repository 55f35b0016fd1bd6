"""Whoever told of an incident, as staff may know them: by a number within it, and what each allowed us to do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.incidents import Incident
from domain.languages import Language
from domain.phones import Phone
from domain.reporters import CallTime, Reporter
from domain.sightings import Sighting
from domain.subscribers import Channel
from domain.texts import Reason, SingleText, State
from domain.vault import Purpose, Unsealable, Vault


@dataclass(frozen=True, slots=True)
class Contact:
    """One source of one incident. What it answered last counts; `kept`: we still have its number."""

    number: int
    sighting_id: int  # the telling it is reached by
    language: Language
    kept: bool
    may_text: bool
    may_call: CallTime | None


def of(session: Session, incident: Incident) -> list[Contact]:
    """Every source of it, in the order they first told."""
    query = select(Sighting, Reporter).outerjoin(Reporter, Reporter.sighting_id == Sighting.id)
    told = [(one, reporter) for one, reporter in session.execute(query.where(Sighting.incident_id == incident.id))]
    reached = {sighting.number: (sighting, reporter) for sighting, reporter in sorted(told, key=_rank)}
    return [_source(*reached[number]) for number in sorted(reached)]


def _rank(told: tuple[Sighting, Reporter | None]) -> tuple[bool, bool, int]:
    """How well a source is reached by it: with a number, with an answer. Who texts or is cut off was asked nothing."""
    sighting, reporter = told
    answered = sighting.channel is not Channel.SMS and not sighting.partial
    return reporter is not None, reporter is not None and (reporter.may_text or answered), sighting.id


def _source(sighting: Sighting, reporter: Reporter | None) -> Contact:
    return Contact(
        number=sighting.number,
        sighting_id=sighting.id,
        language=sighting.language,
        kept=reporter is not None,
        may_text=reporter is not None and reporter.may_text,
        may_call=reporter.may_call if reporter else None,
    )


def phone_of(session: Session, vault: Vault, sighting_id: int) -> Phone | None:
    """The number of one telling; None where it is deleted, was never given or cannot be opened with our keys."""
    reporter = session.get(Reporter, sighting_id, populate_existing=True)
    try:
        return vault.reveal(reporter.phone_sealed, Purpose.REPORTER) if reporter else None
    except Unsealable:
        return None


def silence(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """STOP: no text about anything this number ever told, nor one that is still held back. Every number is opened."""
    willing = session.scalars(select(Reporter).where(Reporter.may_text)).all()
    for reporter in willing:
        if phone_of(session, vault, reporter.sighting_id) == phone:
            reporter.may_text = False
    held = (SingleText.reason == Reason.FEEDBACK, SingleText.state == State.QUEUED)
    mine = SingleText.phone_lookup == vault.lookup(phone, Purpose.TEXT)
    over = {"state": State.NOT_SENT, "settled_at": now, "phone_sealed": None, "body_sealed": None}
    session.execute(update(SingleText).where(*held, mine).values(over))
