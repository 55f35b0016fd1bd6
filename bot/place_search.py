"""A ward found by what people call the place: its name, another spelling, a village in it, or nearly one of these.

Pure. What is near is only ever suggested: whoever asks shows it and waits for a yes.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.areas import Gazetteer, Level, fold


class How(StrEnum):
    """What a place was found by, the surest first."""

    NAME = "name"  # of the ward, or an alias
    LOCALITY = "locality"  # a village, market or school in it
    NEAR = "near"  # nearly one of them


@dataclass(frozen=True, slots=True)
class Place:
    """A ward, and the name it was found by."""

    ward: str
    name: str
    how: How


def find(places: Gazetteer, text: str, county: str = "") -> list[Place]:
    """The wards this text may mean, the surest first and those of the `county` before others; [] when none."""
    found = [area for area in places.meanings(text) if area.level is Level.WARD]
    return [Place(area.slug, area.name, How.NAME) for area in sorted(found, key=lambda area: area.county != county)]


def beginning(places: Gazetteer, letters: str, county: str = "") -> list[Place]:
    """The wards whose name, or that of a place in them, begins with these letters; those of the `county` first."""
    start = fold(letters)
    found = [area for area in places.areas.values() if area.level is Level.WARD and fold(area.name).startswith(start)]
    return [Place(area.slug, area.name, How.NAME) for area in sorted(found, key=lambda area: area.county != county)]
