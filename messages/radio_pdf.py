"""A script as a PDF to print. Typst sets it, with the fonts it brings: they have ĩ and ũ, and nothing is fetched."""

import json
from datetime import datetime
from typing import Any

import typst

from messages.radio_document import Block, Line, Sheet
from messages.radio_rows import breakable

# Everything said comes in as data and never as source, so that no word of it is taken for a command. Libertinus is
# small for its size: 13 points of it are read like 12 of Arial.
_SOURCE = """
#let sheet = json(bytes(sys.inputs.sheet))
#let grey = luma(90)
#let small(words) = text(9pt, fill: grey, words)
#set document(title: sheet.title, date: datetime(..sheet.made))
#set text(font: "Libertinus Serif", size: 11pt, lang: sheet.lang, region: "KE", hyphenate: false)
#let (before, between, after) = sheet.page
#set page(
  paper: "a4", margin: 2cm,
  header: text(9pt, fill: grey)[
    #sheet.head #h(1fr) #before#context counter(page).display()#between#context counter(page).final().first()#after],
  background: rotate(-50deg, text(110pt, weight: "bold", fill: luma(232), sheet.stamp)),
)
#show heading.where(level: 2): set block(above: 1.5em, below: 0.8em)
#set table(stroke: (x, y) => (bottom: 0.5pt + luma(180)), inset: (x: 4pt, y: 5pt))
#let pairs(rows) = table(
  columns: (5cm, 1fr), ..rows.map(row => (text(fill: grey, row.at(0)), strong(row.at(1)))).flatten())
#let named(title, rows) = if rows.len() > 0 {
  heading(level: 2, title)
  pairs(rows)
}
#let listed(title, texts) = if texts.len() > 0 {
  heading(level: 2, title)
  block(breakable: texts.len() > 12, list(..texts, spacing: 0.8em))
}

#align(center, block(stroke: 1.5pt, inset: 10pt, text(18pt, weight: "bold", sheet.status)))
#heading(level: 1, text(20pt, sheet.title))
#pairs(sheet.facts)
#listed(sheet.said.sources, sheet.sources)
#listed(sheet.said.needs, sheet.needs)
#for (title, notes) in sheet.notes { listed(title, notes) }
#heading(level: 2, sheet.said.rundown)
#table(
  columns: (auto, 1fr, auto, auto, auto, 5cm),
  table.header(..sheet.said.columns.map(small)),
  ..sheet.blocks.map(block => (block.number, strong(block.name), ..block.times, block.mark)).flatten(),
)
#pairs(sheet.cuts)
#named(sheet.said.pronunciation, sheet.pronunciations)
#block(breakable: false, named(sheet.said.helplines, sheet.helplines))

#pagebreak()
#heading(level: 2, sheet.said.script)
#set par(leading: 0.85em)
#set table.cell(breakable: false)
#let speech(line) = {
  let said(words) = text(13pt, lang: line.lang, words)
  let direction = if line.cue != "" { text(12pt, strong(line.cue)) }
  let words = line.rows.map(said)
  (
    text(13pt, line.number), small(line.time), text(13pt, strong(line.speaker)),
    stack(spacing: 0.85em, ..(direction, ..words.slice(0, calc.min(1, words.len()))).filter(part => part != none)),
    ..words.slice(calc.min(1, words.len())).map(more => ([], [], [], more)).flatten(),
  )
}
#table(
  columns: (1.1cm, 1.3cm, 3.1cm, 1fr), stroke: none, inset: (x: 4pt, y: 7pt),
  table.header(level: 1, ..sheet.said.speeches.map(small)),
  ..sheet.blocks.map(block => (
    table.header(level: 2, repeat: false, table.cell(colspan: 4, fill: luma(228))[
      #strong[#block.number #block.name #h(0.5em) #block.times.at(1)] #h(1fr) #small(block.mark)]),
    ..block.lines.map(speech).flatten(),
  )).flatten(),
)
"""


def as_pdf(sheet: Sheet, made_at: datetime) -> bytes:
    """The file, A4. `made_at` is written into its properties."""
    pdf: bytes = typst.compile(
        _SOURCE.encode(),
        sys_inputs={"sheet": json.dumps(_softened(_data(sheet, made_at)))},
        ignore_system_fonts=True,
    )
    return pdf


def _data(sheet: Sheet, made_at: datetime) -> dict[str, Any]:
    said = sheet.labels
    return {
        "title": sheet.title,
        "head": sheet.head,
        "stamp": sheet.stamp,
        "status": sheet.status,
        "made": {"year": made_at.year, "month": made_at.month, "day": made_at.day},
        "lang": sheet.reader.value,
        "page": said.page.split("%s"),
        "facts": sheet.facts,
        "sources": sheet.sources,
        "needs": sheet.needs,
        "notes": sheet.notes,
        "blocks": [_block(block) for block in sheet.blocks],
        "cuts": [(said.duration, sheet.lasts), *sheet.cuts],
        "pronunciations": sheet.pronunciations,
        "helplines": sheet.helplines,
        "said": {
            "sources": said.sources,
            "needs": said.needs,
            "rundown": said.rundown,
            "columns": [said.number, said.segment, said.lines, said.start, said.lasts, said.if_short],
            "pronunciation": said.pronunciation,
            "script": said.script,
            "speeches": [said.number, said.lasts, said.speaker, said.words],
            "helplines": said.helplines,
        },
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "number": f"{block.number}.",
        "name": block.name,
        "times": [block.span, block.start, block.lasts],
        "mark": block.mark,
        "lines": [_line(line) for line in block.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "number": f"{line.number}.",
        "time": line.time,
        "speaker": line.speaker,
        "cue": line.cue,
        "rows": line.rows,
        "lang": line.language.value,
    }


def _softened(data: Any) -> Any:
    """The same with places to break in the longest words, which Typst would let run off the page."""
    if isinstance(data, str):
        return breakable(data)
    if isinstance(data, dict):
        return {key: _softened(value) for key, value in data.items()}
    return [_softened(value) for value in data] if isinstance(data, list | tuple) else data
