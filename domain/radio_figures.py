"""What became of the weekly scripts: approved, taken by a station, on air; and each station's broadcasts."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.airings import Airing
from domain.figure_spans import Span
from domain.officers import Grant, Role
from domain.script_links import ScriptDownload
from domain.script_versions import ScriptVersion
from domain.scripts import Script
from domain.stations import Station


class Week(NamedTuple):
    """The scripts of one week by its Monday: how many were approved, taken by a station, on air, and how often."""

    week: date
    scripts: int
    approved: int
    taken: int
    aired: int
    broadcasts: int


class OnAir(NamedTuple):
    """What one station broadcast. `calls` that were counted; None: nobody counted."""

    station: str
    scripts: int
    broadcasts: int
    minutes: int
    calls: int | None


def weeks(session: Session, counties: Collection[str], span: Span) -> list[Week]:
    """Every week that begins in these months and has a script, the oldest first. A script withdrawn since counts."""
    ids = select(Script.id)
    approved = ids.join(ScriptVersion).where(ScriptVersion.approved_at.is_not(None))
    producers = select(Grant.officer_id).where(Grant.role == Role.PRODUCER)
    by_a_station = ScriptDownload.link_id.is_not(None) | ScriptDownload.officer_id.in_(producers)
    broadcasts = func.coalesce(select(func.count()).where(Airing.script_id == Script.id).scalar_subquery(), 0)
    rows = session.execute(
        select(
            Script.week,
            func.count(),
            func.count().filter(Script.id.in_(approved)),
            func.count().filter(Script.id.in_(select(ScriptDownload.script_id).where(by_a_station))),
            func.count().filter(broadcasts > 0),
            func.sum(broadcasts),
        )
        .where(Script.county.in_(counties), Script.week >= span.first, Script.week < span.after)
        .group_by(Script.week)
        .order_by(Script.week)
    )
    return [Week(week, *map(int, counts)) for week, *counts in rows]


def on_air(session: Session, counties: Collection[str], span: Span) -> list[OnAir]:
    """What each station broadcast of the scripts of these weeks, the busiest first."""
    broadcasts = func.count()
    rows = session.execute(
        select(
            Station.name,
            func.count(Airing.script_id.distinct()),
            broadcasts,
            func.sum(Airing.minutes),
            func.sum(Airing.calls),
        )
        .select_from(Airing)
        .join(Script, Script.id == Airing.script_id)
        .join(Station, Station.id == Airing.station_id)
        .where(Script.county.in_(counties), Script.week >= span.first, Script.week < span.after)
        .group_by(Station.name)
        .order_by(broadcasts.desc(), Station.name)
    )
    return [
        OnAir(name, scripts, count, int(minutes), None if calls is None else int(calls))
        for name, scripts, count, minutes, calls in rows
    ]
