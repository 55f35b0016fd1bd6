"""What a report is of: CEWARN's and the counties' own patterns, with what each is called in CEWARN's and ACLED's lists.

Fourteen kinds in all. Twelve of them and "not sorted yet" are incidents; sexual violence and harm to a child is a
restricted record (`domain.restricted_reports`), and what is said of this service goes to the inbox.
"""

from enum import StrEnum
from typing import NamedTuple

from domain.triage import Level


class Kind(StrEnum):
    """What happened. `OTHER` is what the phone offers as "something else", until a person sorts it."""

    HERDER_FARMER = "herder_farmer"
    LIVESTOCK_THEFT = "livestock_theft"
    WATER_PASTURE = "water_pasture"
    LAND_BOUNDARY = "land_boundary"
    SAND_CHARCOAL = "sand_charcoal"
    WILDLIFE = "wildlife"
    VIOLENCE_INJURY = "violence_injury"
    THREAT_RUMOUR = "threat_rumour"
    DISPLACEMENT = "displacement"
    POLITICAL = "political"
    CRIME_OTHER = "crime_other"
    PEACE_POSITIVE = "peace_positive"
    OTHER = "other"


class Taxon(NamedTuple):
    """One kind: the level it is advised by itself, and its place in CEWARN's indicators and ACLED's event types.

    The fit to both is partial: "" where there is none.
    """

    level: Level
    cewarn: str
    acled: str


TAXONOMY: dict[Kind, Taxon] = {
    Kind.HERDER_FARMER: Taxon(
        Level.MEDIUM,
        "Environmental pressure: land competition, grazing areas abandoned; pastoral migration",
        "Battles / Violence against civilians / Riots",
    ),
    Kind.LIVESTOCK_THEFT: Taxon(Level.MEDIUM, "Raids / livestock theft", "Looting/property destruction; Attack"),
    Kind.WATER_PASTURE: Taxon(Level.LOW, "Conflict over grazing and water points", "Riots"),
    Kind.LAND_BOUNDARY: Taxon(Level.MEDIUM, "Land competition", "Riots / Strategic developments"),
    Kind.SAND_CHARCOAL: Taxon(Level.MEDIUM, "Environmental pressure", "Mob violence; Looting/property destruction"),
    Kind.WILDLIFE: Taxon(Level.MEDIUM, "", ""),
    Kind.VIOLENCE_INJURY: Taxon(Level.HIGH, "Armed clashes", "Armed clash; Attack"),
    Kind.THREAT_RUMOUR: Taxon(Level.MEDIUM, "Provocative/aggravating behaviour", "Strategic developments"),
    Kind.DISPLACEMENT: Taxon(
        Level.HIGH, "Influx of IDPs; student attendance interrupted", "Looting/property destruction"
    ),
    Kind.POLITICAL: Taxon(Level.MEDIUM, "Protest", "Protests / Riots"),
    Kind.CRIME_OTHER: Taxon(Level.MEDIUM, "Other crime", "Attack; Looting/property destruction"),
    Kind.PEACE_POSITIVE: Taxon(
        Level.INFO,
        "Peace initiatives; inter-group sharing; markets remain open",
        "Strategic developments: Agreement",
    ),
    Kind.OTHER: Taxon(Level.MEDIUM, "", ""),
}
