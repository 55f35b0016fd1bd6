"""Delivery reports as they wait to be folded in: written by the door, gone when they have moved something."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, Index, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.phones import Phone
from domain.sealed_columns import RECEIPT_PHONE
from domain.vault import Vault

LATELY = timedelta(hours=24)  # how far back strangers' reports are counted


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
    network: Mapped[str] = mapped_column(default="", server_default="")  # the operator's code, where it is named
    stage: Mapped[Stage] = mapped_column(default=Stage.NEW, server_default=Stage.NEW)


class Told(NamedTuple):
    """What a report says that can be used; the words are those of a `WaitingReceipt`."""

    provider: str
    provider_id: str
    phone: Phone
    state: str
    blocked: bool
    reason: str
    network: str = ""


class Counts(NamedTuple):
    """What the console shows."""

    waiting: int
    strange: int


# Not through the ORM, nor compiled by Core: this runs for every report, and either costs more than the row itself.
_KEEP = """
    INSERT INTO receipts (provider, provider_id, phone_sealed, state, blocked, reason, network, received_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""


def keep(connection: Connection, vault: Vault, told: Told, received_at: datetime) -> None:
    """Write down one report. The same one twice makes two rows: the fold takes them for one."""
    sealed = vault.seal(told.phone.e164, *RECEIPT_PHONE.at(told.provider, told.provider_id))
    row = (told.provider, told.provider_id, sealed, told.state, told.blocked, told.reason, told.network, received_at)
    connection.exec_driver_sql(_KEEP, row)


def any_at(session: Session, stage: Stage) -> bool:
    """Whether reports are there to be folded in: new ones, or those that came too early."""
    return bool(session.scalar(select(exists().where(WaitingReceipt.stage == stage))))


def counts(session: Session, now: datetime) -> Counts:
    """How many reports wait for what they are about, how many of a day were for nothing we sent."""
    at = func.count().filter
    waiting, strange = session.execute(
        select(
            at(WaitingReceipt.stage == Stage.WAITING),
            at(WaitingReceipt.stage == Stage.STRANGE, WaitingReceipt.received_at > now - LATELY),
        ).where(WaitingReceipt.stage != Stage.NEW)
    ).one()
    return Counts(waiting, strange)
