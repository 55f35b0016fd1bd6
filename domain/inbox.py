"""Every callback as it came, once: sealed, answered only after its commit, stripped when it has become something."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.vault import Purpose, Vault


class Kind(StrEnum):
    USSD = "ussd"
    USSD_EVENT = "ussd_event"
    SMS = "sms"
    DELIVERY = "delivery"
    OPTOUT = "optout"


class State(StrEnum):
    NEW = "new"
    DONE = "done"
    FLAGGED = "flagged"  # we could not read it or do not know its words: kept raw for a person


class Callback(Base):
    """One knock of a provider. `answer_sealed` is what we said, so that the same knock gets the same answer."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("provider", "kind", "external_id"),
        Index("ix_inbox_flagged", "id", postgresql_where="state = 'flagged'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    provider: Mapped[str]
    kind: Mapped[Kind]
    external_id: Mapped[str]
    received_at: Mapped[datetime]
    body_sealed: Mapped[bytes | None]
    answer_sealed: Mapped[bytes | None] = mapped_column(default=None)
    state: Mapped[State] = mapped_column(default=State.NEW)
    note: Mapped[str] = mapped_column(default="")  # why it is flagged; never its content

    def strip(self) -> None:
        """It has become something: the raw words are not kept a second time."""
        self.state, self.body_sealed = State.DONE, None

    def flag(self, note: str) -> None:
        self.state, self.note = State.FLAGGED, note


def receive(
    session: Session, vault: Vault, *, provider: str, kind: Kind, external_id: str, body: bytes, now: datetime
) -> tuple[Callback, bool]:
    """Keep a callback; returns it and whether it is new. A repeat waits for the first one's commit, then sees it.

    `body` is the raw request: bytes that are not UTF-8 are kept as replacement escapes, so that nothing is refused.
    """
    raw = body.decode("utf-8", "backslashreplace")
    created = session.scalar(
        insert(Callback)
        .values(
            provider=provider,
            kind=kind,
            external_id=external_id,
            received_at=now,
            body_sealed=vault.seal(raw, Purpose.INBOX),
            state=State.NEW,
            note="",
        )
        .on_conflict_do_nothing(index_elements=["provider", "kind", "external_id"])
        .returning(Callback)
    )
    if created is not None:
        return created, True
    seen = select(Callback).where(
        Callback.provider == provider, Callback.kind == kind, Callback.external_id == external_id
    )
    return session.scalars(seen).one(), False


def flagged(session: Session) -> int:
    """How many callbacks wait for a person."""
    return session.scalar(select(func.count()).where(Callback.state == State.FLAGGED)) or 0


def newest_flagged(session: Session, *, most: int, skip: int = 0) -> list[Callback]:
    """Those that wait for a person, the newest first."""
    query = select(Callback).where(Callback.state == State.FLAGGED).order_by(Callback.id.desc())
    return list(session.scalars(query.limit(most).offset(skip)))


def locked_flagged(session: Session, callback_id: int) -> Callback | None:
    """One that still waits for a person, held until this transaction ends."""
    query = select(Callback).where(Callback.id == callback_id, Callback.state == State.FLAGGED)
    return session.scalar(query.with_for_update())
