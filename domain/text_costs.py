"""What single texts came to by month: answers, invitations, words to officers. They are of no county and no bulletin.

What goes to officers, responders and sources about reports is one sum with the tests: its parts would count reports.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from domain.figure_spans import Span
from domain.hours import NAIROBI
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
    month = func.date_trunc("month", func.timezone(NAIROBI.key, SingleText.created_at)).label("month")
    sort = case({reason.value: of.value for reason, of in _SORTS.items()}, value=SingleText.reason, else_=Sort.SERVICE)
    rows = session.execute(
        select(month, sort.label("sort"), func.count(), func.sum(SingleText.cost))
        .where(SingleText.created_at >= span.begins, SingleText.created_at < span.ends)
        .group_by("month", "sort")
        .order_by("month", "sort")
    )
    return [Cost(of.date(), Sort(kind), texts, kes) for of, kind, texts, kes in rows]
