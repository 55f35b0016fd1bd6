"""The words to officers on duty when a threshold is crossed: how many, of what, where, and nothing of any report."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import officers
from domain.areas import Gazetteer, county_of
from domain.hours import local
from domain.languages import Language
from domain.texts import Reason
from domain.thresholds import Threshold
from domain.vault import Purpose, Unsealable, Vault
from messages import outbox
from messages.alerts import KINDS

BODY = {
    Language.ENGLISH: "Mbiu: %(number)s or more reports (%(kind)s) in %(area)s within %(days)s days. See the console.",
    Language.SWAHILI: "Mbiu: ripoti %(number)s au zaidi (%(kind)s) %(area)s ndani ya siku %(days)s. Fungua mfumo.",
}
ANY = {Language.ENGLISH: "any kind", Language.SWAHILI: "aina yoyote"}


def body(threshold: Threshold, places: Gazetteer, language: Language) -> str:
    """The text to one officer."""
    spoken = language if language in BODY else Language.ENGLISH
    return BODY[spoken] % {
        "number": threshold.number,
        "kind": KINDS[spoken][threshold.kind] if threshold.kind else ANY[spoken],
        "area": places.called(threshold.area),
        "days": threshold.days,
    }


def alert(session: Session, vault: Vault, threshold: Threshold, *, places: Gazetteer, now: datetime) -> int:
    """Text the peace officers on duty in its county; how many were told. A number our keys do not open is passed by."""
    told = 0
    for officer in officers.on_duty(session, county_of(threshold.area), local(now).date()):
        try:
            phone = vault.reveal(officer.phone_sealed or b"", Purpose.OFFICER)
        except Unsealable:
            continue
        words = body(threshold, places, officer.interface)
        outbox.queue(session, vault, phone, words, reason=Reason.ALERT, now=now)
        told += 1
    return told
