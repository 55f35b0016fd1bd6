"""How many incidents were reported where and when: what maps, time lines and hot spots are made of.

Left out is what is not true, what was joined to another, and what looks like mass reporting; restricted reports are no
incidents and in no count. These counts are exact: what shows them tells steps (`domain.veils`).
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from domain.hours import NAIROBI, local
from domain.incidents import Incident, Verification
from domain.moments import monday
from domain.refusals import Refusal
from domain.taxonomy import Kind
from domain.triage import Level

YEAR = timedelta(days=365)


class Window(IntEnum):
    """The days up to now that are looked at."""

    WEEK = 7
    MONTH = 30
    QUARTER = 90
    YEAR = 365

    @property
    def span(self) -> timedelta:
        return timedelta(days=self.value)


class Cut(NamedTuple):
    """Which incidents are looked at: of one kind, of one level, or of all."""

    kind: Kind | None = None
    level: Level | None = None


EVERYTHING = Cut()


class Tally(NamedTuple):
    """The incidents of one ward in a window, and `earlier` those of the year before it."""

    verified: int = 0
    unverified: int = 0
    earlier: int = 0

    @property
    def total(self) -> int:
        return self.verified + self.unverified


def check(cut: Cut) -> None:
    """Raise `Refusal` for a cut that those who see no single report may not make: they have one beside the time."""
    if cut.level:
        raise Refusal("Only peace officers look at one level: beside the kinds it could point at a single report.")


def counted(wards: Collection[str], cut: Cut = EVERYTHING) -> list[ColumnElement[bool]]:
    """That an incident of these wards counts. Good news is counted only where it is asked for: it is no conflict."""
    where = [
        Incident.ward.in_(wards),
        Incident.verification != Verification.FALSE,
        Incident.merged_into.is_(None),
        ~Incident.mass,
        Incident.kind == cut.kind if cut.kind else Incident.kind != Kind.PEACE_POSITIVE,
    ]
    return [*where, Incident.level == cut.level] if cut.level else where


def by_ward(
    session: Session, wards: Collection[str], window: Window, until: datetime, cut: Cut = EVERYTHING
) -> dict[str, Tally]:
    """The tally of each of these wards, by when the incidents were reported: up to `until`, which is left out."""
    since = until - window.span
    here, opened = counted(wards, cut), Incident.opened_at
    verified = Incident.verification == Verification.CONFIRMED
    rows = session.execute(
        select(
            Incident.ward,
            func.count().filter(opened >= since, verified),
            func.count().filter(opened >= since, ~verified),
            func.count().filter(opened < since),
        )
        .where(*here, opened >= since - YEAR, opened < until)
        .group_by(Incident.ward)
    )
    found = {ward: Tally(*counts) for ward, *counts in rows}
    return {ward: found.get(ward, Tally()) for ward in wards}


def by_week(
    session: Session, wards: Collection[str], weeks: int, until: datetime, cut: Cut = EVERYTHING
) -> dict[date, int]:
    """Incidents of the last so many weeks by their Monday in Nairobi, the oldest first; the last week is not over."""
    last = monday(until)
    mondays = [last - timedelta(weeks=back) for back in reversed(range(weeks))]
    week = func.date_trunc("week", func.timezone(NAIROBI.key, Incident.opened_at))
    rows = session.execute(
        select(week, func.count())
        .where(*counted(wards, cut), Incident.opened_at >= mondays[0], Incident.opened_at < until)
        .group_by(week)
    )
    found = {begins.date(): count for begins, count in rows}
    return {(day := local(begins).date()): found.get(day, 0) for begins in mondays}


def confirmed(session: Session, ward: str, now: datetime, within: timedelta) -> list[tuple[Level, timedelta]]:
    """The level and the age of each confirmed incident of a ward that was reported lately."""
    rows = session.execute(
        select(Incident.level, Incident.opened_at).where(
            *counted([ward]),
            Incident.verification == Verification.CONFIRMED,
            Incident.opened_at >= now - within,
            Incident.opened_at <= now,
        )
    )
    return [(level, now - opened) for level, opened in rows]
