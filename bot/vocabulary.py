"""The words of the SMS conversation, as data: a new keyword goes to its language here and to the table of tests."""

import re
from enum import StrEnum

from domain.incidents import Kind
from domain.languages import Language

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


_DIGITS_FOR_LETTERS = str.maketrans("01345", "oieas")


def bare(word: str) -> str:
    """The word as keywords are compared: digits typed for letters put right, doubled letters once."""
    if not word.isdigit():
        word = word.translate(_DIGITS_FOR_LETTERS)
    return re.sub(r"(.)\1+", r"\1", word)


def spelled(words: str) -> frozenset[str]:
    """A set of keywords, as `bare` makes them."""
    return frozenset(bare(word) for word in words.split())


# Each keyword with the languages it belongs to, spelled without marks and apostrophes.
STOP = {
    EN: spelled("stop stops stp sto stob stap stup stip dtop srop stopsms cancel unsubscribe optout"),
    SW: spelled("acha wacha sitisha komesha simamisha jiondoe jitoe niondoe nitoe"),
    KAM: spelled("ungama"),
    DAV: spelled("sigha"),
}
# These mean STOP alone, but begin many an ordinary sentence.
STOP_ALONE = {EN: spelled("end quit leave remove"), SW: spelled("simama ondoa toka")}
OPENERS: dict[Wish, dict[Language, frozenset[str]]] = {
    Wish.JOIN: {
        EN: spelled("join start register subscribe"),
        SW: spelled("jiunge jiunga jisajili sajili anza"),
        KAM: spelled("lika"),
        DAV: spelled("ngia"),
    },
    Wish.HELP: {
        EN: spelled("help info menu"),
        SW: spelled("msaada usaidizi saidia"),
        KAM: spelled("utethyo tethya utethesya kutethesya"),
        DAV: spelled("wutesia utesia kutesia tesia"),
    },
    Wish.LANGUAGE: {
        EN: spelled("language lang"),
        SW: spelled("lugha"),
        KAM: spelled("kithyomo"),
        DAV: spelled("kiteto kidedo"),
    },
    Wish.WARNING: {
        EN: spelled("warning warnings alert drought"),
        SW: spelled("onyo maonyo tahadhari ukame"),
        KAM: spelled("ukanyo mokanyo yua"),
    },
    Wish.REPORT: {
        EN: spelled("report"),
        SW: spelled("ripoti repoti"),
        KAM: spelled("livoti"),
        DAV: spelled("ripoti"),
    },
}
LANGUAGES = {
    SW: spelled("kiswahili swahili kiswa"),
    KAM: spelled("kikamba kamba"),
    DAV: spelled("kidawida dawida kidawaida kidabida kitaita"),
    EN: spelled("english kiingereza kingereza"),
}
# Taita is also half the name of a county: beside a place it is no language.
LANGUAGES_ALONE = {**LANGUAGES, DAV: LANGUAGES[DAV] | {"taita"}}
POLITE = spelled(
    "please pls plz tafadhali tafadhal ola naomba asante thanks mbiu sms msg message messages ujumbe jumbe kutuma "
    "kunitumia warnings maonyo now sasa all yote zote"
)
ABOUT_PLACES = spelled("for in to ya na the my ward wadi kata county kaunti constituency")
# The kinds a text may name, the gravest first: what is advised starts from it, and a person decides. Peace is not among
# them: "there is no peace here" holds the same word.
KINDS: dict[Kind, frozenset[str]] = {
    Kind.VIOLENCE_INJURY: spelled(
        "vurugu vita pigana wanapigana wamepigana kuuawa ameuawa wameuawa kujeruhiwa amejeruhiwa wamejeruhiwa "
        "attack attacked fight fighting killed wounded injured shot"
    ),
    Kind.DISPLACEMENT: spelled("kuhama wanahama displaced fled"),
    Kind.LIVESTOCK_THEFT: spelled("wizi wameiba wameibiwa ameibiwa stolen theft raid"),
    Kind.WILDLIFE: spelled("ndovu tembo elephant elephants simba lion wildlife fisi hyena chovu nzou"),
    Kind.HERDER_FARMER: spelled("mifugo ngamia herders camels grazing"),
    Kind.WATER_PASTURE: spelled("maji water borehole dam malisho kisima"),
    Kind.SAND_CHARCOAL: spelled("mchanga sand makaa charcoal"),
    Kind.LAND_BOUNDARY: spelled("ardhi land mpaka boundary ranch"),
    Kind.THREAT_RUMOUR: spelled("uvumi rumour vitisho threat threats"),
    Kind.POLITICAL: spelled("siasa political uchaguzi"),
    Kind.CRIME_OTHER: spelled("uhalifu bandit bandits robbery"),
}
# Rape, defilement, abuse. Not `baki` (to stay) and not every child: a child hurt by an elephant is another matter.
RESTRICTED = re.compile(
    r"\b(rap(e|ed|ing|ist)|defil(e|ed|ement)|molest\w*|sodom\w*|gbv|(sexual|child) abuse|abused? (a |the )?child"
    r"|\w{0,5}bak(a|wa|aji)|\w{0,4}najisi\w{0,2}|ulawiti|\w{0,3}lawiti\w{0,2}"
    r"|(ukatili|dhuluma) (wa |za |ya )?(kijinsia|kingono|watoto|mtoto))\b"
)
