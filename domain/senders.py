"""What a message goes out as, by purpose: operators treat each kind of sender differently."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base


class Use(StrEnum):
    WARNINGS = "warnings"  # a transactional name: no hours, no operator STOP, cannot be blocked
    PEACE = "peace"  # a promotional name where the operator says so: 08:00-18:00, can be blocked
    REPLIES = "replies"  # the short code: everything that can be answered


class SenderClass(StrEnum):
    """How the operator registered the name (Safaricom's rules)."""

    TRANSACTIONAL = "transactional"
    PROMOTIONAL = "promotional"
    SHORT_CODE = "short_code"


class Sender(Base):
    """One registered name or code. None of a name means the provider's default for that account."""

    __tablename__ = "senders"

    use: Mapped[Use] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    sender_class: Mapped[SenderClass]
    keyword: Mapped[str | None] = mapped_column(default=None)  # that routes a shared short code to us


def register(
    session: Session,
    *,
    sender_id: str | None,
    short_code: str | None,
    peace_sender_id: str | None = None,
    keyword: str | None = None,
) -> None:
    """Bring the three senders level with the settings. A name of its own for peace is a promotional one.

    With one name for both, who blocks it at the operator blocks the warnings too.
    """
    warnings = (sender_id, SenderClass.TRANSACTIONAL)
    own_name = peace_sender_id is not None and peace_sender_id != sender_id
    rows = {
        Use.WARNINGS: warnings,
        Use.PEACE: (peace_sender_id, SenderClass.PROMOTIONAL) if own_name else warnings,
        Use.REPLIES: (short_code, SenderClass.SHORT_CODE),
    }
    for use, (name, sender_class) in rows.items():
        word = keyword or None if use is Use.REPLIES else None
        session.merge(Sender(use=use, name=name, sender_class=sender_class, keyword=word))


def of(session: Session, use: Use) -> Sender | None:
    """What is registered for this use."""
    return session.get(Sender, use)


def name_for(session: Session, use: Use) -> str | None:
    """The sender name for this use; None when the account's default is to be used."""
    sender = of(session, use)
    return sender.name if sender else None


def code(session: Session) -> str | None:
    """The short code as people are told it; None while there is none."""
    sender = of(session, Use.REPLIES)
    return code_words(sender.name, sender.keyword) if sender and sender.name else None


def code_words(short_code: str, keyword: str | None) -> str:
    """The number that answers, with the word a shared one needs: 20880, or 20880 (MBIU)."""
    return f"{short_code} ({keyword})" if keyword else short_code
