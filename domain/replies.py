"""What people write to us in their own words: an answer to the last bulletin, a question, thanks."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, exists, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.util import AliasedClass

from domain.db import Base
from domain.languages import Language
from domain.moments import minute
from domain.officers import Officer
from domain.phones import Phone
from domain.refusals import Refusal
from domain.subscribers import Subscriber
from domain.vault import Purpose, Vault


class Topic(StrEnum):
    """Why they wrote."""

    REPLY = "reply"  # an answer to the last bulletin, or anything else
    QUESTION = "question"
    FEEDBACK = "feedback"  # praise or complaint about this service


class Reply(Base):
    """One free text. Its number has a lookup of its own, so that conversations join to nothing else.

    Without a number nobody is answered: it came by a report whose sender allowed no text.
    """

    __tablename__ = "replies"
    __table_args__ = (
        Index("ix_replies_open", "id", postgresql_where="answered_at IS NULL"),
        Index("ix_replies_received_at", "received_at", postgresql_using="brin"),  # for the figures of a month
        Index("ix_replies_piece_id", "piece_id", postgresql_where="piece_id IS NOT NULL"),
        Index("ix_replies_station_id", "station_id", postgresql_where="station_id IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    phone_sealed: Mapped[bytes | None]
    phone_lookup: Mapped[bytes | None] = mapped_column(index=True)
    body_sealed: Mapped[bytes | None]  # None: deleted when its time was over
    language: Mapped[Language]
    county: Mapped[str | None]  # of the sender's first ward; none: not a subscriber, every county sees it
    received_at: Mapped[datetime]
    bulletin_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), default=None)
    topic: Mapped[Topic] = mapped_column(default=Topic.REPLY, server_default="reply")
    answer_sealed: Mapped[bytes | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("radio_pieces.id"), default=None)  # answers it on air
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), default=None)  # that handed it in

    @property
    def by_report(self) -> bool:
        """Whether it came by a report (`misfiled.to_feedback`): nothing of those goes on air, not even as a count.

        One whose sender allowed texts looks like any other, or the number would be known as a reporter's.
        """
        return self.phone_lookup is None and self.station_id is None

    def shown_to(self, counties: set[str] | None) -> bool:
        """Whether an officer of these counties (None: all) reads it; one of no county is for every officer."""
        return counties is None or self.county in counties or (self.county is None and bool(counties))


def keep(
    session: Session,
    vault: Vault,
    phone: Phone | None,
    body: str,
    *,
    subscriber: Subscriber | None,
    language: Language,
    county: str | None,
    bulletin_id: int | None,
    now: datetime,
    topic: Topic = Topic.REPLY,
    station_id: int | None = None,
) -> Reply:
    """Put a free text where officers read it; `station_id` is the radio station that handed it in."""
    sealed, lookup = vault.hide(phone, Purpose.REPLY) if phone else (None, None)
    reply = Reply(
        phone_sealed=sealed,
        phone_lookup=lookup,
        body_sealed=vault.seal(body, Purpose.REPLY),
        language=subscriber.language if subscriber else language,
        county=county,
        received_at=minute(now),  # our answer to it is another table's, with the exact moment
        bulletin_id=bulletin_id,
        topic=topic,
        station_id=station_id,
    )
    session.add(reply)
    return reply


def wrote_lately(session: Session, vault: Vault, phone: Phone, now: datetime) -> bool:
    """Whether this number has written to officers within the hour: further texts are not acknowledged again."""
    mine = (Reply.phone_lookup == vault.lookup(phone, Purpose.REPLY), Reply.received_at > now - timedelta(hours=1))
    return bool(session.scalar(select(exists().where(*mine))))


def locked(session: Session, reply_id: int) -> Reply | None:
    """The reply for whoever answers it: two officers answering at once take turns."""
    return session.scalar(
        select(Reply).where(Reply.id == reply_id).with_for_update().execution_options(populate_existing=True)
    )


def answer(reply: Reply, vault: Vault, officer: Officer, words: str, now: datetime) -> None:
    """Write down the answer, or what was done. The caller sends it. Once, so that nobody is texted twice."""
    if reply.answered_at is not None:
        raise Refusal("Somebody has answered this meanwhile.")
    if not words.strip():
        raise Refusal("Write the answer.")
    reply.answer_sealed = vault.seal(words.strip(), Purpose.REPLY)
    reply.answered_at, reply.answered_by = now, officer.id


def within(counties: set[str] | None, of: "type[Reply] | AliasedClass[Reply]" = Reply) -> ColumnElement[bool]:
    """The messages of these counties (None: all); those of no county are seen by everyone."""
    return true() if counties is None else of.county.is_(None) | of.county.in_(counties)
