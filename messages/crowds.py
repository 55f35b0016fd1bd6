"""What officers on duty are texted in the place of alerts when too many reports come of one ward: one text an hour."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import duty
from domain.areas import Gazetteer
from domain.incidents import Incident
from domain.languages import Language
from domain.vault import Vault
from messages import outbox
from messages.alert_words import NOWHERE, place, spoken_by

WORDS = {
    Language.ENGLISH: "Mbiu: %(reports)d reports within an hour, %(place)s. More are not texted one by one: "
    "look at the console. This is not the police: 999/112.",
    Language.SWAHILI: "Mbiu: ripoti %(reports)d kwa saa moja, %(place)s. Nyingine hazitumwi moja moja: "
    "fungua mfumo wa Mbiu. Mbiu si polisi: 999/112.",
}


def body(incident: Incident, reports: int, places: Gazetteer, language: Language) -> str:
    """The text to one officer: one part."""
    spoken = spoken_by(language)
    return WORDS[spoken] % {"reports": reports, "place": place(incident.ward, places) or NOWHERE[spoken]}


def tell(session: Session, vault: Vault, incident: Incident, reports: int, *, places: Gazetteer, now: datetime) -> None:
    """Text it to whoever would have been alerted of this one."""
    for officer in duty.asked(session, incident, now):
        words = body(incident, reports, places, officer.interface)
        outbox.tell(session, vault, officer, words, now=incident.opened_at)
