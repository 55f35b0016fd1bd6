"""Where something happened, as coarse as it leaves the desk: a small ward may hold one quarrel and one witness."""

from domain.areas import Area, Gazetteer, around

# People of the 2009 census, as in `domain/data/areas.csv`; 15 of the 90 wards have fewer. The figure is ours.
FEWEST_PEOPLE = 15_000


def is_small(places: Gazetteer, ward: str | None) -> bool:
    """Whether so few live there that its name says too much."""
    return ward is not None and places[ward].population < FEWEST_PEOPLE


def told_place(places: Gazetteer, ward: str) -> Area:
    """The ward, or the constituency of one that is small."""
    return places[around(ward)[-2] if is_small(places, ward) else ward]
