"""The posters of wards, put together: what may be said in the ward's language, and the SMS that joins exactly it."""

from collections.abc import Iterable

from bot import words
from bot.keywords import understand
from bot.services import services
from bot.vocabulary import Wish
from domain.areas import Area, Gazetteer
from domain.languages import FLOOR, Language
from domain.programmes import LISTENS_TO
from messages.compose import ascii_screen
from messages.posters import Poster, line

FACTS = (words.IT_IS_FREE, words.HOW_TO_LEAVE, words.NEVER_MONEY)
SAID = (words.GET_WARNINGS, *FACTS, words.WHO_SPEAKS)
# The keyword that joins, as `bot.vocabulary` knows it; who joins by it is written to in its language.
JOIN = {Language.SWAHILI: "JIUNGE", Language.KAMBA: "LIKA", Language.TAITA: "NGIA"}


def language_of(ward: Area) -> Language:
    """What most people of its county listen to; neutral Swahili in a border ward."""
    return FLOOR if ward.border else LISTENS_TO[ward.county][0]


def poster(ward: Area, language: Language) -> Poster:
    """Of one ward, in a language and Swahili."""
    settings, catalog, places = services().settings, services().catalog, services().places
    spoken = dict.fromkeys((language, FLOOR))
    return Poster(
        county=places[ward.county].name,
        ward=ward.display_name,
        language=language,
        headline=line(catalog, language, words.GET_WARNINGS),
        ussd_code=settings.ussd_code,
        texts=tuple(sms(ward, each, settings.africastalking_keyword, places) for each in spoken),
        short_code=settings.africastalking_short_code,
        facts=tuple(line(catalog, language, msgid) for msgid in FACTS),
        who=line(catalog, language, words.WHO_SPEAKS),
    )


def only_swahili(language: Language) -> list[str]:
    """What cannot be said in a language yet, as its Swahili."""
    catalog = services().catalog
    return [catalog.entries[FLOOR][msgid].text for msgid in SAID if not catalog.may_say(language, msgid)]


def sms(ward: Area, language: Language, prefix: str, places: Gazetteer) -> str:
    """The shortest text that joins this ward and no other; the bare keyword where none does.

    Where a whole constituency is called as the ward is, the answer asks once whether the ward is meant.
    """
    bare = f"{prefix} {JOIN[language]}".strip().upper()
    texts = (f"{bare} {name}" for name in _names(ward, places))
    return next((text for text in texts if _joins(text, ward, prefix, places)), bare)


def _names(ward: Area, places: Gazetteer) -> Iterable[str]:
    """Its name as people would type it, alone and with what is around it."""
    part = places[ward.parent or ward.county].name
    for around in ((), (places[ward.county].name,), (part,), (part, places[ward.county].name)):
        yield ascii_screen(" ".join((ward.name.replace("/", " "), *around))).upper()


def _joins(text: str, ward: Area, prefix: str, places: Gazetteer) -> bool:
    meant = understand(text, places, prefix)
    return meant.wish is Wish.JOIN and list(meant.areas) == [ward] and not meant.near
