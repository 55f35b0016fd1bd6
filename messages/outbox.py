"""Where a word to one person is left to be sent: written and handed to the worker in one transaction."""

import logging
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from domain import senders
from domain.db import next_id, next_ids
from domain.officers import Officer
from domain.phones import Phone
from domain.sealed_columns import OFFICER_PHONE
from domain.texts import Reason, SingleText, new_text, sent_lately
from domain.vault import Unsealable, Vault
from messages.compose import normalise, plain
from messages.jobs import PRIORITY_REPLY, PRIORITY_WELCOME, Job, defer, defer_texts

log = logging.getLogger(__name__)


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
    text = new_text(
        next_id(session, SingleText), vault, phone, body, reason=reason, sender=sender, now=at or now
    )  # its age counts from then
    session.add(text)
    session.flush()
    defer(session, Job.SEND_TEXT, priority=PRIORITY_REPLY, at=at, text=text.id)
    return text


def queue_welcomes(session: Session, vault: Vault, words: Iterable[tuple[Phone, str]], *, at: datetime) -> None:
    """Leave a greeting for many people at once, from the short code; behind every bulletin, and not before `at`."""
    sender = senders.name_for(session, senders.Use.REPLIES)
    said = list(words)
    texts = [
        new_text(text_id, vault, phone, plain(normalise(body)), reason=Reason.WELCOME, sender=sender, now=at)
        for text_id, (phone, body) in zip(next_ids(session, SingleText, len(said)), said, strict=True)
    ]
    session.add_all(texts)
    session.flush()
    defer_texts(session, [text.id for text in texts], priority=PRIORITY_WELCOME, at=at)


def tell(
    session: Session, vault: Vault, officer: Officer, body: str, *, now: datetime, most: int | None = None
) -> bool:
    """Leave an alert for an officer; False without a number, or with one that our keys do not open.

    Such a one is passed over and logged: it must hold back no word to the others. Whoever had `most` alerts within an
    hour gets no more of them and counts as told: the reminders say how many wait, and one text more is not read.
    """
    if officer.phone_sealed is None:
        return False
    try:
        phone = OFFICER_PHONE.phone(vault, officer)
    except Unsealable:
        log.error("the number of officer %d cannot be opened with our keys", officer.id)
        return False
    if most is None or sent_lately(session, vault, phone, reason=Reason.ALERT, now=now) < most:
        queue(session, vault, phone, body, reason=Reason.ALERT, now=now)
    return True
