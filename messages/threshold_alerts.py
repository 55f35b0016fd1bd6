"""The words to officers on duty when a threshold is crossed: how many, of what, where, and nothing of any report."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import roster
from domain.areas import Gazetteer, county_of
from domain.areas import Level as AreaLevel
from domain.coarse_places import told_place
from domain.languages import Language
from domain.thresholds import Threshold
from domain.triage import Level
from domain.vault import Vault
from messages import outbox
from messages.alert_words import KINDS, spoken_by

BODY = {
    Language.ENGLISH: "Mbiu: %(number)s or more reports (%(kind)s) in %(area)s within %(days)s. See the console.",
    Language.SWAHILI: "Mbiu: ripoti %(number)s au zaidi (%(kind)s) %(area)s ndani ya %(days)s. Fungua mfumo.",
}
DAYS = {Language.ENGLISH: ("a day", "%s days"), Language.SWAHILI: ("siku 1", "siku %s")}
ANY = {Language.ENGLISH: "any kind", Language.SWAHILI: "aina yoyote"}


def body(threshold: Threshold, places: Gazetteer, language: Language) -> str:
    """The text to one officer; a small ward stands as its constituency."""
    spoken = spoken_by(language)
    area = places[threshold.area]
    one, many = DAYS[spoken]
    return BODY[spoken] % {
        "number": threshold.number,
        "kind": KINDS[spoken][threshold.kind] if threshold.kind else ANY[spoken],
        "area": (told_place(places, area.slug) if area.level is AreaLevel.WARD else area).display_name,
        "days": one if threshold.days == 1 else many % threshold.days,
    }


def alert(session: Session, vault: Vault, threshold: Threshold, *, places: Gazetteer, now: datetime) -> int:
    """Text the peace officers on duty in its county; how many were told."""
    on_duty = roster.on_duty(session, county_of(threshold.area), Level.MEDIUM, now)
    words = {officer: body(threshold, places, officer.interface) for officer in on_duty}
    return sum(outbox.tell(session, vault, officer, words[officer], now=now) for officer in on_duty)
