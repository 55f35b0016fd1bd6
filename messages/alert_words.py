"""The words to officers on duty and county leads: enough to look at the console, nothing that points at anyone.

No sentence, no hour, no ward (the console shows it to those who may see it), and never a word about who told us: the
operator and the gateway see every text, and an officer's telephone lies on tables.
"""

from collections.abc import Sequence

from domain.areas import Gazetteer, around
from domain.incidents import Incident
from domain.languages import Language
from domain.summaries import Counts
from domain.taxonomy import Kind
from domain.triage import Level, Told

BODY = {
    Language.ENGLISH: "Mbiu %(level)s report %(code_word)s: %(kind)s, %(place)s. Look at the console. "
    "This is not the police: 999/112.",
    Language.SWAHILI: "Mbiu, ripoti %(code_word)s (%(level)s): %(kind)s, %(place)s. Fungua mfumo wa Mbiu. "
    "Mbiu si polisi: 999/112.",
}
# To the county lead, who has no queue to look at: of what is critical, and of what nobody takes up.
LEAD = {
    Language.ENGLISH: "Mbiu to the lead: %(level)s report %(code_word)s: %(kind)s, %(place)s. Those on duty are told. "
    "Not the police: 999/112.",
    Language.SWAHILI: "Mbiu kwa kiongozi: ripoti %(code_word)s (%(level)s): %(kind)s, %(place)s. Walio zamuni "
    "wameambiwa. Si polisi: 999/112.",
}
NOBODY = {
    Language.ENGLISH: "Mbiu: nobody has taken up %(level)s report %(code_word)s: %(kind)s, %(place)s. "
    "Call those on duty. Not the police: 999/112.",
    Language.SWAHILI: "Mbiu: ripoti %(code_word)s (%(level)s) haijashughulikiwa: %(kind)s, %(place)s. "
    "Pigia walio zamuni. Si polisi: 999/112.",
}
LATE = {
    Language.ENGLISH: "Mbiu: late reports (%(count)s): %(code_words)s. Look at the console. "
    "This is not the police: 999/112.",
    Language.SWAHILI: "Mbiu: ripoti zilizochelewa (%(count)s): %(code_words)s. Fungua mfumo wa Mbiu. "
    "Mbiu si polisi: 999/112.",
}
SHIFT = {
    Language.ENGLISH: "Mbiu: your shift in %(county)s begins. Open reports: %(open)s, late: %(late)s. "
    "Look at the console. This is not the police: 999/112.",
    Language.SWAHILI: "Mbiu: zamu yako ya %(county)s imeanza. Ripoti zilizo wazi: %(open)s, zilizochelewa: %(late)s. "
    "Fungua mfumo wa Mbiu. Mbiu si polisi: 999/112.",
}
SUMMARY = {
    Language.ENGLISH: {
        Told.DAILY: "Mbiu %(county)s, summary of the day: new reports of level LOW: %(new)s. Open: %(open)s, "
        "late: %(late)s. Look at the console. Not the police: 999/112.",
        Told.WEEKLY: "Mbiu %(county)s, summary of the week: new reports FOR INFORMATION: %(new)s. Open: %(open)s, "
        "late: %(late)s. Look at the console. Not the police: 999/112.",
    },
    Language.SWAHILI: {
        Told.DAILY: "Mbiu %(county)s, muhtasari wa siku: ripoti mpya za kiwango cha CHINI: %(new)s. Zilizo wazi: "
        "%(open)s, zilizochelewa: %(late)s. Fungua mfumo. Si polisi: 999/112.",
        Told.WEEKLY: "Mbiu %(county)s, muhtasari wa wiki: ripoti mpya za TAARIFA: %(new)s. Zilizo wazi: %(open)s, "
        "zilizochelewa: %(late)s. Fungua mfumo. Si polisi: 999/112.",
    },
}
LEVELS = {
    Language.ENGLISH: {
        Level.CRITICAL: "CRITICAL",
        Level.HIGH: "HIGH",
        Level.MEDIUM: "MEDIUM",
        Level.LOW: "LOW",
        Level.INFO: "FOR INFORMATION",
    },
    Language.SWAHILI: {
        Level.CRITICAL: "DHARURA",
        Level.HIGH: "JUU",
        Level.MEDIUM: "WASTANI",
        Level.LOW: "CHINI",
        Level.INFO: "TAARIFA",
    },
}
KINDS = {
    Language.ENGLISH: {
        Kind.HERDER_FARMER: "herders and farmers",
        Kind.LIVESTOCK_THEFT: "livestock theft",
        Kind.WATER_PASTURE: "water, land or pasture",
        Kind.LAND_BOUNDARY: "land or boundary",
        Kind.SAND_CHARCOAL: "sand or charcoal",
        Kind.WILDLIFE: "wild animals",
        Kind.VIOLENCE_INJURY: "attack or injury",
        Kind.THREAT_RUMOUR: "threat or rumour",
        Kind.DISPLACEMENT: "people fleeing",
        Kind.POLITICAL: "political violence",
        Kind.CRIME_OTHER: "another crime",
        Kind.PEACE_POSITIVE: "good news of peace",
        Kind.OTHER: "something else",
    },
    Language.SWAHILI: {
        Kind.HERDER_FARMER: "wafugaji na wakulima",
        Kind.LIVESTOCK_THEFT: "wizi wa mifugo",
        Kind.WATER_PASTURE: "maji, ardhi au malisho",
        Kind.LAND_BOUNDARY: "ardhi au mpaka",
        Kind.SAND_CHARCOAL: "mchanga au makaa",
        Kind.WILDLIFE: "wanyamapori",
        Kind.VIOLENCE_INJURY: "shambulio au kujeruhiwa",
        Kind.THREAT_RUMOUR: "vitisho au uvumi",
        Kind.DISPLACEMENT: "watu wanahama",
        Kind.POLITICAL: "vurugu za siasa",
        Kind.CRIME_OTHER: "uhalifu mwingine",
        Kind.PEACE_POSITIVE: "habari njema za amani",
        Kind.OTHER: "jambo lingine",
    },
}
NOWHERE = {Language.ENGLISH: "place not given", Language.SWAHILI: "mahali hapajatajwa"}
LETTERS = 160  # of one part
MOST_WORDS = 12  # more code words than one part ever holds


def body(incident: Incident, places: Gazetteer, language: Language, sentences: dict[Language, str] = BODY) -> str:
    """The text to one officer: one part of GSM-7 for every code word, kind and place."""
    spoken = spoken_by(language)
    return sentences[spoken] % {
        "level": LEVELS[spoken][incident.level],
        "code_word": incident.code_word,
        "kind": KINDS[spoken][incident.kind],
        "place": place(incident.ward, places) or NOWHERE[spoken],
    }


def late(code_words: Sequence[str], language: Language) -> str:
    """What is late, by as many code words as one part holds; the number counts them all."""
    sentence, count = LATE[spoken_by(language)], len(code_words)
    for most in range(min(count, MOST_WORDS), 0, -1):
        listed = ", ".join(code_words[:most]) + (f", +{count - most}" if most < count else "")
        words = sentence % {"count": count, "code_words": listed}
        if len(words) <= LETTERS:
            break
    return words


def lists_several(text: str) -> bool:
    """Whether a text is a reminder that names more than one late report."""
    starts = [sentence.partition("%")[0] for sentence in LATE.values()]
    return any(text.startswith(start) and not text.startswith(f"{start}1)") for start in starts)


def shift(county: str, language: Language, *, open_: int, late: int) -> str:
    """What one finds who comes on duty; `county` is its name."""
    return SHIFT[spoken_by(language)] % {"county": county, "open": open_, "late": late}


def summary(county: str, told: Told, counts: Counts, language: Language) -> str:
    """The morning's or the week's summary; `county` is its name."""
    return SUMMARY[spoken_by(language)][told] % {"county": county, **counts._asdict()}


def spoken_by(language: Language) -> Language:
    """The language of an officer's texts: that of the console, which speaks two."""
    return language if language in BODY else Language.ENGLISH


def place(ward: str | None, places: Gazetteer) -> str | None:
    """Constituency and county: coarse, for a ward may hold few people and one quarrel."""
    names = [places[slug].display_name for slug in around(ward)[:2]] if ward else []
    return ", ".join(reversed(names)) or None
