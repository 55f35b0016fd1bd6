"""How many people were subscribed at the end of each day: what is erased later is still in these counts."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.hours import local
from domain.languages import Language
from domain.subscribers import Kind

COUNTED_AT = time(0, 20)  # in Nairobi, of the day before


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
    """People at the end of a day, and how many joined and left in the days up to it; None: not counted.

    `was`: the people at the end of the day before those days.
    """

    people: int | None
    joined: int | None
    left: int | None
    was: int | None = None


def newest(now: datetime) -> date:
    """The last day that should be counted by now."""
    here = local(now)
    return here.date() - timedelta(days=1 if here.time() >= COUNTED_AT else 2)


def change(session: Session, counties: Collection[str] | None, on: date, days: int) -> Change:
    """What became of the people of these counties (None: of all) in so many days, the last of them `on`.

    `joined` and `left` are None unless each of these days was counted.
    """
    first = on - timedelta(days=days)
    ours = SubscriberDay.county.in_(counties) if counties is not None else SubscriberDay.county.is_not(None)
    counts = (SubscriberDay.people, SubscriberDay.joined, SubscriberDay.left)
    sums = [func.coalesce(func.sum(column).filter(ours), 0) for column in counts]
    query = select(SubscriberDay.on, *sums).where(SubscriberDay.on.between(first, on)).group_by(SubscriberDay.on)
    found = {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in session.execute(query)}
    people, was = (found[day][0] if day in found else None for day in (on, first))
    span = [counted for day, counted in found.items() if day != first]
    if len(span) < days:
        return Change(people, None, None, was)
    return Change(people, sum(day[1] for day in span), sum(day[2] for day in span), was)
