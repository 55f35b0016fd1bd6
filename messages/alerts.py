"""The words to officers on duty when a report is filed: enough to look at the console, nothing that points at anyone.

No sentence, no hour, no ward (the console shows it to those who may see it), and never a word about who told us: the
operator and the gateway see every text, and an officer's telephone lies on tables.
"""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from domain import officers
from domain.areas import Gazetteer, around
from domain.hours import local
from domain.incidents import Incident
from domain.languages import Language
from domain.officers import Officer, Role
from domain.taxonomy import Kind
from domain.texts import Reason
from domain.triage import Level
from domain.vault import Purpose, Unsealable, Vault
from messages import outbox

log = logging.getLogger(__name__)

BODY = {
    Language.ENGLISH: "Mbiu %(level)s report %(code_word)s: %(kind)s, %(place)s. Look at the console. "
    "This is not the police: 999/112.",
    Language.SWAHILI: "Mbiu, ripoti %(code_word)s (%(level)s): %(kind)s, %(place)s. Fungua mfumo wa Mbiu. "
    "Mbiu si polisi: 999/112.",
}
LEVELS = {
    Language.ENGLISH: {
        Level.CRITICAL: "CRITICAL",
        Level.HIGH: "HIGH",
        Level.MEDIUM: "MEDIUM",
        Level.LOW: "LOW",
        Level.INFO: "FOR INFORMATION",
    },
    Language.SWAHILI: {
        Level.CRITICAL: "DHARURA",
        Level.HIGH: "JUU",
        Level.MEDIUM: "WASTANI",
        Level.LOW: "CHINI",
        Level.INFO: "TAARIFA",
    },
}
KINDS = {
    Language.ENGLISH: {
        Kind.HERDER_FARMER: "herders and farmers",
        Kind.LIVESTOCK_THEFT: "livestock theft",
        Kind.WATER_PASTURE: "water, land or pasture",
        Kind.LAND_BOUNDARY: "land or boundary",
        Kind.SAND_CHARCOAL: "sand or charcoal",
        Kind.WILDLIFE: "wild animals",
        Kind.VIOLENCE_INJURY: "attack or injury",
        Kind.THREAT_RUMOUR: "threat or rumour",
        Kind.DISPLACEMENT: "people fleeing",
        Kind.POLITICAL: "political violence",
        Kind.CRIME_OTHER: "another crime",
        Kind.PEACE_POSITIVE: "good news of peace",
        Kind.OTHER: "something else",
    },
    Language.SWAHILI: {
        Kind.HERDER_FARMER: "wafugaji na wakulima",
        Kind.LIVESTOCK_THEFT: "wizi wa mifugo",
        Kind.WATER_PASTURE: "maji, ardhi au malisho",
        Kind.LAND_BOUNDARY: "ardhi au mpaka",
        Kind.SAND_CHARCOAL: "mchanga au makaa",
        Kind.WILDLIFE: "wanyamapori",
        Kind.VIOLENCE_INJURY: "shambulio au kujeruhiwa",
        Kind.THREAT_RUMOUR: "vitisho au uvumi",
        Kind.DISPLACEMENT: "watu wanahama",
        Kind.POLITICAL: "vurugu za siasa",
        Kind.CRIME_OTHER: "uhalifu mwingine",
        Kind.PEACE_POSITIVE: "habari njema za amani",
        Kind.OTHER: "jambo lingine",
    },
}
PROVIDER_PAUSED = {
    Language.ENGLISH: "Mbiu %(hour)s: nothing leaves through %(provider)s: %(reason)s. See Sending on the console.",
    Language.SWAHILI: "Mbiu %(hour)s: ujumbe hautoki kupitia %(provider)s: %(reason)s. Angalia Utumaji kwenye mfumo.",
}
LONGEST_REASON = 40  # letters, so that it stays one part
NOWHERE = {Language.ENGLISH: "place not given", Language.SWAHILI: "mahali hapajatajwa"}


def body(incident: Incident, places: Gazetteer, language: Language) -> str:
    """The text to one officer: one part of GSM-7 for every code word, kind and place."""
    spoken = language if language in BODY else Language.ENGLISH
    return BODY[spoken] % {
        "level": LEVELS[spoken][incident.level],
        "code_word": incident.code_word,
        "kind": KINDS[spoken][incident.kind],
        "place": place(incident.ward, places) or NOWHERE[spoken],
    }


def place(ward: str | None, places: Gazetteer) -> str | None:
    """Constituency and county: coarse, for a ward may hold few people and one quarrel."""
    names = [places[slug].display_name for slug in around(ward)[:2]] if ward else []
    return ", ".join(reversed(names)) or None


def alert_duty(session: Session, vault: Vault, incident: Incident, *, places: Gazetteer, now: datetime) -> int:
    """Text the peace officers on duty where it happened, each once; in every county when the place is not known.

    Returns how many were told: 0 means that nobody with the role has a telephone, and only the queue shows it.
    """
    told = on_duty(session, incident, places, now)
    for officer in told:
        if officer.phone_sealed is not None:
            phone = vault.reveal(officer.phone_sealed, Purpose.OFFICER)
            words = body(incident, places, officer.interface)
            # The report's own minute: the answer to whoever reported carries the exact moment in the same table.
            outbox.queue(session, vault, phone, words, reason=Reason.ALERT, now=incident.opened_at)
    return len(told)


def on_duty(session: Session, incident: Incident, places: Gazetteer, now: datetime) -> list[Officer]:
    counties = [places[incident.ward].county] if incident.ward else [county.slug for county in places.counties]
    on = local(now).date()
    found = {officer.id: officer for county in counties for officer in officers.on_duty(session, county, on)}
    return list(found.values())


def alert_admins(session: Session, vault: Vault, provider: str, reason: str, *, now: datetime) -> None:
    """Text the administrators on duty that a provider turns our account away, by whichever other one works.

    A number that our keys do not open is passed over: it must not undo the pause.
    """
    for officer in officers.on_duty(session, None, local(now).date(), Role.ADMIN):
        try:
            phone = vault.reveal(officer.phone_sealed or b"", Purpose.OFFICER)
        except Unsealable:
            log.error("the number of officer %d cannot be opened with our keys", officer.id)
            continue
        language = officer.interface if officer.interface in PROVIDER_PAUSED else Language.ENGLISH
        words = PROVIDER_PAUSED[language] % {
            # With one provider it leaves when that works again: then the hour tells that it is over.
            "hour": f"{local(now):%H:%M}",
            "provider": provider,
            "reason": reason[:LONGEST_REASON],
        }
        outbox.queue(session, vault, phone, words, reason=Reason.ALERT, now=now)
