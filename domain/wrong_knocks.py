"""Knocks that were wrong: tokens and links nobody gave out, counted over all processes and machines."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil

from sqlalchemy import Executable, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base

WINDOW = timedelta(minutes=10)


class Door(StrEnum):
    """What somebody had no right key to."""

    LINK = "link"  # to sign in once, or to a script
    PASSWORD = "password"  # noqa: S105  the name of a door
    HOOK = "hook"
    METRICS = "metrics"


# From one address within a window, before it is told to wait; an office shares one, and so does a mobile network.
MOST = {Door.LINK: 20, Door.PASSWORD: 100, Door.HOOK: 20, Door.METRICS: 20}


class WrongKnock(Base):
    """How often one address knocked wrongly at one kind of door, within a window that began at a moment.

    Of version 6 a /48 counts as one, the widest network one customer is given: each /64 of it would leave a row.
    """

    __tablename__ = "wrong_knocks"

    door: Mapped[str] = mapped_column(primary_key=True)
    address_lookup: Mapped[bytes] = mapped_column(primary_key=True)
    window_at: Mapped[datetime] = mapped_column(primary_key=True)
    times: Mapped[int]


def window(now: datetime) -> datetime:
    """When the window of this moment began: the same for every process."""
    return datetime.fromtimestamp(now.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), UTC)


def left(now: datetime) -> int:
    """Seconds until the next window."""
    return ceil((window(now) + WINDOW - now).total_seconds())


def counting(door: Door, address: bytes, now: datetime) -> Executable:
    """The statement that counts one more, and returns how many it makes."""
    row = insert(WrongKnock).values(door=door, address_lookup=address, window_at=window(now), times=1)
    keys = [WrongKnock.door, WrongKnock.address_lookup, WrongKnock.window_at]
    one_more = row.on_conflict_do_update(index_elements=keys, set_={"times": WrongKnock.times + 1})
    return one_more.returning(WrongKnock.times)


def too_many(session: Session, door: Door, address: bytes, now: datetime) -> bool:
    """Whether this address has had as many as it may have in this window."""
    key = (door.value, address, window(now))
    found = session.get(WrongKnock, key)
    return found is not None and found.times >= MOST[door]


def since(session: Session, moment: datetime) -> dict[Door, int]:
    """How many there were at each door since a moment, at least: over its limit an address is not counted on."""
    total = select(WrongKnock.door, func.sum(WrongKnock.times)).where(WrongKnock.window_at > moment)
    return {Door(door): int(times) for door, times in session.execute(total.group_by(WrongKnock.door))}
