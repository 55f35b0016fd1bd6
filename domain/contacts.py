"""Whoever told of an incident, as staff may know them: by a number within it, and what each allowed us to do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.incidents import Incident
from domain.languages import Language
from domain.phones import Phone
from domain.reporters import CallTime, Reporter
from domain.sealed_columns import REPORTER_PHONE
from domain.sightings import Sighting
from domain.subscribers import Channel
from domain.texts import Reason, SingleText, State
from domain.vault import Purpose, Unsealable, Vault

Told = tuple[Sighting, Reporter | None]


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
    told: dict[int, list[Told]] = {}
    for sighting, reporter in session.execute(query.where(Sighting.incident_id == incident.id)):
        told.setdefault(sighting.number, []).append((sighting, reporter))
    return [_source(told[number]) for number in sorted(told)]


def _source(told: list[Told]) -> Contact:
    """One source by all it told; it is reached by the telling in which it answered last whether it may be texted."""
    sighting, reporter = max(told, key=lambda one: _rank(one, "may_text"))
    _, asked = max(told, key=lambda one: _rank(one, "may_call"))
    return Contact(
        number=sighting.number,
        sighting_id=sighting.id,
        language=sighting.language,
        kept=reporter is not None,
        may_text=reporter is not None and reporter.may_text,
        may_call=asked.may_call if asked else None,
    )


def _rank(told: Told, permission: str) -> tuple[bool, bool, int]:
    """How much a telling says of it: with a number, with an answer, the newest.

    Who is cut off was asked nothing, and by SMS nobody is asked for a call: what they answered before stands.
    """
    sighting, reporter = told
    asked = sighting.channel is not Channel.SMS and not sighting.partial
    return reporter is not None, reporter is not None and (asked or bool(getattr(reporter, permission))), sighting.id


def phone_of(session: Session, vault: Vault, sighting_id: int) -> Phone | None:
    """The number of one telling; None where it is deleted, was never given or cannot be opened with our keys."""
    reporter = session.get(Reporter, sighting_id, populate_existing=True)
    try:
        return REPORTER_PHONE.phone(vault, reporter) if reporter else None
    except Unsealable:
        return None


def silence(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """STOP: no text nor call about anything this number ever told, nor a text still held back. All are opened."""
    willing = session.scalars(select(Reporter).where(Reporter.may_text | Reporter.may_call.is_not(None))).all()
    for reporter in willing:
        if phone_of(session, vault, reporter.sighting_id) == phone:
            reporter.may_text, reporter.may_call = False, None
    held = (SingleText.reason == Reason.FEEDBACK, SingleText.state == State.QUEUED)
    mine = SingleText.phone_lookup == vault.lookup(phone, Purpose.TEXT)
    over = {"state": State.NOT_SENT, "settled_at": now, "phone_sealed": None, "body_sealed": None}
    session.execute(update(SingleText).where(*held, mine).values(over))
