"""Before each rains people are asked whether they stay. Silence means yes: a lost warning may be a lost herd."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.audiences import hears
from domain.hours import NAIROBI, local
from domain.subscribers import Subscriber

# A month before the two rains, as NDMA names them: long (MAM, March to May) and short (OND, October to December).
BEGINS = ((2, 1), (9, 1))
ASKED_FOR = timedelta(days=61)  # by then it rains, and whoever was not asked stays


@dataclass(frozen=True, slots=True)
class Figures:
    """Of this season: how many people were asked, and how many of them said that they stay."""

    asked: int
    stayed: int


def began(now: datetime) -> datetime:
    """The first day on which people are asked, of the season that is asked about now or was last."""
    here = local(now)
    days = [datetime(year, month, day, tzinfo=NAIROBI) for year in (here.year - 1, here.year) for month, day in BEGINS]
    return max(day for day in days if day <= here)


def is_asked(now: datetime) -> bool:
    """Whether these are the weeks in which people are asked."""
    return now < began(now) + ASKED_FOR


def to_ask(session: Session, now: datetime, *, after: int, not_of: Collection[str], most: int) -> list[Subscriber]:
    """The next of those who are to be asked, by id; `not_of` are counties left out."""
    county = func.split_part(Subscriber.wards[1], ".", 1)
    query = select(Subscriber).where(_owed(now), Subscriber.id > after, county.not_in(list(not_of)))
    return list(session.scalars(query.order_by(Subscriber.id).limit(most)))


def hold(session: Session, subscriber_id: int, now: datetime) -> Subscriber | None:
    """One of them for whoever asks; None when there is nothing to ask any more, or another holds it."""
    query = select(Subscriber).where(_owed(now), Subscriber.id == subscriber_id).with_for_update(skip_locked=True)
    return session.scalar(query.execution_options(populate_existing=True))


def figures(session: Session, now: datetime) -> Figures:
    asked = Subscriber.asked_to_stay >= began(now)
    stayed = and_(Subscriber.consented_at >= Subscriber.asked_to_stay, Subscriber.left_at.is_(None))
    row = session.execute(select(func.count(), func.count().filter(stayed)).select_from(Subscriber).where(asked)).one()
    return Figures(*row)


def _owed(now: datetime) -> ColumnElement[bool]:
    since = began(now)
    not_asked = or_(Subscriber.asked_to_stay.is_(None), Subscriber.asked_to_stay < since)
    # Whoever a list brought in agreed earlier than they joined, and was greeted when they joined.
    came = func.greatest(Subscriber.consented_at, Subscriber.joined_at)
    return and_(hears(now), came < since, not_asked)
