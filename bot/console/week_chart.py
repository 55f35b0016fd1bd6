"""The reports of a county week by week, as bars of SVG: dark up to the least a week can have had, pale to the most."""

from collections.abc import Iterable, Mapping
from datetime import date

from markupsafe import Markup

from bot.console.ward_map_words import number
from bot.console.words import MONTHS, _, day
from domain.veils import step

WIDTH, HEIGHT = 320, 130
LEFT, RIGHT, TOP, BOTTOM = 34, 314, 12, 106
GAP = 2


def chart(weeks: Mapping[date, int]) -> Markup:
    """The picture of at least one week, the oldest first."""
    highest = max(step(count).most for count in weeks.values())
    wide = (RIGHT - LEFT) / len(weeks)
    inside = [*_axes([*weeks], highest, wide), *_bars(weeks, highest, wide)]
    busiest = max(weeks, key=lambda monday: (step(weeks[monday]).least, monday))
    words = _("The most in one week: %(count)s, from %(day)s.", count=number(weeks[busiest]), day=day(busiest))
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="weeks-t weeks-d">'
        '<title id="weeks-t">{}</title><desc id="weeks-d">{}</desc>{}</svg>'
    ).format(WIDTH, HEIGHT, _("Reports by week"), words, Markup("").join(inside))


def _axes(mondays: list[date], highest: int, wide: float) -> Iterable[Markup]:
    yield Markup('<path class="axis" d="M{l} {t}V{b}H{r}"/>').format(l=LEFT, t=TOP, b=BOTTOM, r=RIGHT)
    for count, y in ((0, BOTTOM), (highest, TOP)):
        yield _text(LEFT - 4, y + 4, str(count), "end")
    for at, monday in enumerate(mondays):
        # Every other month, where it begins.
        if monday.day <= 7 and monday.month % 2 and at < len(mondays) - 6:
            yield _text(LEFT + at * wide, HEIGHT - 8, f"{_(MONTHS[monday.month - 1])} {monday.year}", "start")


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}" aria-hidden="true">{}</text>').format(
        round(x, 1), y, anchor, words
    )


def _bars(weeks: Mapping[date, int], highest: int, wide: float) -> Iterable[Markup]:
    tall = (BOTTOM - TOP) / highest
    for at, count in enumerate(weeks.values()):
        told = step(count)
        if told.least:
            x = round(LEFT + at * wide + GAP / 2, 1)
            yield _bar("to-most", x, wide, told.most * tall)
            yield _bar("to-least", x, wide, told.least * tall)


def _bar(name: str, x: float, wide: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        name, x, round(BOTTOM - height, 1), round(wide - GAP, 1), round(height, 1)
    )
