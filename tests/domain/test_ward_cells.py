"""The cells of wards on the map: each ward has one, no two overlap, and they are always the same."""

import pytest
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from domain import ward_cells
from domain.areas import Gazetteer
from domain.ward_cells import draw

TSEIKURU, MUMONI, ATHI = (
    f"kitui.{ward}" for ward in ("mwingi-north.tseikuru", "mwingi-north.mumoni", "kitui-south.athi")
)


@pytest.mark.parametrize("county", ["kitui", "makueni", "taita-taveta"])
def test_every_ward_has_one_cell_and_no_two_overlap(places: Gazetteer, county: str) -> None:
    drawn = ward_cells.of_county(county)
    shapes = {ward: Polygon(cell.ring) for ward, cell in drawn.cells.items()}

    assert list(shapes) == places.wards([county])
    assert all(shape.is_valid and shape.area > 5 for shape in shapes.values())  # km²
    assert sum(shape.area for shape in shapes.values()) == pytest.approx(unary_union([*shapes.values()]).area)
    assert all(shapes[ward].contains(Point(cell.middle)) for ward, cell in drawn.cells.items())
    assert len(drawn.outlines) >= len(places.children(county))
    assert draw({ward: (places[ward].lat, places[ward].lon) for ward in shapes}) == drawn


def test_neighbours_are_of_both_sides_and_far_wards_are_none() -> None:
    cells = ward_cells.of_county("kitui").cells

    assert all(ward in cells[other].neighbours for ward, cell in cells.items() for other in cell.neighbours)
    assert all(cell.neighbours for cell in cells.values())
    assert TSEIKURU not in cells[ATHI].neighbours


@pytest.mark.parametrize(
    "places",
    [
        [(-1.0, 38.0)],
        [(-1.0, 38.0), (-1.0, 38.0)],
        [(-1.0, 38.0), (-1.0, 38.0), (-1.0, 38.0), (-1.2, 38.1)],
        [(-1.0, 38.0), (-1.1, 38.0), (-1.2, 38.0)],  # in one line
    ],
)
def test_wards_whose_points_are_one_have_a_cell_each(places: list[tuple[float, float]]) -> None:
    drawn = draw({f"kitui.x.{number}": at for number, at in enumerate(places)})
    shapes = [Polygon(cell.ring) for cell in drawn.cells.values()]

    assert len(shapes) == len(places)
    assert min(shape.area for shape in shapes) > 0.1
    assert sum(shape.area for shape in shapes) == pytest.approx(unary_union(shapes).area)


def test_the_plane_keeps_distances() -> None:
    drawn = ward_cells.of_county("kitui")

    # From Tseikuru to Athi: 201 km of latitude and 21 of longitude.
    assert 200 < drawn.height < 225
    assert 80 < drawn.width < 100
