"""What sources hear when what they told was looked into and when it is closed: one of a few sentences, or nothing.

The phone may be shared: none is a reading-back of what was told.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain import contacts, timeline
from domain.hours import DAY, next_open
from domain.incidents import VERIFIED, Handling, Incident
from domain.languages import FLOOR
from domain.moments import hour
from domain.officers import Officer
from domain.refusals import Refusal
from domain.sealed_columns import STEP_WORDS
from domain.texts import Reason
from domain.timeline import Act, Step
from domain.vault import Unsealable, Vault
from messages import outbox
from messages.catalog import Catalog
from messages.feedback_words import SENTENCES, Said

# Not in the minute of the officer's step, nor all at once: a dump must not pair a text with the incident it is about.
SOONEST, LATEST = timedelta(minutes=2), timedelta(minutes=15)
MICROSECOND = timedelta(microseconds=1)


def owed_for(vault: Vault, steps: Sequence[Step]) -> Step | None:
    """The last checking or closing, which sources may hear of once; None where there is none or they have heard."""
    for step in reversed(steps):
        if step.act is Act.VERIFICATION and step.value in VERIFIED:
            return step
        if step.act is Act.HANDLING and step.value == Handling.CLOSED:
            return step
        if step.act is Act.TEXTED and _words(vault, step) in SENTENCES.values():
            return None
    return None


def _words(vault: Vault, step: Step) -> str:
    try:
        return STEP_WORDS.read(vault, step)
    except Unsealable:
        return ""


def tell(
    session: Session, vault: Vault, catalog: Catalog, incident: Incident, officer: Officer, said: Said, now: datetime
) -> int:
    """Leave the sentence for every source that allowed it; returns for how many. The incident is held by the caller.

    Between 19:00 and 07:00 it waits for the morning. Raises `Refusal` when they have heard of this step, or nobody can.
    """
    if owed_for(vault, timeline.of(session, incident)) is None:
        raise Refusal("The sources have heard of this step, or there is none to hear of.")
    words, told = SENTENCES[said], set()
    for source in contacts.of(session, incident):
        phone = contacts.phone_of(session, vault, source.sighting_id) if source.may_text else None
        if phone is None or phone in told:
            continue
        spoken = source.language if catalog.speaks(source.language, [words]) else FLOOR
        body, number = catalog.say(words, spoken), str(source.number)
        outbox.queue(session, vault, phone, body, reason=Reason.FEEDBACK, now=now, at=_moment(now))
        timeline.write(session, vault, incident, Act.TEXTED, hour(now), officer=officer, value=number, words=words)
        told.add(phone)
    if not told:
        raise Refusal("No source of this report can be texted.")
    return len(told)


def _moment(now: datetime) -> datetime:
    """When a text may leave: some minutes from now, or as long after 07:00; no digit of it is that of `now`."""
    wait = SOONEST + secrets.randbelow((LATEST - SOONEST) // MICROSECOND) * MICROSECOND
    opens = next_open(now, DAY)
    return opens + wait if DAY.holds(opens + wait) else next_open(opens + wait, DAY) + wait
