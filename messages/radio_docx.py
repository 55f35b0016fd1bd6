"""A script as a Word document: to be corrected at the station, printed and read aloud."""

from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.shared import Cm
from docx.table import _Cell

from domain.languages import Language
from messages.radio_document import SERIES, Line, Sheet
from messages.word_documents import (
    GREY,
    LABEL,
    Look,
    add_bullets,
    add_pairs,
    add_row,
    add_table,
    element,
    fill,
    set_page,
    set_styles,
    write,
)

COLUMNS = (Cm(1.2), Cm(3.4), Cm(10.7), Cm(1.7))


SPEECH, SPEAKER, TIME = Look(12, open=1.5), Look(12, bold=True, open=1.5), Look(12, colour=GREY, open=1.5)
TAGS = {Language.KAMBA: "kam-KE", Language.TAITA: "dav-KE", Language.SWAHILI: "sw-KE", Language.ENGLISH: "en-KE"}


def as_docx(sheet: Sheet, made_at: datetime) -> bytes:
    """The file, for Word and LibreOffice. `made_at` is written into its properties."""
    document = docx.Document()
    set_styles(document, TAGS[sheet.language])
    set_page(document, sheet.head, sheet.labels.page, SERIES, made_at)
    document.add_heading(sheet.title, 0)
    add_pairs(document, sheet.facts)
    document.add_heading(sheet.labels.about, 1)
    add_bullets(document, sheet.labels.notes)
    document.add_heading(sheet.labels.script, 1)
    _speeches(document, sheet)
    document.add_heading(sheet.labels.helplines, 1)
    add_pairs(document, sheet.helplines)
    if sheet.sources:
        document.add_heading(sheet.labels.sources, 1)
        add_bullets(document, sheet.sources)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _speeches(document: Document, sheet: Sheet) -> None:
    table, said = add_table(document, COLUMNS), sheet.labels
    header = add_row(table, COLUMNS)
    header._tr.get_or_add_trPr().append(element("w:tblHeader"))  # repeated on every page
    fill(header, (said.number, LABEL), (said.speaker, LABEL), (said.words, LABEL), (said.time, LABEL))
    for line in sheet.lines:
        row = add_row(table, COLUMNS)
        fill(row, (f"{line.number}.", SPEECH), (line.speaker, SPEAKER), ("", SPEECH), (line.time, TIME))
        _words(row.cells[2], line)


def _words(cell: _Cell, line: Line) -> None:
    """Direction and speech, kept together as one paragraph would be."""
    texts = [(line.cue, SPEAKER), *((part, SPEECH) for part in line.words.split("\n"))]
    paragraph = cell.paragraphs[0]
    for text, look in texts:
        if text and paragraph.text:
            paragraph.paragraph_format.keep_with_next = True
            paragraph = cell.add_paragraph()
        if text:
            write(paragraph, text, look)
