"""Who produces for which station, and so takes which scripts: a producer's role is for one station, and may be narrowed
to a county or a language of it."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import stations
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.stations import Station


def reading(officer: Officer, own: Iterable[Station], county: str, language: Language, on: date) -> list[Station]:
    """Those of the officer's `own` stations (`stations.of_producer`) for which they may take such scripts today."""
    return [station for station in own if _for(officer, station, county, language, on)]


def told_of(session: Session, county: str, language: Language, on: date) -> list[Officer]:
    """The producers of every station in use that scripts of this county and language are for."""
    found = stations.reading(session, county, language)
    officers = session.scalars(
        select(Officer)
        .where(Officer.active, Officer.grants.any(Grant.station_id.in_([station.id for station in found])))
        .order_by(Officer.id)
    )
    return [officer for officer in officers if any(_for(officer, each, county, language, on) for each in found)]


def _for(officer: Officer, station: Station, county: str, language: Language, on: date) -> bool:
    return station.reads(county, language) and any(
        grant.role is Role.PRODUCER
        and grant.station_id == station.id
        and grant.holds(on)
        and grant.county in (None, county)
        and grant.language in (None, language)
        for grant in officer.grants
    )
