"""How many people each text of a bulletin reaches, in how many parts, and at what price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin
from domain.drafting import Words
from domain.languages import FLOOR, Language
from domain.signed_words import Form
from messages.compose import costly, price
from messages.segments import Segments, segment


@dataclass(frozen=True, slots=True)
class Variant:
    """One text that could be sent: how the network counts it, and what it costs this audience in KES."""

    text: str
    segments: Segments
    cost: Decimal

    @classmethod
    def of(cls, text: str, people: int, per_part: Decimal) -> "Variant":
        return cls(text, segment(text), price(text, people, per_part))


@dataclass(frozen=True, slots=True)
class Line:
    """One language: `chose` asked for it, `people` get its text (Swahili has also those without a text of their own).

    `full` keeps the language's letters and `plain` does not; both are None where nothing is written.
    """

    language: Language
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

    `blocked` the sender, `paused` want no bulletins now: neither are among `people`.
    """

    lines: tuple[Line, ...]
    per_part: Decimal
    blocked: int = 0
    paused: int = 0

    @property
    def people(self) -> int:
        return sum(line.chose for line in self.lines)

    @property
    def cost(self) -> Decimal:
        return sum((line.outgoing.cost for line in self.lines if line.outgoing), Decimal(0))

    @property
    def falling_back(self) -> list[Line]:
        """The languages some people chose that have no text of their own: they get Swahili."""
        return [line for line in self.lines if line.full is None and line.chose and line.language is not FLOOR]


def reach(
    texts: Mapping[Language, Words],
    audience: Mapping[Language, int],
    per_part: Decimal,
    *,
    blocked: int = 0,
    paused: int = 0,
) -> Reach:
    """What sending these texts to this audience means, language by language."""
    written = {language: words for language, words in texts.items() if words.body}
    elsewhere = sum(people for language, people in audience.items() if language not in written)
    return Reach(
        tuple(_line(language, written.get(language), audience, elsewhere, per_part) for language in Language),
        per_part,
        blocked,
        paused,
    )


def _line(
    language: Language, words: Words | None, audience: Mapping[Language, int], elsewhere: int, per_part: Decimal
) -> Line:
    chose = audience.get(language, 0)
    if words is None:
        return Line(language, chose, 0)
    people = chose + elsewhere if language is FLOOR else chose
    return Line(
        language,
        chose,
        people,
        full=Variant.of(words.body, people, per_part),
        plain=Variant.of(words.plain, people, per_part),
        send_plain=words.send_plain,
    )


def written_words(bulletin: Bulletin) -> dict[Language, Words]:
    """Every SMS text of it."""
    return _words(text for text in bulletin.texts if text.form is Form.SMS)


def signed_words(bulletin: Bulletin) -> dict[Language, Words]:
    """The texts that would go out now: those a speaker has signed; none without Swahili."""
    return _words(bulletin.outgoing().values())


def _words(texts: Iterable[BulletinText]) -> dict[Language, Words]:
    return {text.language: Words(text.body, text.plain, text.send_plain) for text in texts}
