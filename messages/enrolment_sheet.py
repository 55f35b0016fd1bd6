"""A blank sheet for a baraza: people write their own number on it, and each is asked again on their own phone.

It is in Swahili, the language every baraza has. No column for a name: a list of names and numbers is a prize.
"""

import json
from functools import lru_cache

import typst

from domain.languages import FLOOR
from messages.catalog import Catalog
from messages.must_carry import HOW_TO_LEAVE, NEVER_MONEY
from messages.radio_document import clean
from messages.season import WHO_SPEAKS
from messages.welcome import WHAT_IS_KEPT

ROWS = 12  # on a page, each high enough for a thumb
PAGES = 2
NOTICE = (WHO_SPEAKS, WHAT_IS_KEPT, NEVER_MONEY, HOW_TO_LEAVE)
HEADING = "ORODHA YA KUANDIKISHA"
TO_AGREE = (
    "Kila mtu aandike mwenyewe nambari yake. Baadaye tutamuuliza kwa SMS kama anakubali: "
    "hakuna anayeandikishwa kwa karatasi hii tu."
)
NO_NAMES = "Usiandike majina ya watu."
FACTS = ("Wadi", "Mahali", "Tarehe", "Anayeweka karatasi hii")
COLUMNS = ("Nambari ya simu", "Wadi", "Lugha", "Nakubali kuulizwa kwa SMS", "Sahihi au kidole gumba")

_SOURCE = """
#let of = json(bytes(sys.inputs.sheet))
#set document(title: of.heading)
#let foot = [#text(9pt, of.nonames) #h(1fr) #context text(9pt, counter(page).display())]
#set page(paper: "a4", flipped: true, margin: 12mm, footer: foot)
#set text(font: "Libertinus Serif", size: 11pt, lang: "sw", region: "KE")
#for page in range(of.pages) {
  if page > 0 { pagebreak() }
  text(15pt, weight: "bold", of.heading)
  v(-0.3em)
  for sentence in of.notice [#sentence ]
  parbreak()
  strong(of.agree)
  v(0.2em)
  let space(fact) = [#text(9pt, fact.at(0)) \\
    #box(height: 1.3em, strong(fact.at(1))) #v(-0.9em) #line(length: 100%, stroke: 0.5pt)]
  grid(columns: (3fr, 3fr, 2fr, 4fr), column-gutter: 1em, ..of.facts.map(space))
  table(columns: (0.6cm, 3fr, 3fr, 2fr, 2fr, 3fr), rows: (auto,) + (11mm,) * of.rows, stroke: 0.5pt, inset: 3pt,
    table.header([], ..of.columns.map(column => text(9pt, weight: "bold", column))),
    ..range(of.rows).map(row => (text(8pt, str(page * of.rows + row + 1)), [], [], [], [], [])).flatten())
}
"""


def sheet(catalog: Catalog, ward: str = "") -> bytes:
    """The file, A4. `ward` is written at the head, where it is known beforehand."""
    return _pdf(tuple(catalog.say(sentence, FLOOR) for sentence in NOTICE), clean(ward))


@lru_cache(32)  # whoever prints for many wards comes back
def _pdf(notice: tuple[str, ...], ward: str) -> bytes:
    said = {
        "heading": HEADING,
        "notice": notice,
        "agree": TO_AGREE,
        "nonames": NO_NAMES,
        "facts": [[fact, ward if fact == FACTS[0] else ""] for fact in FACTS],
        "columns": COLUMNS,
        "rows": ROWS,
        "pages": PAGES,
    }
    pdf: bytes = typst.compile(_SOURCE.encode(), sys_inputs={"sheet": json.dumps(said)}, ignore_system_fonts=True)
    return pdf
