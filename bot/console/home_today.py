"""What goes out today: bulletins and dates of series, scripts on air, and the hour at which scripts are drafted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import select

from bot.console.access import counties, current_officer, today
from bot.console.bulletin_rights import READERS, counties_seen
from bot.console.bulletin_words import STATES, where
from bot.console.words import N_, _, area_name, hour
from bot.services import services, session
from domain import desks, programmes, scripts, stations
from domain.areas import county_of
from domain.bulletins import Bulletin
from domain.hours import at_wall_time, local, next_day
from domain.life_cycle import ON_THEIR_WAY, State
from domain.officers import Role
from domain.programmes import monday_of
from domain.recurrence import due_between
from domain.scripts import READ_BY
from domain.series import Series
from domain.series_life import State as SeriesState
from domain.stations import Station

ON_AIR = {
    True: (N_("Approved"), "good"),
    False: (N_("Not approved"), "warning"),
    None: (N_("No script"), "warning"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing and its hour; `state` in words, with its tone."""

    at: datetime
    words: str
    address: str
    about: str
    state: tuple[str, str]


def going_out() -> list[Row]:
    """Everything of today that is this officer's to know of, by its hour."""
    held = current_officer().roles(today())
    found = [row for roles, find in SOURCES if held & set(roles) for row in find()]
    return sorted(dict.fromkeys(found), key=lambda row: row.at)


def _bulletins() -> Iterator[Row]:
    """Those of their counties that leave today, and those on their way now; never one of training."""
    states = (State.APPROVED, *ON_THEIR_WAY)
    for each in desks.bulletins(session(), services().places, counties_seen(current_officer()), states=states):
        if each.state in ON_THEIR_WAY or (local(each.send_at).date() == today() and not each.training):
            yield _bulletin(each)


def _bulletin(bulletin: Bulletin) -> Row:
    words, tone = STATES[bulletin.state]
    address = url_for("bulletins.show", bulletin_id=bulletin.id)
    return Row(bulletin.send_at, bulletin.title, address, where(bulletin.areas), (_(words), tone))


def _series() -> Iterator[Row]:
    """Dates of series that are still to come today: of those that came there are bulletins."""
    now, seen = services().now(), counties_seen(current_officer())
    query = select(Series).where(Series.state == SeriesState.APPROVED)
    if seen is not None:
        query = query.where(Series.areas.overlap([slug for slug in services().places.areas if county_of(slug) in seen]))
    for series in session().scalars(query):
        address = url_for("series.show", series_id=series.id)
        for due in due_between(series.rule, now, next_day(now) - timedelta.resolution):
            yield Row(due, series.title, address, where(series.areas), (_("Series"), "neutral"))


def drafting() -> list[str]:
    """When the clock drafts next week's scripts today, or did, with the counties of each hour."""
    held, monday = counties(*READ_BY), monday_of(today())
    written = {script.county for script in scripts.newest(session(), held, since=monday + timedelta(weeks=1))}
    found: dict[tuple[datetime, bool], list[str]] = {}
    for county in services().places.counties:
        at = programmes.drafting(programmes.of(session(), county.slug), monday)
        if (held is None or county.slug in held) and local(at).date() == today():
            found.setdefault((at, county.slug in written), []).append(county.name)
    return [_drafted(at, ", ".join(names), there) for (at, there), names in sorted(found.items())]


def _drafted(at: datetime, names: str, there: bool) -> str:
    if there:
        return _(
            "%(counties)s: next week's scripts are there, drafted from %(hour)s on.", counties=names, hour=hour(at)
        )
    if at > services().now():
        return _("%(counties)s: next week's scripts are drafted at %(hour)s, by itself.", counties=names, hour=hour(at))
    return _("%(counties)s: next week's scripts were to be drafted at %(hour)s.", counties=names, hour=hour(at))


def _heard_here() -> Iterator[Row]:
    """Stations of the desk's counties on whose air it is today."""
    held = counties(*READ_BY)
    return _airing(stations.everyone(session(), held), held, url_for("scripts.index"))


def _own_stations() -> Iterator[Row]:
    """The same for the producer's own that the desk does not see."""
    seen = {station.id for station in stations.everyone(session(), counties(*READ_BY))}
    found = stations.of_producer(session(), current_officer(), today())
    own = [station for station in found if station.id not in seen]
    return _airing(own, counties(Role.PRODUCER), url_for("productions.index"))


def _airing(found: Iterable[Station], held: set[str] | None, address: str) -> Iterator[Row]:
    monday = monday_of(today())
    week = [script for script in scripts.newest(session(), held, since=monday) if script.week == monday]
    for station in found:
        if station.retired_at is None and station.airs_on == today().weekday() and station.airs_at is not None:
            mine = [script for script in week if station.reads(script.county, script.language)]
            words, tone = ON_AIR[all(script.approved is not None for script in mine) if mine else None]
            at = at_wall_time(datetime.combine(today(), station.airs_at))
            about = ", ".join(area_name(county) for county in station.counties if held is None or county in held)
            yield Row(at, _("%(station)s reads the script", station=station.name), address, about, (_(words), tone))


SOURCES = (
    (READERS, _bulletins),
    (READERS, _series),
    (READ_BY, _heard_here),
    ((Role.PRODUCER,), _own_stations),
)
SEEN_BY = frozenset(role for roles, _find in SOURCES for role in roles)
