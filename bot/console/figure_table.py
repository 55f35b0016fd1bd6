"""One table of figures: what its page shows, its chart draws and its file holds are the same cells."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bot.console.bulletin_results import VEILS
from bot.console.situation_words import lasted
from bot.console.words import MONTHS, _, count, day
from domain.areas import Area
from domain.figure_spans import Span
from domain.veils import Veil
from messages.paper import Part, cell


class Month(NamedTuple):
    """A whole month, by its first day."""

    first: date


class Named(NamedTuple):
    """Something of a kind: by its own code in a file, by its name on a page, perhaps with a page of its own."""

    code: str
    name: str
    address: str = ""


class Percent(NamedTuple):
    """A share of a hundred."""

    share: float


Cell = str | int | Decimal | date | timedelta | Month | Named | Percent | Veil | None  # None: it was not counted


class Column(NamedTuple):
    """`key` heads it in a file, whatever the language; `label` on a page."""

    key: str
    label: str


class Asked(NamedTuple):
    """Which counties, and which months. `everywhere`: all counties of the service together."""

    counties: Sequence[Area]
    span: Span
    everywhere: bool

    @property
    def county(self) -> str | None:
        """The one county that is asked for; None: all of them."""
        return None if self.everywhere else self.counties[0].slug

    @property
    def slugs(self) -> list[str]:
        return [county.slug for county in self.counties]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, a table and a file of one thing; `key` names its file. The first column names the row."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    picture: str = ""  # markup of an SVG
    notes: Sequence[str] = ()

    @property
    def words(self) -> list[bool]:
        """Which columns are read and not compared: they stand to the left."""
        return [all(isinstance(row[at], str | Named | Month) for row in self.rows) for at in range(len(self.columns))]

    def part(self, *keys: str, most: int | None = None) -> Part:
        """The same on paper, or only these of its columns, and at most so many rows; none where only the chart fits."""
        kept = [at for at, column in enumerate(self.columns) if not keys or column.key in keys]
        return Part(
            self.title,
            [self.columns[at].label for at in kept],
            [[shown(row[at]) for at in kept] for row in self.rows[:most]],
            "" if self.rows else _("Nothing to show."),
            picture=str(self.picture),  # markup would escape what is put into it
            notes=self.notes,
        )


Section = Callable[[Asked], list[Figure]]


def shown(value: Cell) -> str:
    """A cell as it is read on a page."""
    match value:
        case None:
            return _("not counted")
        case Veil():
            return _(VEILS[value])
        case Named():
            return value.name
        case Month():
            return month_name(value.first)
        case Percent():
            return f"{value.share:.0f} %"
        case Decimal():
            return f"{value:,.2f}"
        case int():
            return count(value)
        case timedelta():
            return lasted(value)
        case date():
            return day(value)
    return value


def raw(value: Cell) -> str | int:
    """A cell as it stands in a file: days as ISO writes them, times in minutes, "few" or "hidden" for what is not told,
    nothing for what was not counted."""
    match value:
        case None:
            return ""
        case Veil():
            return value.value
        case Named():
            return cell(value.code)
        case Month():
            return f"{value.first:%Y-%m}"
        case Percent():
            return f"{value.share:.1f}"
        case Decimal():
            return f"{value:.2f}"
        case int():
            return value
        case timedelta():
            return int(value.total_seconds()) // 60
        case date():
            return value.isoformat()
    return cell(value)


def as_csv(figure: Figure) -> bytes:
    """The table as a file, with the mark that tells a spreadsheet it is UTF-8."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([column.key for column in figure.columns])
    writer.writerows([raw(value) for value in row] for row in figure.rows)
    return lines.getvalue().encode("utf-8-sig")


def month_name(first: date) -> str:
    """Nov 2026"""
    return f"{_(MONTHS[first.month - 1])} {first.year}"


def percent(part: int, whole: int) -> Percent | None:
    """A share; None of nobody."""
    return Percent(100 * part / whole) if whole else None
