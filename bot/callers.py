"""What the database knows of a phone, as the conversation wants it."""

from datetime import datetime
from functools import cache, partial

from sqlalchemy.orm import Session

from bot.talk import Caller, LatestWarning
from domain import latest_warnings, sender_blocks
from domain.hours import local
from domain.known_numbers import Known
from domain.languages import Language


def know(session: Session, known: Known | None, now: datetime) -> Caller:
    """Its language, its wards and the newest warning for them; a blank caller for a phone we have never met."""
    today = local(now).date()
    if known is None:
        return Caller(today=today)
    if not known.active:
        return Caller(language=known.language, former=known.wards, today=today)
    warning = cache(partial(_warning, session, known.wards, known.language, now))
    blocked = cache(partial(_blocked, session, known.id))
    paused = known.paused_until is not None and known.paused_until > now
    return Caller(
        known.language,
        known.wards,
        kind=known.kind,
        paused=paused,
        described=known.described,
        today=today,
        since=local(known.joined_at).date() if known.joined_at else None,
        paused_until=local(known.paused_until).date() if paused and known.paused_until else None,
        listed=known.listed,
        warning=warning,
        blocked=blocked,
    )


def _warning(session: Session, wards: tuple[str, ...], language: Language, now: datetime) -> LatestWarning | None:
    """The words as they were signed: their own language, else Swahili."""
    text = latest_warnings.latest_words(session, wards, language, now)
    return LatestWarning(text.plain, text.language) if text else None


def _blocked(session: Session, subscriber_id: int) -> tuple[str, ...]:
    """The names a person gets nothing from, in the order they blocked them at the operator."""
    return tuple(block.sender for block in sender_blocks.of(session, subscriber_id))
