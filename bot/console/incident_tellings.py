"""What each source told of a report, as the page says it: everything but who they are."""

from dataclasses import dataclass
from datetime import datetime

from bot.console import incident_words as say
from bot.console.incident_shown import names, opened, place, rounded
from bot.console.words import _
from bot.services import session
from domain import sightings
from domain.hours import ROUND
from domain.incidents import Incident
from domain.sealed_columns import SIGHTING_PLACE, SIGHTING_WORDS
from domain.sightings import Hurt, Sighting
from domain.subscribers import Channel


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling; `first`: the first of its source. `facts` are as told."""

    number: int
    first: bool
    told: datetime
    how: str
    happened: str
    facts: list[str]
    words: str
    place: str
    partial: bool


def tellings(incident: Incident) -> list[Telling]:
    """All of an incident, source by source."""
    told = sorted(sightings.of(session(), incident), key=lambda sighting: sighting.number)
    typists = names({sighting.typed_by for sighting in told if sighting.typed_by})
    firsts = {sighting.number: sighting.id for sighting in reversed(told)}
    return [
        Telling(
            number=sighting.number,
            first=firsts[sighting.number] == sighting.id,
            told=rounded(sighting.told_at, ROUND),
            how=_how(sighting, typists),
            happened=_(say.HAPPENED[sighting.happened]),
            facts=_facts(sighting, incident),
            words=opened(SIGHTING_WORDS, sighting),
            place=opened(SIGHTING_PLACE, sighting),
            partial=sighting.partial,
        )
        for sighting in told
    ]


def _how(sighting: Sighting, typists: dict[int, str]) -> str:
    if sighting.typed_by in typists:
        name = typists[sighting.typed_by or 0]
        if sighting.channel is Channel.SMS:
            return _("came to the inbox, moved here by %(name)s", name=name)
        return _("typed in by %(name)s", name=name)
    return _(say.CHANNELS[sighting.channel])


def _facts(sighting: Sighting, incident: Incident) -> list[str]:
    """What was told beside the words; kind and ward only where staff made something else of them."""
    facts = []
    if sighting.kind is not incident.kind:
        facts.append(_("Told as: %(kind)s", kind=_(say.KINDS[sighting.kind])))
    if sighting.ward != incident.ward:
        facts.append(_("Place as told: %(place)s", place=place(sighting.ward)))
    if sighting.ongoing is not None:
        facts.append(_("It is still going on") if sighting.ongoing else _("It is over"))
    if sighting.hurt is not None:
        facts.append(_(say.HURT[Hurt(sighting.hurt)]))
    if sighting.weapons is not None:
        facts.append(_("Weapons are seen") if sighting.weapons else _("No weapons"))
    if sighting.source is not None:
        facts.append(_(say.SOURCES[sighting.source]))
    return facts
