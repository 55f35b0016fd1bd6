"""What single texts came to by month: answers, invitations, words to officers. They are of no county and no bulletin.

What goes to officers, responders and sources about reports is one sum with the tests: its parts would count reports.
It is told once its month is over: while it runs, each alert would show the moment it is queued.

The sums of months that are over are kept, for nobody can wait until a million texts are added up.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Numeric, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.drought_records import month_end
from domain.figure_spans import Span
from domain.hours import NAIROBI, at_wall_time
from domain.texts import Reason, SingleText

KEPT_AFTER = timedelta(days=3)  # from the end of a month on: by then providers have told what its last texts cost


class Sort(StrEnum):
    """What they were for."""

    REPLIES = "replies"  # automatic ones, acknowledgements among them
    ANSWERS = "answers"  # an officer's own words
    INVITATIONS = "invitations"  # greetings of lists, and whether somebody wants to stay
    SERVICE = "service"  # to officers, responders and sources, and tests


SORTS = {
    Reason.REPLY: Sort.REPLIES,
    Reason.ANSWER: Sort.ANSWERS,
    Reason.INVITATION: Sort.INVITATIONS,
    Reason.WELCOME: Sort.INVITATIONS,
    Reason.SEASON: Sort.INVITATIONS,
    Reason.ALERT: Sort.SERVICE,
    Reason.TEST: Sort.SERVICE,
    Reason.FEEDBACK: Sort.SERVICE,
    Reason.CASE: Sort.SERVICE,
}


class TextCost(Base):
    """The texts of one sort in one month that is over, as `Cost` has them; months are kept one after the other."""

    __tablename__ = "text_costs"

    month: Mapped[date] = mapped_column(primary_key=True)
    sort: Mapped[Sort] = mapped_column(primary_key=True)
    texts: Mapped[int]
    kes: Mapped[Decimal] = mapped_column(Numeric(12, 4))


class Cost(NamedTuple):
    """The texts of one sort in one month; `kes` as providers charged for them."""

    month: date
    sort: Sort
    texts: int
    kes: Decimal


def costs(session: Session, span: Span, today: date) -> list[Cost]:
    """By month and sort, where any was written and may be told."""
    within = (TextCost.month >= span.first, TextCost.month < span.after)
    rows = session.execute(select(TextCost.month, TextCost.sort, TextCost.texts, TextCost.kes).where(*within))
    since = max(span.first, kept_until(session) or span.first)
    found = [*(Cost(*row) for row in rows), *_sums(session, since, span.after)]
    return sorted(of for of in found if of.sort is not Sort.SERVICE or span.over(of.month, today))


def keep(session: Session, today: date) -> int:
    """Keep the sums of months that were over some days ago and are not kept; returns how many sums."""
    until = (today - KEPT_AFTER).replace(day=1)
    sums = _sums(session, kept_until(session), until)
    if sums:
        session.execute(insert(TextCost).on_conflict_do_nothing(), [of._asdict() for of in sums])
    return len(sums)


def kept_until(session: Session) -> date | None:
    """The first day after the months that are kept."""
    newest = session.scalar(select(func.max(TextCost.month)))
    return month_end(newest) if newest else None


def _sums(session: Session, since: date | None, until: date) -> list[Cost]:
    """Of the texts themselves, from the first day of a month (None: of all) up to that of another."""
    if since is not None and since >= until:
        return []
    begins, ends = (day and at_wall_time(datetime.combine(day, time())) for day in (since, until))
    month = func.date_trunc("month", func.timezone(NAIROBI.key, SingleText.created_at))
    rows = session.execute(
        select(month, SingleText.reason, func.count(), func.sum(SingleText.cost))
        .where(SingleText.created_at < ends, *([SingleText.created_at >= begins] if begins else []))
        .group_by(month, SingleText.reason)
    )
    sums: dict[tuple[date, Sort], tuple[int, Decimal]] = {}
    for of, reason, texts, kes in rows:
        key = of.date(), SORTS[reason]
        before = sums.get(key, (0, Decimal(0)))
        sums[key] = before[0] + texts, before[1] + kes
    return [Cost(*key, *sums[key]) for key in sums]
