"""Somebody was put forward by a volunteer or an officer: the phone itself is asked, and nobody learns which."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.questions import put
from bot.services import Services
from domain import conversations
from domain.conversations import Ask, Question
from domain.languages import Language
from domain.phones import Phone
from domain.texts import Reason
from messages import outbox


def ask(
    services: Services,
    session: Session,
    phone: Phone,
    ward: str,
    language: Language,
    now: datetime,
    *,
    at: datetime | None = None,
) -> None:
    """Ask whether its owner agrees, not before `at`; `domain.invitations` has found that nothing else stands open."""
    question = Question(Ask.INVITED, ward=ward, language=language)
    conversations.ask(session, services.vault, phone, question, now)
    words = put(question, services.places, services.catalog)
    outbox.queue(session, services.vault, phone, words, reason=Reason.INVITATION, now=now, at=at)
