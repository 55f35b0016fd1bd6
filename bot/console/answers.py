"""What leaves when an officer answers somebody: a ready sentence in the person's language, or words of their own."""

from dataclasses import dataclass

from bot import words
from domain.areas import Gazetteer
from domain.languages import FLOOR, Language
from domain.redaction import Why, flags
from domain.refusals import Refusal
from messages.catalog import Catalog
from messages.compose import normalise, plain
from messages.segments import Segments, segment

MOST_PARTS = 3  # of an answer: beyond that a call is cheaper and kinder

READY = {
    "passed_on": words.PASSED_ON,
    "we_will_call": words.WE_WILL_CALL,
    "ask_at_ndma": words.ASK_AT_NDMA,
    "not_known_yet": words.NOT_KNOWN_YET,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it leaves, to the letter; `text` is empty while there is nothing to send."""

    ready: str
    own: str
    text: str

    @property
    def segments(self) -> Segments:
        return segment(self.text)

    def check(self, places: Gazetteer) -> None:
        """Refuse what takes more parts than a person is sent, and what names a report."""
        if len(self.segments.parts) > MOST_PARTS:
            raise Refusal("Make it shorter: an answer has at most %(most)s parts.", most=MOST_PARTS)
        if any(flag.why is Why.CODE_WORD for flag in flags(self.text, places)):
            raise Refusal("The code word of a report stands in it: leave it out.")

    @classmethod
    def of(cls, catalog: Catalog, language: Language, ready: str, own: str) -> "Answer":
        """Who speaks, then the sentence that is ready, if one is chosen, then the officer's own words, if there are."""
        own = plain(normalise(own))
        chosen = [catalog.say(READY[ready], language)] if ready in READY else []
        said = [*chosen, *([own] if own else [])]
        return cls(ready, own, plain(" ".join([opening(catalog, language), *said])) if said else "")


def ready_sentences(catalog: Catalog, officer: Language, person: Language) -> list[tuple[str, str, str]]:
    """Each ready answer by its name: as the officer reads it, and as this person does."""
    return [(name, catalog.say(said, officer), catalog.say(said, person)) for name, said in READY.items()]


def opening(catalog: Catalog, language: Language) -> str:
    """What stands before every answer."""
    return catalog.say(words.ANSWER_FROM, language)


def to_write_in(language: Language) -> list[Language]:
    """The languages an officer may write in to somebody who chose this one."""
    return list(dict.fromkeys((language, FLOOR))) if language is not Language.ENGLISH else [language]
