"""Backups that were made, whether each was seen to come back, and restores."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


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
