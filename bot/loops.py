"""The guard against machines that answer our answers, pure: a person never meets it, and STOP always acts."""

from bot.vocabulary import plain_words
from domain.languages import Language
from messages.catalog import TRANSLATED, Catalog

MOST_ALIKE = 3  # of one text in a row, within an hour
MOST_A_MINUTE, MOST_AN_HOUR = 3, 8  # answers
MOST_URGENT = 20  # an hour, of those that may be about a life, and of STOP
_SHORTEST = 4  # words: shorter sentences of ours are what people say, too
_MOST_BESIDE = 2  # words beside ours: "Re:", "Auto-reply"
_EXAMPLE = ("JOIN", "JIUNGE", "LIKA", "NGIA")  # to be sent as it stands


def may_answer(repeats: int, in_minute: int, in_hour: int, *, urgent: bool) -> bool:
    """Whether one more answer may leave, after so many."""
    if urgent:
        return in_hour < MOST_URGENT
    return repeats <= MOST_ALIKE and in_minute < MOST_A_MINUTE and in_hour < MOST_AN_HOUR


def is_echo(text: str, catalog: Catalog) -> bool:
    """Whether a text is nothing but sentences of ours, sent back by a machine."""
    rest = f" {' '.join(plain_words(text))} "
    if len(rest.split()) < _SHORTEST:
        return False
    found = False
    for sentence in _ours(catalog):
        if sentence in rest:
            rest, found = rest.replace(sentence, " "), found or len(sentence.split()) >= _SHORTEST
    return found and len(rest.split()) <= _MOST_BESIDE


def _ours(catalog: Catalog) -> list[str]:
    """Every whole sentence of ours as plain words, the longest first; those with a gap are never whole."""
    said = set(catalog.entries[Language.SWAHILI])
    said |= {entry.plain for language in TRANSLATED for entry in catalog.entries[language].values()}
    whole = (text for text in said if text.endswith((".", "?")) and "%(" not in text and not _is_example(text))
    return sorted((f" {' '.join(plain_words(text))} " for text in whole), key=len, reverse=True)


def _is_example(text: str) -> bool:
    return "MUTHA" in text and any(word in text for word in _EXAMPLE)
