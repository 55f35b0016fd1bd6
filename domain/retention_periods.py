"""How long what is kept, and what each night forgot."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class RetentionPeriod(Base):
    """A period a county chose in place of the one that is shipped."""

    __tablename__ = "retention_periods"

    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    set_at: Mapped[datetime]


class RetentionNight(Base):
    """How many rows of a kind were forgotten on a day."""

    __tablename__ = "retention_nights"

    on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    rows: Mapped[int]
