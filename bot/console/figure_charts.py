"""Charts of figures, drawn here as SVG: no script, no style attribute, every mark labelled, plain in grey print too.

They are as wide as the page: across, everything is in hundredths of it; down, in pixels. What cannot be seen is said by
`title` and `desc`; the table beside holds every number.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from bot.console.figure_table import Cell, Percent, shown
from bot.console.words import _, day
from domain.veils import Veil

LEFT, RIGHT, TOP, BOTTOM = 1, 99, 22, 126  # of the plot in the picture
MOST_BARS = 24  # more than these make no picture
ROW, BAR, LINE, LEGEND = 38, 13, 17, 20
LETTERS = 42  # side by side on a telephone, of a label and what is said at the end of its bar
PARTS = 4  # shades there are
TRIANGLE = Markup('<path class="part-0" d="M2 4h10l-5 9z"/>')


class Bar(NamedTuple):
    """One bar in its parts. What is hidden or was not counted has no length."""

    label: str
    parts: Sequence[Cell]
    words: str = ""  # at its end; the sum of its parts unless said otherwise

    @property
    def lengths(self) -> list[float]:
        return [length(part) for part in self.parts]

    @property
    def said(self) -> str:
        if self.words:
            return self.words
        hides = next((part for part in self.parts if part is None or isinstance(part, Veil)), 0)
        return shown(self.parts[0] if len(self.parts) == 1 else hides if hides != 0 else int(sum(self.lengths)))


def length(part: Cell) -> float:
    """How long a cell is drawn."""
    if isinstance(part, Veil) or part is None:
        return 0
    if isinstance(part, int | Decimal):
        return max(float(part), 0)
    return part.share if isinstance(part, Percent) else 0


def bars(key: str, title: str, rows: Sequence[Bar], legend: Sequence[str] = ()) -> Markup:
    """Bars one under the other, the newest where there are too many; nothing where none has a length."""
    rows = rows[-MOST_BARS:]
    longest = max((sum(row.lengths) for row in rows), default=0)
    if not longest:
        return Markup("")
    top = LEGEND * len(legend)
    inside = [*_legend(legend)]
    for row in rows:
        inside.append(_text(100, top + 14, row.said, "end"))
        for words in _lines(row):
            inside.append(_text(0, top + 14, words, "start"))
            top += LINE
        x = 0.0
        for part, each in enumerate(row.lengths):
            wide = each / longest * 100
            inside.append(_rect(f"part-{part % PARTS}", x, top + 2, wide, BAR))
            x += wide
        top += ROW - LINE
    most = max(rows, key=lambda row: sum(row.lengths))
    words = _(
        "Bars: %(count)s. The longest is %(label)s: %(value)s.", count=len(rows), label=most.label, value=most.said
    )
    return _picture(key, title, words, top + 4, inside)


def _lines(row: Bar) -> list[str]:
    """Its label in two lines at most; beside the first stands what is said at the end."""
    room = "\N{NO-BREAK SPACE}" * (len(row.said) + 1)
    return [line.removeprefix(room) for line in wrap(room + row.label, LETTERS, max_lines=2, placeholder="…")] or [""]


def _legend(names: Sequence[str]) -> Iterable[Markup]:
    for at, name in enumerate(names):
        mark = Markup('<rect class="part-{}" x="1" y="2" width="11" height="11"/>').format(at % PARTS)
        yield _entry(at, mark, name)


def _entry(at: int, mark: Markup, name: str) -> Markup:
    """A line of the legend: it does not stretch with the picture."""
    return Markup('<svg y="{}" overflow="visible">{}<text x="17" y="12" aria-hidden="true">{}</text></svg>').format(
        LEGEND * at, mark, name
    )


def line(key: str, title: str, points: Sequence[tuple[date, int]], apart: int) -> Markup:
    """A course over days, from nought up; days more than `apart` from each other leave a gap."""
    if len(points) < 2:
        return Markup("")
    first, last = points[0], points[-1]
    highest = max(points, key=lambda point: point[1])
    if not highest[1]:
        return Markup("")
    whole = (last[0] - first[0]).days

    def at(point: tuple[date, int]) -> tuple[float, float]:
        x = LEFT + (RIGHT - LEFT) * (point[0] - first[0]).days / whole
        return round(x, 1), round(BOTTOM - (BOTTOM - TOP) * point[1] / highest[1], 1)

    course = [
        Markup('<line x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(*at(one), *at(other))
        for one, other in pairwise(points)
        if (other[0] - one[0]).days <= apart
    ]
    inside = [
        _axis(BOTTOM),
        Markup('<g class="course">{}</g>').format(Markup("").join(course)),
        *(Markup('<circle class="dot" cx="{}%" cy="{}" r="3"/>').format(*at(point)) for point in (first, last)),
        _text(LEFT, max(at(first)[1] - 8, 12), shown(first[1]), "start"),
        _text(RIGHT, max(at(last)[1] - 8, 12), shown(last[1]), "end"),
        _text(LEFT, BOTTOM + 16, day(first[0]), "start"),
        _text(RIGHT, BOTTOM + 16, day(last[0]), "end"),
    ]
    words = _(
        "From %(first)s (%(from)s) to %(last)s (%(to)s); the most is %(most)s, on %(day)s.",
        first=day(first[0]), last=day(last[0]), to=shown(last[1]), most=shown(highest[1]), day=day(highest[0]),
        **{"from": shown(first[1])},
    )  # fmt: skip
    return _picture(key, title, words, BOTTOM + 24, inside)


def weeks(key: str, title: str, rows: Sequence[tuple[date, Cell, Cell, bool]], legend: tuple[str, str, str]) -> Markup:
    """Weeks side by side: who joined above the line, who left below it, and a mark over the weeks that are marked."""
    up = max((int(length(joined)) for _monday, joined, _left, _marked in rows), default=0)
    down = max((int(length(left)) for _monday, _joined, left, _marked in rows), default=0)
    if not up + down:
        return Markup("")
    top = LEGEND * 3 + 28
    tall = 120 / (up + down)
    middle, bottom = round(top + up * tall, 1), round(top + (up + down) * tall, 1)
    wide = (RIGHT - LEFT) / len(rows)
    inside = [*_legend(legend[:2]), _entry(2, TRIANGLE, legend[2]), _axis(middle)]
    for at, (_monday, joined, left, marked) in enumerate(rows):
        x, bar = LEFT + at * wide, wide * 0.9
        over, under = length(joined) * tall, length(left) * tall
        inside.append(_rect("part-0", x, middle - over, bar, over))
        inside.append(_rect("part-1", x, middle, bar, under))
        if marked:
            inside.append(_above(x + bar / 2, top - 26))
        if len(rows) <= 6:
            inside += [
                _text(x + bar / 2, middle - over - 3, shown(joined), "middle"),
                _text(x + bar / 2, middle + under + 13, shown(left), "middle"),
            ]
    if len(rows) > 6:
        inside += [_text(LEFT, top - 4, shown(up), "start"), _text(LEFT, bottom + 13, shown(down), "start")]
    inside += [
        _text(LEFT, bottom + 30, day(rows[0][0]), "start"),
        *([_text(RIGHT, bottom + 30, day(rows[-1][0]), "end")] if len(rows) > 1 else []),
    ]
    words = _(
        "Weeks: %(count)s. The most that joined in one is %(joined)s, the most that left is %(left)s.",
        count=len(rows), joined=shown(up), left=shown(down),
    )  # fmt: skip
    return _picture(key, title, words, round(bottom + 38), inside)


def _above(x: float, y: float) -> Markup:
    """The mark over a week: it does not stretch with the picture."""
    return Markup('<svg x="{}%" y="{}" overflow="visible"><g transform="translate(-7)">{}</g></svg>').format(
        round(x, 1), y, TRIANGLE
    )


def _axis(y: float) -> Markup:
    return Markup('<line class="axis" x1="{}%" y1="{y}" x2="{}%" y2="{y}"/>').format(LEFT, RIGHT, y=y)


def _rect(name: str, x: float, y: float, wide: float, tall: float) -> Markup:
    return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
        name, round(x, 2), round(y, 1), round(max(wide, 0), 2), round(max(tall, 0), 1)
    )


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    # What `title` and `desc` say already is not read out again.
    return Markup('<text x="{}%" y="{}" text-anchor="{}" aria-hidden="true">{}</text>').format(
        round(x, 1), round(y, 1), anchor, words
    )


def _picture(key: str, title: str, words: str, height: float, inside: Iterable[Markup]) -> Markup:
    return Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" width="100%" height="{}" role="img"'
        ' aria-labelledby="t-{id} d-{id}"><title id="t-{id}">{}</title><desc id="d-{id}">{}</desc>{}</svg>'
    ).format(height, title, words, Markup("").join(inside), id=key)
