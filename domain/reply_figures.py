"""How many people wrote in their own words, and how soon officers answered, by the month the words came in.

What came by a report is not in it: reports meet no figures of people. A message that goes to the peace desk leaves the
count, which would show while its month runs: only months that are over are told.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import veils
from domain.figure_spans import Span
from domain.hours import NAIROBI
from domain.replies import Reply, Topic
from domain.veils import FEWEST, Veil

NO_COUNTY = ""  # whoever wrote is no subscriber


class Told(NamedTuple):
    """Messages of one month, county and topic; `median` until the answer, None where fewer than three have one.

    Moments are kept to the hour after a while: a wait of last month may be told up to an hour too long.
    """

    month: date
    county: str
    topic: Topic
    messages: int | Veil
    answered: int | Veil
    median: timedelta | None


def told(session: Session, counties: Collection[str] | None, span: Span, today: date) -> list[Told]:
    """By month that is over, county (None: all, and what is of none) and topic, where anything came."""
    month = func.date_trunc("month", func.timezone(NAIROBI.key, Reply.received_at))
    county = func.coalesce(Reply.county, NO_COUNTY)
    wait = func.percentile_disc(0.5).within_group(Reply.answered_at - Reply.received_at)
    rows = session.execute(
        select(month, county, Reply.topic, func.count(), func.count(Reply.answered_at), wait)
        .where(Reply.received_at >= span.begins, Reply.received_at < span.ends)
        .where(Reply.phone_lookup.is_not(None) | Reply.station_id.is_not(None))
        .group_by(month, county, Reply.topic)
        .order_by(month, county, Reply.topic)
    )
    return [
        Told(of.date(), where, topic, veils.few(came), *_answered(came, answered, median))
        for of, where, topic, came, answered, median in rows
        if span.over(of.date(), today) and (counties is None or where in counties)
    ]


def _answered(came: int, answered: int, median: timedelta | None) -> tuple[int | Veil, timedelta | None]:
    small = any(0 < number < FEWEST for number in (came, answered, came - answered))
    enough = median is not None and answered >= FEWEST
    return Veil.HIDDEN if small else answered, max(median, timedelta(0)) if enough and median else None
