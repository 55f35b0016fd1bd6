"""What single texts came to by month: answers, invitations, words to officers. They are of no county and no bulletin.

What goes to officers, responders and sources about reports is one sum with the tests: its parts would count reports.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from domain.figure_spans import Length, Span
from domain.texts import Reason, SingleText


class Sort(StrEnum):
    """What they were for."""

    REPLIES = "replies"  # automatic ones, acknowledgements among them
    ANSWERS = "answers"  # an officer's own words
    INVITATIONS = "invitations"  # and whether somebody wants to stay
    SERVICE = "service"  # to officers, responders and sources, and tests


_SORTS = {
    Reason.REPLY: Sort.REPLIES,
    Reason.ANSWER: Sort.ANSWERS,
    Reason.INVITATION: Sort.INVITATIONS,
    Reason.SEASON: Sort.INVITATIONS,
}


class Cost(NamedTuple):
    """The texts of one sort in one month; `kes` as providers charged for them."""

    month: date
    sort: Sort
    texts: int
    kes: Decimal


def costs(session: Session, span: Span) -> list[Cost]:
    """By month and sort, where any was written."""
    months = span.months
    # A look into the list of their beginnings is a third of the price of a calendar's arithmetic for each text.
    begins = [Span.ending(month, Length.MONTH).begins for month in months]
    month = func.width_bucket(SingleText.created_at, array(begins)).label("month")
    rows = session.execute(
        select(month, SingleText.reason, func.count(), func.sum(SingleText.cost))
        .where(SingleText.created_at >= span.begins, SingleText.created_at < span.ends)
        .group_by("month", SingleText.reason)
    )
    sums: dict[tuple[int, Sort], tuple[int, Decimal]] = {}
    for of, reason, texts, kes in rows:
        key = of, _SORTS.get(reason, Sort.SERVICE)
        before = sums.get(key, (0, Decimal(0)))
        sums[key] = before[0] + texts, before[1] + kes
    return [Cost(months[of - 1], sort, *sums[of, sort]) for of, sort in sorted(sums)]
