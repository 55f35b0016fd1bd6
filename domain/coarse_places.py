"""Where something happened, as coarse as it leaves the desk: a small ward may hold one quarrel and one witness."""

from domain.areas import Area, Gazetteer, around

# People of the 2009 census, as in `domain/data/areas.csv`; 15 of the 90 wards have fewer. The figure is ours.
FEWEST_PEOPLE = 15_000


def told_place(places: Gazetteer, ward: str) -> Area:
    """The ward, or the constituency of one that is small."""
    area = places[ward]
    return area if area.population >= FEWEST_PEOPLE else places[around(ward)[-2]]
