"""What a responder may be told of an incident: facts as coarse as they can be used, never a sentence of who told.

A ward of few people, an hour, or "at the borehole of" can point at whoever was there; so the place is the ward only
where many live in it, and the time is half a day at the finest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.areas import Gazetteer, Level, around
from domain.coarse_places import is_small, told_place
from domain.hours import local
from domain.incidents import Incident
from domain.referrals import Need
from domain.refusals import Refusal
from domain.sightings import Hurt, Sighting, When
from domain.taxonomy import Kind

LONGEST_REASON = 300  # letters


class Time(StrEnum):
    """How a time is said, from the finest."""

    HALF_DAY = "half_day"
    DAY = "day"
    WEEK = "week"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Facts:
    """One case. `area` is the place that is named (None: not known), `nearer` an officer's own words for more.

    `at` is when it happened as far as we know; None in `ongoing` and `hurt` is not known.
    """

    kind: Kind
    area: str | None
    time: Time
    at: datetime | None
    need: Need = Need.CHECK
    ongoing: bool | None = None
    hurt: Hurt | None = None
    nearer: str = ""
    note: str = ""

    @property
    def day(self) -> date | None:
        return local(self.at).date() if self.at and self.time is not Time.UNSAID else None


def suggest(incident: Incident, told: Sequence[Sighting], places: Gazetteer) -> Facts:
    """What the officer starts from: the coarse form of what was told, none of its words."""
    time, at = _time(told)
    if time is Time.HALF_DAY and is_small(places, incident.ward):
        time = Time.DAY
    hurt = [sighting.hurt for sighting in told if sighting.hurt]
    ongoing = [sighting.ongoing for sighting in told if sighting.ongoing is not None]
    return Facts(
        kind=incident.kind,
        area=coarse(incident.ward, places),
        time=time,
        at=at,
        ongoing=any(ongoing) if ongoing else None,
        hurt=max(hurt, key=list(Hurt).index, default=None),
    )


def _time(told: Sequence[Sighting]) -> tuple[Time, datetime | None]:
    """By the newest of the tellings that says most: that of one who saw it go on is of half a day."""
    for when, time in ((When.NOW, Time.HALF_DAY), (When.TODAY, Time.DAY), (When.THIS_WEEK, Time.WEEK)):
        if found := [sighting.told_at for sighting in told if sighting.happened is when]:
            return time, found[-1]
    return Time.UNSAID, None


def coarse(ward: str | None, places: Gazetteer) -> str | None:
    """The finest place that is named without a reason: the ward, or its constituency."""
    return told_place(places, ward).slug if ward else None


def areas_to_name(ward: str | None) -> list[str]:
    """The places a text may name, the finest first."""
    return list(reversed(around(ward))) if ward else []


def times_to_say(suggested: Facts) -> list[Time]:
    """The time as suggested, and the coarser ones."""
    return [time for time in Time if list(Time).index(time) >= list(Time).index(suggested.time)]


def is_finer(facts: Facts, places: Gazetteer) -> bool:
    """Whether the text names a place that needs an officer's reason."""
    return bool(facts.nearer) or (
        facts.area is not None and places[facts.area].level is Level.WARD and is_small(places, facts.area)
    )


def check(facts: Facts, incident: Incident, suggested: Facts, reason: str, places: Gazetteer) -> None:
    """That the facts are of this incident, and no finer than may be said. Raises `Refusal`."""
    fits = facts.area in areas_to_name(incident.ward) if incident.ward else facts.area is None
    if not fits or facts.time not in times_to_say(suggested):
        raise Refusal("The report was changed meanwhile: look at the place and the time again.")
    if is_finer(facts, places) and not reason.strip():
        raise Refusal("Say why the responder must know the place so near: few people live there.")
    if len(reason) > LONGEST_REASON:
        raise Refusal("A reason has room for %(most)s letters: shorten it.", most=LONGEST_REASON)
