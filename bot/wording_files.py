"""Sentences that are carried away and back: `.po` files for speakers who work offline, and the ledger as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.wording_rules import checked, one_line
from domain import wordings
from domain.languages import Language
from domain.refusals import Refusal
from domain.wordings import Signer, fingerprint
from messages import sentence_files
from messages.catalog import Catalog, Entry, po_path
from messages.compose import ascii_screen
from messages.sentence_files import BrokenFile, SentenceFile, Written

LARGEST = 256 * 1024  # bytes of a file: several times the largest of ours
FILED = ("language", "msgid", "fingerprint", "signer", "dialect", "date")  # the columns of locales/ledger.csv


@dataclass(frozen=True, slots=True)
class Change:
    """What a file would put in the place of an entry; `refusal` says why it cannot."""

    msgid: str
    entry: Entry
    text: str
    plain: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file beside the words that count now. `dated`: it says at which line of the ledger it was exported."""

    changes: list[Change]
    refused: list[Change]
    strangers: list[str]
    dated: bool


def export(locales: Path, catalog: Catalog, language: Language, ledger: int) -> str:
    """The sentences of a language as a .po file; what nobody signed is fuzzy."""
    said = {
        msgid: Written(entry.text, entry.plain, fuzzy=bool(entry.text) and not entry.signed)
        for msgid, entry in catalog.entries[language].items()
    }
    return sentence_files.export(po_path(locales, language).read_text(encoding="utf-8"), said, ledger)


def decoded(body: bytes) -> str:
    """The text of an uploaded file. Raises `Refusal`."""
    if len(body) > LARGEST:
        raise Refusal("This file is too large: at most %(most)s kilobytes.", most=LARGEST // 1024)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("This file is not in UTF-8: save it again with that encoding.") from None
    if not text.strip() or "\x00" in text:
        raise Refusal("Choose a .po file that was exported here.")
    return text.replace("\r\n", "\n")


def compare(session: Session, files: Catalog, language: Language, text: str) -> Comparison:
    """What a file would change. Only entries without the fuzzy mark count, and of those the ones that changed since it
    was exported or that lost the mark. Raises `Refusal` for a file that cannot be read.
    """
    file = _read(text, language)
    now = files.overlaid(wordings.ledger(session)).entries[language]
    then = now
    if file.ledger is not None:
        then = files.overlaid(wordings.ledger(session, until=file.ledger)).entries[language]
    found = [
        change
        for msgid, written in file.written.items()
        if msgid in now
        and (change := _change(msgid, written, then[msgid], now[msgid], language, dated=file.ledger is not None))
    ]
    return Comparison(
        changes=[change for change in found if change.refusal is None],
        refused=[change for change in found if change.refusal is not None],
        strangers=[*(msgid for msgid in file.written if msgid not in now), *file.strangers],
        dated=file.ledger is not None,
    )


def sign_all(session: Session, language: Language, changes: Iterable[Change], signer: Signer, now: datetime) -> int:
    """Put a name to every change; how many were new. Raises `Refusal`, and then none of it may be kept."""
    return sum(
        wordings.sign(session, signer, language, one.msgid, one.text, one.plain, seen=one.entry.line, now=now)
        for one in changes
    )


def _read(text: str, language: Language) -> SentenceFile:
    try:
        file = sentence_files.parse(text)
    except BrokenFile as error:
        where = error.line or "?"
        raise Refusal("The file is broken near line %(line)s. Mend it there, or export it anew.", line=where) from None
    if not file.written:
        raise Refusal("Choose a .po file that was exported here.")
    named = file.language.partition("_")[0]
    if named and named != language:
        raise Refusal("This file says that it is in another language (%(language)s).", language=named)
    return file


def _change(msgid: str, written: Written, then: Entry, now: Entry, language: Language, *, dated: bool) -> Change | None:
    """What this entry of a file wants; None where it wants nothing new."""
    text, plain = one_line(written.text), one_line(written.plain)
    changed = (text, plain) != (then.text, then.plain)
    opened = dated and not then.signed  # it left with the fuzzy mark, and came without
    if written.fuzzy or not text or not (changed or opened):
        return None
    own_plain = then.plain if then.plain != ascii_screen(then.text) else ""
    try:
        if now.line != then.line and (text, plain) != (now.text, now.plain):
            raise Refusal("Somebody changed this sentence after the file was exported: open it here and compare.")
        if own_plain and plain == own_plain and text != then.text:
            raise Refusal("The words changed and their plain form did not: change or take out its line “plain:” too.")
        return Change(msgid, now, *checked(msgid, now, language, text, plain))
    except Refusal as refusal:
        return Change(msgid, now, text, plain, refusal)


def ledger_csv(files: Catalog, session: Session) -> str:
    """Every signature there ever was, with its words: those that came with the files, then the lines since."""
    lines = [
        (one.language, one.msgid, one.fingerprint, one.signer, one.dialect, one.signed_at, one.text, one.plain)
        for one in wordings.ledger(session)
    ]
    return _csv((*FILED, "text", "plain"), [*_signatures(files), *lines])


def filed_csv(catalog: Catalog) -> str:
    """The signatures under the words that count now, as `locales/ledger.csv` keeps them beside an export."""
    return _csv(FILED, (row[: len(FILED)] for row in _signatures(catalog)))


def _signatures(catalog: Catalog) -> Iterator[tuple[object, ...]]:
    for language, said in catalog.entries.items():
        for msgid, entry in said.items():
            bound = fingerprint(msgid, entry.text, entry.plain)
            for one in entry.signers:
                yield language, msgid, bound, one.name, one.dialect, one.on, entry.text, entry.plain


def _csv(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()
