"""A paper for a meeting, as every kind of file it can be."""

import csv
import io
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx

from messages.paper import Paper, Part, as_csv
from messages.paper_docx import as_docx
from messages.paper_pdf import as_pdf
from tests.programs import needed

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
ODD = '#import "x" *Kĩtũĩ* _a_ $b$ <c> @d \\ [e]'
PAPER = Paper(
    title=f"Situation: {ODD}",
    head="Mbiu · Kitui",
    facts=[("Reports", "12"), ("Odd", ODD)],
    parts=[
        Part("By kind", ["Kind", "All", "Confirmed"], [("Theft", "9", "fewer than 3"), ("=1+1", "4", "0")] * 30),
        Part("Handed on", ["Answer", "Times"], [], "Nothing was handed on."),
    ],
    notes=["Counts under 3 are not shown."],
    page="Page %s of %s",
    tag="en-KE",
)


def test_the_printed_one_says_every_word_and_counts_its_pages(tmp_path: Path) -> None:
    (pdftotext,) = needed("pdftotext")
    file = tmp_path / "paper.pdf"
    file.write_bytes(as_pdf(PAPER))

    said = subprocess.run(
        [pdftotext, "-layout", file, "-"], check=True, capture_output=True, timeout=30
    ).stdout.decode()

    assert ODD in said
    assert "Page 2 of 2" in said
    assert said.count("fewer than 3") == 30
    assert "Nothing was handed on." in said


def test_the_word_file_says_the_same() -> None:
    document = docx.Document(BytesIO(as_docx(PAPER, NOW)))

    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert cells.count("fewer than 3") == 30
    assert ODD in cells
    assert "Nothing was handed on." in [paragraph.text for paragraph in document.paragraphs]


def test_no_cell_of_the_table_is_run_by_a_spreadsheet() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(PAPER).decode("utf-8-sig"))))

    assert ["", "Theft", "9", "fewer than 3"] in rows
    assert ["", "'=1+1", "4", "0"] in rows
