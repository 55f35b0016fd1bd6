"""Which texts of the library an officer sees, and what they may do to one now."""

from flask import abort, request

from bot.console.access import current_officer, passes, today
from bot.console.bulletin_rights import READERS as READERS
from bot.console.bulletin_rights import counties_seen
from bot.services import services, session
from domain import audit, standing
from domain.library import LibraryEntry, LibraryVersion, locked
from domain.library_shelves import Standing, standings
from domain.library_texts import LibraryText
from domain.officers import Role
from domain.refusals import Refusal


def visible(entry: LibraryEntry | None) -> LibraryEntry:
    """The entry, where it is of all counties or of one of this officer's; 404 for anybody else's."""
    seen = counties_seen(current_officer())
    if entry is None or not (seen is None or entry.county is None or entry.county in seen):
        abort(404)
    return entry


def found(entry_id: int) -> LibraryEntry:
    """The entry to be read."""
    return visible(session().get(LibraryEntry, entry_id))


def held(entry_id: int) -> LibraryEntry:
    """The entry to be decided about: nobody else decides until this request is over."""
    return visible(locked(session(), entry_id))


def held_as_seen(entry_id: int) -> LibraryEntry:
    """The same, refused when its newest version is no longer what the officer's page showed."""
    entry = held(entry_id)
    if request.form.get("seen") != seen(entry):
        raise Refusal("Somebody changed or approved this text while you read. Look at it again, then decide.")
    return entry


def seen(entry: LibraryEntry) -> str:
    """What an officer looked at."""
    return f"{entry.newest.id}.{bool(entry.newest.approved_at)}.{entry.newest.fingerprint()}"


def text_of(entry: LibraryEntry, text_id: int) -> LibraryText:
    """A text of its newest version; 404 for one of another."""
    return next((text for text in entry.newest.texts if text.id == text_id), None) or abort(404)


def subject(entry: LibraryEntry) -> str:
    """Its name in the audit."""
    return f"library {entry.id}"


def record(entry: LibraryEntry, what: str, **detail: object) -> None:
    """Write down what this officer did to it."""
    audit.record(session(), current_officer().id, what, subject(entry), now=services().now(), **detail)


def acts(entry: LibraryEntry) -> set[str]:
    """What this officer may do to it now; whether it is ready is said when they try."""
    version = entry.newest
    may = {
        "edit": passes(entry.check_writer),
        "withdraw": passes(entry.check_withdrawer),
        "approve": entry.withdrawn_at is None and version.approved_at is None and passes(version.check_approver),
        "copy": bool(entry.county is None and entry.withdrawn_at is None and counties_written()),
    }
    return {act for act, allowed in may.items() if allowed}


def counties_written() -> list[str]:
    """The counties this officer writes texts for."""
    officer = current_officer()
    return [
        county.slug for county in services().places.counties if officer.may(Role.OFFICER, today(), county=county.slug)
    ]


def waits_for_me(entry: LibraryEntry) -> bool:
    """Whether this officer could approve it as it stands."""
    return Standing.READY in standings(entry, today()) and "approve" in acts(entry)


def signs(entry: LibraryEntry, version: LibraryVersion, text: LibraryText) -> bool:
    """Whether this officer may put their name to the text now."""
    officer = current_officer()
    speaks = standing.speaks(officer, text.language, entry.counties, today())
    open_ = entry.withdrawn_at is None and version is entry.newest
    return open_ and speaks and not text.written_by(officer) and not text.signed
