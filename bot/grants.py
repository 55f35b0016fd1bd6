"""A role as somebody asks for it, in a form or on a command line, made into a grant or refused in plain words."""

from datetime import date

from sqlalchemy.orm import Session

from domain import stations
from domain.areas import Gazetteer
from domain.bulletins import Kind
from domain.languages import Language
from domain.officers import Grant, Role
from domain.refusals import Refusal
from domain.stations import Station


def read_grant(
    session: Session,
    places: Gazetteer,
    role: str,
    *,
    county: str = "",
    language: str = "",
    kind: str = "",
    station: str = "",
    starts_on: str = "",
    ends_on: str = "",
) -> Grant:
    """The grant these words ask for; an empty one means every county, language or kind, or no date.

    A station is named by its number or its name. What does not belong to the role is left out. Raises `Refusal`.
    """
    _check(places, role, county, language, kind)
    first, last = read_day(starts_on), read_day(ends_on)
    if first and last and last < first:
        raise Refusal("The last day comes before the first.")
    return Grant(
        role=Role(role),
        county=county or None,
        language=Language(language) if language and role == Role.REVIEWER else None,
        kind=Kind(kind) if kind and role == Role.APPROVER else None,
        station_id=_station(session, station, county).id if role == Role.PRODUCER else None,
        starts_on=first,
        ends_on=last,
    )


def _check(places: Gazetteer, role: str, county: str, language: str, kind: str) -> None:
    """Refuse words we do not know, and a county for who keeps the whole service; the role alone must be given."""
    if role not in set(Role):
        raise Refusal("Choose a role.")
    if county and role == Role.ADMIN:
        raise Refusal("An administrator keeps the accounts and settings of the whole service: choose no county.")
    if county and county not in {area.slug for area in places.counties}:
        raise Refusal("That is not a county we know.")
    if language and language not in set(Language):
        raise Refusal("That is not a language of this service.")
    if kind and kind not in set(Kind):
        raise Refusal("That is not a kind of bulletin.")


def _station(session: Session, asked: str, county: str) -> Station:
    """The station in use that is meant: no name is of digits alone."""
    by_number = asked.isascii() and asked.isdecimal() and len(asked) < 10
    found = session.get(Station, int(asked)) if by_number else stations.called(session, asked)
    if found is None or found.retired_at is not None:
        raise Refusal("Choose the producer's station.")
    if county and county not in found.counties:
        raise Refusal("%(station)s is not heard in this county.", station=found.name)
    return found


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal("Write a day as year-month-day, such as 2026-11-24.") from None
