"""Our areas in the words and codes of alerts, and the areas that another's words and codes may mean."""

import re
from collections.abc import Iterable

from domain.areas import Gazetteer, Level, county_of
from domain.zones import zones
from messages.cap_structure import Area, Named

# Of ISO 3166-2: not the national codes of the counties, which count otherwise.
ISO = {"kitui": "KE-18", "makueni": "KE-23", "taita-taveta": "KE-39"}
ISO_NAME, OURS, OUR_ZONE = "ISO3166-2", "mbiu:area", "mbiu:zone"
# Sources give 360 and 361 to different wards.
DISPUTED = {"360", "361"}
_BETWEEN_NAMES = re.compile(r"[,;:/()]|\band\b|\bna\b|\bcounty\b|\bward\b|\bconstituency\b", re.IGNORECASE)


def areas_of(slugs: Iterable[str], zone_slugs: Iterable[str], places: Gazetteer) -> tuple[Area, ...]:
    """Each area of a bulletin. One narrowed to livelihood zones is no whole county and has no code but our own."""
    narrowed = list(zone_slugs)
    return tuple(_area(slug, [zone for zone in narrowed if county_of(zone) == county_of(slug)], bool(narrowed), places)
                 for slug in slugs)  # fmt: skip


def _area(slug: str, within: list[str], narrowed: bool, places: Gazetteer) -> Area:
    words = f"{places.called(slug)} County" if slug == county_of(slug) else _in_county(slug, places)
    if narrowed:
        known = zones()
        names = ", ".join(known[zone].name if zone in known else zone for zone in within)
        codes = [Named(OUR_ZONE, zone) for zone in within]
        return Area(words=f"{words}: {names}" if names else words, geocodes=(Named(OURS, slug), *codes))
    return Area(words=words, geocodes=_codes(slug, places))


def _in_county(slug: str, places: Gazetteer) -> str:
    return f"{places.called(slug)}, {places.called(county_of(slug))} County"


def _codes(slug: str, places: Gazetteer) -> tuple[Named, ...]:
    if slug not in places:  # any more
        return (Named(OURS, slug),)
    area = places[slug]
    if area.level is Level.COUNTY:
        return (Named(ISO_NAME, ISO[slug]),) if slug in ISO else (Named(OURS, slug),)
    undisputed = area.iebc_code not in DISPUTED
    return (Named(OURS, slug), *([Named(f"IEBC:{area.level}", area.iebc_code)] if undisputed else []))


def meant(areas: Iterable[Area], places: Gazetteer) -> list[str]:
    """The areas of ours that these may mean, by code or by name: to be asked, never to be taken."""
    counties = {code: slug for slug, code in ISO.items()}
    found: dict[str, None] = {}
    for area in areas:
        for code in area.geocodes:
            slug = counties.get(code.value, code.value)
            found |= {slug: None} if slug in places else {}
        for name in filter(str.strip, _BETWEEN_NAMES.split(area.words[:2000])):
            found |= dict.fromkeys(meaning.slug for meaning in places.meanings(name))
    return list(found)
