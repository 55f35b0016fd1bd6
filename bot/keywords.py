"""What a text from a phone asks for, pure: keywords in Swahili, Kamba, Taita and English, as people spell them.

STOP (`bot.stops`) is looked for first and wins over everything. Sexual violence (`bot.restricted`) comes next: such a
text is answered with helplines and kept nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from bot.restricted import is_restricted
from bot.stops import stop_in
from bot.vocabulary import (
    ABOUT_PLACES,
    KINDS,
    LANGUAGES,
    LANGUAGES_ALONE,
    OPENERS,
    POLITE,
    Wish,
    bare,
    plain_words,
)
from domain.areas import Area, Gazetteer, Level
from domain.incidents import Kind
from domain.languages import Language
from messages.compose import normalise


@dataclass(frozen=True, slots=True)
class Intent:
    """A text, understood.

    `language` is the keyword's own, None when several share it. `chosen` is a language the text names. `areas` are what
    a named place may mean: for joining and reporting, wards where there are any. `words` is what was told; for joining
    only where the place is not ours, for then it may be no place at all: "Anza vita", "register my complaint".
    """

    wish: Wish
    language: Language | None = None
    chosen: Language | None = None
    named: bool = False  # whether a place was named at all
    areas: tuple[Area, ...] = ()
    kind: Kind = Kind.OTHER
    words: str = ""


_FIRST_WORD = re.compile(r"\W*[\w']+\W*")
_LONGEST_PLACE = 5  # words: "kwa mutonga kithumula kitui west"
_LONGEST_JOIN = 3  # words that are no place we know; more is a sentence that happens to begin with the keyword


def understand(text: str, places: Gazetteer, prefix: str = "") -> Intent:
    """What this text asks for. `prefix` is the word that routes a shared short code to us, if it has one."""
    text = normalise(text)
    if prefix and plain_words(text)[:1] == plain_words(prefix):
        text = _FIRST_WORD.sub("", text, count=1)
    words = plain_words(text)
    if language := stop_in(text):
        return Intent(Wish.STOP, language=language)
    if is_restricted(text):
        return Intent(Wish.RESTRICTED)
    rest = _FIRST_WORD.sub("", text, count=1)
    for wish, vocabulary in OPENERS.items() if words else ():
        languages = _languages_of(bare(words[0]), vocabulary, slips=wish is not Wish.JOIN)
        intent = _opened(wish, rest, places) if languages else None
        if intent is not None:
            kept = text if wish is Wish.JOIN and intent.named and not intent.areas else intent.words
            return replace(intent, language=languages[0] if len(languages) == 1 else None, words=kept)
    chosen, others = _language_in(words, LANGUAGES_ALONE)
    if chosen and not others:
        return Intent(Wish.LANGUAGE, chosen=chosen)
    return Intent(Wish.MESSAGE, words=text)


def _languages_of(word: str, vocabulary: Mapping[Language, frozenset[str]], slips: bool = True) -> list[Language]:
    """The languages in which this word is one of the keywords; with `slips`, one is allowed in a long word."""
    exact = [language for language, keywords in vocabulary.items() if word in keywords]
    if exact or not slips:
        return exact
    return [
        language for language, keywords in vocabulary.items() if any(_slipped(word, keyword) for keyword in keywords)
    ]


def _slipped(word: str, keyword: str) -> bool:
    if OSA.distance(word, keyword, score_cutoff=1) > 1:
        return False
    swapped = sorted(word) == sorted(keyword)
    return swapped or (len(keyword) >= 5 and word[:1] == keyword[:1])


def _opened(wish: Wish, rest: str, places: Gazetteer) -> Intent | None:
    """What a keyword at the start means with what follows it; None when that makes it an ordinary sentence."""
    words = plain_words(rest)
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
        if named := _languages_of(bare(word), names):
            chosen = named[0]
        elif bare(word) not in POLITE | ABOUT_PLACES:
            others.append(word)
    return chosen, others


def _areas(words: Sequence[str], places: Gazetteer) -> tuple[Area, ...]:
    """What these words may name, wards before all else: "mbitini", "mbitini makueni", "makueni mbitini"."""
    words = [word for word in words if bare(word) not in ABOUT_PLACES]
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


# Kinds whose words hardly stand in talk of drought and weather.
_CONFLICT = (Kind.VIOLENCE_INJURY, Kind.DISPLACEMENT, Kind.LIVESTOCK_THEFT, Kind.THREAT_RUMOUR, Kind.CRIME_OTHER)


def sounds_like_conflict(text: str) -> bool:
    """Whether a text may tell of an incident, so that its sender is asked: cattle and water alone do not."""
    return _kind(plain_words(text)) in _CONFLICT


def _kind(words: Sequence[str]) -> Kind:
    for kind, signs in KINDS.items():
        if signs.intersection(map(bare, words)):
            return kind
    return Kind.OTHER
