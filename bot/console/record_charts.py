"""Small charts of one indicator over months, drawn here as SVG: no script, no style attribute, black on paper too.

The normal range of each month is a band behind the line, for it changes from month to month; a month that is missing
breaks the line. Long ago months would squeeze the others together: the table beside, which holds every number, has them
alone. What cannot be seen is said by `title` and `desc`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from bot.console.record_words import indicator_name, month_name, span_words
from bot.console.words import _
from domain.indicators import DroughtRecord, Indicator
from domain.measures import normal_of
from domain.spans import Span, plain

WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 44, 312, 10, 126  # the plot inside, in the picture's own units
FEWEST = 2  # points; one is no course
LONGEST = 36  # months, the newest and those before it
WIDEST_BAND = 12  # half of it at most on either side of a month


class Point(NamedTuple):
    """One month. `low` and `high` are the ends of the figure, the same for a number."""

    month: date
    value: Span
    normal: Span

    @property
    def low(self) -> Decimal:
        return next(end for end in (self.value.low, self.value.high) if end is not None)

    @property
    def high(self) -> Decimal:
        return next(end for end in (self.value.high, self.value.low) if end is not None)


class Chart(NamedTuple):
    """The picture of an indicator; `shortened` where it has figures too old to be in it."""

    indicator: Indicator
    picture: Markup
    shortened: bool


class Scale(NamedTuple):
    """Where a month and a number stand in the picture."""

    first: int
    months: int
    top: Decimal

    def x(self, month: date) -> float:
        return round(
            LEFT + WIDEST_BAND + (RIGHT - LEFT - 2 * WIDEST_BAND) * (_count(month) - self.first) / self.months, 1
        )

    def y(self, number: Decimal) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * float(number / self.top), 1)

    @property
    def half(self) -> float:
        """Half the width of a month's band."""
        return round(min(WIDEST_BAND, (RIGHT - LEFT) / self.months / 2), 1)


def charts(records: Sequence[DroughtRecord]) -> list[Chart]:
    """A chart of each indicator that has numbers in two at least of the last 36 months up to its newest here."""
    drawn = []
    for indicator in Indicator:
        points = sorted(_points(records, indicator))
        late = [point for point in points if _count(points[-1].month) - _count(point.month) < LONGEST]
        if len(late) >= FEWEST:
            drawn.append(Chart(indicator, chart(indicator, late), shortened=late != points))
    return drawn


def _points(records: Iterable[DroughtRecord], indicator: Indicator) -> Iterable[Point]:
    for record in records:
        figure = record.figure(indicator)
        if figure and figure.value.in_numbers:
            yield Point(record.month, figure.value, normal_of(figure))


def chart(indicator: Indicator, points: Sequence[Point]) -> Markup:
    """One picture of points in the order of time."""
    scale = _scale(points)
    inside = Markup("").join(
        [
            *_bands(points, scale),
            *_axes(points, scale),
            *_line(points, scale),
            *(_mark(point, scale) for point in points),
        ]
    )
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="t-{id} d-{id}">'
        '<title id="t-{id}">{}</title><desc id="d-{id}">{}</desc>{}</svg>'
    ).format(WIDTH, HEIGHT, indicator_name(indicator), _description(points), inside, id=indicator.value)


def _count(month: date) -> int:
    return month.year * 12 + month.month


def _scale(points: Sequence[Point]) -> Scale:
    """From nothing up to a little more than the most there is: a cut axis would make small changes look large."""
    ends = [end for point in points for end in (point.high, point.normal.low, point.normal.high) if end is not None]
    first = _count(points[0].month)
    return Scale(first, max(1, _count(points[-1].month) - first), max(ends) * Decimal("1.08") or Decimal(1))


def _description(points: Sequence[Point]) -> str:
    first, last = points[0], points[-1]
    return _(
        "From %(first)s (%(from)s) to %(last)s (%(to)s); months with a figure: %(count)s.",
        count=len(points),
        first=month_name(first.month),
        last=month_name(last.month),
        **{"from": span_words(first.value), "to": span_words(last.value)},
    )


def _bands(points: Sequence[Point], scale: Scale) -> Iterable[Markup]:
    for point in points:
        if point.normal.in_numbers:
            upper = TOP if point.normal.high is None else scale.y(point.normal.high)
            lower = BOTTOM if point.normal.low is None else scale.y(point.normal.low)
            yield Markup('<rect class="band" x="{}" y="{}" width="{}" height="{}"/>').format(
                round(scale.x(point.month) - scale.half, 1), upper, 2 * scale.half, round(lower - upper, 1)
            )


def _axes(points: Sequence[Point], scale: Scale) -> Iterable[Markup]:
    yield Markup('<path class="axis" d="M{l} {t}V{b}H{r}"/>').format(l=LEFT, t=TOP, b=BOTTOM, r=RIGHT)
    highest = max(point.high for point in points)
    for number in {Decimal(0), highest}:
        yield _text(LEFT - 4, scale.y(number) + 4, plain(number), "end")
    yield _text(LEFT, HEIGHT - 8, month_name(points[0].month), "start")
    yield _text(RIGHT, HEIGHT - 8, month_name(points[-1].month), "end")


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    # What `title` and `desc` say already is not read out again.
    return Markup('<text x="{}" y="{}" text-anchor="{}" aria-hidden="true">{}</text>').format(x, y, anchor, words)


def _line(points: Sequence[Point], scale: Scale) -> Iterable[Markup]:
    for one, other in pairwise(points):
        if _count(other.month) - _count(one.month) == 1:
            yield Markup('<path class="course" d="M{} {}L{} {}"/>').format(*_middle(one, scale), *_middle(other, scale))


def _middle(point: Point, scale: Scale) -> tuple[float, float]:
    return scale.x(point.month), scale.y((point.low + point.high) / 2)


def _mark(point: Point, scale: Scale) -> Markup:
    """A dot for a number, a bar for a range."""
    if point.low == point.high:
        return Markup('<circle class="dot" cx="{}" cy="{}" r="3.5"/>').format(*_middle(point, scale))
    return Markup('<path class="bar" d="M{} {}V{}"/>').format(
        scale.x(point.month), scale.y(point.low), scale.y(point.high)
    )
