"""One text as the conversation sees it, and the languages it is answered and remembered in."""

from dataclasses import dataclass

from bot.answers import Answer, say_in_one
from bot.keywords import Intent
from bot.questions import asking
from bot.talk import Caller
from bot.vocabulary import Wish
from domain.areas import Gazetteer
from domain.conversations import Question
from domain.languages import FLOOR, Language
from messages.catalog import Catalog

# Asked for in the language of the keyword, whose sender is then offered to go on in it.
OFFERS = (Wish.JOIN, Wish.HELP, Wish.WARNING, Wish.NUMBERS, Wish.WARD)


@dataclass(frozen=True, slots=True)
class Text:
    """One text, and all that its answer may look at."""

    caller: Caller
    intent: Intent
    places: Gazetteer
    catalog: Catalog

    @property
    def kept(self) -> Language:
        """What the person is written to in from now on: a keyword in another language changes nothing by itself."""
        return self.intent.chosen or self.caller.language or self.intent.language or FLOOR

    @property
    def language(self) -> Language:
        """What the person chose; a keyword of exactly one other language is answered in that. Else Swahili."""
        asked = self.intent.language if self.intent.wish in OFFERS else None
        return self.intent.chosen or asked or self.kept

    def say(self, *sentences: str, **values: object) -> str:
        return say_in_one(self.catalog, self.language, *sentences, **values)

    def ask(self, question: Question, *before: str) -> Answer:
        return asking(question, self.places, self.catalog, *before)
