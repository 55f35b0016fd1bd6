"""What stands in the library: how far each text has come, what may be used for a bulletin, what waits for whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.bulletins import Kind
from domain.languages import FLOOR, Language
from domain.library import ForWhom, LibraryEntry, LibraryVersion, PeaceTopic
from domain.library_texts import LibraryText
from domain.phases import Phase
from domain.signed_words import Form


class Standing(StrEnum):
    """How far an entry has come, by its newest version that was approved, else by its newest."""

    REVIEW_DUE = "review_due"  # in use, and its day to be read again has passed
    TOO_OLD = "too_old"  # approved, and out of use for nobody read it again
    READY = "ready"  # signed in Swahili: waits for approval
    UNSIGNED = "unsigned"  # waits for a Swahili signature
    DRAFT = "draft"  # without a Swahili text
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


def standing(entry: LibraryEntry, on: date) -> Standing:
    """How far it has come."""
    if entry.withdrawn_at is not None:
        return Standing.WITHDRAWN
    if version := entry.in_use(on):
        return Standing.REVIEW_DUE if version.due(on) else Standing.APPROVED
    if any(version.approved for version in entry.versions):
        return Standing.TOO_OLD
    return _written(entry.newest)


def standings(entry: LibraryEntry, on: date) -> list[Standing]:
    """How far it has come, and after it how far its next version has where one is written and not approved yet."""
    now = standing(entry, on)
    over = entry.newest.approved_at is not None or now in (Standing.WITHDRAWN, _written(entry.newest))
    return [now] if over else [now, _written(entry.newest)]


def _written(version: LibraryVersion) -> Standing:
    swahili = [text for text in version.texts if text.language is FLOOR]
    if not any(text.form is Form.SMS for text in swahili):
        return Standing.DRAFT
    return Standing.READY if all(text.signed for text in swahili) else Standing.UNSIGNED


def entries(
    session: Session,
    counties: Collection[str] | None,
    *,
    kind: Kind | None = None,
    phase: Phase | None = None,
    for_whom: ForWhom | None = None,
    topic: PeaceTopic | None = None,
) -> list[LibraryEntry]:
    """Those of all counties and of these (None: of every one), by kind, phase, readers and topic; withdrawn ones last.

    There are some dozens in a library, so their standing is found in memory.
    """
    query = select(LibraryEntry)
    wanted = {"kind": kind, "phase": phase, "for_whom": for_whom, "topic": topic}
    query = query.filter_by(**{column: value for column, value in wanted.items() if value is not None})
    if counties is not None:
        query = query.where(LibraryEntry.county.is_(None) | LibraryEntry.county.in_(counties))
    return sorted(session.scalars(query), key=_place)


def _place(entry: LibraryEntry) -> tuple[object, ...]:
    phases, readers, topics = [None, *Phase], [None, *ForWhom], [None, *PeaceTopic]
    of_kind = (list(Kind).index(entry.kind), phases.index(entry.phase), readers.index(entry.for_whom))
    return (entry.withdrawn_at is not None, *of_kind, topics.index(entry.topic), entry.title, entry.id)


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry for whoever writes a bulletin. `usable`: the version is approved; else it is a draft to begin from."""

    entry: LibraryEntry
    version: LibraryVersion
    usable: bool


def offers(
    session: Session,
    kind: Kind,
    counties: Collection[str],
    on: date,
    *,
    phase: Phase | None = None,
    for_whom: ForWhom | None = None,
    topic: PeaceTopic | None = None,
) -> list[Offer]:
    """What a bulletin to these counties may be made of: newest approved versions first, then drafts.

    A county's own text was approved for that county: it is not offered where another is addressed too.
    """
    found = entries(session, None, kind=kind, phase=phase, for_whom=for_whom, topic=topic)
    here = [entry for entry in found if entry.withdrawn_at is None]
    alone = [entry for entry in here if entry.county is None or set(counties) == {entry.county}]
    versions = [(entry, entry.in_use(on)) for entry in alone]
    made = [Offer(entry, version or entry.newest, usable=version is not None) for entry, version in versions]
    return sorted(made, key=lambda offer: not offer.usable)


def unsigned(
    session: Session, counties: Collection[str] | None, languages: Collection[Language]
) -> list[tuple[LibraryEntry, LibraryText]]:
    """The texts of newest versions in these languages that no speaker has signed."""
    return [
        (entry, text)
        for entry in entries(session, counties)
        if entry.withdrawn_at is None
        for text in entry.newest.texts
        if text.language in languages and not text.signed
    ]


def in_state(session: Session, counties: Collection[str] | None, on: date, *wanted: Standing) -> list[LibraryEntry]:
    """The entries that have come exactly so far, or whose next version has."""
    return [entry for entry in entries(session, counties) if not set(wanted).isdisjoint(standings(entry, on))]
