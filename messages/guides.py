"""The guide of a role on paper: two pages, to be kept beside the telephone."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache

import typst


@dataclass(frozen=True, slots=True)
class Guide:
    """What a guide says, in words that are ready.

    Pairs are (page, what it leads to), (what you see, what you do), (who, number).
    `lang` is the language as "sw"; `page` reads "Page %s of %s"; `blanks` are lines to be filled in by hand.
    """

    lang: str
    title: str
    purpose: str
    steps_heading: str
    steps: tuple[str, ...]
    opens_heading: str
    opens: tuple[tuple[str, str], ...]
    rules_heading: str
    rules: tuple[str, ...]
    trouble_heading: str
    trouble: tuple[tuple[str, str], ...]
    help_heading: str
    help: tuple[tuple[str, str], ...]
    blanks_heading: str
    blanks: tuple[str, ...]
    foot: str
    page: str


# Everything said comes in as data and never as source. Each page shrinks its letters until it fits: Swahili is longer.
_SOURCE = """
#let of = json(bytes(sys.inputs.guide))
#let (before, between, after) = of.page
#set document(title: of.title)
#set text(font: "Libertinus Serif", size: 12pt, lang: of.lang, region: "KE")
#set page(paper: "a4", margin: (x: 18mm, y: 16mm), footer: text(9pt)[
  #of.foot #h(1fr) #before#context counter(page).display()#between#context counter(page).final().first()#after])
#show heading: set block(above: 1.2em, below: 0.7em)
#let first = [
  #text(1.9em, weight: "bold", of.title)
  #v(-0.6em) #line(length: 100%, stroke: 1.5pt)
  #text(1.15em, of.purpose)
  = #of.steps_heading
  #enum(spacing: 0.9em, ..of.steps)
  = #of.opens_heading
  #table(columns: (1fr, 3fr), stroke: (x, y) => (bottom: 0.5pt + luma(150)), inset: (x: 4pt, y: 0.45em),
    ..of.opens.map(pair => (strong(pair.at(0)), [#pair.at(1)])).flatten())
]
#let second = [
  = #of.rules_heading
  #list(spacing: 0.9em, marker: box(width: 0.6em, height: 0.6em, fill: black), ..of.rules)
  = #of.trouble_heading
  #table(columns: (2fr, 3fr), stroke: (x, y) => (bottom: 0.5pt + luma(150)), inset: (x: 4pt, y: 0.6em),
    ..of.trouble.map(pair => (strong(pair.at(0)), [#pair.at(1)])).flatten())
  = #of.help_heading
  #grid(columns: (1fr, 1fr), row-gutter: 0.6em, ..of.help.map(pair => [#pair.at(0): *#pair.at(1)*]))
  = #of.blanks_heading
  #grid(columns: (auto, 1fr), column-gutter: 0.8em, row-gutter: 1.4em,
    ..of.blanks.map(blank => ([#blank], align(bottom, line(length: 100%, stroke: 0.5pt)))).flatten())
]
#let fitted(said) = layout(room => {
  let size = 17pt
  while size > 8pt and measure(text(size, said), width: room.width).height > room.height { size -= 0.25pt }
  text(size, said)
})
#fitted(first)
#pagebreak()
#fitted(second)
"""


@lru_cache(32)  # nine roles in two languages
def as_pdf(guide: Guide) -> bytes:
    """The file, A4, two pages."""
    said = {**asdict(guide), "page": guide.page.split("%s")}
    pdf: bytes = typst.compile(_SOURCE.encode(), sys_inputs={"guide": json.dumps(said)}, ignore_system_fonts=True)
    return pdf
