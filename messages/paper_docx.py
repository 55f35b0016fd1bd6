"""A paper as a Word document: to be shortened or added to before the meeting."""

import re
from datetime import datetime
from html import unescape
from io import BytesIO

import docx
from docx.document import Document
from docx.shared import Cm

from messages.paper import Paper, Part
from messages.word_documents import (
    GREY,
    Look,
    add_bullets,
    add_pairs,
    add_row,
    add_table,
    fill,
    set_heading_row,
    set_page,
    set_styles,
)

WIDTH = 17  # cm of A4 between the margins
FIRST, LEAST = 6, 2  # cm of the column that names the row, and of any other where there is room
MANY = 5  # columns beside the first: their letters are smaller
HEAD = Look(points=9, colour=GREY)


def as_docx(paper: Paper, made_at: datetime) -> bytes:
    """The file, for Word and LibreOffice."""
    document = docx.Document()
    set_styles(document, paper.tag)
    set_page(document, paper.head, paper.page, "Mbiu", made_at)
    document.add_heading(paper.title, 0)
    if paper.sentences:
        document.add_paragraph(" ".join(paper.sentences))
    add_pairs(document, paper.facts)
    for part in paper.parts:
        document.add_heading(part.heading, 1)
        _part(document, part)
    add_bullets(document, paper.notes)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _part(document: Document, part: Part) -> None:
    if part.rows:
        _table(document, part)
    elif words := part.empty or _described(part.picture):
        document.add_paragraph(words)
    add_bullets(document, part.notes)


def _described(picture: str) -> str:
    """What a picture says to who cannot see it: here nobody can."""
    found = re.search("<desc[^>]*>(.*?)</desc>", picture)
    return unescape(found[1]) if found else ""


def _table(document: Document, part: Part) -> None:
    others = len(part.headers) - 1
    first = max(3.0, min(FIRST, WIDTH - LEAST * others))
    columns = (Cm(first), *(Cm((WIDTH - first) / others) for _ in range(others)))
    points = 9 if others > MANY else 11
    table = add_table(document, columns)
    header = add_row(table, columns)
    set_heading_row(header)
    fill(header, *((text, HEAD) for text in part.headers))
    for cells in part.rows:
        fill(
            add_row(table, columns), (cells[0], Look(points, bold=True)), *((text, Look(points)) for text in cells[1:])
        )
