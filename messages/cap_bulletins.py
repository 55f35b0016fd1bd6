"""A bulletin of ours as an alert: what stands for each phase, and which signed words say what.

CAP has no word for drought phases and nobody has mapped NDMA's. `Expected` means "within the hour" there, so it never
fits a drought.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.languages import FLOOR, Language
from domain.phases import Phase
from domain.signed_words import Form
from messages.cap_places import areas_of
from messages.cap_structure import Alert, Info, Named, Reference

# The floor first: CAP Composer's list and map show the first language alone.
ORDER = (FLOOR, Language.KAMBA, Language.TAITA, Language.ENGLISH)
# What a reader gets of one language, the fullest first. The words prepared to end a warning are no part of it.
FULLEST = (Form.INTERMEDIARY, Form.RADIO, Form.SMS)
STOPPED = "It was stopped while it was being sent. Ask before you act on it."
# Of whom it is for, when it is not for everybody in its areas; in English, as the places.
READERS = {"person": "who do not pass warnings on", "intermediary": "who pass warnings on to others"}
LONGEST_HEADLINE = 160  # letters, as the standard advises


class Weight(NamedTuple):
    """How CAP weighs it."""

    urgency: str
    severity: str
    certainty: str
    responses: tuple[str, ...]


PHASES = {
    Phase.NORMAL: Weight("Past", "Minor", "Observed", ("AllClear",)),
    Phase.ALERT: Weight("Future", "Moderate", "Observed", ("Monitor", "Prepare")),
    Phase.ALARM: Weight("Future", "Severe", "Observed", ("Prepare", "Execute")),
    Phase.EMERGENCY: Weight("Immediate", "Extreme", "Observed", ("Execute",)),
    Phase.RECOVERY: Weight("Future", "Minor", "Observed", ("Monitor", "Assess")),
}
# One that is over was right; one that is taken back speaks of what is not so, and nobody needs to do anything.
ENDS = {
    Follow.ALL_CLEAR: Weight("Past", "Minor", "Observed", ("AllClear",)),
    Follow.CANCEL: Weight("Past", "Minor", "Unlikely", ("None",)),
}
UNDECLARED = Weight("Future", "Minor", "Observed", ("Monitor",))

# An all clear is an Update: it has something to say until it expires, and what it follows was no mistake.
MESSAGES = {Follow.UPDATE: "Update", Follow.ALL_CLEAR: "Update", Follow.CANCEL: "Cancel"}


class Event(NamedTuple):
    """What it is about: WMO's own words for drought."""

    name: str
    category: str
    codes: tuple[Named, ...]
    speaker: str


EVENTS = {
    Kind.DROUGHT: Event("Drought/Dry spell", "Met", (Named("OET:v1.2", "OET-063"),), "NDMA"),
    # WMO's nearest code for peace is that for unrest: it would say the opposite.
    Kind.PEACE: Event("Peace message", "Safety", (), ""),
    Kind.NOTICE: Event("Public notice", "Other", (), "NDMA"),
}


def alert(bulletin: Bulletin, address: str, sender: str, places: Gazetteer, before: Sequence[Reference] = ()) -> Alert:
    """The bulletin, which has begun to leave, as an alert. Raises nothing: `cap.check` says what is wrong with it.

    `address` is that of its page, and its identifier for ever. `before` are the public ones it follows, the first of
    them first; without any an update speaks for itself, and an end has nothing to end.
    """
    sent = sent_at(bulletin)
    message = MESSAGES[bulletin.follow] if bulletin.follow else "Alert"
    return Alert(
        identifier=address,
        sender=sender,
        sent=sent,
        message="Alert" if bulletin.follow is Follow.UPDATE and not before else message,
        references=tuple(before),
        infos=tuple(_info(bulletin, language, address, sent, places) for language in spoken(bulletin)),
    )


def stopped(bulletin: Bulletin, address: str, sender: str) -> Alert:
    """What takes back, for machines, the alert of a bulletin that was stopped while it was being sent.

    Nobody signed words for it: it has no text, only a note.
    """
    return Alert(
        identifier=f"{address}/stopped",
        sender=sender,
        sent=max(sent_at(bulletin), bulletin.finished_at or bulletin.send_at).replace(microsecond=0),
        message="Cancel",
        note=STOPPED,
        references=(reference(bulletin, address, sender),),
    )


def sent_at(bulletin: Bulletin) -> datetime:
    """When the first of it left, to the second; its hour for one that has not left."""
    return (bulletin.started_at or bulletin.send_at).replace(microsecond=0)


def reference(bulletin: Bulletin, address: str, sender: str) -> Reference:
    """What others call it."""
    return Reference(sender, address, sent_at(bulletin))


def spoken(bulletin: Bulletin) -> list[Language]:
    """The languages in which it has signed words, in the order they are shown."""
    return [language for language in ORDER if fullest(bulletin, language)]


def fullest(bulletin: Bulletin, language: Language) -> BulletinText | None:
    """The longest signed words there are in a language."""
    texts = (bulletin.text(language, form) for form in FULLEST)
    return next((text for text in texts if text is not None and text.signed), None)


def shortest(bulletin: Bulletin, language: Language) -> BulletinText | None:
    """The signed SMS; without one, the fullest."""
    text = bulletin.text(language)
    return text if text is not None and text.signed else fullest(bulletin, language)


def parted(words: str) -> tuple[str, str]:
    """The headline of a text, and what comes after it: as many whole sentences as there is room for.

    A first sentence that is too long is cut between two words; what was cut is then in what comes after.
    """
    words = " ".join(words.split())
    ends = [found.end() for found in re.finditer(r"[.!?](?=\s+[^\W\d_]|$)", words)]
    first = next(iter(ends), len(words))
    if first <= LONGEST_HEADLINE:
        return words[:first], words[first:].strip()
    room = words[: LONGEST_HEADLINE - 2].rpartition(" ")[0] or words[: LONGEST_HEADLINE - 3]
    return f"{room}...", words[len(room) :].strip()


def places_of(bulletin: Bulletin) -> list[str]:
    """Where it is for, as the public is told: of a peace message no more than the counties."""
    return sorted(bulletin.counties) if bulletin.kind is Kind.PEACE else list(bulletin.areas)


def speaker(bulletin: Bulletin, places: Gazetteer) -> str:
    """NDMA, Kitui County"""
    counties = ", ".join(f"{places.called(county)} County" for county in sorted(bulletin.counties))
    return ", ".join(filter(None, (EVENTS[bulletin.kind].speaker, counties)))


def ends(bulletin: Bulletin) -> bool:
    """Whether it ends a warning: what phase it carries is that of the warning, and declares nothing."""
    return bulletin.follow in ENDS


def weight(bulletin: Bulletin) -> Weight:
    """How CAP weighs it."""
    if bulletin.follow in ENDS:
        return ENDS[bulletin.follow]
    return PHASES[bulletin.phase] if bulletin.phase else UNDECLARED


def audience(bulletin: Bulletin) -> str:
    """Those who pass warnings on to others, who chose Kamba or Taita; "" for everybody in its areas."""
    kinds = [READERS[kind] for kind in bulletin.audience_kinds]
    languages = " or ".join(Language(language).name.capitalize() for language in bulletin.audience_languages)
    said = [" or ".join(kinds), f"who chose {languages}" if languages else ""]
    return f"Those {', '.join(filter(None, said))}" if any(said) else ""


def _info(bulletin: Bulletin, language: Language, address: str, sent: datetime, places: Gazetteer) -> Info:
    event, weighed = EVENTS[bulletin.kind], weight(bulletin)
    short, full = shortest(bulletin, language), fullest(bulletin, language)
    headline, rest = parted(short.body) if short else ("", "")
    declared = {} if ends(bulletin) else {"NDMA:phase": bulletin.phase, "NDMA:trend": bulletin.trend}
    zones = [] if bulletin.kind is Kind.PEACE else bulletin.zones
    return Info(
        language=f"{language}-KE",
        categories=(event.category,),
        event=event.name,
        responses=weighed.responses,
        urgency=weighed.urgency,
        severity=weighed.severity,
        certainty=weighed.certainty,
        audience=audience(bulletin),
        event_codes=event.codes,
        effective=sent,
        onset=sent,
        expires=bulletin.expires_at.replace(microsecond=0),
        sender_name=speaker(bulletin, places),
        headline=headline,
        description=full.body if full else "",
        # The end of the SMS is what to do; a description that is the SMS itself says it already.
        instruction=rest if full is not short else "",
        web=address,
        parameters=tuple(Named(name, value.capitalize()) for name, value in declared.items() if value),
        areas=areas_of(places_of(bulletin), zones, places),
    )
