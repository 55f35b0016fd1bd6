"""What a county may spend on bulletins in a day, and what it has: a row a county and day, so asking costs nothing."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class Budget(Base):
    """KES a day for the bulletins of one county. No row is no limit. Replies and alerts are never held by it."""

    __tablename__ = "budgets"

    county: Mapped[str] = mapped_column(primary_key=True)
    kes_per_day: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    set_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    set_at: Mapped[datetime]


class Spending(Base):
    """What the bulletins of one county have cost on one day in Nairobi, with what calls under way may still cost."""

    __tablename__ = "spending"

    county: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kes: Mapped[Decimal] = mapped_column(Numeric(14, 4), default=Decimal(0), server_default="0")
