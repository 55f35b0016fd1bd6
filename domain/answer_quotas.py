"""How many texts a county may answer people with in a day: answers cost money, and nobody else counts them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.hours import local
from domain.refusals import Refusal

USUAL = 200  # parts a day, of a county that has no row
MOST = 10_000  # parts a day: more than a team can write


class AnswerQuota(Base):
    """Parts of answers a day in Nairobi; a county without a row has the usual quota."""

    __tablename__ = "answer_quotas"

    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    a_day: Mapped[int]


class AnswerDay(Base):
    """The parts of answers that left one county on one day in Nairobi: a count alone, which no erasure changes."""

    __tablename__ = "answer_days"

    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    parts: Mapped[int]


_LIMIT = "coalesce((SELECT a_day FROM answer_quotas WHERE county = :county), :usual)"
_TAKE = text(f"""
    INSERT INTO answer_days (county, "on", parts) SELECT :county, :on, :parts WHERE :parts <= {_LIMIT}
    ON CONFLICT (county, "on") DO UPDATE SET parts = answer_days.parts + :parts
        WHERE answer_days.parts + :parts <= {_LIMIT}
    RETURNING parts""")


def take(session: Session, county: str, parts: int, now: datetime) -> None:
    """Take an answer of so many parts out of the county's day. Raises `Refusal`, and nothing is taken."""
    asked = {"county": county, "on": local(now).date(), "parts": parts, "usual": USUAL}
    if session.execute(_TAKE, asked).one_or_none() is None:
        raise Refusal(
            "The answers your county may send today are used up, and the message stays open. "
            "The administrator can raise the quota on the page Sending."
        )


def quotas(session: Session) -> dict[str, int]:
    """Parts a day by county, where another quota than the usual one was set."""
    return {row.county: row.a_day for row in session.scalars(select(AnswerQuota))}


def sent(session: Session, on: date) -> dict[str, int]:
    """Parts that left on this day in Nairobi, by county."""
    return {row.county: row.parts for row in session.scalars(select(AnswerDay).where(AnswerDay.on == on))}


def left(session: Session, county: str, now: datetime) -> int:
    """Parts that the county may still send today."""
    return max(quotas(session).get(county, USUAL) - sent(session, local(now).date()).get(county, 0), 0)


def set_quota(session: Session, county: str, a_day: int | None) -> None:
    """Set the quota of a county; None gives it the usual one back. Raises `Refusal` for a slip of the pen."""
    if a_day is None:
        session.execute(delete(AnswerQuota).where(AnswerQuota.county == county))
        return
    if a_day > MOST:
        raise Refusal("More than %(most)s answers a day must be a slip: write less.", most=f"{MOST:,}")
    upsert = insert(AnswerQuota).values(county=county, a_day=a_day)
    session.execute(upsert.on_conflict_do_update(index_elements=[AnswerQuota.county], set_={"a_day": a_day}))
