"""The first library, which comes with the service: every text a draft that nobody has signed or approved."""

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit
from domain.bulletins import Kind
from domain.languages import Language
from domain.library import ForWhom, LibraryEntry, LibraryVersion, PeaceTopic
from domain.library_texts import LibraryText
from domain.phases import Phase
from domain.signed_words import Form

DATA = Path(__file__).parent / "data"
ENTRIES_CSV = DATA / "library.csv"
TEXTS_CSV = DATA / "library_texts.csv"
# What a text of no single entry belongs to: a message of any phase can be wrong, only a warning can be over.
SHARED: dict[str, tuple[Phase, ...]] = {
    "drought": tuple(Phase),
    "warning": (Phase.ALERT, Phase.ALARM, Phase.EMERGENCY),
}


def load(session: Session, plain: Callable[[str], str], now: datetime) -> int:
    """Bring the library level with the files; returns how many entries got new words. Safe to run again.

    What a county wrote or withdrew is left alone. Words of ours that changed in the files become the next version.
    `plain` makes the form for phones without ĩ and ũ.
    """
    here = {entry.key: entry for entry in session.scalars(select(LibraryEntry).where(LibraryEntry.key.is_not(None)))}
    changed = 0
    for entry, version in read(plain, now):
        held = here.get(entry.key)
        if held is None:
            entry.versions.append(version)
            session.add(entry)
        elif _ours(held) and _said(held.newest) != _said(version):
            _add(held, version)
        else:
            continue
        session.flush()
        changed += 1
        audit.record(session, None, "came with the service", f"library {(held or entry).id}", now=now)
    return changed


def _add(entry: LibraryEntry, version: LibraryVersion) -> None:
    """The next version of an entry; whoever signed the same words before stands for them still."""
    for text in version.texts:
        before = entry.newest.text(text.language, text.form)
        if before is not None and before.signed and before.fingerprint() == text.fingerprint():
            text.carry(before)
    version.number = entry.newest.number + 1
    entry.versions.append(version)


def read(plain: Callable[[str], str], now: datetime) -> Iterator[tuple[LibraryEntry, LibraryVersion]]:
    """The entries of our own files, each with the version it is to have."""
    with TEXTS_CSV.open(encoding="utf-8", newline="") as file:
        texts = list(csv.DictReader(file))
    with ENTRIES_CSV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = _entry(row)
            shared = {key for key, phases in SHARED.items() if entry.phase in phases}
            own = [text for text in texts if text["key"] in {row["key"], *shared}]
            version = LibraryVersion(
                number=1, source=row["source"], verified=row["verified"] == "yes", created_at=now,
                texts=[_text(text, plain) for text in own],
            )  # fmt: skip
            yield entry, version


def _entry(row: dict[str, str]) -> LibraryEntry:
    return LibraryEntry(
        title=row["title"],
        kind=Kind(row["kind"]),
        phase=Phase(row["phase"]) if row["phase"] else None,
        for_whom=ForWhom(row["for_whom"]) if row["for_whom"] else None,
        topic=PeaceTopic(row["topic"]) if row["topic"] else None,
        key=row["key"],
    )


def _text(row: dict[str, str], plain: Callable[[str], str]) -> LibraryText:
    return LibraryText(
        language=Language(row["language"]), form=Form(row["form"]), body=row["body"], plain=plain(row["body"]),
        writer_id=None,
    )  # fmt: skip


def _ours(entry: LibraryEntry) -> bool:
    """Whether nobody changed it or took it out of use."""
    version = entry.newest
    touched = version.author_id or version.hands or any(text.writer_id for text in version.texts)
    return entry.withdrawn_at is None and not touched


def _said(version: LibraryVersion) -> tuple[object, ...]:
    texts = {(text.language, text.form, text.body) for text in version.texts}
    return (version.source, version.verified, texts)
