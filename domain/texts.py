"""A single message to a single number: a reply, an acknowledgement, a word to an officer, a test."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, Numeric, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.phones import Phone
from domain.sealed_columns import TEXT_BODY, TEXT_PHONE
from domain.vault import Purpose, Vault


class Reason(StrEnum):
    """Why we text one person. Replies are never bulletins: they go at any hour and ahead of everything."""

    REPLY = "reply"  # an automatic answer
    ANSWER = "answer"  # an officer's own words
    ALERT = "alert"  # to an officer on duty
    TEST = "test"
    INVITATION = "invitation"  # a volunteer put this number forward
    SEASON = "season"  # whether a subscriber wants to stay
    FEEDBACK = "feedback"  # to a source, who allowed it
    CASE = "case"  # to a responder
    WELCOME = "welcome"  # to somebody whom a list brought in: how to stop


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    ON_NETWORK = "on_network"
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


COUNTED_FOR = timedelta(hours=1)  # how far back the guard against loops looks
FINAL = {State.DELIVERED, State.FAILED, State.REFUSED, State.NOT_SENT}


class SingleText(Base):
    """Number and words are sealed, and blanked soon after the end is known.

    The lookup stays for as long as the guard against loops counts by it: texts of one number must not join for longer.
    """

    __tablename__ = "texts"
    __table_args__ = (
        Index("ix_texts_phone_lookup", "phone_lookup", "created_at"),
        Index("ix_texts_created_at", "created_at", postgresql_using="brin"),  # for the figures of a month
        Index("ix_texts_unfinished", "state", "claimed_at", postgresql_where="state IN ('queued', 'sending')"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reason: Mapped[Reason]
    phone_sealed: Mapped[bytes | None]
    phone_lookup: Mapped[bytes | None]
    body_sealed: Mapped[bytes | None]
    sender: Mapped[str | None]
    created_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0, server_default="0")  # as of a batch
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    provider: Mapped[str | None] = mapped_column(default=None)
    provider_id: Mapped[str | None] = mapped_column(default=None)
    fault: Mapped[str] = mapped_column(default="")
    cost: Mapped[Decimal] = mapped_column(Numeric(12, 4), default=Decimal(0))

    def settle(self, state: State, now: datetime) -> None:
        """Take an outcome; when it is the end, forget the number and the words. The row stays as a count."""
        self.state, self.settled_at = state, now
        if state in FINAL:
            self.phone_sealed = self.body_sealed = None
            if now - self.created_at > COUNTED_FOR:
                self.phone_lookup = None


def new_text(
    text_id: int, vault: Vault, phone: Phone, body: str, *, reason: Reason, sender: str | None, now: datetime
) -> SingleText:
    """A text waiting to be sent; `text_id` is drawn ahead (`domain.db.next_ids`)."""
    text = SingleText(
        reason=reason,
        phone_sealed=vault.seal(phone.e164, *TEXT_PHONE.at(text_id)),
        phone_lookup=vault.lookup(phone, Purpose.TEXT),
        body_sealed=vault.seal(body, *TEXT_BODY.at(text_id)),
        sender=sender,
        created_at=now,
    )
    text.id = text_id
    return text


def sent_lately(
    session: Session, vault: Vault, phone: Phone, *, reason: Reason, now: datetime, within: timedelta = COUNTED_FOR
) -> int:
    """How many texts of this kind this number was given lately: what the guard against loops counts."""
    return (
        session.scalar(
            select(func.count()).where(
                SingleText.phone_lookup == vault.lookup(phone, Purpose.TEXT),
                SingleText.reason == reason,
                SingleText.created_at > now - within,
            )
        )
        or 0
    )
