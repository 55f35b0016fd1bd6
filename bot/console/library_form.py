"""The form a text of the library is written in: what was typed, kept as typed, and what it means."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from domain.bulletins import Kind
from domain.drafting import Words
from domain.languages import Language
from domain.library import REVIEW_AFTER, ForWhom, LibraryEntry, PeaceTopic
from domain.library_drafting import About, Content
from domain.phases import Phase
from domain.refusals import Refusal
from domain.signed_words import Form
from messages.compose import normalise, plain

Key = tuple[Language, Form]
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryForm:
    """`texts` as typed; `plain` are those that leave in plain letters. `seen`: what was looked at, "" for a new one."""

    title: str = ""
    kind: str = Kind.DROUGHT.value
    phase: str = ""
    for_whom: str = ForWhom.EVERYBODY.value
    topic: str = ""
    county: str = ""
    source: str = ""
    verified: bool = False
    review_on: str = ""
    texts: dict[Key, str] = field(default_factory=dict)
    plain: frozenset[Key] = frozenset()
    seen: str = ""

    @classmethod
    def of(cls, entry: LibraryEntry, today: date, seen: str) -> "LibraryForm":
        """The newest version as it stands; for the next one a later day to read it again."""
        version = entry.newest
        kept = version.review_on if version.approved_at is None and not version.due(today) else None
        return cls(
            title=entry.title,
            kind=entry.kind,
            phase=entry.phase or "",
            for_whom=entry.for_whom or "",
            topic=entry.topic or "",
            county=entry.county or "",
            source=version.source,
            verified=version.verified,
            review_on=f"{kept or today + REVIEW_AFTER}",
            texts={(text.language, text.form): text.body for text in version.texts},
            plain=frozenset((text.language, text.form) for text in version.texts if text.send_plain),
            seen=seen,
        )

    @classmethod
    def read(cls, posted: MultiDict[str, str]) -> "LibraryForm":
        """What was posted; nothing is judged yet."""
        names = ("title", "kind", "phase", "for_whom", "topic", "county", "source", "review_on", "seen")
        keys = [(language, form) for language in Language for form in Form]
        return cls(
            verified="verified" in posted,
            texts={key: posted.get(f"text_{key[1]}_{key[0]}", "") for key in keys},
            plain=frozenset(key for key in keys if f"plain_{key[1]}_{key[0]}" in posted),
            **{name: normalise(posted.get(name, "")) for name in names},
        )

    def about(self) -> About:
        """What the entry is for. Raises `Refusal` for what cannot be read."""
        return About(
            title=self.title,
            kind=_one_of(Kind, self.kind) or Kind.DROUGHT,
            phase=_one_of(Phase, self.phase),
            for_whom=_one_of(ForWhom, self.for_whom),
            topic=_one_of(PeaceTopic, self.topic),
            county=self.county or None,
        )

    def content(self) -> Content:
        """The version. Raises `Refusal` for what cannot be read."""
        try:
            review_on = date.fromisoformat(self.review_on) if self.review_on else None
        except ValueError:
            raise Refusal("Give the day as 2026-11-24.") from None
        return Content(source=self.source, verified=self.verified, review_on=review_on, texts=self.words())

    def says_the_same(self, other: "LibraryForm") -> bool:
        """Whether both mean the same title and version, whatever was typed to say it."""
        mine, theirs = (
            (
                *(normalise(form.title), normalise(form.source), form.verified, form.review_on),
                {key: words for key, words in form.words().items() if words.body},
            )
            for form in (self, other)
        )
        return mine == theirs

    def words(self) -> dict[Key, Words]:
        """Every text with its typing put right; an empty one is there too."""
        put_right = {key: normalise(typed) for key, typed in self.texts.items()}
        return {
            key: Words(body, plain(body), key in self.plain and plain(body) != body) for key, body in put_right.items()
        }


def _one_of(kind: type[Choice], value: str) -> Choice | None:
    try:
        return kind(value) if value else None
    except ValueError:
        raise Refusal("Choose what the text is for from the lists.") from None
