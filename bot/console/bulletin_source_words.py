"""What the console calls a drought record and a standing text, where a bulletin is made from them."""

from bot.console.bulletin_words import PHASES, TRENDS
from bot.console.library_words import READERS, TOPICS
from bot.console.words import _
from bot.services import services, session
from domain import zones
from domain.bulletins import Bulletin
from domain.indicators import DroughtRecord
from domain.library import LibraryVersion


def record_about(record: DroughtRecord) -> str:
    """Kitui, Mixed Farming, 10/2026: Alert, Worsening"""
    zone = [zones.zones()[record.zone].name] if record.zone in zones.zones() else []
    about = ", ".join([services().places[record.county].name, *zone, f"{record.month:%m/%Y}"])
    declared = [_(PHASES[record.phase])] if record.phase else []
    declared += [_(TRENDS[record.trend])] if record.trend else []
    return f"{about}: {', '.join(declared)}" if declared else about


def library_about(version: LibraryVersion, *, usable: bool) -> str:
    """Its title, whom or what it is for, which version it is, and what is not yet sure about it."""
    entry = version.entry
    about = [entry.title]
    about += [_(READERS[entry.for_whom])] if entry.for_whom else []
    about += [_(TOPICS[entry.topic])] if entry.topic else []
    about.append(_("Version %(number)s", number=version.number))
    if not usable:
        about.append(_("not approved"))
    if not version.verified:
        about.append(_("source not verified"))
    return ", ".join(about)


def sources_of(bulletin: Bulletin) -> list[str]:
    """Where its words came from, as far as it says."""
    record = session().get(DroughtRecord, bulletin.record_id or 0)
    version = session().get(LibraryVersion, bulletin.version_id or 0)
    said = [f"{record_about(record)} ({record.source})"] if record else []
    return said + ([library_about(version, usable=version.approved)] if version else [])
