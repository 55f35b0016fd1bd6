"""What a text from a phone asks for, pure: keywords in Swahili, Kamba, Taita and English, as people spell them.

STOP is looked for first and wins over everything, but only a text that is nothing but the word (and politeness) means
it: "stop the fighting at the borehole" is a message. A word of sexual violence comes next: such a text is answered with
helplines and kept nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import OSA

from domain.areas import Area, Gazetteer, Level
from domain.incidents import Kind
from domain.languages import Language
from messages.compose import ascii_screen, normalise

SW, KAM, DAV, EN = Language.SWAHILI, Language.KAMBA, Language.TAITA, Language.ENGLISH


class Wish(StrEnum):
    """What a person wants of us."""

    STOP = "stop"
    RESTRICTED = "restricted"
    JOIN = "join"
    HELP = "help"
    LANGUAGE = "language"
    WARNING = "warning"
    REPORT = "report"
    MESSAGE = "message"  # their own words: for an officer to read


@dataclass(frozen=True, slots=True)
class Intent:
    """A text, understood.

    `language` is the keyword's own, None when several share it. `chosen` is a language the text names. `areas` are what
    a named place may mean: for joining and reporting, wards where there are any. `words` is what was told.
    """

    wish: Wish
    language: Language | None = None
    chosen: Language | None = None
    named: bool = False  # whether a place was named at all
    areas: tuple[Area, ...] = ()
    kind: Kind = Kind.OTHER
    words: str = ""


_DIGITS_FOR_LETTERS = str.maketrans("01345", "oieas")


def _bare(word: str) -> str:
    """The word as keywords are compared: digits typed for letters put right, doubled letters once."""
    if not word.isdigit():
        word = word.translate(_DIGITS_FOR_LETTERS)
    return re.sub(r"(.)\1+", r"\1", word)


def _spelled(words: str) -> frozenset[str]:
    return frozenset(_bare(word) for word in words.split())


# Each keyword with the languages it belongs to, spelled without marks and apostrophes.
STOP = {
    EN: _spelled("stop stops stp sto stob stap stup stip dtop srop stopsms cancel unsubscribe optout"),
    SW: _spelled("acha wacha sitisha komesha simamisha jiondoe jitoe niondoe nitoe"),
    KAM: _spelled("ungama"),
    DAV: _spelled("sigha"),
}
# These mean STOP alone, but begin many an ordinary sentence.
STOP_ALONE = {EN: _spelled("end quit leave remove"), SW: _spelled("simama ondoa toka")}
OPENERS: dict[Wish, dict[Language, frozenset[str]]] = {
    Wish.JOIN: {
        EN: _spelled("join start register subscribe"),
        SW: _spelled("jiunge jiunga jisajili sajili anza"),
        KAM: _spelled("lika"),
        DAV: _spelled("ngia"),
    },
    Wish.HELP: {
        EN: _spelled("help info menu"),
        SW: _spelled("msaada usaidizi saidia"),
        KAM: _spelled("utethyo tethya utethesya kutethesya"),
        DAV: _spelled("wutesia utesia kutesia tesia"),
    },
    Wish.LANGUAGE: {
        EN: _spelled("language lang"),
        SW: _spelled("lugha"),
        KAM: _spelled("kithyomo"),
        DAV: _spelled("kiteto kidedo"),
    },
    Wish.WARNING: {
        EN: _spelled("warning warnings alert drought"),
        SW: _spelled("onyo maonyo tahadhari ukame"),
        KAM: _spelled("ukanyo mokanyo yua"),
    },
    Wish.REPORT: {
        EN: _spelled("report"),
        SW: _spelled("ripoti repoti"),
        KAM: _spelled("livoti"),
        DAV: _spelled("ripoti"),
    },
}
LANGUAGES = {
    SW: _spelled("kiswahili swahili kiswa"),
    KAM: _spelled("kikamba kamba"),
    DAV: _spelled("kidawida dawida kidawaida kidabida kitaita"),
    EN: _spelled("english kiingereza kingereza"),
}
# Taita is also half the name of a county: beside a place it is no language.
LANGUAGES_ALONE = {**LANGUAGES, DAV: LANGUAGES[DAV] | {"taita"}}
POLITE = _spelled(
    "please pls plz tafadhali tafadhal ola naomba asante thanks mbiu sms msg message messages ujumbe jumbe kutuma "
    "kunitumia warnings maonyo now sasa all yote zote"
)
ABOUT_PLACES = _spelled("for in to ya na the my ward wadi kata county kaunti constituency")
# The kinds a text may name, the gravest first: what is advised starts from it, and a person decides.
KINDS: dict[Kind, frozenset[str]] = {
    Kind.VIOLENCE_INJURY: _spelled(
        "vurugu attack atacked kuawa ameawa wameawa kujeruhiwa amejeruhiwa wamejeruhiwa kiled shot"
    ),
    Kind.DISPLACEMENT: _spelled("kuhama wanahama displaced fled"),
    Kind.LIVESTOCK_THEFT: _spelled("wizi wameiba wameibiwa ameibiwa stolen theft raid"),
    Kind.WILDLIFE: _spelled("ndovu tembo elephant elephants simba lion wildlife fisi hyena chovu nzou"),
    Kind.HERDER_FARMER: _spelled("mifugo ngamia herders camels grazing"),
    Kind.WATER_PASTURE: _spelled("maji water borehole dam malisho kisima"),
    Kind.SAND_CHARCOAL: _spelled("mchanga sand makaa charcoal"),
    Kind.LAND_BOUNDARY: _spelled("ardhi land mpaka boundary ranch"),
    Kind.THREAT_RUMOUR: _spelled("uvumi rumour vitisho threat threats"),
    Kind.POLITICAL: _spelled("siasa political uchaguzi"),
    Kind.PEACE_POSITIVE: _spelled("amani peace"),
    Kind.CRIME_OTHER: _spelled("uhalifu bandit bandits robbery"),
}
# Rape, defilement, abuse. Not `baki` (to stay) and not every child: a child hurt by an elephant is another matter.
_RESTRICTED = re.compile(
    r"\b(rap(e|ed|ing|ist)|defil(e|ed|ement)|molest\w*|sodom\w*|gbv|(sexual|child) abuse|abused? (a |the )?child"
    r"|\w{0,5}bak(a|wa|aji)|\w{0,4}najisi\w{0,2}|ulawiti|\w{0,3}lawiti\w{0,2}"
    r"|(ukatili|dhuluma) (wa |za |ya )?(kijinsia|kingono|watoto|mtoto))\b"
)
_FIRST_WORD = re.compile(r"\W*[\w']+\W*")
_LONGEST_PLACE = 5  # words: "kwa mutonga kithumula kitui west"
_LONGEST_JOIN = 7  # words after the keyword; more is a sentence that happens to begin with it


def understand(text: str, places: Gazetteer, prefix: str = "") -> Intent:
    """What this text asks for. `prefix` is the word that routes a shared short code to us, if it has one."""
    text = normalise(text)
    if prefix and _words(text)[:1] == _words(prefix):
        text = _FIRST_WORD.sub("", text, count=1)
    words = _words(text)
    if stop := _stop([_bare(word) for word in words]):
        return stop
    if _RESTRICTED.search(" ".join(words)):
        return Intent(Wish.RESTRICTED)
    rest = _FIRST_WORD.sub("", text, count=1)
    for wish, vocabulary in OPENERS.items() if words else ():
        languages = _languages_of(_bare(words[0]), vocabulary)
        intent = _opened(wish, rest, places) if languages else None
        if intent is not None:
            return replace(intent, language=languages[0] if len(languages) == 1 else None)
    chosen, others = _language_in(words, LANGUAGES_ALONE)
    if chosen and not others:
        return Intent(Wish.LANGUAGE, chosen=chosen)
    return Intent(Wish.MESSAGE, words=text)


def _words(text: str) -> list[str]:
    """The words in small plain letters, apostrophes left out: w'utesia and wutesia are one word."""
    return re.findall(r"[a-z0-9]+", ascii_screen(text).lower().replace("'", ""))


def _languages_of(word: str, vocabulary: Mapping[Language, frozenset[str]]) -> list[Language]:
    """The languages in which this word is one of the keywords; one slip is allowed in a long word."""
    exact = [language for language, keywords in vocabulary.items() if word in keywords]
    return exact or [
        language for language, keywords in vocabulary.items() if any(_slipped(word, keyword) for keyword in keywords)
    ]


def _slipped(word: str, keyword: str) -> bool:
    if OSA.distance(word, keyword, score_cutoff=1) > 1:
        return False
    swapped = sorted(word) == sorted(keyword)
    return swapped or (len(keyword) >= 5 and word[:1] == keyword[:1])


def _stop(words: Sequence[str]) -> Intent | None:
    if words and all(len(word) == 1 for word in words):  # S T O P, S.T.O.P.
        words = ["".join(words)]
    asked = [word for word in words if word not in POLITE]
    if len(asked) != 1:
        return None
    [word] = asked
    for language, keywords in STOP.items():
        if word in keywords or (language is EN and _slipped(word, "stop")):
            return Intent(Wish.STOP, language=language)
    for language, keywords in STOP_ALONE.items():
        if word in keywords and len(words) == 1:
            return Intent(Wish.STOP, language=language)
    return None


def _opened(wish: Wish, rest: str, places: Gazetteer) -> Intent | None:
    """What a keyword at the start means with what follows it; None when that makes it an ordinary sentence."""
    words = _words(rest)
    if wish is Wish.REPORT:
        return Intent(wish, areas=_ward_at_start(words, places), kind=_kind(words), words=rest)
    alone = wish in (Wish.HELP, Wish.LANGUAGE)
    chosen, others = _language_in(words, LANGUAGES_ALONE if alone else LANGUAGES)
    if alone:
        return Intent(wish, chosen=chosen) if not others else None
    areas = _areas(others, places)
    if len(others) > (_LONGEST_JOIN if wish is Wish.JOIN else 0) and not areas:
        return None
    return Intent(wish, chosen=chosen, named=bool(others), areas=areas)


def _language_in(words: Sequence[str], names: Mapping[Language, frozenset[str]]) -> tuple[Language | None, list[str]]:
    """The language these words name, and what else they say beside politeness."""
    chosen, others = None, []
    for word in words:
        if named := _languages_of(_bare(word), names):
            chosen = named[0]
        elif _bare(word) not in POLITE | ABOUT_PLACES:
            others.append(word)
    return chosen, others


def _areas(words: Sequence[str], places: Gazetteer) -> tuple[Area, ...]:
    """What these words may name, wards before all else: "mbitini", "mbitini makueni", "makueni mbitini"."""
    words = [word for word in words if _bare(word) not in ABOUT_PLACES]
    found = places.meanings(" ".join(words)) if words else []
    for cut in range(1, len(words)) if not found else ():
        for name, around in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            outer = places.meanings(" ".join(around))
            found += [
                area
                for area in places.meanings(" ".join(name))
                if area not in found and any(area.slug.startswith(f"{other.slug}.") for other in outer)
            ]
    wards = [area for area in found if area.level is Level.WARD]
    return tuple(wards or found)


def _ward_at_start(words: Sequence[str], places: Gazetteer) -> tuple[Area, ...]:
    """The wards that the longest beginning of a report names; nothing when it begins with something else."""
    for size in range(_LONGEST_PLACE, 0, -1):
        if areas := _areas(words[:size], places):
            return tuple(area for area in areas if area.level is Level.WARD)
    return ()


def _kind(words: Sequence[str]) -> Kind:
    for kind, signs in KINDS.items():
        if signs.intersection(map(_bare, words)):
            return kind
    return Kind.OTHER
