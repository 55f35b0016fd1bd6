"""What the console calls a drought record and a standing text, where a bulletin is made from them."""

from bot.console.access import today
from bot.console.bulletin_sources import differs, is_stale
from bot.console.library_words import READERS, TOPICS
from bot.console.record_words import phase_words, scope_name, trend_words
from bot.console.words import _
from bot.services import services, session
from domain.bulletins import Bulletin
from domain.indicators import DroughtRecord
from domain.library import LibraryVersion, usable
from domain.life_cycle import OPEN_TO_EDIT


def record_about(record: DroughtRecord) -> str:
    """Kitui, Mixed Farming, 10/2026: Alert, Worsening"""
    zone = scope_name(record.zone) if record.zone else ""
    about = _listed(services().places[record.county].name, zone, f"{record.month:%m/%Y}")
    declared = declared_words(record)
    return f"{about}: {declared}" if declared else about


def declared_words(record: DroughtRecord) -> str:
    """Alert (late), Worsening"""
    return _listed(phase_words(record), trend_words(record))


def _listed(*words: str) -> str:
    return ", ".join(filter(None, words))


def library_about(version: LibraryVersion, *, in_use: bool) -> str:
    """Its title, whom or what it is for, which version it is, and what is not yet sure about it."""
    entry = version.entry
    about = [entry.title]
    about += [_(READERS[entry.for_whom])] if entry.for_whom else []
    about += [_(TOPICS[entry.topic])] if entry.topic else []
    about.append(_("Version %(number)s", number=version.number))
    if entry.withdrawn_at is not None:
        about.append(_("withdrawn"))
    elif not in_use:
        about.append(_("too old to be used") if version.approved else _("not approved"))
    if not version.verified:
        about.append(_("source not verified"))
    return ", ".join(about)


def doubts_of(record: DroughtRecord | None, phase: str | None, trend: str | None) -> list[str]:
    """What to ask about a record that a bulletin of this phase and trend is made from."""
    if record is None:
        return []
    said = []
    if is_stale(record, today()):
        said.append(_("This record is older than 45 days: NDMA may have declared something else since."))
    if differs(record, phase, trend):
        said.append(_("The phase or the trend is not what this record says. What NDMA declared is right."))
    return said


def record_doubts(bulletin: Bulletin) -> list[str]:
    """The same of a bulletin as it stands."""
    return doubts_of(session().get(DroughtRecord, bulletin.record_id or 0), bulletin.phase, bulletin.trend)


def sources_of(bulletin: Bulletin) -> list[str]:
    """Where its words came from, as far as it says."""
    record = session().get(DroughtRecord, bulletin.record_id or 0)
    version = session().get(LibraryVersion, bulletin.version_id or 0)
    said = [f"{record_about(record)} ({record.source})"] if record else []
    return said + ([library_about(version, in_use=usable(version, today()))] if version else [])


def withdrawn(bulletin: Bulletin) -> str:
    """What to tell whoever decides about one that has not left, when the library took its text back; else ""."""
    version = session().get(LibraryVersion, bulletin.version_id or 0)
    if bulletin.state not in OPEN_TO_EDIT or version is None or version.entry.withdrawn_at is None:
        return ""
    about = {"title": version.entry.title, "reason": version.entry.withdrawn_because or "–"}
    return _("The library text it was made from, %(title)s, was withdrawn: %(reason)s. Read its words again.", **about)
