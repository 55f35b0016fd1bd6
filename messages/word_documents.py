"""How our Word documents look: their page, their type, tables with light rules, and what no word processor breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
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
    """How words are set; `open` is the distance of their lines, `tag` their language where it is not the document's."""

    points: int = 11
    bold: bool = False
    colour: RGBColor = BLACK
    open: float = 1
    tag: str = ""


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
    _name_fallback(document)


def _name_fallback(document: Document) -> None:
    """Say what stands in for our font where it is missing: both have ĩ and ũ."""
    fonts = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    table = parse_xml(fonts.blob)
    for font in table.findall(qn("w:font")):
        if font.get(qn("w:name")) == FONT:
            table.remove(font)
    arial = element("w:font", name=FONT)
    arial.append(element("w:altName", val="Liberation Sans, DejaVu Sans"))
    arial.append(element("w:family", val="swiss"))
    table.append(arial)
    fonts._blob = serialize_part_xml(table)


def set_page(document: Document, head: str, numbered: str, author: str, made_at: datetime) -> None:
    """A4 with a running head; `numbered` is "Page %s of %s". `made_at` is written into the properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    top = section.header.paragraphs[0]
    document.styles["Header"].paragraph_format.tab_stops.clear_all()  # a centred one would catch a short head
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


def add_stamp(document: Document, text: str) -> None:
    """A word across every page, behind what is written, as Word's own watermarks are made."""
    shape = parse_xml(_STAMP)
    shape.find(f"{{{_VML}}}shape/{{{_VML}}}textpath").set("string", text)
    document.sections[0].header.paragraphs[0].add_run()._r.append(shape)


_VML = "urn:schemas-microsoft-com:vml"
_STAMP = f"""<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="{_VML}"
 xmlns:o="urn:schemas-microsoft-com:office:office"><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136"
 adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;
margin-left:0;margin-top:0;width:440pt;height:130pt;rotation:315;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;
mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#c8c8c8" stroked="f"><v:fill opacity=".4"/>
<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt;font-weight:bold" string=""/></v:shape></w:pict>"""


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


def add_bullets(document: Document, texts: Sequence[str], *, together: bool = False) -> None:
    """A list; `together`: all on one page."""
    for place, text in enumerate(texts, 1):
        shape = document.add_paragraph(text, "List Bullet").paragraph_format
        shape.space_after, shape.keep_with_next = Pt(3), together and place < len(texts)


def add_pairs(document: Document, pairs: Sequence[tuple[str, str]], *, together: bool = False) -> None:
    """A table of labels with their values; `together`: all on one page."""
    table = add_table(document, PAIR)
    for label, value in pairs:
        row = add_row(table, PAIR)
        fill(row, (label, LABEL), (value, VALUE))
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next = together and label != pairs[-1][0]


def add_table(document: Document, columns: Sequence[Length], *, ruled: bool = True) -> Table:
    table: Table = document.add_table(rows=0, cols=len(columns))
    table.autofit = False
    for column, width in zip(table.columns, columns, strict=True):
        column.width = width
    if ruled:
        borders = element("w:tblBorders")
        borders.append(element("w:insideH", val="single", sz="4", space="0", color="BBBBBB"))
        table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    return table


def add_row(table: Table, columns: Sequence[Length]) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # no speech is broken across pages
    for cell, width in zip(row.cells, columns, strict=True):
        cell.width = width
    return row


def fill(row: _Row, *texts: tuple[str, Look]) -> None:
    for cell, (text, look) in zip(row.cells, texts, strict=True):
        write(cell.paragraphs[0], text, look)


def write(paragraph: Paragraph, text: str, look: Look) -> None:
    run = paragraph.add_run(text)
    if look.tag:
        run._r.get_or_add_rPr().append(element("w:lang", val=look.tag))
    font = run.font
    font.size, font.bold, font.color.rgb = Pt(look.points), look.bold, look.colour
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after, shape.keep_together = look.open, Pt(3), Pt(3), True


def set_heading_row(row: _Row) -> None:
    """Let the row be repeated on every page its table runs over."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
