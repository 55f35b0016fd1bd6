"""Roles in words, and what may be chosen for one."""

from bot.console.bulletin_words import KINDS
from bot.console.words import _, area_name, day, language_name, role_name
from bot.services import services, session
from domain import stations
from domain.bulletins import Kind
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.stations import Station


def grant_words(grant: Grant) -> str:
    """What a grant allows: "Approver, Drought, Kitui, until Thu 31 Dec 2026"; of a deputy also in whose place."""
    parts = [role_name(grant.role)]
    parts += [language_name(grant.language)] if grant.language else []
    parts += [_(KINDS[Kind(grant.kind)])] if grant.kind else []
    parts += [_station_name(station)] if (station := station_of(grant)) else []
    parts += [area_name(grant.county) if grant.county else _("all counties")]
    parts += [_("from %(day)s", day=day(grant.starts_on))] if grant.starts_on else []
    parts += [_("until %(day)s", day=day(grant.ends_on))] if grant.ends_on else []
    parts += [_("in the place of %(name)s", name=name)] if (name := _stands_in_for(grant)) else []
    return ", ".join(parts)


def _stands_in_for(grant: Grant) -> str:
    return session().get_one(Officer, grant.deputy_for).name if grant.deputy_for else ""


def station_of(grant: Grant) -> Station | None:
    """The station a producer's role is for."""
    return session().get(Station, grant.station_id) if grant.station_id else None


def grant_choices() -> dict[str, list[tuple[str, str]]]:
    """The options of each field of a role."""
    return {
        "role": [(role.value, role_name(role)) for role in Role],
        "county": [("", _("All counties")), *((area.slug, area.name) for area in services().places.counties)],
        "language": [("", _("None")), *((language.value, language_name(language)) for language in Language)],
        "station": [("", _("None")), *((f"{one.id}", _heard(one)) for one in stations.in_use(session()))],
        "kind": [("", _("All kinds")), *((kind.value, _(name)) for kind, name in KINDS.items())],
    }


def _station_name(station: Station) -> str:
    return station.name if station.retired_at is None else _("%(station)s (retired)", station=station.name)


def _heard(station: Station) -> str:
    return f"{station.name} ({', '.join(map(area_name, station.counties))})"
