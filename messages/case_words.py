"""The words to responders, and to a county lead when no responder answered: officers' words, in Swahili and English.

Nothing that identifies, nothing of how we know, no code word: a case number that is used once, and facts as coarse as
`domain.case_facts` lets them be. Two parts of GSM-7 at most.
"""

from collections.abc import Iterable
from datetime import timedelta

from domain.areas import Gazetteer, around
from domain.case_facts import Facts, Time
from domain.hours import local
from domain.languages import Language
from domain.referrals import Need
from domain.responders import SPOKEN
from domain.sightings import Hurt
from messages.alert_words import KINDS, NOWHERE
from messages.compose import normalise, plain
from messages.segments import LIMITS, segment

EN, SW = Language.ENGLISH, Language.SWAHILI
MOST_PARTS = 2

BODY = {
    EN: "Mbiu case %(case)s: %(words)s Reply 1 on it, 2 cannot, 3 and what you found.",
    SW: "Mbiu, kesi %(case)s: %(words)s Jibu 1 naenda, 2 siwezi, 3 na ulichokuta.",
}
NEEDS = {
    EN: {
        Need.SAFETY: "safety",
        Need.MEDICAL: "medical help",
        Need.WILDLIFE: "help with wild animals",
        Need.MEDIATION: "talks between both sides",
        Need.WATER_FOOD: "water or food",
        Need.SHELTER: "shelter",
        Need.CHECK: "find out if it is so",
    },
    SW: {
        Need.SAFETY: "usalama",
        Need.MEDICAL: "matibabu",
        Need.WILDLIFE: "msaada wa wanyamapori",
        Need.MEDIATION: "usuluhishi",
        Need.WATER_FOOD: "maji au chakula",
        Need.SHELTER: "makazi",
        Need.CHECK: "kujua kama ni kweli",
    },
}
NEEDED = {EN: "Needed: %s.", SW: "Inahitajika: %s."}
ONGOING = {EN: {True: "Going on now.", False: "It is over."}, SW: {True: "Bado inaendelea.", False: "Imekwisha."}}
HURT = {
    EN: {Hurt.NOBODY: "Nobody hurt.", Hurt.HURT: "People are hurt.", Hurt.KILLED: "People were killed."},
    SW: {Hurt.NOBODY: "Hakuna aliyeumia.", Hurt.HURT: "Kuna walioumia.", Hurt.KILLED: "Kuna waliouawa."},
}
MORNING = {EN: "in the morning of %s", SW: "asubuhi ya %s"}
AFTERNOON = {EN: "after noon on %s", SW: "baada ya saa sita, %s"}
DAY = {EN: "on %s", SW: "tarehe %s"}
WEEK = {EN: "in the week of %s", SW: "wiki ya %s"}

# Answers to what they text. `case` is the number of the case.
THANKS = {EN: "Thank you. Kept for case %(case)s.", SW: "Asante. Imehifadhiwa kwa kesi %(case)s."}
PASSED_ON = {
    EN: "Thank you for saying so. Case %(case)s goes to somebody else.",
    SW: "Asante kwa kusema. Kesi %(case)s inapewa mwingine.",
}
WRONG_NUMBER = {
    EN: "We have no case %(case)s for you. Look at our text and send it again.",
    SW: "Hatuna kesi %(case)s yako. Angalia ujumbe wetu utume tena.",
}
WHICH_CASE = {
    EN: "Which case? Add its number: %(digit)s and %(cases)s.",
    SW: "Kesi ipi? Ongeza namba yake: %(digit)s na %(cases)s.",
}
SAY_HOW = {
    EN: "Case %(case)s: reply 1 on it, 2 cannot, 3 and what you found, with the number.",
    SW: "Kesi %(case)s: jibu 1 naenda, 2 siwezi, 3 na ulichokuta, pamoja na namba.",
}
WITHDRAWN = {
    EN: "Mbiu: case %(case)s is taken back, nothing more is needed. Thank you.",
    SW: "Mbiu: kesi %(case)s imeondolewa, hakuna kinachohitajika tena. Asante.",
}
# To the county lead: as an officer's text it names the report by its code word, and no place.
NOBODY = {
    EN: "Mbiu report %(code_word)s: no responder has taken it. Speak with the peace officer. "
    "This is not the police: 999/112.",
    SW: "Mbiu, ripoti %(code_word)s: hakuna aliyeichukua. Zungumza na afisa wa amani. Mbiu si polisi: 999/112.",
}


def spoken(language: Language) -> Language:
    """What a responder is written to in."""
    return language if language in SPOKEN else SW


def nobody(code_word: str, language: Language) -> str:
    """What an officer is told whose report no responder has taken."""
    return NOBODY[spoken(language)] % {"code_word": code_word}


def words(facts: Facts, language: Language, places: Gazetteer) -> str:
    """What is said of the incident, without the case number."""
    place = ", ".join(filter(None, (facts.nearer.strip(), place_name(facts.area, language, places))))
    first = ", ".join(filter(None, (KINDS[language][facts.kind], place, _time(facts, language))))
    note = " ".join(facts.note.split())
    sentences = (
        f"{first}.",
        ONGOING[language][facts.ongoing] if facts.ongoing is not None else "",
        HURT[language][facts.hurt] if facts.hurt else "",
        NEEDED[language] % NEEDS[language][facts.need],
        note if note.endswith((".", "!", "?")) or not note else f"{note}.",
    )
    return " ".join(filter(None, sentences))


def place_name(area: str | None, language: Language, places: Gazetteer) -> str:
    """An area and the one it lies in, as both sides of a border know them."""
    if area is None:
        return NOWHERE[language]
    return ", ".join(places[slug].name for slug in reversed(around(area)[-2:]))


def _time(facts: Facts, language: Language) -> str:
    """The day in digits: a text may be passed on a day later, when "today" is another."""
    if facts.at is None or facts.day is None:
        return ""
    day = facts.day
    if facts.time is Time.WEEK:
        monday = day - timedelta(days=day.weekday())
        return WEEK[language] % f"{monday.day}/{monday.month}"
    saying = DAY
    if facts.time is Time.HALF_DAY:
        saying = MORNING if local(facts.at).hour < 12 else AFTERNOON
    return saying[language] % f"{day.day}/{day.month}"


def body(case_number: str, approved: str, language: Language) -> str:
    """The whole text, as it travels."""
    return plain(normalise(BODY[language] % {"case": case_number, "words": approved}))


def all_words(facts: Facts, languages: Iterable[Language], places: Gazetteer) -> dict[Language, str]:
    """The words once for each language that somebody in the chain reads."""
    return {language: words(facts, language, places) for language in dict.fromkeys(map(spoken, languages))}


def letters_too_many(case_number: str, approved: str, language: Language) -> int:
    """By how much a text is longer than two parts; 0 when it fits."""
    cut = segment(body(case_number, approved, language))
    if len(cut.parts) <= MOST_PARTS:
        return 0
    room = MOST_PARTS * LIMITS[cut.encoding][1]
    return max(cut.units - room, 1)
