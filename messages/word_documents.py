"""How our Word documents look: their page, their type, tables with light rules, and what no word processor breaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# Arial is on every office computer (LibreOffice has its twin) and has ĩ and ũ.
FONT = "Arial"
MARGIN, WIDTH = Cm(2), Cm(17)  # of A4
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


def set_styles(document: Document, tag: str) -> None:
    """The type of all text; `tag` is its language, as "sw-KE"."""
    for name, size in (("Normal", 11), ("List Bullet", 11), ("Heading 1", 14), ("Title", 22)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), BLACK
        run = style.element.rPr
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win
            run.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    for line in list(document.styles["Title"].element.iter(qn("w:pBdr"))):  # the template's blue rule
        line.getparent().remove(line)
    # Without its language Word underlines every Kamba word in red.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), tag)


def set_page(document: Document, head: str, numbered: str, author: str, made_at: datetime) -> None:
    """A4 with a running head; `numbered` is "Page %s of %s". `made_at` is written into the properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    top = section.header.paragraphs[0]
    top.paragraph_format.tab_stops.clear_all()
    top.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _small(top, f"{head}\t")
    before, between, after = numbered.split("%s")
    for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        _small(top, text)
        if field:
            _field(top, field)
    about = document.core_properties
    about.title, about.author, about.comments = head, author, ""
    about.created = about.modified = made_at.replace(tzinfo=None)


def _field(paragraph: Paragraph, instruction: str) -> None:
    """A number Word fills in by itself; `1` is shown until it does."""
    field = element("w:fldSimple", instr=instruction)
    run = _small(paragraph, "1")._r
    run.getparent().replace(run, field)
    field.append(run)


def _small(paragraph: Paragraph, text: str) -> Run:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), GREY
    return run


def add_bullets(document: Document, texts: Iterable[str]) -> None:
    for text in texts:
        document.add_paragraph(text, "List Bullet").paragraph_format.space_after = Pt(3)


def add_pairs(document: Document, pairs: Sequence[tuple[str, str]]) -> None:
    table = add_table(document, PAIR)
    for label, value in pairs:
        fill(add_row(table, PAIR), (label, LABEL), (value, VALUE))


def add_table(document: Document, columns: Sequence[Cm]) -> Table:
    table: Table = document.add_table(rows=0, cols=len(columns))
    table.autofit = False
    for column, width in zip(table.columns, columns, strict=True):
        column.width = width
    borders = element("w:tblBorders")
    borders.append(element("w:insideH", val="single", sz="4", space="0", color="BBBBBB"))
    table._tbl.tblPr.append(borders)
    return table


def add_row(table: Table, columns: Sequence[Cm]) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # no speech is broken across pages
    for cell, width in zip(row.cells, columns, strict=True):
        cell.width = width
    return row


def fill(row: _Row, *texts: tuple[str, Look]) -> None:
    for cell, (text, look) in zip(row.cells, texts, strict=True):
        write(cell.paragraphs[0], text, look)


def write(paragraph: Paragraph, text: str, look: Look) -> None:
    font = paragraph.add_run(text).font
    font.size, font.bold, font.color.rgb = Pt(look.points), look.bold, look.colour
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after, shape.keep_together = look.open, Pt(3), Pt(3), True


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
