"""A poster that tells how to join: one page of paper for a ward, to hang where people pass.

In the ward's own language stands only what may be said in it; Swahili stands beneath all of it, always.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote

import segno
import typst

from domain.languages import FLOOR, Language
from messages.catalog import Catalog
from messages.radio_document import clean


class Size(StrEnum):
    A4 = "a4"
    A5 = "a5"


LETTERS = {Size.A4: 17.0, Size.A5: 12.0}  # points; every measure of the page follows


@dataclass(frozen=True, slots=True)
class Line:
    """What is said, in the ward's language ("" where only Swahili may be) and in Swahili."""

    own: str
    swahili: str


@dataclass(frozen=True, slots=True)
class Poster:
    """Of one ward. `texts` are SMS that join it, in its own language first; none without a short code."""

    county: str
    ward: str
    language: Language
    headline: Line
    ussd_code: str
    texts: tuple[str, ...]
    short_code: str
    facts: tuple[Line, ...]
    who: Line


# Around the sentences of the catalog. A dialled code has no word of its own that a glossary attests.
SCAN = "Changanua msimbo huu ili kupiga"
COUNTY, WARD, DIAL, OR_SEND, TO, OR = "Kaunti ya %s", "Wadi: %s", "Piga", "Au tuma SMS", "kwa", "au"


def line(catalog: Catalog, language: Language, msgid: str) -> Line:
    """A sentence with its marks, as it is printed; its own-language half only where phones would say it, too."""
    swahili = catalog.entries[FLOOR][msgid].text
    own = catalog.entries[language][msgid].text if catalog.may_say(language, msgid) else ""
    return Line("" if own == swahili else own, swahili)


# Every measure is of the letters, and what is left of the page parts its blocks. The code is as large as fits its box.
_SOURCE = """
#let given = json(bytes(sys.inputs.given))
#set page(paper: given.paper, margin: 1.9em)
#set text(font: "Libertinus Serif", size: given.letters * 1pt, lang: "sw", region: "KE", hyphenate: false)
#set par(leading: 0.5em, spacing: 0.5em)
// Their distance is of their own letters, or large ones would touch.
#let lines(size, weight, words) = block(spacing: size * 0.35, {
  set text(size, weight: weight)
  set par(leading: 0.35em)
  words
})
#let said(of, large, small) = {
  if of.own == "" { lines(large, "bold", of.swahili) } else {
    lines(large, "bold", of.own)
    lines(small, "regular", of.swahili)
  }
}
#let fitting(words, largest) = layout(room => {
  let size = largest
  while size > 1 and measure(text(size * 1em, weight: "bold", words)).width > room.width { size -= 0.1 }
  text(size * 1em, weight: "bold", words)
})
#let poster(of) = [
  #grid(columns: (1fr, auto), align: bottom, text(1.4em, weight: "bold", of.county), text(1.4em, weight: "bold")[Mbiu])
  #line(length: 100%, stroke: 0.15em)
  #text(1.6em, of.ward)
  #v(1fr)
  #align(center)[
    #said(of.headline, 3em, 1.9em) #v(0.4em)
    #text(1.2em, style: "italic")[#if of.who.own != "" [#of.who.own \\ ] #of.who.swahili]
  ]
  #v(1fr)
  #block(width: 100%, stroke: 0.25em, radius: 0.6em, inset: 1em, align(center)[
    #text(1.6em, of.dial) #v(0.2em)
    #fitting(of.code, 7)
  ])
  #if of.texts.len() > 0 [
    #v(1fr)
    #align(center)[
      #text(1.4em)[#of.orsend #of.to *#of.short*:] #v(0.2em)
      #for (number, words) in of.texts.enumerate() {
        if number > 0 { text(1.2em, of.or) }
        block(spacing: 0.5em, fitting(words, 2.4))
      }
    ]
  ]
  #v(1fr)
  #grid(columns: (1fr, auto), column-gutter: 1em, align: (left + horizon, right + bottom),
    for fact in of.facts [#block(spacing: 0.8em, said(fact, 1.4em, 1.1em))],
    block(width: 6.5em, align(center)[#image(bytes(given.code), format: "svg", width: 100%) #text(0.8em, of.scan)]),
  )
]
#for (number, of) in given.posters.enumerate() {
  if number > 0 { pagebreak() }
  poster(of)
}
"""


@lru_cache(16)  # all of a county take a second or two, and are fetched again by whoever clicks again
def as_pdf(posters: tuple[Poster, ...], size: Size) -> bytes:
    """The file, a page for each, all of one code."""
    dialled = segno.make(f"tel:{quote(posters[0].ussd_code, safe='*')}", error="m", micro=False)
    given = {
        "paper": size.value,
        "letters": LETTERS[size],
        "code": dialled.svg_inline(border=0),
        "posters": [_page(poster) for poster in posters],
    }
    pdf: bytes = typst.compile(_SOURCE.encode(), sys_inputs={"given": json.dumps(given)}, ignore_system_fonts=True)
    return pdf


def _page(poster: Poster) -> dict[str, object]:
    return {
        "county": COUNTY % clean(poster.county),
        "ward": WARD % clean(poster.ward),
        "headline": _line(poster.headline),
        "dial": DIAL,
        "code": poster.ussd_code,
        "orsend": OR_SEND,
        "to": TO,
        "or": OR,
        "short": poster.short_code,
        "scan": SCAN,
        "texts": list(poster.texts) if poster.short_code else [],
        "facts": _lines(poster.facts),
        "who": _line(poster.who),
    }


def _lines(lines: Sequence[Line]) -> list[dict[str, str]]:
    return [_line(each) for each in lines]


def _line(said: Line) -> dict[str, str]:
    return {"own": said.own, "swahili": said.swahili}
