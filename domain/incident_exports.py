"""Incidents as they leave for an analyst: pseudonymous, coarse in time and place, in CEWARN's and ACLED's words too.

No word anybody wrote, no code word, no officer, no hour, nothing of a source but how many there were.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.areas import Area, Gazetteer
from domain.coarse_places import told_place
from domain.hours import at_wall_time, local
from domain.incidents import Incident
from domain.sightings import Hurt, Sighting
from domain.taxonomy import TAXONOMY
from domain.triage import FEWEST_SOURCES
from domain.vault import Purpose, Vault

COLUMNS = (
    "event", "day", "week", "kind", "cewarn", "acled", "level", "verification", "handling", "sources", "hurt",
    "mass_reporting", "county", "area", "area_level", "lat", "lon",
)  # fmt: skip


def rows(
    session: Session, vault: Vault, places: Gazetteer, county: str, first: date, after: date
) -> Iterator[dict[str, Any]]:
    """The incidents of a county from `first` to before `after`, oldest first, each as `COLUMNS`.

    `event` is the same in every export and leads nowhere without our keys. What was joined to another is not there.
    """
    begin, end = (at_wall_time(datetime.combine(day, time())) for day in (first, after))
    hurt = select(func.bool_or(Sighting.hurt.in_([Hurt.HURT, Hurt.KILLED]))).where(Sighting.incident_id == Incident.id)
    found = (
        select(Incident, hurt.correlate(Incident).scalar_subquery())
        .where(func.split_part(Incident.ward, ".", 1) == county, Incident.merged_into.is_(None))
        .where(Incident.opened_at >= begin, Incident.opened_at < end)
    )
    # Neither by id nor by the hour: the order of one day tells nothing.
    days: dict[date, list[dict[str, Any]]] = {}
    for incident, is_hurt in session.execute(found):
        day = local(incident.opened_at).date()
        place = told_place(places, incident.ward or county)
        days.setdefault(day, []).append(_row(vault, incident, day, place, is_hurt))
    for day in sorted(days):
        yield from sorted(days[day], key=lambda row: row["event"])


def _row(vault: Vault, incident: Incident, day: date, place: Area, is_hurt: bool | None) -> dict[str, Any]:
    year, week, _ = day.isocalendar()
    taxon = TAXONOMY[incident.kind]
    return {
        "event": vault.lookup(f"export {incident.id}", Purpose.INCIDENT).hex()[:12],
        "day": day.isoformat(),
        "week": f"{year}-W{week:02}",
        "kind": incident.kind.value,
        "cewarn": taxon.cewarn,
        "acled": taxon.acled,
        "level": incident.level.value,
        "verification": incident.verification.value,
        "handling": incident.handling.value,
        "sources": f"{FEWEST_SOURCES}+" if incident.sources >= FEWEST_SOURCES else f"under {FEWEST_SOURCES}",
        "hurt": {True: "yes", False: "no", None: ""}[is_hurt],
        "mass_reporting": "yes" if incident.mass else "no",
        "county": place.county,
        "area": place.display_name,
        "area_level": place.level.value,
        "lat": place.lat,
        "lon": place.lon,
    }


def geojson(found: Iterator[dict[str, Any]]) -> dict[str, Any]:
    """The same as GeoJSON (RFC 7946): each at the point of its area, which says nothing nearer."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row["event"],
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {name: row[name] for name in COLUMNS if name not in ("event", "lat", "lon")},
            }
            for row in found
        ],
    }
