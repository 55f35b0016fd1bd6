"""Backups that were made, whether each was seen to come back, and restores."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base

FRESH = timedelta(days=2)  # made nightly, one may fail before somebody has to look


class Backup(Base):
    """One file. `rows` are those of each table as counted when it was made; `fault` what went wrong, in our words."""

    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    bytes: Mapped[int | None] = mapped_column(default=None)
    rows: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    fault: Mapped[str] = mapped_column(default="")


class Restore(Base):
    """That this database came out of a backup, and how many who had left or were erased since were taken out again.

    While `replayed_at` is empty nothing may be sent.
    """

    __tablename__ = "restores"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    backup_name: Mapped[str]
    backup_of: Mapped[datetime]
    restored_at: Mapped[datetime]
    replayed_at: Mapped[datetime | None] = mapped_column(default=None)
    stopped: Mapped[int] = mapped_column(default=0)
    erased: Mapped[int] = mapped_column(default=0)


# What `routing.choose` looks at before every call, among other things.
HELD = "EXISTS (SELECT FROM restores WHERE replayed_at IS NULL)"


def held(session: Session) -> bool:
    """Whether nothing may be sent, for nobody has told this database yet who left since its backup."""
    return bool(session.scalar(select(exists().where(Restore.replayed_at.is_(None)))))


def last_restore(session: Session) -> Restore | None:
    """The newest, if this database ever came out of a backup."""
    return session.scalar(select(Restore).order_by(Restore.restored_at.desc()).limit(1))


def verified_lately(session: Session, now: datetime) -> str | None:
    """The name of the newest backup of the last two days that was seen to come back."""
    seen = select(Backup.name).where(Backup.verified_at.is_not(None), Backup.begun_at > now - FRESH)
    return session.scalar(seen.order_by(Backup.begun_at.desc()).limit(1))


def unverified(session: Session) -> set[str]:
    """The names of those that nobody has seen come back."""
    return set(session.scalars(select(Backup.name).where(Backup.verified_at.is_(None))))
