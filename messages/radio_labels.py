"""What stands around the speeches in a script's file, for the people of a station, in English and in Swahili."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.bulletins import Kind
from domain.languages import Language
from domain.script_versions import State
from domain.segments import Part, Segment


@dataclass(frozen=True, slots=True)
class Labels:
    """Headings, the facts of the cover, and the names of the parts. A %s is filled in."""

    stamps: Mapping[State, str]  # across every page of what nobody may read on air
    meanings: Mapping[State, str]  # on the cover and in the head of every page
    series: str
    episode: str
    episode_is: str
    week: str
    to: str
    station: str
    any_station: str
    on_air: str
    county: str
    language: str
    duration: str
    in_slot: str
    too_long: str
    too_short: str
    whole: str
    status: str
    signed: str
    approved: str
    withdrawn: str
    valid: str
    version: str
    page: str
    sources: str
    needs: str
    rundown: str
    segment: str
    lines: str
    start: str
    lasts: str
    if_short: str
    leave_out: str
    shorten: str
    left_out: str
    shortened: str
    pronunciation: str
    script: str
    number: str
    speaker: str
    words: str
    helplines: str
    parts: Mapping[Part, str]
    kinds: Mapping[str, str]  # of bulletins, before their places
    market_figures: str


ENGLISH = Labels(
    stamps={State.DRAFT: "DRAFT", State.SIGNED: "DRAFT", State.WITHDRAWN: "WITHDRAWN"},
    meanings={
        State.DRAFT: "DRAFT: NOT FOR AIR",
        State.SIGNED: "DRAFT: NOT FOR AIR (signed, not approved yet)",
        State.APPROVED: "APPROVED",
        State.WITHDRAWN: "WITHDRAWN: NOT FOR AIR ANY MORE",
    },
    series="Series",
    episode="Episode",
    episode_is="%s (year, week of the year)",
    week="Week",
    to="%s to %s",
    station="Station",
    any_station="any station",
    on_air="On air",
    county="County",
    language="Language",
    duration="Duration",
    in_slot="%s, for a slot of %s minutes",
    too_long="%s TOO LONG: CUT MORE",
    too_short="%s short of %s minutes",
    whole="Whole script",
    status="Status",
    signed="Signed by a speaker",
    approved="Approved by",
    withdrawn="Withdrawn on",
    valid="Valid until",
    version="Version",
    page="Page %s of %s",
    sources="Sources",
    needs="Music and sounds needed (and in which lines)",
    rundown="Rundown",
    segment="Segment",
    lines="Lines",
    start="Starts",
    lasts="Lasts",
    if_short="If time is short",
    leave_out="leave out: %s min",
    shorten="shorter form: %s min",
    left_out="Left out of this cut",
    shortened="In their shorter form",
    pronunciation="How to say it",
    script="Script",
    number="No.",
    speaker="Speaker",
    words="Words",
    helplines="Helplines",
    parts={
        Part.OPENING: "Opening",
        Part.HEADLINES: "Headlines",
        Part.BULLETIN: "Bulletin",
        Part.FIGURES: "Drought figures",
        Part.SEASON: "The season",
        Part.MARKET: "Market",
        Part.ADVICE: "Advice",
        Part.PEACE: "Peace",
        Part.ANSWER: "Your questions",
        Part.GOOD_NEWS: "Good news",
        Part.LISTENERS: "What listeners said",
        Part.HELP: "Helplines",
        Part.CODES: "How to reach us",
        Part.CALL_IN: "Call-in",
        Part.CLOSING: "Closing",
        Part.OWN: "Segment",
    },
    kinds={Kind.DROUGHT: "Drought", Kind.NOTICE: "Notice"},
    market_figures="Market: figures",
)
SWAHILI = Labels(
    stamps={
        State.DRAFT: "RASIMU",
        State.SIGNED: "RASIMU",
        State.WITHDRAWN: "IMEONDOLEWA",
    },
    meanings={
        State.DRAFT: "RASIMU: ISISOMWE HEWANI",
        State.SIGNED: "RASIMU: ISISOMWE HEWANI (imetiwa sahihi, haijaidhinishwa)",
        State.APPROVED: "IMEIDHINISHWA",
        State.WITHDRAWN: "IMEONDOLEWA: ISISOMWE HEWANI TENA",
    },
    series="Mfululizo wa redio",
    episode="Kipindi",
    episode_is="%s (mwaka, wiki ya mwaka)",
    week="Wiki",
    to="%s hadi %s",
    station="Kituo",
    any_station="kituo chochote",
    on_air="Hewani",
    county="Kaunti",
    language="Lugha",
    duration="Muda",
    in_slot="%s, kwa nafasi ya dakika %s",
    too_long="%s ZAIDI: PUNGUZA TENA",
    too_short="%s pungufu ya dakika %s",
    whole="Hati nzima",
    status="Hali",
    signed="Imetiwa sahihi na mzungumzaji wa lugha",
    approved="Imeidhinishwa na",
    withdrawn="Imeondolewa tarehe",
    valid="Mwisho wa kutumika",
    version="Toleo",
    page="Ukurasa wa %s kati ya %s",
    sources="Vyanzo",
    needs="Muziki na sauti zinazohitajika (na mistari yake)",
    rundown="Mpangilio",
    segment="Sehemu",
    lines="Mistari",
    start="Inaanza",
    lasts="Muda",
    if_short="Muda ukiwa mfupi",
    leave_out="acha: dakika %s",
    shorten="fupisha: dakika %s",
    left_out="Zilizoachwa",
    shortened="Zilizofupishwa",
    pronunciation="Matamshi",
    script="Hati",
    number="Na.",
    speaker="Msemaji",
    words="Maneno",
    helplines="Nambari za msaada",
    parts={
        Part.OPENING: "Ufunguzi",
        Part.HEADLINES: "Muhtasari",
        Part.BULLETIN: "Taarifa",
        Part.FIGURES: "Takwimu za ukame",
        Part.SEASON: "Msimu",
        Part.MARKET: "Soko",
        Part.ADVICE: "Ushauri",
        Part.PEACE: "Amani",
        Part.ANSWER: "Maswali yenu",
        Part.GOOD_NEWS: "Habari njema",
        Part.LISTENERS: "Wasikilizaji walisema",
        Part.HELP: "Nambari za msaada",
        Part.CODES: "Jinsi ya kutufikia",
        Part.CALL_IN: "Piga simu studio",
        Part.CLOSING: "Kufunga",
        Part.OWN: "Sehemu",
    },
    kinds={Kind.DROUGHT: "Ukame", Kind.NOTICE: "Tangazo"},
    market_figures="Soko: takwimu",
)


def labels(language: Language) -> Labels:
    return SWAHILI if language is Language.SWAHILI else ENGLISH


def name_of(segment: Segment, said: Labels) -> str:
    """What a segment is called in a rundown: as its officer named it, else by its part and what tells it from others of
    that part: the kind and places of a bulletin, and that it is the record which speaks of the market."""
    if segment.title:
        return segment.title
    if segment.part is Part.BULLETIN and segment.places:
        return f"{said.kinds[segment.kind]}: {segment.places}"
    if segment.part is Part.MARKET and segment.piece is None:
        return said.market_figures
    return said.parts[segment.part]
