"""A script as a Word document: to be corrected at the station, printed and read aloud."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Length, Pt
from docx.table import Table

from messages.radio_cover import SERIES
from messages.radio_document import TAGS, Block, Line, Sheet
from messages.word_documents import (
    GREY,
    LABEL,
    VALUE,
    Look,
    add_bullets,
    add_pairs,
    add_row,
    add_stamp,
    add_table,
    element,
    fill,
    set_heading_row,
    set_page,
    set_styles,
    write,
)

SPEECHES = (Cm(1.1), Cm(1.4), Cm(3.1), Cm(11.4))
RUNDOWN = (Cm(1.1), Cm(5.5), Cm(1.9), Cm(1.9), Cm(1.7), Cm(4.9))
SPEECH, SPEAKER = Look(12, open=1.5), Look(12, bold=True, open=1.5)
SMALL, STATUS = Look(9, colour=GREY), Look(18, bold=True)
TIME = replace(SMALL, open=2)  # on the line of its speech


def as_docx(sheet: Sheet, made_at: datetime) -> bytes:
    """The file, for Word and LibreOffice. `made_at` is written into its properties."""
    document = docx.Document()
    set_styles(document, TAGS[sheet.reader])
    set_page(document, sheet.head, sheet.labels.page, SERIES, made_at)
    if sheet.stamp:
        add_stamp(document, sheet.stamp)
    _cover(document, sheet)
    for heading, notes in sheet.notes:
        _list(document, heading, notes)
    _rundown(document, sheet)
    if sheet.pronunciations:
        document.add_heading(sheet.labels.pronunciation, 1)
        add_pairs(document, sheet.pronunciations, together=True)
        # With the helplines too: alone they would leave a page nearly empty before the script, which begins one.
        document.tables[-1].rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next = True
    document.add_heading(sheet.labels.helplines, 1)
    add_pairs(document, sheet.helplines, together=True)
    _script(document, sheet)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _cover(document: Document, sheet: Sheet) -> None:
    status = document.add_paragraph()
    write(status, sheet.status, STATUS)
    status.paragraph_format.space_after = Pt(18)
    status.alignment = WD_ALIGN_PARAGRAPH.CENTER
    frame = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        frame.append(element(f"w:{side}", val="single", sz="12", space="6", color="000000"))
    status._p.get_or_add_pPr().insert_element_before(frame, "w:shd", "w:tabs", "w:spacing", "w:jc")
    document.add_heading(sheet.title, 0)
    add_pairs(document, sheet.facts)
    _list(document, sheet.labels.sources, sheet.sources)
    _list(document, sheet.labels.needs, sheet.needs)


def _list(document: Document, heading: str, texts: Sequence[str]) -> None:
    """A heading with its list, on one page; nothing where that is empty."""
    if texts:
        document.add_heading(heading, 1)
        add_bullets(document, texts, together=True)


def _rundown(document: Document, sheet: Sheet) -> None:
    said = sheet.labels
    document.add_heading(said.rundown, 1)
    table = _headed(document, RUNDOWN, said.number, said.segment, said.lines, said.start, said.lasts, said.if_short)
    for block in sheet.blocks:
        name = (block.name, Look(bold=True))
        texts = (block.span, block.start, block.lasts, block.mark)
        fill(add_row(table, RUNDOWN), (f"{block.number}.", Look()), name, *((text, Look()) for text in texts))
    document.add_paragraph().paragraph_format.space_after = Pt(0)  # Word draws tables that touch into one
    add_pairs(document, [(said.duration, sheet.lasts), *sheet.cuts])


def _script(document: Document, sheet: Sheet) -> None:
    said = sheet.labels
    document.add_heading(said.script, 1).paragraph_format.page_break_before = True
    table = _headed(document, SPEECHES, said.number, said.lasts, said.speaker, said.words, ruled=False)
    for block in sheet.blocks:
        _bar(table, block)
        for line in block.lines:
            _line(table, line)
    document.add_paragraph()  # Word wants one after the last table


def _headed(document: Document, columns: Sequence[Length], *labels: str, ruled: bool = True) -> Table:
    """A table whose first row is on every page."""
    table = add_table(document, columns, ruled=ruled)
    header = add_row(table, columns)
    set_heading_row(header)
    fill(header, *((label, SMALL) for label in labels))
    return table


def _bar(table: Table, block: Block) -> None:
    """The name of a segment, kept on the page of its first line."""
    row = add_row(table, SPEECHES)
    cell = row.cells[0].merge(row.cells[-1])
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill="E4E4E4"))
    paragraph = cell.paragraphs[0]
    write(paragraph, f"{block.number}. {block.name}  {block.start}", VALUE)
    if block.mark:
        write(paragraph, f"   {block.mark}", LABEL)
    paragraph.paragraph_format.keep_with_next = True


def _line(table: Table, line: Line) -> None:
    """A row for each part of a speech, which no page breaks; number, time and speaker stand beside the first."""
    row = add_row(table, SPEECHES)
    fill(row, (f"{line.number}.", SPEECH), (line.time, TIME), (line.speaker, SPEAKER), (line.cue, SPEAKER))
    said = replace(SPEECH, tag=TAGS[line.language])
    for place, words in enumerate(line.rows):
        cell = (row if not place else add_row(table, SPEECHES)).cells[-1]
        paragraph = cell.paragraphs[0]
        if not place and line.cue:
            paragraph.paragraph_format.keep_with_next = True
            paragraph = cell.add_paragraph()
        write(paragraph, words, said)
