"""The map of a county drawn here as SVG: its wards in classes, each a link the keyboard reaches, which says its number.

A class is told by its pattern as well as by how dark it is, and a ward to look at first (a hot spot, nobody reached) by
a triangle. No style attribute: the colours are the stylesheet's, so it is readable in black on paper too.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from domain.veils import Step, step
from domain.ward_cells import Cell, CountyMap, Ring

WIDTH = 320  # units; the height follows
# Reports of the lightest ward of each class: the steps of `domain.veils`, the last of them open.
CLASSES = (0, 3, 7, 15, 31)
PATTERNS = (
    "",
    '<circle cx="2" cy="2" r=".8"/><circle cx="6" cy="6" r=".8"/>',
    '<path d="M-1 9L9-1M-1 1L1-1M7 9L9 7"/>',
    '<path d="M-1 9L9-1M-1 1L1-1M7 9L9 7M-1-1L9 9"/>',
    "",
)
TRIANGLE = 3.6  # units from its middle to a corner


class Shown(NamedTuple):
    """A ward on the map: `words` say all of it, `mark` is what the table calls it, `shade` is its class from 0 to 4."""

    shade: int
    mark: str
    words: str
    address: str
    first: bool  # to be looked at first


def class_of(told: Step) -> int:
    """The class of a count, from the lightest."""
    return sum(told.least >= least for least in CLASSES[1:])


def classes() -> list[tuple[Step, Markup, bool]]:
    """For the legend: the step each class begins with, a swatch of it, and whether it is open above."""
    return [(step(least), swatch(number), least == CLASSES[-1]) for number, least in enumerate(CLASSES)]


def picture(county: CountyMap, wards: Mapping[str, Shown], name: str) -> Markup:
    """The map, called `name`, of these wards; those of another file have no cell and are in the table alone."""
    scale = WIDTH / county.width
    drawn = [(county.cells[ward], shown) for ward, shown in wards.items() if ward in county.cells]
    return Markup('<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}{}</svg>').format(
        WIDTH,
        round(county.height * scale, 1),
        name,
        Markup("<defs>{}</defs>").format(Markup("").join(_patterns())),
        Markup("").join(_ward(cell, shown, scale) for cell, shown in drawn),
        Markup("").join(Markup('<path class="outline" d="{}"/>').format(_path(r, scale)) for r in county.outlines),
        Markup("").join(_label(cell, shown, scale) for cell, shown in drawn),
    )


def first_sign() -> Markup:
    """The triangle, for the legend."""
    return _sign(_triangle(9, 6.5))


def _sign(inside: Markup) -> Markup:
    return Markup('<svg class="swatch" viewBox="0 0 18 12" aria-hidden="true">{}</svg>').format(inside)


def _patterns() -> Iterable[Markup]:
    for number, drawing in enumerate(PATTERNS):
        yield Markup(
            '<pattern id="class-{}" class="class-{}" width="8" height="8" patternUnits="userSpaceOnUse">'
            '<rect width="8" height="8"/>{}</pattern>'
        ).format(number, number, Markup(drawing))  # noqa: S704  our own


def swatch(number: int) -> Markup:
    """A class, for the legend."""
    return _sign(Markup('<rect width="18" height="12" fill="url(#class-{})"/>').format(number))


def _ward(cell: Cell, shown: Shown, scale: float) -> Markup:
    return Markup(
        '<a href="{}" aria-label="{}"><path class="cell" fill="url(#class-{})" d="{}"><title>{}</title></path></a>'
    ).format(shown.address, shown.words, shown.shade, _path(cell.ring, scale), shown.words)


def _label(cell: Cell, shown: Shown, scale: float) -> Markup:
    """Its mark, and the triangle above; what the link says already is not read out again."""
    x, y = (round(at * scale, 1) for at in cell.middle)
    below = 3 + (TRIANGLE if shown.first else 0)
    text = Markup('<text x="{}" y="{}" text-anchor="middle" aria-hidden="true">{}</text>').format(
        x, round(y + below, 1), shown.mark
    )
    return _triangle(x, round(y - TRIANGLE - 1.5, 1)) + text if shown.first else text


def _triangle(x: float, y: float) -> Markup:
    return Markup('<path class="hot" d="M{} {}l{} {}h{}z"/>').format(
        x, round(y - TRIANGLE, 1), TRIANGLE, 1.7 * TRIANGLE, -2 * TRIANGLE
    )


def _path(ring: Ring, scale: float) -> str:
    return "M" + "L".join(f"{x * scale:.1f} {y * scale:.1f}" for x, y in ring) + "Z"
