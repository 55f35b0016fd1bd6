"""What a text from a phone asks for, pure: keywords in Swahili, Kamba, Taita and English, as people spell them.

STOP (`bot.stops`) is looked for first and wins over everything. Sexual violence (`bot.restricted`) comes next: such a
text is answered with helplines and kept nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from bot.conflict_words import kind_of, sounds_like_conflict
from bot.enrolment import numbers_in
from bot.named_places import named, ward_of_report
from bot.restricted import is_restricted
from bot.stops import stop_in
from bot.vocabulary import (
    ABOUT_PLACES,
    BESIDE,
    LANGUAGES,
    LANGUAGES_ALONE,
    LEADS,
    OPENERS,
    POLITE,
    Wish,
    bare,
    plain_words,
)
from domain.areas import Area, Gazetteer
from domain.languages import Language
from domain.phones import Phone
from domain.taxonomy import Kind
from messages.compose import normalise


@dataclass(frozen=True, slots=True)
class Intent:
    """A text, understood.

    `language` is the keyword's own, None when several share it. `chosen` is a language the text names. `areas` are what
    a named place may mean: wards where there are any; `near` ones are only suggested. `words` is what was told; for
    joining only where the place is not ours, for then it may be no place at all: "Anza vita", "register my complaint".
    """

    wish: Wish
    language: Language | None = None
    chosen: Language | None = None
    named: bool = False  # whether a place was named at all
    areas: tuple[Area, ...] = ()
    near: bool = False
    wide: bool = False  # the one ward is called as its constituency is
    kind: Kind = Kind.OTHER
    words: str = ""
    phones: tuple[Phone, ...] = ()  # put forward by a volunteer
    misread: bool = False  # whether digits among them were no number


_FIRST_WORD = re.compile(r"\W*[\w']+\W*")
_LONGEST_JOIN = 3
# Words that are no place we know; more is a sentence that happens to begin with the keyword.
_LONGEST_UNKNOWN = {Wish.JOIN: _LONGEST_JOIN, Wish.WARD: 1}
_TOLD = (Wish.QUESTION, Wish.FEEDBACK)
_PLACED = (Wish.JOIN, Wish.WARD, Wish.ENROL)


def unprefixed(text: str, prefix: str) -> str:
    """The text without the word that routes a shared short code to us, taken off once where it stands first."""
    text = normalise(text)
    if prefix and plain_words(text)[:1] == plain_words(prefix):
        return _FIRST_WORD.sub("", text, count=1)
    return text


def understand(text: str, places: Gazetteer, prefix: str = "", county: str = "") -> Intent:
    """What this text asks for. `prefix`: see `unprefixed`; `county` is the sender's own, whose places come first."""
    routed = set(plain_words(prefix))
    text = unprefixed(text, prefix)
    if language := stop_in(text) or stop_in(" ".join(word for word in plain_words(text) if word not in routed)):
        return Intent(Wish.STOP, language=language)
    if is_restricted(text):
        return Intent(Wish.RESTRICTED)
    if intent := _command(text, places, county) or _led(text, places, county):
        return intent
    chosen, others = _language_in(plain_words(text), LANGUAGES_ALONE)
    if chosen and not others:
        return Intent(Wish.LANGUAGE, chosen=chosen)
    return Intent(Wish.MESSAGE, words=text, kind=kind_of(plain_words(text)))


def _command(text: str, places: Gazetteer, county: str) -> Intent | None:
    """What a text that begins with a keyword asks for; None when it begins with none, or is an ordinary sentence."""
    words = plain_words(text)
    rest = _FIRST_WORD.sub("", text, count=1)
    for wish, vocabulary in OPENERS.items() if words else ():
        languages = _languages_of(bare(words[0]), vocabulary, slips=wish is not Wish.JOIN)
        intent = _opened(wish, rest, places, county) if languages else None
        if intent is not None:
            kept = text if wish is Wish.JOIN and intent.named and not intent.areas else intent.words
            return replace(intent, language=languages[0] if len(languages) == 1 else None, words=kept)
    return None


def _led(text: str, places: Gazetteer, county: str) -> Intent | None:
    """A command behind words such as "please send": never a report or a free text, which read on as they began."""
    rest = text
    while (words := plain_words(rest)) and bare(words[0]) in LEADS:
        rest = _FIRST_WORD.sub("", rest, count=1)
    intent = _command(rest, places, county) if rest != text else None
    if intent is None or intent.wish in (Wish.REPORT, *_TOLD) or intent.words:
        return None
    return intent


def _languages_of(word: str, vocabulary: Mapping[Language, frozenset[str]], slips: bool = True) -> list[Language]:
    """The languages in which this word is one of the keywords; with `slips`, one is allowed in a long word."""
    exact = [language for language, keywords in vocabulary.items() if word in keywords]
    if exact or not slips:
        return exact
    return [
        language for language, keywords in vocabulary.items() if any(_slipped(word, keyword) for keyword in keywords)
    ]


def _slipped(word: str, keyword: str) -> bool:
    if len(keyword) < 4 or OSA.distance(word, keyword, score_cutoff=1) > 1:
        return False
    swapped = sorted(word) == sorted(keyword)
    return swapped or (len(keyword) >= 5 and word[:1] == keyword[:1])


def _opened(wish: Wish, rest: str, places: Gazetteer, county: str) -> Intent | None:
    """What a keyword at the start means with what follows it; None when that makes it an ordinary sentence."""
    words = plain_words(rest)
    if wish is Wish.REPORT:
        ward = ward_of_report(words, places)
        return Intent(wish, areas=(ward,) if ward else (), kind=kind_of(words), words=rest)
    if wish in _TOLD:
        return Intent(wish, words=rest, kind=kind_of(words))
    if wish in BESIDE:
        return Intent(wish) if all(bare(word) in BESIDE[wish] | POLITE for word in words) else None
    if wish in _PLACED and sounds_like_conflict(rest):  # "Kata Nuu wezi": a report that begins like a command
        return None
    if wish is Wish.ENROL:
        return _enrolled(rest, places, county)
    alone = wish in (Wish.HELP, Wish.LANGUAGE)
    chosen, others = _language_in(words, LANGUAGES_ALONE if alone else LANGUAGES)
    if alone:
        return Intent(wish, chosen=chosen) if not others else None
    place = named(others, places, county)
    sure = bool(place.areas) and not (place.near and (len(others) > _LONGEST_JOIN or wish is Wish.WARNING))
    if not sure and len(others) > _LONGEST_UNKNOWN.get(wish, 0):
        return None
    return Intent(wish, chosen=chosen, named=bool(others), areas=place.areas, near=place.near, wide=place.wide)


def _enrolled(rest: str, places: Gazetteer, county: str) -> Intent | None:
    """The numbers a volunteer puts forward, and the ward, which may stand beside the names of people."""
    phones, misread, others = numbers_in(rest)
    words = [word for word in plain_words(others) if bare(word) not in POLITE | ABOUT_PLACES and not word.isdigit()]
    if words and not phones and not misread:
        return None
    place = named(words, places, county)
    if words and not place.areas and (ward := ward_of_report(words[-1:], places)):
        return Intent(Wish.ENROL, named=True, areas=(ward,), phones=phones, misread=misread)
    return Intent(Wish.ENROL, named=bool(words), areas=place.areas, near=place.near, phones=phones, misread=misread)


def _language_in(words: Sequence[str], names: Mapping[Language, frozenset[str]]) -> tuple[Language | None, list[str]]:
    """The language these words name, and what else they say beside politeness."""
    chosen, others = None, []
    for word in words:
        if found := _languages_of(bare(word), names):
            chosen = found[0]
        elif bare(word) not in POLITE | ABOUT_PLACES:
            others.append(word)
    return chosen, others
