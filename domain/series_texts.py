"""The words of a series: which library versions it may take its turns from, and a version filled for one day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.bulletin_texts import BulletinText
from domain.bulletins import Kind
from domain.languages import FLOOR
from domain.library import LibraryEntry, LibraryVersion, usable
from domain.library_texts import LibraryText
from domain.placeholders import DIGITS_ONLY, fill, names
from domain.refusals import Refusal
from domain.signed_words import Form


def check_usable(version: LibraryVersion, on: date) -> None:
    """Raise the first `Refusal` that keeps it out of use: withdrawn, not approved, nobody's name under the Swahili."""
    if version.entry.withdrawn_at is not None:
        raise Refusal("One of its texts was withdrawn from the library.")
    if not usable(version, on):
        raise Refusal("One of its texts is not approved in the library, or must be read again there first.")
    if not any(text.language is FLOOR and text.form is Form.SMS and text.signed for text in version.texts):
        raise Refusal("A Swahili reviewer must sign the Swahili text first.")


def check_version(version: LibraryVersion, kind: Kind, counties: Collection[str], on: date) -> None:
    """Raise the first `Refusal` that keeps it out of a series of this kind in these counties."""
    check_usable(version, on)
    if version.entry.kind is not kind:
        raise Refusal("One of its texts is of another kind than the series.")
    if version.entry.county is not None and {version.entry.county} != set(counties):
        raise Refusal("One of its texts was written for another county.")
    if any(names(text.body + text.plain) - DIGITS_ONLY for text in version.texts):
        raise Refusal("A series fills in only {date} and {code}: one of its texts asks for more.")


def of(session: Session, ids: Sequence[int]) -> list[LibraryVersion]:
    """These versions in this order."""
    found = session.scalars(select(LibraryVersion).where(LibraryVersion.id.in_(ids)))
    by_id = {version.id: version for version in found}
    return [by_id[number] for number in ids if number in by_id]


def choices(session: Session, kinds: Collection[Kind], on: date) -> list[LibraryVersion]:
    """The newest approved version of every entry of these kinds that a series could use somewhere, by title."""
    approved = (
        select(LibraryVersion)
        .join(LibraryEntry)
        .where(LibraryEntry.kind.in_(kinds), LibraryVersion.approved_hash.is_not(None))
        .order_by(LibraryEntry.title, LibraryEntry.id, LibraryVersion.number)
    )
    newest = {version.entry_id: version for version in session.scalars(approved)}
    return [version for version in newest.values() if not problem(version, on)]


def problem(version: LibraryVersion, on: date) -> str:
    """Why no series may use it, as the sentence of a refusal; "" where one may."""
    try:
        check_version(version, version.entry.kind, [version.entry.county or ""], on)
    except Refusal as refusal:
        return refusal.sentence
    return ""


def names_code(texts: Iterable[LibraryText]) -> bool:
    """Whether any of them says where to write to."""
    return any("code" in names(text.body + text.plain) for text in texts)


def check_code(texts: Iterable[LibraryText], code: str | None) -> None:
    """Refuse texts that name the short code where there is none, and where it is more than digits."""
    if (code or "").isdecimal() or not names_code(texts):
        return
    if not code:
        raise Refusal("One of its texts names the short code, and none is set.")
    raise Refusal(
        "One of its texts has the blank {code}, and our short code needs a word beside it, which no speaker would see "
        "there: write both into the text instead."
    )


def filled(texts: Sequence[LibraryText], on: date, code: str | None) -> list[BulletinText]:
    """These signed texts as a bulletin of one day carries them, each with its speaker's name.

    The day is in digits as bulletins write it. Raises `Refusal` where a text names a short code that cannot be filled.
    """
    check_code(texts, code)
    meant = {"date": f"{on:%d/%m/%Y}", "code": code or ""}
    return [_filled(text, meant) for text in texts]


def _filled(text: LibraryText, meant: Mapping[str, str]) -> BulletinText:
    made = BulletinText(
        language=text.language,
        form=text.form,
        body=fill(text.body, meant),
        plain=fill(text.plain, meant),
        send_plain=text.send_plain,
        writer_id=text.writer_id,
        writers=list(text.writers),
    )
    made.carry(text)
    return made
