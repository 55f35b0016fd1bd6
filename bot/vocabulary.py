"""The words of the SMS conversation, as data: a new keyword goes to its language here and to the table of tests."""

import re
from enum import StrEnum

from domain.languages import Language
from messages.compose import ascii_screen

SW, KAM, DAV, EN = Language.SWAHILI, Language.KAMBA, Language.TAITA, Language.ENGLISH


class Wish(StrEnum):
    """What a person wants of us."""

    STOP = "stop"
    RESTRICTED = "restricted"
    JOIN = "join"
    HELP = "help"
    LANGUAGE = "language"
    WARD = "ward"
    WARNING = "warning"
    NUMBERS = "numbers"  # of those who help
    REPORT = "report"
    DELETE = "delete"  # all we keep of them
    DATA = "data"  # what do we keep of them
    QUESTION = "question"
    FEEDBACK = "feedback"
    ENROL = "enrol"
    MESSAGE = "message"  # their own words: for an officer to read


_DIGITS_FOR_LETTERS = str.maketrans("01345", "oieas")
# Cyrillic and Greek letters that look Latin: some keyboards and copied texts bring them.
_LOOK_ALIKE_LETTERS = str.maketrans("ѕторасехіуѠЅТОРАСЕХІΤΟΡΑΕορτα", "stopacexiyWSTOPACEXITOPAEopta")


def plain_words(text: str) -> list[str]:
    """The words in small plain letters, apostrophes left out: w'utesia and wutesia are one word."""
    text = ascii_screen(text.translate(_LOOK_ALIKE_LETTERS))
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))


def bare(word: str) -> str:
    """The word as keywords are compared: digits typed for letters put right, doubled letters once."""
    if not word.isdigit():
        word = word.translate(_DIGITS_FOR_LETTERS)
    return re.sub(r"(.)\1+", r"\1", word)


def spelled(words: str) -> frozenset[str]:
    """A set of keywords, as `bare` makes them."""
    return frozenset(bare(word) for word in words.split())


def phrases(*texts: str) -> frozenset[str]:
    """A set of phrases, as `bare` makes their words."""
    return frozenset(" ".join(map(bare, text.split())) for text in texts)


# Each keyword with the languages it belongs to, spelled without marks and apostrophes.
STOP = {
    EN: spelled(
        "stop stops stp sto stob stap stup stip dtop srop stopsms cancel unsubscribe unsubcribe unsuscribe unsubscrib "
        "unsubsribe unsubscibe unsubscribed optout optingout"
    ),
    SW: spelled(
        "acha wacha acheni wacheni sitisha komesha simamisha jiondoe jiondoa kujiondoa nijiondoe jitoe kujitoa niondoe "
        "niondoeni mniondoe nitoe nitoeni mnitoe sitaki staki kuacha msinitumie usinitumie msitume usitume msinisumbue"
    ),
    KAM: spelled("ungama"),
    DAV: spelled("sigha"),
}
# What stands beside STOP without making it a sentence about something else.
STOP_FILLERS = spelled(
    "please pls plz tafadhali tafadhal ola naomba nataka asante thanks kindly now sasa it this me these the my all any "
    "yote zote tena again kabisa mbiu sms smses msg msgs mesage mesages message messages mesej meseji text texts "
    "texting sending messaging disturbing bothering ujumbe jumbe kutuma kunitumia kutumia kutumiwa kupokea kupata "
    "kunisumbua warnings maonyo alerts kwa kwenye huduma hii from futa delete "
    "zenu yenu wenu hizi hizo zangu your to on phone simu number namba nambari hapana list ndma"
)
# These mean STOP alone or beside what it may be about here, and begin many an ordinary sentence.
STOP_ALONE = {
    EN: spelled("end quit leave remove"),
    SW: spelled("simama ondoa ondoka toka"),
}
SERVICE = spelled(
    "please pls plz tafadhali tafadhal me my mbiu sms msg msgs meseji message messages ujumbe namba nambari yangu "
    "number list from kwa kutoka tena kabisa"
)
# Compared whole, and without the words of `SERVICE`. Kamba tia and Taita fuma are "put" and "from" elsewhere: they are
# STOP only as our own menu says them.
STOP_PHRASES = {
    EN: phrases(
        *("i want to stop", "i want to leave", "i want to unsubscribe", "i want to opt out", "opt me out", "send stop"),
        *("dont send", "do not send", "dont text", "do not text", "take me off", "no more messages", "no more sms"),
        *("to leave send stop", "send stop to leave", "leave me alone", "not interested"),
    ),
    SW: phrases("nataka kutoka", "tuma stop", "kujiondoa tuma stop", "tuma stop kujiondoa", "nataka kuondoka mbiu"),
    KAM: phrases("tia mbiu", "kutia mbiu", "kutia tuma stop"),
    DAV: phrases("fuma mbiu", "kufuma mbiu", "duma stop", "kufuma duma stop"),
}
# Misspellings of JOIN are listed here and none is guessed: a wrong guess would subscribe somebody who left.
OPENERS: dict[Wish, dict[Language, frozenset[str]]] = {
    Wish.JOIN: {
        EN: spelled("join start register subscribe jion jojn joim jpin regester rigister subcribe suscribe subscrib"),
        SW: spelled(
            "jiunge jiunga jisajili sajili anza jiuge juinge jiungeni jisajiri sajiri kujiunga nijiunge najiunga"
        ),
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
        SW: spelled("lugha luga"),
        KAM: spelled("kithyomo"),
        DAV: spelled("kiteto kidedo"),
    },
    Wish.WARNING: {
        EN: spelled("warning warnings alert drought bulletin"),
        SW: spelled("onyo maonyo tahadhari ukame"),
        KAM: spelled("ukanyo mokanyo yua"),
        DAV: spelled("maonyo"),
    },
    # A word that several languages took over is nobody's alone, so that its sender stays in the language they chose.
    Wish.WARD: {
        EN: spelled("ward wards"),
        SW: spelled("wadi kata"),
        KAM: spelled("wadi"),
        DAV: spelled("wadi"),
    },
    Wish.NUMBERS: {
        EN: spelled("emergency emergencies helpline helplines hotline numbers"),
        SW: spelled("dharura nambari namba"),
        KAM: spelled("namba"),
        DAV: spelled("namba"),
    },
    Wish.REPORT: {
        EN: spelled("report"),
        SW: spelled("ripoti repoti"),
        KAM: spelled("livoti"),
        DAV: spelled("ripoti"),
    },
    Wish.DELETE: {
        EN: spelled("delete erase"),
        SW: spelled("futa kufuta futeni"),
        KAM: spelled("futa"),
        DAV: spelled("futa inja"),
    },
    # Taken over by all of them, as is the word on every packet of airtime.
    Wish.DATA: {
        EN: spelled("data mydata"),
        SW: spelled("data datazangu"),
    },
    Wish.QUESTION: {
        EN: spelled("question ask"),
        SW: spelled("swali uliza"),
        KAM: spelled("makulyo"),
        DAV: spelled("kukotia"),
    },
    Wish.FEEDBACK: {
        EN: spelled("feedback comment comments complaint complain suggestion"),
        SW: spelled("maoni malalamiko lalamiko pongezi"),
        KAM: spelled("maoni"),
        DAV: spelled("maoni"),
    },
    Wish.ENROL: {
        EN: spelled("enrol enroll enlist"),
        SW: spelled("andikisha andikishe sajilisha"),
        KAM: spelled("andikisha"),
        DAV: spelled("andikisha"),
    },
}
# What may stand before a keyword: we write "send JOIN", and people do. Before a report it makes a sentence.
LEADS = spelled(
    "please pls plz tafadhali tafadhal naomba nataka ninataka nahitaji want need to i send tuma duma change badili "
    "badilisha kubadilisha my"
)
# What may stand beside a keyword that is sent alone.
BESIDE: dict[Wish, frozenset[str]] = {
    Wish.NUMBERS: spelled(
        "number numbers nambari namba za ya sya ra simu phone emergency dharura help msaada utethyo wutesia police "
        "polisi"
    ),
    Wish.DELETE: spelled(
        "my me all the data number from account information info details taarifa habari data zangu yangu langu namba "
        "nambari jina zote yote mimi niondoe"
    ),
    Wish.DATA: spelled("my me about you keep know what zangu yangu langu kunihusu kuhusu mimi mnahifadhi gani zote"),
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
ABOUT_PLACES = spelled("for in to ya na the my yangu yetu ward wadi kata county kaunti constituency")
# Answers to a question of ours, compared as `bare` leaves them. Kamba ii alone is also a two: see `bot.questions`.
YES = spelled("yes y yeah ok okay agree ndiyo ndio naam sawa nakubali ini i e hee")
NO = spelled("no n nope hapana la sitaki siyo sio aie hata mbai")
NUMBER_WORDS: dict[str, int] = {
    bare(word): number
    for number, spellings in enumerate(
        (
            *("one moja imwe imweri", "two mbili ili iwi", "three tatu itatu idadu", "four nne inya ina"),
            *("five tano itano itaano isanu", "six sita thanthatu irandadu", "seven saba muonza mfungade"),
            *("eight nane nyanya wunyanya", "nine tisa kenda ikenda"),
        ),
        start=1,
    )
    for word in spellings.split()
}
