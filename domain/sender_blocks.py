"""An operator's block of one sender name by one person. It stops that sender only, never the others."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.subscribers import Subscriber


class SenderBlock(Base):
    """Of one name for one person; an explicit join ends all of theirs (`subscribers.join`)."""

    __tablename__ = "sender_blocks"

    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True)
    sender: Mapped[str] = mapped_column(primary_key=True)
    blocked_at: Mapped[datetime]


def block(session: Session, subscriber: Subscriber, sender: str, now: datetime) -> None:
    """Remember that this person blocked one sender name at the operator."""
    session.execute(
        insert(SenderBlock).values(subscriber_id=subscriber.id, sender=sender, blocked_at=now).on_conflict_do_nothing()
    )


def of(session: Session, subscriber_id: int) -> list[SenderBlock]:
    """What a person blocked, the oldest first."""
    query = select(SenderBlock).where(SenderBlock.subscriber_id == subscriber_id).order_by(SenderBlock.blocked_at)
    return list(session.scalars(query))
