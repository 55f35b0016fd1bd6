"""A script as a Word document: to be corrected at the station, printed and read aloud."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from domain.languages import Language
from messages.radio_document import SERIES, Line, Sheet

# Arial is on every office computer (LibreOffice has its twin) and has ĩ and ũ.
FONT = "Arial"
MARGIN, WIDTH = Cm(2), Cm(17)  # of A4
COLUMNS = (Cm(1.2), Cm(3.4), Cm(10.7), Cm(1.7))
PAIR = (Cm(5), Cm(12))
BLACK, GREY = RGBColor(0, 0, 0), RGBColor(0x55, 0x55, 0x55)


@dataclass(frozen=True, slots=True)
class Look:
    """How words are set; `open` is the distance of their lines."""

    points: int = 11
    bold: bool = False
    colour: RGBColor = BLACK
    open: float = 1


LABEL, VALUE = Look(colour=GREY), Look(bold=True)
SPEECH, SPEAKER, TIME = Look(12, open=1.5), Look(12, bold=True, open=1.5), Look(12, colour=GREY, open=1.5)
TAGS = {Language.KAMBA: "kam-KE", Language.TAITA: "dav-KE", Language.SWAHILI: "sw-KE", Language.ENGLISH: "en-KE"}


def as_docx(sheet: Sheet, made_at: datetime) -> bytes:
    """The file, for Word and LibreOffice. `made_at` is written into its properties."""
    document = docx.Document()
    _styles(document, TAGS[sheet.language])
    _page(document, sheet, made_at)
    document.add_heading(sheet.title, 0)
    _pairs(document, sheet.facts)
    document.add_heading(sheet.labels.about, 1)
    _bullets(document, sheet.labels.notes)
    document.add_heading(sheet.labels.script, 1)
    _speeches(document, sheet)
    document.add_heading(sheet.labels.helplines, 1)
    _pairs(document, sheet.helplines)
    if sheet.sources:
        document.add_heading(sheet.labels.sources, 1)
        _bullets(document, sheet.sources)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Document, tag: str) -> None:
    for name, size in (("Normal", 11), ("List Bullet", 11), ("Heading 1", 14), ("Title", 22)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), BLACK
        run = style.element.rPr
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win
            run.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    for line in list(document.styles["Title"].element.iter(qn("w:pBdr"))):  # the template's blue rule
        line.getparent().remove(line)
    # Without its language Word underlines every Kamba word in red.
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), tag)


def _page(document: Document, sheet: Sheet, made_at: datetime) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    head = section.header.paragraphs[0]
    head.paragraph_format.tab_stops.clear_all()
    head.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _small(head, f"{sheet.head}\t")
    before, between, after = sheet.labels.page.split("%s")
    for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        _small(head, text)
        if field:
            _field(head, field)
    about = document.core_properties
    about.title, about.author, about.comments = sheet.head, SERIES, ""
    about.created = about.modified = made_at.replace(tzinfo=None)


def _field(paragraph: Paragraph, instruction: str) -> None:
    """A number Word fills in by itself; `1` is shown until it does."""
    field = _element("w:fldSimple", instr=instruction)
    run = _small(paragraph, "1")._r
    run.getparent().replace(run, field)
    field.append(run)


def _small(paragraph: Paragraph, text: str) -> Run:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), GREY
    return run


def _bullets(document: Document, texts: Iterable[str]) -> None:
    for text in texts:
        document.add_paragraph(text, "List Bullet").paragraph_format.space_after = Pt(3)


def _pairs(document: Document, pairs: Sequence[tuple[str, str]]) -> None:
    table = _table(document, PAIR)
    for label, value in pairs:
        _cells(_row(table, PAIR), (label, LABEL), (value, VALUE))


def _speeches(document: Document, sheet: Sheet) -> None:
    table, said = _table(document, COLUMNS), sheet.labels
    header = _row(table, COLUMNS)
    header._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # repeated on every page
    _cells(header, (said.number, LABEL), (said.speaker, LABEL), (said.words, LABEL), (said.time, LABEL))
    for line in sheet.lines:
        row = _row(table, COLUMNS)
        _cells(row, (f"{line.number}.", SPEECH), (line.speaker, SPEAKER), ("", SPEECH), (line.time, TIME))
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
            _write(paragraph, text, look)


def _table(document: Document, columns: Sequence[Cm]) -> Table:
    table: Table = document.add_table(rows=0, cols=len(columns))
    table.autofit = False
    for column, width in zip(table.columns, columns, strict=True):
        column.width = width
    borders = _element("w:tblBorders")
    borders.append(_element("w:insideH", val="single", sz="4", space="0", color="BBBBBB"))
    table._tbl.tblPr.append(borders)
    return table


def _row(table: Table, columns: Sequence[Cm]) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # no speech is broken across pages
    for cell, width in zip(row.cells, columns, strict=True):
        cell.width = width
    return row


def _cells(row: _Row, *texts: tuple[str, Look]) -> None:
    for cell, (text, look) in zip(row.cells, texts, strict=True):
        _write(cell.paragraphs[0], text, look)


def _write(paragraph: Paragraph, text: str, look: Look) -> None:
    font = paragraph.add_run(text).font
    font.size, font.bold, font.color.rgb = Pt(look.points), look.bold, look.colour
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after, shape.keep_together = look.open, Pt(3), Pt(3), True


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
