"""What we text back, and what else an incoming text leads to."""

from dataclasses import dataclass

from bot import words
from bot.actions import Action
from domain.conversations import Question
from domain.languages import FLOOR, Language
from domain.phones import Phone
from messages.catalog import Catalog
from messages.welcome import WELCOME as WELCOME

LONGEST = 306  # letters: two parts
HOW_TO_JOIN = (words.SEND_JOIN, words.SEND_JOIN_EXAMPLE)
FAREWELL = (words.LEFT, words.NO_MORE_WARNINGS, words.HOW_TO_RETURN)


@dataclass(frozen=True, slots=True)
class Enrol:
    """Numbers that a volunteer puts forward for a ward."""

    phones: tuple[Phone, ...]
    ward: str
    enough: str  # what is said in place of the answer when it was enough for today


@dataclass(frozen=True, slots=True)
class Answer:
    """What to text back and do.

    `asks` takes the place of an open question, `closes` ends it; without either it stays. What waited in it is filed,
    unless this `settles` it. `urgent` answers leave beyond the quota of an hour, one that `acknowledges` only where
    nothing was acknowledged within it.
    """

    text: str
    action: Action | Enrol | None = None
    asks: Question | None = None
    closes: bool = False
    settles: bool = False
    urgent: bool = False
    acknowledges: bool = False


def say_in_one(catalog: Catalog, language: Language, /, *sentences: str, **values: object) -> str:
    """One text in one language: Swahili when any of its sentences may not be said in this one."""
    spoken = language if catalog.speaks(language, sentences) else FLOOR
    return " ".join(catalog.say(sentence, spoken, **values) for sentence in sentences)
