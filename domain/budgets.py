"""What a county may spend on bulletins in a day, and what it has: a row a county and day, so asking costs nothing."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.officers import Officer
from domain.refusals import Refusal

MOST = 10_000_000  # KES a day: more than every phone of the three counties several times over


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


def set_budget(session: Session, county: str, kes: Decimal | None, officer: Officer, now: datetime) -> None:
    """Limit what the bulletins of a county may cost in a day; None takes the limit away, 0 holds them all.

    Raises `Refusal` for what can only be a slip of the pen.
    """
    if kes is None:
        session.execute(delete(Budget).where(Budget.county == county))
        return
    if kes < 0:
        raise Refusal("A budget cannot be less than nothing.")
    if kes > MOST:
        raise Refusal("A budget of more than %(most)s shillings a day must be a slip: write less.", most=f"{MOST:,}")
    fresh = {"kes_per_day": kes, "set_by": officer.id, "set_at": now}
    upsert = insert(Budget).values(county=county, **fresh)
    session.execute(upsert.on_conflict_do_update(index_elements=[Budget.county], set_=fresh))


def budgets(session: Session) -> dict[str, Decimal]:
    """KES a day by county, where there is a limit."""
    return {row.county: row.kes_per_day for row in session.scalars(select(Budget))}


def spent(session: Session, day: date) -> dict[str, Decimal]:
    """KES spent, or set aside for calls under way, on this day in Nairobi, by county."""
    return {row.county: row.kes for row in session.scalars(select(Spending).where(Spending.day == day))}
