"""What a county may spend on bulletins in a day, and what it has: a row a county and day, so asking costs nothing."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.hours import local
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


_LIMIT = "coalesce((SELECT kes_per_day FROM budgets WHERE county = :county), 'Infinity')"
_RESERVE = text(f"""
    INSERT INTO spending (county, day, kes) SELECT :county, :day, :kes WHERE :kes <= {_LIMIT}
    ON CONFLICT (county, day) DO UPDATE SET kes = spending.kes + :kes WHERE spending.kes + :kes <= {_LIMIT}
    RETURNING kes""")
_LEFT = text(f"""
    SELECT {_LIMIT} - coalesce((SELECT kes FROM spending WHERE county = :county AND day = :day), 0)""")  # noqa: S608
_GIVE_BACK = text("UPDATE spending SET kes = kes - :kes WHERE county = :county AND day = :day")


def reserve(session: Session, county: str, kes: Decimal, now: datetime) -> bool:
    """Take what a call may cost out of the county's day; False, and nothing taken, when that is more than is left.

    The row is held until the transaction ends, and every list of the county asks for it.
    """
    asked = {"county": county, "day": local(now).date(), "kes": kes}
    return session.execute(_RESERVE, asked).one_or_none() is not None


def left(session: Session, county: str, now: datetime) -> Decimal:
    """KES that the county's day still has. Ask only where there is a limit, as after a refused `reserve`."""
    day = {"county": county, "day": local(now).date()}
    still: Decimal = session.execute(_LEFT, day).scalar_one()
    return max(still, Decimal(0))


def give_back(session: Session, county: str, kes: Decimal, taken_at: datetime) -> None:
    """What a call did not cost after all, on the day it was taken from."""
    if kes:
        session.execute(_GIVE_BACK, {"county": county, "day": local(taken_at).date(), "kes": kes})


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
