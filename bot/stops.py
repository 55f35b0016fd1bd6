"""STOP as people write it. A text that is nothing but the wish to leave means it; one word about something else makes
it a message: "stop the fighting at the borehole". Its words are data in `bot.vocabulary`."""

from rapidfuzz.distance import OSA

from bot.vocabulary import EN, SERVICE, STOP, STOP_ALONE, STOP_FILLERS, STOP_PHRASES, bare, plain_words
from domain.languages import Language


def stop_in(text: str) -> Language | None:
    """The language in which this text is a STOP; None when it is not one."""
    words = [bare(word) for word in plain_words(text) if not word.isdigit()]
    if not words:
        return None
    about_us = [word for word in words if word not in SERVICE]
    for language, phrases in STOP_PHRASES.items():
        if " ".join(words) in phrases or " ".join(about_us) in phrases:
            return language
    asked = [word for word in words if word not in STOP_FILLERS]
    # The last reading is for letters that drifted apart: S T O P, st op, opt-out.
    for reading in (asked, ["".join(asked)], ["".join(words)]):
        if reading and (meant := _all_stop(reading)):
            return meant
    return _alone(about_us)


def _all_stop(words: list[str]) -> Language | None:
    """The language of the first word, when each of them means stop; one slip is allowed in STOP itself."""
    languages = [_language_of(word, STOP) or (EN if _nearly_stop(word) else None) for word in words]
    return languages[0] if all(languages) else None


def _alone(words: list[str]) -> Language | None:
    """Words that also begin ordinary sentences: beside nothing but what they may be about here."""
    languages = [_language_of(word, STOP_ALONE) for word in words]
    return languages[0] if languages and all(languages) else None


def _language_of(word: str, keywords: dict[Language, frozenset[str]]) -> Language | None:
    return next((language for language, known in keywords.items() if word in known), None)


def _nearly_stop(word: str) -> bool:
    return OSA.distance(word, "stop", score_cutoff=1) <= 1 and sorted(word) == sorted("stop")
