"""How many people each text of a bulletin reaches, in how many parts, and at what price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.audiences import Group, Survey, by_language
from domain.bulletin_texts import BulletinText, dated
from domain.bulletins import Bulletin
from domain.chosen_texts import chosen
from domain.drafting import Words
from domain.languages import FLOOR, Language
from domain.signed_words import PREPARED, Form
from domain.subscribers import Kind
from messages.compose import costly, price
from messages.segments import Segments, segment

Key = tuple[Language, Form]
LEAVES = (Form.SMS, Form.INTERMEDIARY)  # what this bulletin sends


@dataclass(frozen=True, slots=True)
class Variant:
    """One text that could be sent: how the network counts it, and what it costs these people in KES."""

    text: str
    segments: Segments
    cost: Decimal

    @classmethod
    def of(cls, text: str, people: int, per_part: Decimal) -> "Variant":
        return cls(text, segment(text), price(text, people, per_part))


@dataclass(frozen=True, slots=True)
class Line:
    """One text: `chose` its language, `people` get it (Swahili has also those without a text of their own).

    `full` keeps the language's letters and `plain` does not; both are None where nothing is written.
    """

    language: Language
    form: Form
    chose: int
    people: int
    full: Variant | None = None
    plain: Variant | None = None
    send_plain: bool = False

    @property
    def outgoing(self) -> Variant | None:
        return self.plain if self.send_plain else self.full

    @property
    def costly(self) -> tuple[str, ...]:
        """The characters that make the full form dearer."""
        return costly(self.full.text) if self.full else ()


@dataclass(frozen=True, slots=True)
class Reach:
    """A bulletin's whole audience; `cost` in KES at `per_part`.

    `instead` get Swahili because nothing is there in the language they chose, `at_border` because it is neutral.
    `blocked` the sender, `paused` want no bulletins now: neither are among `people`.
    """

    lines: dict[Key, Line]
    chose: dict[Language, int]
    instead: dict[Language, int]
    per_part: Decimal
    passing_on: int = 0
    at_border: int = 0
    blocked: int = 0
    paused: int = 0

    @property
    def people(self) -> int:
        return sum(self.chose.values())

    @property
    def cost(self) -> Decimal:
        leaving = [line.outgoing for line in self.lines.values() if line.outgoing and line.form in LEAVES]
        return sum((variant.cost for variant in leaving), Decimal(0))


def reach(texts: Mapping[Key, Words], survey: Survey, per_part: Decimal) -> Reach:
    """What sending these texts to these people means, text by text; radio is nobody's."""
    written = {key: words for key, words in texts.items() if words.body and key[1] is not Form.RADIO}
    gets = chosen(written)
    readers = _readers(survey.people, gets)
    for form in PREPARED:
        prepared = chosen({(language, Form.SMS) for language, other in written if other is form})
        readers |= {(language, form): people for (language, _), people in _readers(survey.people, prepared).items()}
    chose = by_language(survey.people)
    keys = [(language, form) for language in Language for form in (*LEAVES, *PREPARED)]
    return Reach(
        {key: _line(key, written.get(key), chose.get(key[0], 0), readers.get(key, 0), per_part) for key in keys},
        {language: chose[language] for language in Language if chose.get(language)},
        _instead(survey.people, gets),
        per_part,
        passing_on=sum(people for group, people in survey.people.items() if group.kind is Kind.INTERMEDIARY),
        at_border=sum(
            people for group, people in survey.people.items() if group.neutral and group.language is not FLOOR
        ),
        blocked=survey.blocked,
        paused=survey.paused,
    )


def _readers(people: Mapping[Group, int], gets: Mapping[Group, Key]) -> dict[Key, int]:
    readers: dict[Key, int] = {}
    for group, count in people.items():
        if group in gets:
            readers[gets[group]] = readers.get(gets[group], 0) + count
    return readers


def _instead(people: Mapping[Group, int], gets: Mapping[Group, Key]) -> dict[Language, int]:
    # What is missing is Swahili in the end, also while that is not written yet.
    without = {
        group: count
        for group, count in people.items()
        if not group.neutral and group.language is not FLOOR and gets.get(group, (FLOOR,))[0] is FLOOR
    }
    found = by_language(without)
    return {language: found[language] for language in Language if found.get(language)}


def _line(key: Key, words: Words | None, chose: int, people: int, per_part: Decimal) -> Line:
    if words is None:
        return Line(*key, chose, 0)
    full, plain = (Variant.of(text, people, per_part) for text in (words.body, words.plain))
    return Line(*key, chose, people, full, plain, words.send_plain)


def as_read_on(day: date, texts: Mapping[Key, Words]) -> dict[Key, Words]:
    """The same texts as they would leave on this day, those for later too."""
    return {
        (language, form): Words(dated(words.body, form, day), dated(words.plain, form, day), words.send_plain)
        for (language, form), words in texts.items()
    }


def written_words(bulletin: Bulletin) -> dict[Key, Words]:
    """Every text of it."""
    return _words(bulletin.texts)


def leaving_words(bulletin: Bulletin) -> dict[Key, Words]:
    """The texts that would go out now: those a speaker has signed, and Swahili, without which nothing leaves."""
    return _words(text for text in bulletin.texts if text.signed or (text.language, text.form) == (FLOOR, Form.SMS))


def _words(texts: Iterable[BulletinText]) -> dict[Key, Words]:
    return {(text.language, text.form): Words(text.body, text.plain, text.send_plain) for text in texts}
