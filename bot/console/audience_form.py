"""What a form offers to choose people by: areas, livelihood zones, whether they pass it on, languages."""

from dataclasses import dataclass

from flask import url_for

from bot.console.access import held_counties
from bot.console.bulletin_words import READERS
from bot.console.words import _, language_name
from bot.services import services
from domain import zones
from domain.areas import Area
from domain.languages import Language
from domain.officers import Role
from domain.subscribers import Kind
from domain.zones import Zone


@dataclass(frozen=True, slots=True)
class Zones:
    """The livelihood zones of one county, and how many of its wards lie in none yet. `editor`: where that is mended."""

    county: Area
    zones: list[Zone]
    wards: int
    unplaced: int
    editor: str


def audience_choices(readers: str) -> dict[str, object]:
    """What `bulletins/_whom.html` wants beside the form; `readers` is the kind of people chosen so far."""
    counties = counties_written_for()
    return {
        "counties": counties,
        "places": services().places,
        "zones": [_zones(county) for county in counties],
        "readers": [("", _("Everybody there")), *_readers(readers)],
        "language_names": [(language.value, language_name(language)) for language in Language],
    }


def _readers(chosen: str) -> list[tuple[str, str]]:
    """Those who pass it on alone; whatever else one may have been given stays."""
    return [(kind.value, _(words)) for kind, words in READERS.items() if kind in (Kind.INTERMEDIARY, chosen)]


def counties_written_for() -> list[Area]:
    """The counties this officer writes for."""
    return held_counties(Role.OFFICER)


def _zones(county: Area) -> Zones:
    places = services().places
    wards = places.wards([county.slug])
    unplaced = sum(places[ward].livelihood_zone is None for ward in wards)
    editor = url_for("wards.show", county=county.slug)
    return Zones(county, zones.of_county(county.slug), len(wards), unplaced, editor)
