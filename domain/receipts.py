"""Delivery reports as they wait to be folded in: written by the door, gone when they have moved something."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base


class Stage(StrEnum):
    NEW = "new"
    WAITING = "waiting"  # it came before our own commit of what it is about, or is about something unknown
    STRANGE = "strange"  # for nothing we sent: counted on screen, forgotten in time


class WaitingReceipt(Base):
    """One report, read at the door. The number is sealed and without a lookup: in a dump it joins nothing."""

    __tablename__ = "receipts"
    __table_args__ = (Index("ix_receipts_aside", "stage", "id", postgresql_where="stage <> 'new'"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    provider: Mapped[str]
    provider_id: Mapped[str]
    phone_sealed: Mapped[bytes]
    state: Mapped[str]  # a `ReceiptState` of messages.providers.base
    blocked: Mapped[bool]  # the person, or the operator for them, blocked the sender
    received_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.NEW, server_default=Stage.NEW)


def counts(session: Session) -> dict[Stage, int]:
    """How many reports were put aside, by why; the new ones are folded in within moments and not counted."""
    aside = select(WaitingReceipt.stage, func.count().label("reports")).where(WaitingReceipt.stage != Stage.NEW)
    return {row.stage: row.reports for row in session.execute(aside.group_by(WaitingReceipt.stage))}
