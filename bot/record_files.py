"""Drought records that come as a file and leave as one: the same columns both ways, as CSV or as a workbook."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bot import uploaded_tables, workbooks
from bot.uploaded_tables import Table
from domain.areas import Gazetteer
from domain.drought_records import key
from domain.indicators import DroughtRecord
from domain.officers import Officer
from domain.record_rows import COLUMNS, NEEDED, Row, cells, read
from domain.refusals import Refusal
from messages import paper
from messages.compose import normalise

MOST_ROWS = 1000  # a year of a county with its zones is some fifty
MOST_COLUMNS = 100
EXAMPLE = {
    "month": "2021-04", "phase": "alert", "trend": "worsening", "published_on": "2021-05-12",
    "source": "Example: the title of the bulletin",
    "vci3m": "34.29", "vci3m_normal": "35-50", "vci3m_said": "below", "rain_pct": "51-75", "rain_pct_normal": "80-120",
    "forage": "fair", "forage_normal": "good to fair", "milk_l": "1.4", "milk_l_normal": ">=1.3", "water_km": "4.0",
    "water_km_normal": "<=6.1",
}  # fmt: skip


class Fault(NamedTuple):
    """What is wrong, in which row (as a spreadsheet shows it) and column; 0 and "" for the whole file."""

    row: int
    column: str
    refusal: Refusal


@dataclass(slots=True)
class Reading:
    records: list[DroughtRecord] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def reading(data: bytes, officer: Officer, places: Gazetteer, now: datetime) -> Reading:
    """All a file says, or all that is wrong with it; nothing is kept yet."""
    read_so_far = Reading()
    try:
        table = uploaded_tables.table(data, most_rows=2 * MOST_ROWS, most_columns=MOST_COLUMNS)
        _read(table, read_so_far, officer, places, now)
    except Refusal as refusal:
        read_so_far.faults.insert(0, Fault(0, "", refusal))
    if not (read_so_far.records or read_so_far.faults):
        read_so_far.faults.append(Fault(0, "", Refusal("There is no row below the headings.")))
    return read_so_far


def _read(table: Table, into: Reading, officer: Officer, places: Gazetteer, now: datetime) -> None:
    columns: list[str] = []
    first: dict[object, int] = {}
    try:
        for number, row in table.rows:
            if row and number > MOST_ROWS + 1:
                raise Refusal("There are more than %(most)s rows: upload the years one at a time.", most=MOST_ROWS)
            if row and not columns:
                columns = _columns(row)
            elif row:
                _take(number, _row(number, row, columns, table.unknown), first, into, officer, places, now)
    except csv.Error:
        raise Refusal("The file is broken off: is a quotation mark left open?") from None
    if not columns:
        raise Refusal("Choose a file that is not empty.")


def _columns(row: list[str]) -> list[str]:
    """The headings, in their order. An empty one at the end is no column."""
    named = [cell.strip().lower() for cell in row]
    while named and not named[-1]:
        named.pop()
    missing = [name for name in NEEDED if name not in named]
    if missing:
        raise Refusal("The first row must name the columns; missing: %(names)s.", names=", ".join(missing))
    if unknown := [name[:40] for name in named if name not in COLUMNS]:
        raise Refusal(
            "These columns are not known: %(names)s. Take their names from the sample file.",
            names=", ".join(name or "“”" for name in unknown[:10]),
        )
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise Refusal("These columns are there twice: %(names)s.", names=", ".join(twice))
    return named


def _row(number: int, row: list[str], columns: list[str], unknown: set[tuple[int, int]]) -> Row:
    found = Row({name: _unquoted(normalise(cell)) for name, cell in zip(columns, row, strict=False)})
    for at, name in enumerate(columns):
        if (number, at) in unknown:
            found.faults[name] = Refusal("This formula has no value: open and save the file, or type the figure.")
    if any(cell.strip() for cell in row[len(columns) :]):
        found.faults[""] = Refusal("There is something to the right of the last column.")
    return found


def _take(
    number: int, row: Row, first: dict[object, int], into: Reading, officer: Officer, places: Gazetteer, now: datetime
) -> None:
    record = read(row, officer, places, now)
    if record is not None:
        before = first.setdefault(key(record), number)
        if before != number:
            row.faults["month"] = Refusal("Row %(row)s is of the same month and the same zone.", row=before)
        into.records.append(record)
    into.faults += [Fault(number, column, refusal) for column, refusal in row.faults.items()]


def _unquoted(cell: str) -> str:
    """Undo what `paper.cell` did."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(paper.RUNS) else cell


def written(records: Iterable[DroughtRecord], county: str) -> bytes:
    """The records of a county as CSV; what is uploaded so again says the same. `county` is its name."""
    return _csv(cells(record, county) for record in records)


def sample(kind: str, county: str, zone: str) -> bytes:
    """Two rows that show how: the whole county, and one of its zones. Both are names."""
    whole = EXAMPLE | {"county": county}
    rows = (whole, {name: whole.get(name, "") for name in COLUMNS[:8]} | {"zone": zone})
    if kind == "csv":
        return _csv(rows)
    return workbooks.written(iter([list(COLUMNS), *([row.get(name, "") for name in COLUMNS] for row in rows)]))


def _csv(rows: Iterable[dict[str, str]]) -> bytes:
    """With a mark at the beginning, by which Excel knows that ĩ is meant."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([paper.cell(row.get(name, "")) for name in COLUMNS] for row in rows)
    return out.getvalue().encode("utf-8-sig")
