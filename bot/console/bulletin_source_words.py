"""What the console calls a drought record and a standing text, where a bulletin is made from them."""

from bot.console.bulletin_words import PHASES, TRENDS
from bot.console.words import N_, _
from bot.services import services, session
from domain import zones
from domain.bulletins import Bulletin
from domain.indicators import DroughtRecord
from domain.library import ForWhom, LibraryVersion, PeaceTopic

# What the library sorts its texts by.
TOPICS: dict[ForWhom | PeaceTopic, str] = {
    ForWhom.EVERYBODY: N_("everybody"),
    ForWhom.FARMERS: N_("farmers"),
    ForWhom.HERDERS: N_("herders"),
    ForWhom.HOUSEHOLDS: N_("households"),
    ForWhom.INTERMEDIARIES: N_("those who pass it on"),
    PeaceTopic.WATER_POINTS: N_("water points"),
    PeaceTopic.GRAZING: N_("grazing"),
    PeaceTopic.RUMOUR: N_("rumours"),
    PeaceTopic.ELECTIONS: N_("elections"),
    PeaceTopic.RECONCILIATION: N_("reconciliation"),
}


def record_about(record: DroughtRecord) -> str:
    """Kitui, Mixed Farming, 10/2026: Alert, Worsening"""
    zone = [zones.zones()[record.zone].name] if record.zone in zones.zones() else []
    about = ", ".join([services().places[record.county].name, *zone, f"{record.month:%m/%Y}"])
    declared = [_(PHASES[record.phase])] if record.phase else []
    declared += [_(TRENDS[record.trend])] if record.trend else []
    return f"{about}: {', '.join(declared)}" if declared else about


def library_about(version: LibraryVersion) -> str:
    """Its title, whom or what it is for, which version it is, and what is not yet sure about it."""
    entry = version.entry
    about = [entry.title, *(_(TOPICS[sort]) for sort in (entry.for_whom, entry.topic) if sort)]
    about.append(_("version %(number)s", number=version.number))
    if version.approver_id is None:
        about.append(_("not approved"))
    if not version.verified:
        about.append(_("source not verified"))
    return ", ".join(about)


def sources_of(bulletin: Bulletin) -> list[str]:
    """Where its words came from, as far as it says."""
    record = session().get(DroughtRecord, bulletin.record_id or 0)
    version = session().get(LibraryVersion, bulletin.version_id or 0)
    said = [f"{record_about(record)} ({record.source})"] if record else []
    return said + ([library_about(version)] if version else [])
