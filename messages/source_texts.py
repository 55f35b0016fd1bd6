"""An officer's own words to a source, spoken of by its number; what comes back joins what it told."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import contacts, conversations, incidents, timeline
from domain.areas import Gazetteer
from domain.conversations import Ask, Question
from domain.moments import hour, minute
from domain.officers import Officer
from domain.refusals import Refusal
from domain.sightings import Sighting
from domain.texts import Reason
from domain.timeline import Act
from domain.vault import Vault
from messages import filing, outbox
from messages.compose import normalise, plain
from messages.segments import segment


def body(own: str) -> str:
    """The text as it leaves, to the letter; "" while there is none."""
    own = plain(normalise(own))
    return f"Mbiu: {own}" if own else ""


def check_length(text: str) -> None:
    """Raises `Refusal` for an empty text, and for one of several parts: on a cheap phone they come apart."""
    if not text:
        raise Refusal("Write the text.")
    if len(segment(text).parts) > 1:
        raise Refusal("Make it shorter: with its first word it has room for 160 plain letters.")


def write(
    session: Session, vault: Vault, sighting: Sighting, officer: Officer, text: str, *, places: Gazetteer, now: datetime
) -> None:
    """Text the source of this telling, and take for three days what it writes back as a part of it. Raises `Refusal`.

    The conversation is held before the incident, as by whoever takes a text. What stood open there gives way; a report
    that waited in it is filed.
    """
    phone = contacts.phone_of(session, vault, sighting.id)
    if phone is None:
        raise Refusal("The number of this source is deleted.")
    row = conversations.of(session, vault, phone)
    incident = incidents.locked(session, sighting.incident_id)
    known = contacts.of(session, incident) if incident else []
    source = next((each for each in known if each.sighting_id == sighting.id), None)
    if incident is None or source is None or not source.may_text:
        raise Refusal("This source does not want to be texted.")
    if row.ask is Ask.REPORT and row.question_sealed:
        filing.file_unanswered(session, vault, phone, row.read(vault)[1], places=places, now=now)
    about = Question(Ask.SOURCE, about=str(sighting.id), kind=sighting.kind, ward=sighting.ward or "")
    conversations.ask(session, vault, phone, about, now)
    # Not the moment of the step, nor its minute: the two are in one dump.
    outbox.queue(session, vault, phone, text, reason=Reason.FEEDBACK, now=minute(now))
    number = str(source.number)
    timeline.write(session, vault, incident, Act.TEXTED, hour(now), officer=officer, value=number, words=text)
