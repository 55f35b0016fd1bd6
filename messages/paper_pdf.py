"""A paper as a PDF to print. Typst sets it, with the fonts it brings: they have ĩ and ũ, and nothing is fetched."""

import json

import typst

from messages.paper import Paper

# Everything said comes in as data and never as source, so that no word of it is taken for a command.
_SOURCE = """
#let paper = json(bytes(sys.inputs.paper))
#set document(title: paper.title)
#set text(font: "Libertinus Serif", size: 11pt, lang: paper.lang, region: "KE")
#let (before, between, after) = paper.page
#set page(paper: "a4", margin: 2cm, header: text(9pt, fill: luma(90))[
  #paper.head #h(1fr) #before#context counter(page).display()#between#context counter(page).final().first()#after])
#show heading: set block(above: 1.4em, below: 0.8em)
#set table(stroke: (x, y) => (bottom: 0.5pt + luma(180)), inset: (x: 4pt, y: 5pt))
#heading(level: 1, paper.title)
#paper.sentences.join(" ")
#table(columns: (2fr, 3fr), ..paper.facts.map(fact => (text(fill: luma(90), fact.at(0)), strong(fact.at(1)))).flatten())
#for part in paper.parts [
  #heading(level: 2, part.heading)
  #let columns = part.headers.len()
  #let told = if part.rows.len() == 0 { if part.empty != "" { part.empty } } else {
    table(
      columns: (if columns > 6 { 2.5fr } else { 2fr },) + (1fr,) * (columns - 1),
      align: (x, y) => if x == 0 { left } else { right },
      table.header(..part.headers.map(header => text(9pt, fill: luma(90), header))),
      ..part.rows.flatten(),
    )
  }
  #if part.picture == "" { told } else {
    block(image(bytes(part.picture), format: "svg", width: 100%))
    told
  }
  #if part.notes.len() > 0 { block(text(9pt, fill: luma(90), part.notes.join(linebreak()))) }
]
#v(1em)
#text(9pt, fill: luma(90), paper.notes.join(linebreak()))
"""

# What the console's stylesheet says of the marks of a chart, in greys that print apart.
_INK = (
    "<style>.axis{fill:none;stroke:#555}.course{fill:none;stroke:#222;stroke-width:2}.dot,.part-0{fill:#222}"
    ".part-1{fill:#8f8f8f}.part-2{fill:#d2d2d2}.part-3{fill:#fff;stroke:#555}"
    "text{font:14px 'Libertinus Serif';fill:#333}</style>"
)


ACROSS = 800  # pixels of a picture that is as wide as the paper: its letters are then as large as those of a table


def _inked(picture: str) -> str:
    return picture.replace(">", f">{_INK}", 1).replace('width="100%"', f'width="{ACROSS}"', 1)


def as_pdf(paper: Paper) -> bytes:
    """The file, A4."""
    before, between, after = paper.page.split("%s")
    said = {
        "title": paper.title,
        "head": paper.head,
        "lang": paper.tag.partition("-")[0],
        "page": [before, between, after],
        "facts": [list(fact) for fact in paper.facts],
        "parts": [
            {"heading": part.heading, "headers": list(part.headers), "rows": [list(row) for row in part.rows],
             "empty": part.empty, "picture": _inked(part.picture), "notes": list(part.notes)}
            for part in paper.parts
        ],
        "notes": list(paper.notes),
        "sentences": list(paper.sentences),
    }  # fmt: skip
    pdf: bytes = typst.compile(_SOURCE.encode(), sys_inputs={"paper": json.dumps(said)}, ignore_system_fonts=True)
    return pdf
