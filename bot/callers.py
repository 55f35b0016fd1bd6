"""What the database knows of a phone, as the conversation wants it."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.talk import Caller, LatestWarning
from domain import bulletins, subscribers
from domain.languages import Language
from domain.phones import Phone
from domain.vault import Vault


def know(session: Session, vault: Vault, phone: Phone, now: datetime) -> Caller:
    """Its language, its wards and the newest warning for them; a blank caller for a phone we have never met."""
    subscriber = subscribers.find(session, vault, phone)
    if subscriber is None:
        return Caller()
    wards = tuple(subscriber.wards)
    if not subscriber.active:
        return Caller(language=subscriber.language, former=wards)
    return Caller(subscriber.language, wards, warning=_warning(session, wards, subscriber.language, now))


def _warning(session: Session, wards: tuple[str, ...], language: Language, now: datetime) -> LatestWarning | None:
    """The words as they were signed: their own language, else Swahili."""
    bulletin = bulletins.latest_warning(session, wards, now)
    text = bulletin.outgoing().get(language) if bulletin else None
    return LatestWarning(text.plain, text.language) if text else None
