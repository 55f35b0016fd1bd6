"""Where the wards of a county lie on its map: around each ward's point a cell of all that is nearest to it.

We hold a point of each ward and no border: a cell (Voronoi's) is not the ward's border, and a page must say so. The
county's edge is the hull of the points with some room around it. Everything is in kilometres from the picture's top
left, on a plane that is true at the county's latitude; near the equator a county is far too small to show the error.
"""

from collections.abc import Mapping
from functools import cache
from itertools import combinations
from math import cos, radians, sqrt
from typing import Any, NamedTuple

import shapely
from shapely.geometry import MultiPoint, Point

from domain.area_files import read_areas
from domain.areas import Level, constituency_of, county_of

DEGREE = 111.32  # km, of latitude
ROOM = 0.07  # of the hull's size, around it
LEAST_ROOM = 3.0  # km
NUDGE = 0.3  # km to the east, for a ward whose point another has
TOUCH = 0.1  # km of common border that make two wards neighbours
Ring = tuple[tuple[float, float], ...]


class Cell(NamedTuple):
    """One ward. `middle` is where a label has the most room."""

    ring: Ring
    middle: tuple[float, float]
    neighbours: frozenset[str]


class CountyMap(NamedTuple):
    """All wards of a county, in IEBC's order, and the outlines of its constituencies."""

    width: float
    height: float
    cells: dict[str, Cell]
    outlines: tuple[Ring, ...]


@cache
def of_county(county: str) -> CountyMap:
    """The map of a county of our file, drawn once in a process."""
    wards = [area for area in read_areas() if area.level is Level.WARD and county_of(area.slug) == county]
    return draw({ward.slug: (ward.lat, ward.lon) for ward in wards})


def draw(wards: Mapping[str, tuple[float, float]]) -> CountyMap:
    """The map of these wards, one at least, by their latitude and longitude."""
    points = _apart(_flat(wards))
    hull = MultiPoint([*points.values()]).convex_hull
    hull = hull.buffer(max(LEAST_ROOM, ROOM * sqrt(hull.area)))
    whole = _cells(points, hull)
    left, top, right, bottom = hull.bounds
    beside = _neighbours(whole, hull)
    outlines = []
    for outer in dict.fromkeys(map(constituency_of, whole)):
        inside = [cell for ward, cell in whole.items() if constituency_of(ward) == outer]
        outlines += shapely.get_parts(shapely.union_all(inside).intersection(hull)).tolist()
    return CountyMap(
        right - left,
        bottom - top,
        {ward: _cell(cell.intersection(hull), beside[ward], left, top) for ward, cell in whole.items()},
        tuple(_ring(outline, left, top) for outline in outlines),
    )


def _flat(wards: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """East and south in kilometres."""
    narrower = cos(radians(sum(lat for lat, _ in wards.values()) / len(wards)))
    return {ward: (lon * DEGREE * narrower, -lat * DEGREE) for ward, (lat, lon) in wards.items()}


def _apart(points: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """The points, none at the place of another: the later in order steps aside."""
    found: dict[str, tuple[float, float]] = {}
    taken: set[tuple[float, float]] = set()
    for ward, (x, y) in points.items():
        while (place := (round(x, 1), round(y, 1))) in taken:
            x += NUDGE
        taken.add(place)
        found[ward] = x, y
    return found


def _cells(points: Mapping[str, tuple[float, float]], hull: Any) -> dict[str, Any]:
    """The cell of each ward, reaching over the hull."""
    if len(points) == 1:
        return dict.fromkeys(points, hull)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint([*points.values()]), extend_to=hull))
    return {ward: next(cell for cell in cells if cell.contains(Point(at))) for ward, at in points.items()}


def _neighbours(cells: Mapping[str, Any], hull: Any) -> dict[str, set[str]]:
    beside: dict[str, set[str]] = {ward: set() for ward in cells}
    for one, other in combinations(cells, 2):
        if cells[one].intersection(cells[other]).intersection(hull).length > TOUCH:
            beside[one].add(other)
            beside[other].add(one)
    return beside


def _cell(cell: Any, neighbours: set[str], left: float, top: float) -> Cell:
    x, y = shapely.maximum_inscribed_circle(cell).coords[0]
    return Cell(_ring(cell, left, top), (x - left, y - top), frozenset(neighbours))


def _ring(polygon: Any, left: float, top: float) -> Ring:
    return tuple((x - left, y - top) for x, y in polygon.exterior.coords[:-1])
