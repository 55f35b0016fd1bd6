"""The first sheet of a workbook (.xlsx), read as rows of text; whatever a stranger may have put into it is harmless."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from domain.refusals import Refusal

MOST_UNPACKED = 4 * 1024 * 1024  # bytes of all parts together: a thousand full rows of figures are some three million
MOST_PARTS = 200
MOST_TAGS = 1_000_000  # of all parts: a cell has four to six, and each takes whoever reads it some microseconds
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how a file begins
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")


class Sheet(NamedTuple):
    """Rows of text from the first on, and the cells (row from 1, place from 0) whose formula has no value."""

    rows: list[list[str]]
    unknown: set[tuple[int, int]]


def read(data: bytes, *, most_rows: int, most_columns: int, most_unpacked: int = MOST_UNPACKED) -> Sheet:
    """Read the first sheet, at most so much of it. Raises `Refusal`."""
    with _made_safe():
        _check_parts(data, most_unpacked)
        return _read(data, most_rows, most_columns)


def rows(data: bytes, *, most_rows: int, most_columns: int, most_unpacked: int = MOST_UNPACKED) -> Iterator[list[str]]:
    """As `read`, a row at a time: who stops at the headings has paid for no more. Raises `Refusal`.

    A formula is never taken for what it came to, and stands as "=".
    """
    with _made_safe():
        _check_parts(data, most_unpacked)
        sheet = _first_sheet(data, values=False)
        _check_merged(sheet)
        for row in sheet.iter_rows(1, most_rows, 1, most_columns):
            yield ["=" if _is_formula(cell) else text(cell) for cell in row]


@contextmanager
def _made_safe() -> Iterator[None]:
    try:
        yield
    except (Refusal, GeneratorExit):
        raise
    except Exception as fault:  # what a broken or hostile file brings forth in the readers of XML has no common name
        raise _broken() from fault


def _broken() -> Refusal:
    return Refusal("This workbook cannot be read: open it in a spreadsheet and save it anew as .xlsx.")


def _check_parts(data: bytes, most_unpacked: int) -> None:
    """Look at the table of contents, then at how much there is to read. What unpacks to more than it says breaks."""
    if data.startswith(OLD_WORKBOOK):
        raise Refusal("This is an old or a locked workbook: save it as .xlsx without a password.")
    book = zipfile.ZipFile(io.BytesIO(data))
    parts = book.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked:
        raise _too_much()
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise Refusal("This workbook has macros: save it as .xlsx without them.")
    if sum(book.read(part).count(b"<") for part in parts) > MOST_TAGS:
        raise _too_much()


def _too_much() -> Refusal:
    return Refusal("This workbook holds far more than such a table: copy the table into a new one.")


def _read(data: bytes, most_rows: int, most_columns: int) -> Sheet:
    formulas = _first_sheet(data, values=False)
    _check_merged(formulas)
    meant = formulas.iter_rows(1, most_rows, 1, most_columns)
    found: list[list[str]] = []
    unknown: set[tuple[int, int]] = set()
    values = _first_sheet(data, values=True).iter_rows(1, most_rows, 1, most_columns)
    for number, (seen, row) in enumerate(zip(values, meant, strict=True), 1):
        found.append([text(cell) for cell in seen])
        unknown |= {(number, at) for at, cell in enumerate(row) if _is_formula(cell) and seen[at].value is None}
    return Sheet(found, unknown)


def _first_sheet(data: bytes, *, values: bool) -> Any:
    """Opened for reading alone; formulas as they stand, or the `values` they came to."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
    if not book.worksheets:
        raise Refusal("There is no sheet with a table in this workbook.")
    return book.worksheets[0]


def _check_merged(sheet: Any) -> None:
    # A sheet opened for reading alone knows no merged cells: they stand after its rows.
    with sheet._get_source() as source:
        found = [match.decode() for match in _MERGED.findall(source.read())]
    if found:
        shown = ", ".join(found[:5])
        raise Refusal("Cells are merged (%(where)s): undo that and fill in each of them.", where=shown)


def _is_formula(cell: Any) -> bool:
    return bool(cell.data_type == "f")


def text(cell: Any) -> str:
    """What somebody reads in a cell; a day as 2021-04-30."""
    value = cell.value
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value).strip()
    # What is shown as 34.29% is kept as 0.3429; and binary fractions are no figures: 0.1 + 0.2 is 0.3.
    share = 100 if "%" in (cell.number_format or "") else 1
    return f"{Decimal(str(round(value * share, 6))).normalize():f}"


def written(rows: Iterator[list[str]]) -> bytes:
    """A workbook of one sheet whose cells are all text, so that no spreadsheet makes a date of 5-6."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for at, column in enumerate(sheet.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].number_format = "@"
        for cell in column:
            cell.number_format = "@"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
