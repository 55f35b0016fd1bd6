"""Where a word to one person is left to be sent: written and handed to the worker in one transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import senders
from domain.phones import Phone
from domain.texts import Reason, SingleText, new_text
from domain.vault import Vault
from messages.compose import normalise, plain
from messages.jobs import PRIORITY_REPLY, Job, defer


def queue(
    session: Session,
    vault: Vault,
    phone: Phone,
    body: str,
    *,
    reason: Reason,
    now: datetime,
    at: datetime | None = None,
) -> SingleText:
    """Leave one text for one number; it goes out from the short code, so that it can be answered; not before `at`.

    The words are put right and in plain letters: one ĩ would make a reply cost double.
    """
    sender = senders.name_for(session, senders.Use.REPLIES)
    return queue_as_it_is(session, vault, phone, plain(normalise(body)), sender=sender, reason=reason, now=now, at=at)


def queue_as_it_is(
    session: Session,
    vault: Vault,
    phone: Phone,
    body: str,
    *,
    sender: str | None,
    reason: Reason,
    now: datetime,
    at: datetime | None = None,
) -> SingleText:
    """The same to the letter, from a sender of the caller's choice: for who wants to see what a text looks like."""
    text = new_text(vault, phone, body, reason=reason, sender=sender, now=at or now)  # its age counts from then
    session.add(text)
    session.flush()
    defer(session, Job.SEND_TEXT, priority=PRIORITY_REPLY, at=at, text=text.id)
    return text
