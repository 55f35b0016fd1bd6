"""A role as somebody asks for it, in a form or on a command line, made into a grant or refused in plain words."""

from datetime import date

from domain.areas import Gazetteer
from domain.bulletins import Kind
from domain.languages import Language
from domain.officers import Grant, Role
from domain.refusals import Refusal


def read_grant(
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

    What does not belong to the role is left out. Raises `Refusal`.
    """
    if role not in set(Role):
        raise Refusal("Choose a role.")
    if county and county not in {area.slug for area in places.counties}:
        raise Refusal("That is not a county we know.")
    if language and language not in set(Language):
        raise Refusal("That is not a language of this service.")
    if kind and kind not in set(Kind):
        raise Refusal("That is not a kind of bulletin.")
    first, last = _day(starts_on), _day(ends_on)
    if first and last and last < first:
        raise Refusal("The last day comes before the first.")
    if role == Role.PRODUCER and not station.isdigit():
        raise Refusal("Choose the producer's station.")
    return Grant(
        role=Role(role),
        county=county or None,
        language=Language(language) if language and role == Role.REVIEWER else None,
        kind=Kind(kind) if kind and role == Role.APPROVER else None,
        station_id=int(station) if role == Role.PRODUCER else None,
        starts_on=first,
        ends_on=last,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal("Write a day as year-month-day, such as 2026-11-24.") from None
