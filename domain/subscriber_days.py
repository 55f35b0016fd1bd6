"""How many people were subscribed at the end of each day: what is erased later is still in these counts.

Groups by gender or age band may be of one or two people: whoever shows them veils them (`domain.veils`).
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, ForeignKey, cast, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.hours import at_wall_time, local
from domain.languages import Language
from domain.subscribers import Kind

COUNTED_AT = time(0, 20)  # in Nairobi, of the day before: what was done at midnight is committed by then
MOST_MISSED = 62  # days that are counted afterwards; older ones stay unknown

_COUNT = text("""
    INSERT INTO subscriber_days ("on", county, language, kind, gender, age_band, people, joined, "left")
    SELECT :on, split_part(wards[1], '.', 1), language, kind, coalesce(gender, ''), coalesce(age_band, ''),
        count(*) FILTER (WHERE left_at IS NULL OR left_at >= :ends),
        count(*) FILTER (WHERE joined_at >= :begins),
        count(*) FILTER (WHERE left_at >= :begins AND left_at < :ends AND NOT taken_back)
    FROM (
        SELECT subscribers.*, heard_in IS NULL AND state IS NOT DISTINCT FROM 'taken_back' AS taken_back
        FROM subscribers LEFT JOIN subscriber_imports ON subscriber_imports.id = import_id) AS people
    WHERE joined_at < :ends AND (left_at IS NULL OR left_at >= :begins)
    GROUP BY 2, 3, 4, 5, 6
    ON CONFLICT DO NOTHING RETURNING county""")


class SubscriberDay(Base):
    """One group of people on one day in Nairobi, by the county of their first ward.

    `gender` and `age_band` are empty where nobody told. `joined` and `left` are those of that day.
    """

    __tablename__ = "subscriber_days"

    on: Mapped[date] = mapped_column(primary_key=True)
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    language: Mapped[Language] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(primary_key=True)
    gender: Mapped[str] = mapped_column(primary_key=True)
    age_band: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]
    joined: Mapped[int]
    left: Mapped[int]


class Change(NamedTuple):
    """People at the end of a day, and how many joined and left (STOP) in the days up to it; None: not counted.

    Who was erased or retired is in neither, whom a list brought in that was taken back only joined, as did who left and
    came back on one day: the parts need not add up. `was`: the people at the end of the day before those days.
    """

    people: int | None
    joined: int | None
    left: int | None
    was: int | None = None

    @property
    def more(self) -> int | None:
        """By how many the people grew, or shrank."""
        return None if self.people is None or self.was is None else self.people - self.was


class Day(NamedTuple):
    """The people of one day that was counted."""

    on: date
    people: int
    joined: int
    left: int


def newest(now: datetime) -> date:
    """The last day that should be counted by now: yesterday, from twenty past midnight on."""
    here = local(now)
    return here.date() - timedelta(days=1 if here.time() >= COUNTED_AT else 2)


def owed(session: Session, now: datetime) -> list[date]:
    """The days to be counted, oldest first: since the last one that was; the newest alone when none ever was.

    A day on which nobody was subscribed leaves no row, and is owed until somebody is.
    """
    last, due = session.scalar(select(func.max(SubscriberDay.on))), newest(now)
    missed = min((due - last).days, MOST_MISSED) if last else 1
    return [due - timedelta(days=ago) for ago in reversed(range(missed))]


def count(session: Session, on: date) -> int:
    """Count one day and keep that; returns how many groups it had, 0 where it was counted before or nobody was there.

    Counted again, it stays as it was. Late, it knows nothing of who was erased since.
    What a person changed since (language, wards) stands as it is now.
    """
    begins, ends = (at_wall_time(datetime.combine(day, time())) for day in (on, on + timedelta(days=1)))
    return len(session.execute(_COUNT, {"on": on, "begins": begins, "ends": ends}).all())


def change(session: Session, counties: Collection[str] | None, on: date, days: int) -> Change:
    """What became of the people of these counties (None: of all) in so many days, the last of them `on`.

    `joined` and `left` are None unless each of these days was counted.
    """
    found = {day.on: day for day in series(session, counties, on - timedelta(days=days), on)}
    span = [found.get(on - timedelta(days=ago)) for ago in range(days)]
    last, before = found.get(on), found.get(on - timedelta(days=days))
    counted = [day for day in span if day]
    whole = len(counted) == days
    return Change(
        last.people if last else None,
        sum(day.joined for day in counted) if whole else None,
        sum(day.left for day in counted) if whole else None,
        before.people if before else None,
    )


def series(session: Session, counties: Collection[str] | None, since: date, until: date) -> list[Day]:
    """Each day that was counted from one to another, both included.

    A day on which nobody of these counties was subscribed is noughts; one on which nobody was anywhere is not there.
    """
    ours = SubscriberDay.county.in_(counties) if counties is not None else SubscriberDay.county.is_not(None)
    people, joined, left = (
        cast(func.coalesce(func.sum(column).filter(ours), 0), BigInteger)  # PostgreSQL's sum of them is a decimal
        for column in (SubscriberDay.people, SubscriberDay.joined, SubscriberDay.left)
    )
    query = select(SubscriberDay.on, people, joined, left).where(SubscriberDay.on.between(since, until))
    rows = session.execute(query.group_by(SubscriberDay.on).order_by(SubscriberDay.on))
    return [Day(on, *map(int, counts)) for on, *counts in rows]  # a sum is no int to PostgreSQL
