"""How many people are subscribed, as they were counted each night (`domain.subscriber_days`)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import subscriber_days, veils
from domain.figure_spans import Length, Span
from domain.languages import Language
from domain.subscriber_days import Day, SubscriberDay
from domain.subscribers import AgeBand, Gender
from domain.veils import Veil

NOT_TOLD = ""
GENDERS = (*Gender, NOT_TOLD)
AGES = (*AgeBand, NOT_TOLD)


class Week(NamedTuple):
    """One week by its Monday: who joined and left in it, None unless each of its days up to now was counted."""

    monday: date
    joined: int | None
    left: int | None


def days(session: Session, counties: Collection[str] | None, span: Span) -> list[Day]:
    """Every day of a month; of more months the last day of each week, and the newest: days that were counted."""
    found = subscriber_days.series(session, counties, span.first, span.after - timedelta(days=1))
    if span.length is Length.MONTH:
        return found
    last_of_week = {(each.on - timedelta(days=each.on.weekday())): each for each in found}
    return list(last_of_week.values())


def weeks(session: Session, counties: Collection[str] | None, span: Span, newest: date) -> list[Week]:
    """The weeks that begin in these months, the oldest first, up to the one of `newest`, which may not be over."""
    monday = span.first + timedelta(days=-span.first.weekday() % 7)
    found = {day.on: day for day in subscriber_days.series(session, counties, monday, span.after + timedelta(days=6))}
    told = []
    while monday < span.after and monday <= newest:
        of = [monday + timedelta(days=each) for each in range(7)]
        counted = [found.get(day) for day in of if day <= newest]
        sums = [each for each in counted if each is not None]
        whole = len(sums) == len(counted)
        joined, left = (sum(each.joined for each in sums), sum(each.left for each in sums)) if whole else (None, None)
        told.append(Week(monday, joined, left))
        monday += timedelta(days=7)
    return told


def last_counted(session: Session, span: Span) -> date | None:
    """The last day of these months that was counted."""
    within = (SubscriberDay.on >= span.first, SubscriberDay.on < span.after)
    return session.scalar(select(func.max(SubscriberDay.on)).where(*within))


def by_language(session: Session, counties: Collection[str], on: date) -> dict[str, dict[Language, int]]:
    """People at the end of a day by county and language."""
    rows = session.execute(
        select(SubscriberDay.county, SubscriberDay.language, func.sum(SubscriberDay.people))
        .where(SubscriberDay.on == on, SubscriberDay.county.in_(counties))
        .group_by(SubscriberDay.county, SubscriberDay.language)
    )
    found: dict[str, dict[Language, int]] = {county: dict.fromkeys(Language, 0) for county in counties}
    for county, language, people in rows:
        found[county][language] = int(people)
    return found


def by_gender_and_age(session: Session, county: str, on: date) -> Mapping[str, Mapping[str, int | Veil]]:
    """People at the end of a day: a row a gender, with its sum as `people` and a column an age band, as they may be
    shown. For one county alone: a sum over several would tell what one of them hides."""
    rows = session.execute(
        select(SubscriberDay.gender, SubscriberDay.age_band, func.sum(SubscriberDay.people))
        .where(SubscriberDay.on == on, SubscriberDay.county == county)
        .group_by(SubscriberDay.gender, SubscriberDay.age_band)
    )
    cells = {str(gender): {str(age): 0 for age in AGES} for gender in GENDERS}
    for gender, age, people in rows:
        cells[gender][age] = int(people)
    return veils.table({gender: row for gender, row in cells.items() if sum(row.values())})
