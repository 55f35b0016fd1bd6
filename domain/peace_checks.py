"""What must be asked of a peace text before anybody reads it, and which conflicts lie open where it would be read.

From practice: Sisi ni Amani's lessons of 2013 (no local incident to a whole area, not late, and written rules for when
a message must not be sent), Una Hakika (rumours fed the violence), Uwiano (incitement, coded words), and that messages
in one side's language miss the other side. The questions in words are the console's.
"""

from collections import Counter
from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.areas import Gazetteer, constituency_of
from domain.incidents import Handling, Incident
from domain.refusals import Refusal
from domain.taxonomy import Kind

FEWEST_SHOWN = 3  # a smaller count could point at somebody


class PeaceCheck(StrEnum):
    """One question. The first are of the words, the others of one sending of them."""

    NOBODY_NAMED = "nobody_named"  # no person, family, clan, community or party
    NO_PLACE_OF_QUARREL = "no_place_of_quarrel"
    NO_INCIDENT = "no_incident"  # nothing of what is open, or of what happened lately
    NO_RUMOUR = "no_rumour"  # not even to deny it
    BOTH_SIDES = "both_sides"  # whoever stands on the other side may read it over a shoulder
    SPEAKER_NAMED = "speaker_named"
    WIDE = "wide"  # a constituency or more, never one ward
    NEUTRAL_AT_BORDERS = "neutral_at_borders"  # Swahili in border wards
    BY_DAY = "by_day"  # not in the evening
    NOT_PUBLIC = "not_public"  # in no archive and no CAP, unless the county asked


OF_TEXT = tuple(PeaceCheck)[:6]
OF_SENDING = tuple(PeaceCheck)


def check(answered: Collection[str], asked: Collection[PeaceCheck]) -> list[str]:
    """The answers in the order asked. Raises `Refusal` while one is missing."""
    if not set(asked) <= set(answered):
        raise Refusal("A peace message needs every question answered with yes: read it again beside them.")
    return [question.value for question in asked]


class OpenIncidents(NamedTuple):
    """`number` is None for fewer than `FEWEST_SHOWN`."""

    constituency: str
    kind: Kind
    number: int | None


def open_incidents(session: Session, areas: Collection[str], places: Gazetteer) -> list[OpenIncidents]:
    """What is reported and not closed inside these areas, by constituency and kind: no place below, no word of it.

    Restricted reports are no incidents, so they are in no count; good news is no conflict.
    """
    here = (
        Incident.ward.in_(places.wards(areas))
        & (Incident.handling != Handling.CLOSED)
        & (Incident.kind != Kind.PEACE_POSITIVE)
    )
    found: Counter[tuple[str, Kind]] = Counter()
    for ward, kind, number in session.execute(
        select(Incident.ward, Incident.kind, func.count()).where(here).group_by(Incident.ward, Incident.kind)
    ):
        found[constituency_of(ward or ""), kind] += number
    return [
        OpenIncidents(constituency, kind, number if number >= FEWEST_SHOWN else None)
        for (constituency, kind), number in sorted(found.items())
    ]
