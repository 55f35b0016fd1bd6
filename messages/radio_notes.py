"""The notes to the broadcaster: why it matters this week, how to adapt the script, and what is never said on air."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.languages import FLOOR, Language
from domain.phases import Phase, Trend
from messages.radio_sentences import PHASES, TRENDS


@dataclass(frozen=True, slots=True)
class Declared:
    """A drought phase as NDMA declared it for these places."""

    phase: Phase
    trend: Trend | None
    on: date
    places: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the notes depend on: the script's language, whether all its figures are left to the presenter, the numbers
    of the Swahili lines with figures that are, the numbers of the lines that stand in Swahili for want of the script's
    language, what had no words in it, and the bulletins whose time is over."""

    language: Language
    declared: Sequence[Declared] = ()
    digits: bool = False
    unclear: Sequence[int] = ()
    in_swahili: Sequence[int] = ()
    missing: Sequence[str] = ()
    over: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Notes:
    """The sentences in one language. Those with values are said where they hold."""

    why: str
    why_it_matters: str
    phase: str
    adapt: str
    adapting: tuple[str, ...]
    digits: str
    unclear: str
    in_swahili: str
    lacks: str
    missing: Mapping[str, str]  # by the first word of what is missing
    over: str
    never: str
    never_said: tuple[str, ...]


ENGLISH = Notes(
    why="Why it matters",
    why_it_matters="Many listeners have no other warning. Read it slowly, and twice if there is time.",
    phase="Drought phase this week, as NDMA declared it: %(phase)s. %(places)s, %(day)s.",
    adapt="How to adapt it",
    adapting=(
        "Do not change the phase, the places, the dates or the numbers. You may change greetings and music.",
        "CAPITALS are directions and are not spoken. A line marked NOT BEFORE or NOT AFTER is read only within "
        "those hours.",
        "Read telephone numbers digit by digit. * is read “nyota”, # is read “reli”.",
    ),
    digits="Figures stand in digits: say them as %(language)s is spoken where you are.",
    unclear="Figures stay in digits in lines %(lines)s, for it is not sure how they are said: decide it before you go "
    "on air.",
    in_swahili="No speaker has signed a %(language)s form of lines %(lines)s: they stand in Swahili. Do not translate "
    "them on air.",
    lacks="Missing in %(language)s: %(what)s.",
    missing={
        "bulletin": "bulletin %s",
        "text": "library text %s",
        "piece": "officers' piece %s",
        "standing": "our standing sentences",
        "peace": "a peace text",
    },
    over="Left out, for their time is over: bulletins %(bulletins)s.",
    never="What is never said on air",
    never_said=(
        "Conflict: name no person, clan or community as guilty, and no place where people quarrel. Let no caller do "
        "it: fade them out.",
        "Read no rumour on air, not even to deny it. Say nothing of who reported anything.",
        "Somebody in danger calls? Give 999 or 112 at once, off air.",
    ),
)
SWAHILI = Notes(
    why="Kwa nini ni muhimu",
    why_it_matters="Wasikilizaji wengi hawana onyo lingine. Soma polepole, na mara mbili ukipata muda.",
    phase="Awamu ya ukame wiki hii, kama NDMA ilivyotangaza: %(phase)s. %(places)s, %(day)s.",
    adapt="Unachoweza kubadilisha",
    adapting=(
        "Usibadilishe awamu ya ukame, mahali, tarehe wala nambari. Unaweza kubadilisha salamu na muziki.",
        "HERUFI KUBWA ni maelekezo na hayasomwi. Mstari ulioandikwa NOT BEFORE (si kabla) au NOT AFTER (si baada) "
        "usomwe ndani ya saa hizo tu.",
        "Soma nambari za simu tarakimu moja moja. * husomwa “nyota”, # husomwa “reli”.",
    ),
    digits="Takwimu zimeandikwa kwa tarakimu: zisome kama zinavyosemwa kwa %(language)s mahali ulipo.",
    unclear="Takwimu za mistari %(lines)s zimebaki kwa tarakimu, kwa kuwa hakuna hakika zinavyosomwa: amua kabla ya "
    "kwenda hewani.",
    in_swahili="Hakuna msemaji aliyetia sahihi maneno ya %(language)s ya mistari %(lines)s: iko kwa Kiswahili. "
    "Usiitafsiri hewani.",
    lacks="Hayapo kwa %(language)s: %(what)s.",
    missing={
        "bulletin": "taarifa %s",
        "text": "andiko la maktaba %s",
        "piece": "andiko la maafisa %s",
        "standing": "sentensi zetu za kawaida",
        "peace": "andiko la amani",
    },
    over="Zimeachwa kwa kuwa muda wake umepita: taarifa %(bulletins)s.",
    never="Yasiyosemwa hewani kamwe",
    never_said=(
        "Migogoro: usitaje mtu, ukoo wala jamii kuwa na hatia, wala mahali penye ugomvi. Usiwaruhusu wanaopiga simu "
        "kufanya hivyo: wakate.",
        "Usisome uvumi hewani, hata kuukanusha. Usiseme lolote kuhusu aliyeripoti jambo.",
        "Mtu aliye hatarini akipiga simu, mpe 999 au 112 mara moja, nje ya hewa.",
    ),
)


def notes(about: About, reader: Language) -> list[tuple[str, list[str]]]:
    """Headings with what stands under each."""
    said = SWAHILI if reader is Language.SWAHILI else ENGLISH
    return [
        (said.why, [*(_phase(said, declared, reader) for declared in about.declared), said.why_it_matters]),
        (said.adapt, [*said.adapting, *_adapting(said, about)]),
        (said.never, list(said.never_said)),
    ]


def runs(numbers: Sequence[int]) -> str:
    """`2-5, 9`: numbers in rising order, those in a row drawn together."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)


def _adapting(said: Notes, about: About) -> list[str]:
    found, language = [], about.language.own_name
    if about.digits:
        found.append(said.digits % {"language": language})
    if about.unclear:
        found.append(said.unclear % {"lines": runs(about.unclear)})
    if about.in_swahili:
        found.append(said.in_swahili % {"language": language, "lines": runs(about.in_swahili)})
    if about.missing:
        what = ", ".join(_what(said, missing) for missing in about.missing)
        found.append(said.lacks % {"language": language, "what": what})
    if about.over:
        found.append(said.over % {"bulletins": ", ".join(map(str, about.over))})
    return found


def _what(said: Notes, missing: str) -> str:
    kind, _, number = missing.partition(" ")
    name = said.missing.get(kind, missing)
    return name % number if "%s" in name else name


def _phase(said: Notes, declared: Declared, reader: Language) -> str:
    """The phase in the reader's language: the Swahili of the press, or the English of NDMA."""
    words = [(PHASES[declared.phase][FLOOR], declared.phase.value)]
    if declared.trend is not None:
        words.append((TRENDS[declared.trend][FLOOR], declared.trend.value))
    phase = ", ".join(swahili if reader is FLOOR else english for swahili, english in words)
    return said.phase % {"phase": phase.upper(), "places": declared.places, "day": f"{declared.on:%d/%m/%Y}"}
