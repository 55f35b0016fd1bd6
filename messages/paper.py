"""A paper of facts and tables for a meeting: what it says, in words that are ready to be set in any kind of file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

RUNS = ("=", "+", "-", "@", "\t")  # how a cell begins that a spreadsheet would take for a formula


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with a table under it, or with `empty` where there are no rows. The first column names the row.

    `picture` is SVG, above the table, in documents that hold one; `notes` end it.
    """

    heading: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str = ""
    picture: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """`facts` are labels with values; `notes` end it. `page`: "Page %s of %s"; `tag` is the language, as "sw-KE".

    `sentences` say first, in plain words, what matters.
    """

    title: str
    head: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    notes: Sequence[str]
    page: str
    tag: str
    sentences: Sequence[str] = ()


def as_csv(paper: Paper) -> bytes:
    """All its tables in one, for a spreadsheet: the heading, then the row. With the mark that tells it is UTF-8."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([paper.title])
    writer.writerows(["", *map(cell, fact)] for fact in paper.facts)
    for part in paper.parts:
        writer.writerow([])
        writer.writerow([part.heading, *part.headers])
        writer.writerows(["", *map(cell, row)] for row in part.rows)
    return lines.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(RUNS) else text
