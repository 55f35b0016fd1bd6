"""The livelihood zones of each county, by which NDMA declares its phases."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

ZONES_CSV = Path(__file__).parent / "data" / "livelihood_zones.csv"


class Zone(NamedTuple):
    """`slug` begins with its county's; `name` is NDMA's, as its bulletins print it."""

    slug: str
    county: str
    name: str


@cache
def zones() -> dict[str, Zone]:
    """Every zone by its slug, in the order of the file."""
    with ZONES_CSV.open(encoding="utf-8", newline="") as file:
        return {row["slug"]: Zone(row["slug"], row["county"], row["name"]) for row in csv.DictReader(file)}


def of_county(county: str) -> list[Zone]:
    """The zones of one county."""
    return [zone for zone in zones().values() if zone.county == county]
