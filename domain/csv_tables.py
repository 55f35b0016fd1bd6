"""CSV as spreadsheets save it: commas, semicolons or tabs, any usual encoding, perhaps a `sep=` line before all."""

import csv
import io
from collections.abc import Iterator


def letters(data: bytes) -> str:
    """The text of a file. Excel saves UTF-8 with a mark, UTF-16 with a mark, or the Windows alphabet."""
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number as a spreadsheet shows it; one without a letter is []. Raises `csv.Error`."""
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    begun = False
    for number, cells in enumerate(reader, 1):
        holds = any(cell.strip() for cell in cells) and (begun or not cells[0].lower().startswith("sep="))
        begun = begun or holds
        yield number, cells if holds else []
