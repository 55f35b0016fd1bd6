"""How many people are subscribed, as they were counted each night (`domain.subscriber_days`)."""

from collections.abc import Collection, Mapping, Sequence
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
    joined: int | Veil | None
    left: int | Veil | None


def days(session: Session, counties: Collection[str] | None, span: Span) -> list[Day]:
    """Every day of a month; of more months the last day of each week, and the newest: days that were counted."""
    found = subscriber_days.series(session, counties, span.first, span.after - timedelta(days=1))
    if span.length is Length.MONTH:
        return found
    last_of_week = {(each.on - timedelta(days=each.on.weekday())): each for each in found}
    return list(last_of_week.values())


def weeks(session: Session, counties: Collection[str], span: Span, newest: date) -> list[Week]:
    """The weeks that begin in these months, the oldest first, up to the one of `newest`, which may not be over.

    No one or two people are told, nor what they could be worked out from: beside one that is few the other is hidden,
    for people are counted every day, and of several counties the sum is, where a part of it is not told.
    """
    parts = [_weeks(session, county, span, newest) for county in counties]
    return parts[0] if len(parts) == 1 else [_together(of) for of in zip(*parts, strict=True)]


def _together(of: Sequence[Week]) -> Week:
    cells = [cell for week in of for cell in week[1:]]
    if None in cells:
        return Week(of[0].monday, None, None)
    joined, left = ([each for each in cells[at::2] if isinstance(each, int)] for at in (0, 1))
    if len(joined) + len(left) < len(cells):
        return Week(of[0].monday, Veil.HIDDEN, Veil.HIDDEN)
    return Week(of[0].monday, sum(joined), sum(left))


def few_changes(joined: int, left: int) -> tuple[int | Veil, int | Veil]:
    """Who joined and left, as it may be told beside the people of each day."""
    told = veils.few(joined), veils.few(left)
    if Veil.FEW not in told:
        return told
    return (told[0] if told[0] is Veil.FEW else Veil.HIDDEN), (told[1] if told[1] is Veil.FEW else Veil.HIDDEN)


def _weeks(session: Session, county: str, span: Span, newest: date) -> list[Week]:
    monday = span.first + timedelta(days=-span.first.weekday() % 7)
    found = {day.on: day for day in subscriber_days.series(session, [county], monday, span.after + timedelta(days=6))}
    told = []
    while monday < span.after and monday <= newest:
        of = [monday + timedelta(days=each) for each in range(7)]
        counted = [found.get(day) for day in of if day <= newest]
        sums = [each for each in counted if each is not None]
        whole = len(sums) == len(counted)
        joined, left = sum(each.joined for each in sums), sum(each.left for each in sums)
        told.append(Week(monday, *(few_changes(joined, left) if whole else (None, None))))
        monday += timedelta(days=7)
    return told


def last_counted(session: Session, span: Span, before: date = date.max) -> date | None:
    """The last day of these months that was counted, and lies before another."""
    within = (SubscriberDay.on >= span.first, SubscriberDay.on < min(span.after, before))
    return session.scalar(select(func.max(SubscriberDay.on)).where(*within))


def by_language(
    session: Session, counties: Collection[str], on: date
) -> dict[str, tuple[int, dict[Language, int | Veil]]]:
    """People at the end of a day by county, and of these by language: small ones are hidden, and the next larger."""
    rows = session.execute(
        select(SubscriberDay.county, SubscriberDay.language, func.sum(SubscriberDay.people))
        .where(SubscriberDay.on == on, SubscriberDay.county.in_(counties))
        .group_by(SubscriberDay.county, SubscriberDay.language)
    )
    found: dict[str, dict[Language, int]] = {county: dict.fromkeys(Language, 0) for county in counties}
    for county, language, people in rows:
        found[county][language] = int(people)
    return {county: (sum(of.values()), _veiled(of)) for county, of in found.items()}


def _veiled(of: Mapping[Language, int]) -> dict[Language, int | Veil]:
    merged = veils.together(of)
    return {language: Veil.HIDDEN if language in merged else people for language, people in of.items()}


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
