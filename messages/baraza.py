"""A sheet to be read out at a baraza: one page of paper a language, its letters as large as the page allows.

Under the words are boxes to tick for what people asked, so that a chief without a telephone can hand the questions on.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typst

from domain import helplines
from domain.bulletins import Kind
from domain.languages import FLOOR, Language
from domain.phases import Phase
from messages.radio_document import clean
from messages.radio_rows import breakable
from messages.radio_sentences import PHASES


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the words, for the one who reads them out. `asked` are the boxes; `spaces` are filled in."""

    heading: str
    speaks: str
    read: str
    to_do: str
    asked: str
    topics: tuple[str, ...]
    spaces: tuple[str, ...]
    hand_on: str
    help: str
    helpers: tuple[str, ...]
    phases: Mapping[Phase, str]
    kinds: Mapping[Kind, str]
    county: str


# In the order of `Furniture.helpers`.
NUMBERS = (helplines.POLICE, helplines.RED_CROSS, helplines.CHILDREN, helplines.SEXUAL_VIOLENCE)

SWAHILI = Furniture(
    heading="TAARIFA YA KUSOMWA KWENYE BARAZA",
    speaks="%(who)s. Tarehe %(day)s. Ni kweli hadi %(end)s.",
    read="Soma polepole, mara mbili.",
    to_do="La kufanya:",
    asked="Watu waliuliza kuhusu (weka alama):",
    topics=(
        "Maji",
        "Chakula",
        "Mifugo",
        "Malisho",
        "Mbegu na mazao",
        "Bei sokoni",
        "Afya",
        "Wanyamapori",
        "Amani",
        "Msaada",
        "Jambo lingine",
    ),
    spaces=("Mahali", "Tarehe", "Wanawake", "Wanaume", "Vijana"),
    hand_on="Tuma maswali kwa SMS kwa %(short_code)s, au piga %(ussd_code)s. Usiandike majina ya watu.",
    help="Nambari za msaada",
    helpers=("Polisi", "Msalaba Mwekundu", "Watoto", "Dhuluma za kingono"),
    phases={phase: name[FLOOR] for phase, name in PHASES.items()},
    kinds={Kind.DROUGHT: "Ukame", Kind.NOTICE: "Tangazo", Kind.PEACE: "Amani"},
    county="kaunti ya %s",
)
ENGLISH = Furniture(
    heading="TO BE READ OUT AT A BARAZA",
    speaks="%(who)s. Date %(day)s. It is true until %(end)s.",
    read="Read slowly, twice.",
    to_do="What to do:",
    asked="People asked about (tick):",
    topics=(
        "Water",
        "Food",
        "Livestock",
        "Pasture",
        "Seeds and crops",
        "Prices",
        "Health",
        "Wild animals",
        "Peace",
        "Help",
        "Something else",
    ),
    spaces=("Place", "Date", "Women", "Men", "Youth"),
    hand_on="Send the questions by SMS to %(short_code)s, or dial %(ussd_code)s. Write no names of people.",
    help="Numbers for help",
    helpers=("Police", "Red Cross", "Children", "Sexual violence"),
    phases={phase: phase.value for phase in Phase},
    kinds={Kind.DROUGHT: "Drought", Kind.NOTICE: "Notice", Kind.PEACE: "Peace"},
    county="%s County",
)
# Beside the Swahili word of a box, in its order, the one a glossary attests; no speaker has signed them.
ALSO: dict[Language, tuple[str, ...]] = {
    Language.KAMBA: ("kĩw'ũ", "lĩu", "indo", "", "mbeũ", "thooa", "", "nyamũ sya kĩthekanĩ", "mũuo", "ũtethyo", ""),
    Language.TAITA: ("machi", "vindo", "mifugho", "", "mbeu", "ighuri", "", "nyamandu", "sere", "w'utesia", ""),
}


@dataclass(frozen=True, slots=True)
class Aloud:
    """What is read out in one language; `to_do` is empty where the words say it themselves."""

    language: Language
    words: str
    to_do: str


@dataclass(frozen=True, slots=True)
class Baraza:
    """One bulletin for one place. `day` and `end` are written on paper; `phase` None: it declares none."""

    place: str
    kind: Kind
    phase: Phase | None
    counties: Sequence[str]
    day: str
    end: str
    short_code: str
    ussd_code: str
    aloud: Sequence[Aloud]


# The largest size at which everything fits on its page, found by trying: letters of many heights have no formula.
_SOURCE = """
#let pages = json(bytes(sys.inputs.pages))
#set page(paper: "a4", margin: 15mm)
#set text(font: "Libertinus Serif", region: "KE")
#set par(leading: 0.55em)
#let box-to-tick = box(width: 0.8em, height: 0.8em, stroke: 0.8pt, baseline: 0.1em)
#let sheet(of) = [
  #text(0.62em, weight: "bold", tracking: 0.05em, of.heading) #h(1fr) #text(0.62em, of.name)
  #v(-0.4em) #line(length: 100%, stroke: 1.2pt)
  #text(1.45em, weight: "bold", of.place) \\
  #text(0.8em, weight: "bold", of.kind) \\
  #text(0.75em, of.speaks)
  #v(0.2em)
  #set par(leading: 0.6em)
  #for part in of.words [#part #parbreak()]
  #if of.todo != "" [*#of.label* #of.todo]
  #v(0.2em)
  #text(0.62em, style: "italic", of.read)
]
#let boxes(of) = text(12.5pt)[
  #line(length: 100%, stroke: 0.5pt)
  *#of.asked*
  #grid(columns: (1fr, 1fr, 1fr), row-gutter: 0.8em, ..of.topics.map(topic => [#box-to-tick #h(0.3em) #topic]))
  #v(0.6em)
  #grid(
    columns: of.spaces.map(_ => 1fr), column-gutter: 0.8em,
    ..of.spaces.map(space => [#text(10pt, space) #v(1.4em) #line(length: 100%, stroke: 0.5pt)]),
  )
  #v(0.2em)
  #text(11pt, of.handon) \\
  #text(11pt)[*#of.help:* #of.helplines.map(pair => pair.at(0) + " " + pair.at(1)).join(" · ")]
]
#for (number, of) in pages.enumerate() {
  if number > 0 { pagebreak() }
  set text(lang: of.lang)
  layout(room => {
    let foot = boxes(of)
    let left = room.height - measure(foot, width: room.width).height - 10pt
    let size = 30pt
    while size > 7pt and measure(text(size, sheet(of)), width: room.width).height > left { size -= 0.5pt }
    block(height: room.height, grid(rows: (1fr, auto), columns: 100%, text(size, sheet(of)), foot))
  })
}
"""


def as_pdf(baraza: Baraza) -> bytes:
    """The file, A4, a page for each language."""
    pages = [_page(baraza, aloud) for aloud in baraza.aloud]
    pdf: bytes = typst.compile(_SOURCE.encode(), sys_inputs={"pages": json.dumps(pages)}, ignore_system_fonts=True)
    return pdf


def _page(baraza: Baraza, aloud: Aloud) -> dict[str, object]:
    around = ENGLISH if aloud.language is Language.ENGLISH else SWAHILI
    also = ALSO.get(aloud.language, ("",) * len(around.topics))
    codes = {"short_code": baraza.short_code, "ussd_code": baraza.ussd_code}
    return {
        "lang": aloud.language.value if aloud.language in (FLOOR, Language.ENGLISH) else FLOOR.value,
        "name": aloud.language.own_name,
        "heading": around.heading,
        "place": clean(baraza.place),
        "kind": ": ".join(filter(None, (around.kinds[baraza.kind], baraza.phase and around.phases[baraza.phase]))),
        "speaks": around.speaks % {"who": _who(baraza, around), "day": baraza.day, "end": baraza.end},
        "words": [breakable(clean(part)) for part in aloud.words.splitlines() if part.strip()],
        "todo": breakable(clean(aloud.to_do)),
        "label": around.to_do,
        "read": around.read,
        "asked": around.asked,
        "topics": [" · ".join(filter(None, pair)) for pair in zip(around.topics, also, strict=True)],
        "spaces": list(around.spaces),
        "handon": around.hand_on % codes if baraza.short_code else "",
        "help": around.help,
        "helplines": [[helper, ", ".join(numbers)] for helper, numbers in zip(around.helpers, NUMBERS, strict=True)],
    }


def _who(baraza: Baraza, around: Furniture) -> str:
    """NDMA, kaunti ya Kitui. Of peace the county speaks alone."""
    counties = [around.county % clean(county) for county in baraza.counties]
    return ", ".join([*([] if baraza.kind is Kind.PEACE else ["NDMA"]), *counties])
