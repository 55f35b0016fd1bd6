"""The sentences of a language as a reviewer goes through them: found, filtered, one after the other."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import abort, request
from werkzeug.datastructures import MultiDict

from bot.console.wording_words import State, state_of, wants_a_speaker
from bot.services import services
from domain.languages import FLOOR, Language
from messages.catalog import Catalog, Entry, Risk, letters

UNSIGNED, EVERY, SECOND = "unsigned", "all", "second"
FILTERS = ("show", "risk", "q")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence in one language. `draft` is what its files hold, `swahili` what people hear without it."""

    msgid: str
    entry: Entry
    draft: Entry
    swahili: str

    @property
    def key(self) -> str:
        return key_of(self.msgid)

    @property
    def state(self) -> State:
        return state_of(self.entry)

    @property
    def text(self) -> str:
        """What a reviewer starts from: what stands, else the draft that was taken out."""
        return self.entry.text or self.draft.text

    @property
    def plain(self) -> str:
        return self.entry.plain if self.entry.text else self.draft.plain

    @property
    def length(self) -> int:
        return letters(self.plain)


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of one class is signed. `enough`: by as many as should."""

    sentences: int
    signed: int
    enough: int


@lru_cache(maxsize=1024)
def key_of(msgid: str) -> str:
    """A sentence in an address."""
    return hashlib.sha256(msgid.encode()).hexdigest()[:16]


def lines(catalog: Catalog, language: Language) -> list[Line]:
    """Every sentence, class A first, else in the order of the code."""
    found = [_line(catalog, language, msgid) for msgid in catalog.entries[language]]
    return sorted(found, key=lambda line: line.entry.risk)


def _line(catalog: Catalog, language: Language, msgid: str) -> Line:
    files = services().files
    return Line(
        msgid, catalog.entries[language][msgid], files.entries[language][msgid], catalog.entries[FLOOR][msgid].text
    )


def line_of(catalog: Catalog, language: Language, key: str) -> Line:
    """The sentence of an address; 404 when it is gone."""
    msgid = next((msgid for msgid in catalog.entries[language] if key_of(msgid) == key), None)
    return _line(catalog, language, msgid) if msgid else abort(404)


def asked() -> dict[str, Any]:
    """The filters of this request, from its address or from the form that came from there."""
    values: MultiDict[str, str] = request.values
    return {name: values.get(name, "") for name in FILTERS if values.get(name)}


def filtered(found: list[Line], filters: dict[str, str]) -> list[Line]:
    """Those an officer asked for; without a word, those that nobody signed."""
    show, risk, sought = filters.get("show", UNSIGNED), filters.get("risk", ""), filters.get("q", "").casefold().split()
    return [
        line
        for line in found
        if _shown(line, show)
        and risk in ("", line.entry.risk)
        and all(word in f"{line.msgid} {line.swahili} {line.text} {line.plain}".casefold() for word in sought)
    ]


def _shown(line: Line, show: str) -> bool:
    if show == EVERY:
        return True
    if show == UNSIGNED:
        return not line.entry.signed
    if show == SECOND:
        return line.entry.signed and wants_a_speaker(line.entry)
    return line.state == show


def after(found: list[Line], msgid: str, filters: dict[str, str]) -> Line | None:
    """The next sentence that was asked for, in a ring; None when there is no other."""
    place = next((number for number, line in enumerate(found) if line.msgid == msgid), 0)
    ring = found[place + 1 :] + found[:place]
    return next(iter(filtered(ring, filters)), None)


def unsigned(catalog: Catalog, language: Language) -> int:
    """How many sentences nobody has signed; none of the source, which is code."""
    return sum(not entry.signed for entry in catalog.entries.get(language, {}).values())


def figures(catalog: Catalog, language: Language) -> Iterator[tuple[Risk, Figures]]:
    """How much of each class is signed."""
    entries = catalog.entries[language].values()
    every = Counter(entry.risk for entry in entries)
    signed = Counter(entry.risk for entry in entries if entry.signed)
    enough = Counter(entry.risk for entry in entries if not wants_a_speaker(entry))
    return ((risk, Figures(every[risk], signed[risk], enough[risk])) for risk in Risk)
