"""Which subscribers a list shows, as its address says it; never by a number, which no address may hold."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from flask import abort, request

from bot import place_search
from bot.console.access import held_counties
from bot.console.words import _
from bot.services import services
from domain.areas import Area, Level, inside
from domain.languages import Language
from domain.officers import Role
from domain.subscriber_search import Search, Standing
from domain.subscribers import Kind

MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """`area` None: all counties of the officer. `places` are what a typed name may mean, where it is not one alone."""

    area: Area | None
    place: str
    places: list[Area]
    search: Search

    @property
    def query(self) -> dict[str, str]:
        """The same as an address carries it."""
        search = self.search
        said = {
            "area": self.area.slug if self.area else "",
            "language": search.language or "",
            "kind": search.kind or "",
            "state": search.standing or "",
            "since": search.joined_since.isoformat() if search.joined_since else "",
        }
        return {name: value for name, value in said.items() if value}


def held_wards() -> list[str]:
    """The wards of the counties in which this is an officer's."""
    return services().places.wards([county.slug for county in held_counties(Role.OFFICER)])


def asked_for() -> Asked:
    """What the address of this request asks for; 404 for an area of another county. What nobody knows is everything.

    A name typed counts more than the area chosen beside it.
    """
    held = [county.slug for county in held_counties(Role.OFFICER)]
    place, slug = request.args.get("place", "").strip(), request.args.get("area", "")
    found = _meant(place, held) if place else []
    area = found[0] if len(found) == 1 else services().places.areas.get(slug)
    if (slug and not area) or (area and area.county not in held):
        abort(404)
    wards = services().places.wards([area.slug] if area else held)
    return Asked(area, place, found if len(found) != 1 else [], _search(wards))


def _search(wards: list[str]) -> Search:
    language, kind, state = (request.args.get(name, "") for name in ("language", "kind", "state"))
    since = None
    with suppress(ValueError):
        since = date.fromisoformat(request.args.get("since", ""))
    return Search(
        tuple(wards),
        Language(language) if language in set(Language) else None,
        Kind(kind) if kind in set(Kind) else None,
        Standing(state) if state in set(Standing) else None,
        since,
    )


def _meant(place: str, held: list[str]) -> list[Area]:
    """The areas of these counties that a name may mean: as phones find them, villages and misspellings too."""
    places = services().places
    found = [places[meant.ward] for meant in place_search.find(places, place)]
    found = found or place_search.areas_named(places, place)
    return [area for area in found if any(inside(area.slug, county) for county in held)][:MOST_PLACES]


def area_options() -> list[tuple[str, str]]:
    """Counties, and in each its constituencies and wards, for a select."""
    places = services().places
    options = [("", _("All my counties"))]
    for county in held_counties(Role.OFFICER):
        options.append((county.slug, county.name))
        for part in places.children(county.slug):
            options.append((part.slug, f"– {part.name}"))
            options += [(ward.slug, f"– – {ward.name}") for ward in places.children(part.slug)]
    return options


def wards_by_constituency() -> list[tuple[str, list[Area]]]:
    """The wards an officer may choose, under the names of their constituencies."""
    places = services().places
    parts = [area for area in places.areas.values() if area.level is Level.CONSTITUENCY]
    held = {county.slug for county in held_counties(Role.OFFICER)}
    return [(part.name, places.children(part.slug)) for part in parts if part.county in held]
