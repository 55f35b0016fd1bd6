"""What an officer's text to a source must not say, for others may read it on the same phone."""

from bot.conflict_words import tells_kind
from bot.vocabulary import plain_words
from domain import redaction
from domain.areas import Gazetteer, fold
from domain.incidents import Incident
from domain.refusals import Refusal

LONGEST_PLACE = 4  # words


def check(text: str, incident: Incident, places: Gazetteer) -> None:
    """Raises `Refusal` that names what gives something away: a person, a place, the kind of report or its code word."""
    found = [text[flag.start : flag.end] for flag in redaction.flags(text, places)]
    plant, colour, _ = incident.code_word.split("-")
    if fold(plant + colour) in fold(text):
        found.append(incident.code_word)
    found += _places(text, places) + tells_kind(text, incident.kind)
    if found:
        words = ", ".join(dict.fromkeys(found))
        raise Refusal("Others may read it on this phone. Take this out: %(words)s", words=words)


def _places(text: str, places: Gazetteer) -> list[str]:
    words = plain_words(text)
    parts = [" ".join(words[at : at + size]) for at in range(len(words)) for size in range(1, LONGEST_PLACE + 1)]
    return [part for part in parts if fold(part) in places.names or places.meanings(part)]
