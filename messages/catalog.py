"""What people read on their phones, said in a language: `locales/<language>/LC_MESSAGES/messages.po`, and over it what
speakers have signed in the console since (`domain.wordings`).

English is the source. Each sentence has a risk class, which its extracted comment begins with (`class: A`):

* A warns, asks for consent, or speaks of conflict, health or safety. It goes out only in words a named speaker signed;
  who has none in their language hears Swahili, the floor. Swahili drafts are shown, for nobody has signed yet and there
  is nothing below them but English.
* B instructs and C labels: these may be shown as drafts.

`locales/ledger.csv` says who signed what in the files. It keeps a hash of source and translation, so any edit voids a
signature.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from domain.hours import local
from domain.languages import FLOOR, Language
from domain.wordings import Wording, fingerprint
from messages import sentence_files
from messages.compose import ascii_screen
from messages.sentence_files import BrokenFile, Written

SOURCE = Language.ENGLISH
TRANSLATED = tuple(language for language in Language if language is not SOURCE)

_ABOUT = re.compile(r"class: ([ABC])\b(?:; max: (\d+)\b)?[.;]? ?(.*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for "this is a sentence, translate it when it is said"
    """Mark a sentence for extraction. The comment above it, beginning `class:`, reaches the translators."""
    return sentence


class Risk(StrEnum):
    """What harm a wrong word could do."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Signature:
    """A speaker's name under words, and the day in Nairobi."""

    name: str
    dialect: str
    on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence in one language, as written and in plain letters. `longest`: how many letters there is room for.

    `signers` are all who signed these very words. `withdrawn`: who took the words out that stood here. `outdated`:
    words were signed, and what they were signed for has changed since. `line` is the newest of the ledger about it.
    """

    text: str
    plain: str
    risk: Risk
    longest: int | None
    signed: bool
    signers: tuple[Signature, ...] = ()
    withdrawn: Signature | None = None
    outdated: bool = False
    line: int = 0
    purpose: str = ""  # what the sentence is to do
    notes: tuple[str, ...] = ()  # of translators: the glossary words used, doubts

    def fits(self, msgid: str, text: str, plain: str) -> bool:
        """Whether words can stand here: the placeholders of the source, and no more letters than there is room for."""
        room = self.longest is None or letters(plain) <= self.longest
        return room and placeholders(text) == placeholders(plain) == placeholders(msgid)


class BrokenCatalog(ValueError):
    """A file of sentences cannot be used as it is; the message names the file and the sentence."""


def placeholders(text: str) -> list[str]:
    """The names of the values that are filled into a sentence, sorted."""
    return sorted(_PLACEHOLDER.findall(text))


def letters(text: str) -> int:
    """How many letters a sentence has without the values filled into it, as `max` counts them."""
    return len(_PLACEHOLDER.sub("", text))


@dataclass(frozen=True)
class Catalog:
    """Every sentence in every language, and the rule that decides which one a person hears."""

    entries: dict[Language, dict[str, Entry]] = field(repr=False)
    show_drafts: bool = True

    @classmethod
    def load(cls, path: Path, *, show_drafts: bool = True) -> "Catalog":
        """Read the catalogs under `path` (`locales/`). Raises `BrokenCatalog`."""
        signed = _read_ledger(path / "ledger.csv")
        entries = {language: _read_po(po_path(path, language), signed, language) for language in TRANSLATED}
        return cls(entries, show_drafts)

    def overlaid(self, ledger: Iterable[Wording]) -> "Catalog":
        """The same with what speakers signed and took out since, oldest first; sentences that are gone are left."""
        entries = {language: dict(said) for language, said in self.entries.items()}
        for line in ledger:
            said = entries.get(line.language, {})
            if line.msgid in said:
                said[line.msgid] = _overlaid(self.entries[line.language][line.msgid], said[line.msgid], line)
        return replace(self, entries=entries)

    def say(self, msgid: str, language: str, /, **values: object) -> str:
        """The sentence as this person may hear it, in plain letters, its `%(name)s` filled in."""
        text = self._words(msgid, Language(language))
        return ascii_screen(text % values) if values else text

    def speaks(self, language: str, msgids: Iterable[str]) -> bool:
        """Whether every one of these class A sentences may be said in this language itself."""
        spoken = Language(language)
        return spoken in (SOURCE, FLOOR) or all(self.may_say(spoken, msgid) for msgid in msgids)

    def may_say(self, language: Language, msgid: str) -> bool:
        """Whether this sentence is said in this language itself."""
        entry = self.entries[language].get(msgid)
        if entry is None or not entry.text:
            return False
        return entry.signed or language is FLOOR or (self.show_drafts and entry.risk is not Risk.A)

    def _words(self, msgid: str, language: Language) -> str:
        for spoken in dict.fromkeys((language, FLOOR)):
            if spoken is SOURCE:
                break
            if self.may_say(spoken, msgid):
                return self.entries[spoken][msgid].plain
        return msgid


def po_path(path: Path, language: Language) -> Path:
    """Where the sentences of a language are kept."""
    return path / language / "LC_MESSAGES" / "messages.po"


def _overlaid(filed: Entry, entry: Entry, line: Wording) -> Entry:
    """The entry after one more line of the ledger. `filed` is how it stands in the files."""
    signature = Signature(line.signer, line.dialect, local(line.signed_at).date())
    if line.takes_out:
        # Below Swahili is nothing but English: there the draft stays.
        left = filed if line.language is FLOOR else replace(filed, text="", plain="")
        return replace(left, signed=False, signers=(), withdrawn=signature, line=line.id)
    intact = line.fingerprint == fingerprint(line.msgid, line.text, line.plain)
    if not intact or not filed.fits(line.msgid, line.text, line.plain):
        return replace(filed, outdated=True, line=line.id)
    again = entry.signed and (entry.text, entry.plain) == (line.text, line.plain)
    others = [signer for signer in entry.signers if signer.name != signature.name] if again else []
    words = replace(filed, text=line.text, plain=line.plain, signed=True, outdated=False, line=line.id)
    return replace(words, signers=(*others, signature))


def _read_ledger(path: Path) -> dict[tuple[str, str], dict[str, list[Signature]]]:
    """Who signed, by language and sentence and the fingerprint of the words. No file, no signatures."""
    signed: dict[tuple[str, str], dict[str, list[Signature]]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                signature = Signature(row["signer"], row["dialect"], date.fromisoformat(row["date"]))
                of = signed.setdefault((row["language"], row["msgid"]), {})
                of.setdefault(row["fingerprint"], []).append(signature)
    return signed


def _read_po(
    path: Path, signed: dict[tuple[str, str], dict[str, list[Signature]]], language: Language
) -> dict[str, Entry]:
    # Drafts are `#, fuzzy`; reading the .po keeps them with their text, which a compiled .mo would not.
    try:
        file = sentence_files.parse(path.read_text(encoding="utf-8"))
    except BrokenFile as error:
        raise BrokenCatalog(f"{path}: {error}") from None
    return {
        msgid: _entry(msgid, written, signed.get((language, msgid), {}), language)
        for msgid, written in file.written.items()
    }


def _entry(msgid: str, written: Written, signed: dict[str, list[Signature]], language: Language) -> Entry:
    about = _ABOUT.match(written.about)
    if about is None:
        raise BrokenCatalog(f"{language}: no risk class for {msgid!r}")
    signers = tuple(signed.get(fingerprint(msgid, written.text, written.plain), ()))
    return Entry(
        text=written.text,
        plain=written.plain,
        risk=Risk(about[1]),
        longest=int(about[2]) if about[2] else None,
        signed=bool(signers),
        signers=signers,
        outdated=bool(signed) and not signers,
        purpose=about[3],
        notes=written.notes,
    )
