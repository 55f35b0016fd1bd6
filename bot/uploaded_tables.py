"""A table that somebody uploads, as CSV or as the first sheet of a workbook: rows of text with their numbers."""

from collections.abc import Iterator
from typing import NamedTuple

from bot import workbooks
from domain import csv_tables
from domain.refusals import Refusal


class Table(NamedTuple):
    """Rows with their numbers; `unknown` are the cells whose formula has no value."""

    rows: Iterator[tuple[int, list[str]]]
    unknown: set[tuple[int, int]]


def table(
    data: bytes,
    *,
    most_rows: int,
    most_columns: int,
    most_unpacked: int = workbooks.MOST_UNPACKED,
    computed: bool = True,
) -> Table:
    """What a file holds; an empty row is []. A workbook is read no further than said here. Raises `Refusal`.

    `computed` False: a formula is not what it came to but "=", as it begins in a CSV, and a workbook is read while its
    rows are taken, which may then raise `Refusal`, too.
    """
    if not data.strip():
        raise Refusal("Choose a file that is not empty.")
    if data.startswith((workbooks.WORKBOOK, workbooks.OLD_WORKBOOK)):
        bounds = {"most_rows": most_rows, "most_columns": most_columns, "most_unpacked": most_unpacked}
        if not computed:
            read = workbooks.rows(data, **bounds)
            return Table(((n, row if any(row) else []) for n, row in enumerate(read, 1)), set())
        sheet = workbooks.read(data, **bounds)
        rows = [row if any(row) else [] for row in sheet.rows]
        # A row of formulas without values is not an empty one.
        kept = {number for number, _ in sheet.unknown}
        return Table(((n, row or [""] * (n in kept)) for n, row in enumerate(rows, 1)), sheet.unknown)
    text = csv_tables.letters(data)
    if "\0" in text:
        raise Refusal("This file is neither CSV nor .xlsx.")
    return Table(csv_tables.rows(text), set())
