"""What people read on their phones, said in a language: `locales/<language>/LC_MESSAGES/messages.po`, read as it is.

English is the source. Each sentence has a risk class, which its extracted comment begins with (`class: A`):

* A warns, asks for consent, or speaks of conflict, health or safety. It goes out only in words a named speaker signed;
  who has none in their language hears Swahili, the floor. Swahili drafts are shown, for nobody has signed yet and there
  is nothing below them but English.
* B instructs and C labels: these may be shown as drafts.

`locales/ledger.csv` says who signed what. It keeps a hash of source and translation, so any edit voids a signature.
"""

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Message

from domain.languages import FLOOR, Language
from messages.compose import ascii_screen

SOURCE = Language.ENGLISH
TRANSLATED = tuple(language for language in Language if language is not SOURCE)

_CLASS = re.compile(r"class: ([ABC])\b")
_LONGEST = re.compile(r"max: (\d+)\b")


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for "this is a sentence, translate it when it is said"
    """Mark a sentence for extraction. The comment above it, beginning `class:`, reaches the translators."""
    return sentence


class Risk(StrEnum):
    """What harm a wrong word could do."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence in one language, as written and in plain letters. `longest`: how many letters there is room for."""

    text: str
    plain: str
    risk: Risk
    longest: int | None
    signed: bool


class BrokenCatalog(ValueError):
    """A file of sentences cannot be used as it is; the message names the file and the sentence."""


def fingerprint(msgid: str, text: str) -> str:
    """What a signature binds: the source and the very words signed."""
    return hashlib.sha256("\x04".join((msgid, text)).encode()).hexdigest()


@dataclass(frozen=True)
class Catalog:
    """Every sentence in every language, and the rule that decides which one a person hears."""

    entries: dict[Language, dict[str, Entry]] = field(repr=False)
    show_drafts: bool = True

    @classmethod
    def load(cls, path: Path, *, show_drafts: bool = True) -> "Catalog":
        """Read the catalogs under `path` (`locales/`). Raises `BrokenCatalog`."""
        signed = _read_ledger(path / "ledger.csv")
        return cls(
            {
                lang: _read_po(path / lang / "LC_MESSAGES" / "messages.po", signed.get(lang, set()))
                for lang in TRANSLATED
            },
            show_drafts,
        )

    def say(self, msgid: str, language: str, /, **values: object) -> str:
        """The sentence as this person may hear it, in plain letters, its `%(name)s` filled in."""
        text = self._words(msgid, Language(language))
        return ascii_screen(text % values) if values else text

    def speaks(self, language: str, msgids: Iterable[str]) -> bool:
        """Whether every one of these class A sentences may be said in this language itself."""
        spoken = Language(language)
        return spoken in (SOURCE, FLOOR) or all(self._may_say(spoken, msgid) for msgid in msgids)

    def _words(self, msgid: str, language: Language) -> str:
        for spoken in dict.fromkeys((language, FLOOR)):
            if spoken is SOURCE:
                break
            if self._may_say(spoken, msgid):
                return self.entries[spoken][msgid].plain
        return msgid

    def _may_say(self, language: Language, msgid: str) -> bool:
        entry = self.entries[language].get(msgid)
        if entry is None or not entry.text:
            return False
        return entry.signed or language is FLOOR or (self.show_drafts and entry.risk is not Risk.A)


def _read_ledger(path: Path) -> dict[str, set[str]]:
    """The fingerprints each language's speakers signed. No file, no signatures."""
    signed: dict[str, set[str]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                signed.setdefault(row["language"], set()).add(row["fingerprint"])
    return signed


def _read_po(path: Path, signed: set[str]) -> dict[str, Entry]:
    # Drafts are `#, fuzzy`; reading the .po keeps them with their text, which a compiled .mo would not.
    with path.open(encoding="utf-8") as file:
        catalog = pofile.read_po(file, abort_invalid=True)
    return {str(message.id): _entry(message, signed, path) for message in catalog if message.id}


def _entry(message: Message, signed: set[str], path: Path) -> Entry:
    comment = " ".join(message.auto_comments)
    risk = _CLASS.search(comment)
    if risk is None:
        raise BrokenCatalog(f"{path.parent.parent.name}: no risk class for {message.id!r}")
    longest = _LONGEST.search(comment)
    text = str(message.string)
    return Entry(
        text=text,
        plain=ascii_screen(text),
        risk=Risk(risk[1]),
        longest=int(longest[1]) if longest else None,
        signed=fingerprint(str(message.id), text) in signed,
    )
