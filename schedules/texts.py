"""Single messages on their way: the same promise as a batch, for one person who may be waiting."""

from datetime import timedelta

from sqlalchemy import select

from domain.texts import SingleText, State
from domain.vault import Purpose, Unsealable
from messages.jobs import PRIORITY_REPLY, Job, defer
from messages.providers.base import Outcome, Result
from schedules.crew import Crew
from schedules.outcomes import wait_before, worth_another_try

# An answer that comes an hour late answers nothing.
STALE = timedelta(hours=1)


def send_text(crew: Crew, text_id: int) -> None:
    """Send one text once. An unknown outcome is never tried again: a reply twice is worse than a reply missed."""
    with crew.sessions.begin() as session:
        text = session.scalar(
            select(SingleText).where(SingleText.id == text_id, SingleText.state == State.QUEUED).with_for_update()
        )
        if text is None:
            return
        try:
            phone = crew.vault.reveal(text.phone_sealed or b"", Purpose.TEXT)
            body, sender = crew.vault.open(text.body_sealed or b"", Purpose.TEXT), text.sender
        except Unsealable:  # forgotten meanwhile, or sealed under a key we no longer have: it can never leave
            text.settle(State.NOT_SENT, crew.now())
            return
        text.state, text.claimed_at, text.attempts = State.SENDING, crew.now(), text.attempts + 1
        attempt, text.provider = text.attempts, crew.provider(text.attempts).name
    [result] = crew.send(attempt, body, [phone], sender)
    _record(crew, text_id, result)


def _record(crew: Crew, text_id: int, result: Result) -> None:
    now = crew.now()
    with crew.sessions.begin() as session:
        text = session.scalar(
            select(SingleText).where(SingleText.id == text_id, SingleText.state == State.SENDING).with_for_update()
        )
        if text is None:  # taken for dead and swept: its delivery report will settle it
            return
        text.provider_id, text.fault, text.cost = result.provider_id, result.reason, result.cost
        if result.outcome is not Outcome.NOT_SENT:
            text.settle(State(result.outcome), now)
        elif now - text.created_at > STALE or not worth_another_try(result, text.attempts):
            text.settle(State.NOT_SENT, now)
        else:
            text.state = State.QUEUED
            at = now + wait_before(text.attempts, [result])
            defer(session, Job.SEND_TEXT, priority=PRIORITY_REPLY, at=at, text=text.id)
