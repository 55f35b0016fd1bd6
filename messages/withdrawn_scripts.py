"""The word to producers and newsrooms that a script they may have in hand must not be read: which one, and nothing of
what is in it."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from domain import producers, stations
from domain.areas import Gazetteer
from domain.hours import local
from domain.languages import FLOOR, Language
from domain.officers import Officer
from domain.phones import Phone
from domain.script_versions import ScriptVersion
from domain.scripts import Script
from domain.sealed_columns import OFFICER_PHONE, STATION_PHONE, SealedColumn
from domain.stations import Station
from domain.texts import Reason
from domain.vault import Unsealable, Vault
from messages import outbox
from messages.alert_words import spoken_by

log = logging.getLogger(__name__)

WITHDRAWN = {
    Language.ENGLISH: "Mbiu: the radio script %(script)s is withdrawn. Do not read it on air.",
    Language.SWAHILI: "Mbiu: hati ya redio %(script)s imeondolewa. Usiisome hewani.",
}
NEWER = {Language.ENGLISH: "Version %(number)s is ready.", Language.SWAHILI: "Toleo la %(number)s liko tayari."}
PRODUCER = {Language.ENGLISH: "See the console.", Language.SWAHILI: "Fungua mfumo."}
NEWSROOM = {Language.ENGLISH: "Ask the county.", Language.SWAHILI: "Uliza kaunti."}
SCRIPT = {
    Language.ENGLISH: "%(county)s, %(language)s, week %(week)s, version %(number)s",
    Language.SWAHILI: "%(county)s, %(language)s, wiki ya %(week)s, toleo la %(number)s",
}
LANGUAGES = {
    Language.ENGLISH: {
        Language.SWAHILI: "Swahili",
        Language.KAMBA: "Kamba",
        Language.TAITA: "Taita",
        Language.ENGLISH: "English",
    },
    Language.SWAHILI: {
        Language.SWAHILI: "Kiswahili",
        Language.KAMBA: "Kikamba",
        Language.TAITA: "Kitaita",
        Language.ENGLISH: "Kiingereza",
    },
}


def body(
    script: Script,
    versions: Sequence[ScriptVersion],
    places: Gazetteer,
    language: Language,
    end: dict[Language, str] = PRODUCER,
) -> str:
    """The text to one reader: one part of GSM-7. Several versions are told as from the first of them to the last."""
    spoken = spoken_by(language)
    first, last = versions[0].number, versions[-1].number
    which = {
        "county": places[script.county].name,
        "language": LANGUAGES[spoken][script.language],
        "week": f"{script.week:%d/%m/%Y}",
        "number": last if first == last else f"{first}-{last}",
    }
    newer = [NEWER[spoken] % {"number": script.approved.number}] if script.approved else []
    return " ".join([WITHDRAWN[spoken] % {"script": SCRIPT[spoken] % which}, *newer, end[spoken]])


def tell(
    session: Session,
    vault: Vault,
    script: Script,
    versions: Sequence[ScriptVersion],
    *,
    places: Gazetteer,
    now: datetime,
) -> int:
    """Text the producers of its stations, and their newsrooms, that these versions are withdrawn; how many numbers were
    told, each once."""
    on = local(now).date()
    told: set[Phone] = set()
    for officer in producers.told_of(session, script.county, script.language, on):
        words = body(script, versions, places, officer.interface)
        _text(session, vault, OFFICER_PHONE, officer, words, told, now)
    for station in stations.reading(session, script.county, script.language):
        words = body(script, versions, places, FLOOR, NEWSROOM)
        _text(session, vault, STATION_PHONE, station, words, told, now)
    return len(told)


def _text(
    session: Session,
    vault: Vault,
    column: SealedColumn,
    row: Officer | Station,
    words: str,
    told: set[Phone],
    now: datetime,
) -> None:
    """One alert, unless this number has it; one that our keys do not open holds back no word to the others."""
    try:
        phone = column.phone(vault, row) if row.phone_sealed else None
    except Unsealable:
        log.error("the number of somebody to be told of a withdrawn script cannot be opened with our keys")
        return
    if phone and phone not in told:
        outbox.queue(session, vault, phone, words, reason=Reason.ALERT, now=now)
        told.add(phone)
