"""Many reports made by few, known by one phone or by one text, and many reports of one ward at once.

What looks like the first is kept, marked and tells nobody; the second may well be so, and is only told of in one text.
A mark is a doubt: whoever looked may take it away.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from domain import audit, incidents, sightings, timeline
from domain.areas import fold
from domain.db import driver
from domain.incidents import Incident
from domain.moments import hour, minute
from domain.officers import Officer
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import WITHIN, Sighting
from domain.triage import LEVELS, URGENT
from domain.vault import Vault

MOST_OF_A_PHONE = 5  # reports in an hour, before the next are marked
COPIES = 5  # sources that say the same words within `WITHIN`: the last of them is marked, and all after it
FEW_LETTERS, COPIES_OF_FEW = 40, 20  # what is shorter, honest people write alike now and then
MOST_OF_A_WARD = 10  # reports in an hour, before one text tells of the rest: half of what officers are sent
HOUR = timedelta(hours=1)
MOST_READ = 1000  # reports of one ward in two hours: more say nothing new
_NEWEST = """
    SELECT opened_at FROM incidents
    WHERE {} AND id <> %(id)s AND NOT mass AND level = ANY(%(as_urgent)s) AND opened_at > %(since)s
    ORDER BY opened_at DESC LIMIT %(most)s
"""


class Crowd(NamedTuple):
    """More reports of one ward than are told of one by one. `first`: this hour nobody was told that yet."""

    reports: int
    first: bool


def mark(
    session: Session, vault: Vault, incident: Incident, sighting: Sighting, now: datetime, *, of_this_phone: int
) -> None:
    """Mark a new incident of a phone that filed as many this hour, and one that only repeats the words of others.

    Those before it are left alone, and whatever officers were called to: else whoever wants a killing to pass unnoticed
    would send the words that tell of it once more.
    """
    if of_this_phone > MOST_OF_A_PHONE:
        incident.mass = True
    called = incident.alerted in URGENT or not incident.open
    if sighting.words_lookup is not None and not called and _is_copy(session, vault, incident, sighting, now):
        incident.mass = True


def _is_copy(session: Session, vault: Vault, incident: Incident, sighting: Sighting, now: datetime) -> bool:
    """Whether so many others said these words, and nothing else was told of it.

    One that is urgent must be of their ward, too: elsewhere nobody has heard of it yet.
    """
    same = Sighting.words_lookup == sighting.words_lookup, Sighting.told_at >= now - WITHIN
    others = select(Sighting.incident_id, Sighting.number).where(*same, Sighting.incident_id != incident.id)
    if incident.level in URGENT:
        others = others.where(Sighting.ward.is_not_distinct_from(sighting.ward))
    if (told := _number(session, others)) < COPIES - 1:
        return False
    letters = fold(SIGHTING_WORDS.open(vault, sighting))
    mine = Sighting.incident_id == incident.id
    own_words = exists().where(mine, Sighting.words_lookup.is_distinct_from(sighting.words_lookup))
    return (len(letters) >= FEW_LETTERS or told >= COPIES_OF_FEW - 1) and not session.scalar(select(own_words))


def _number(session: Session, sources: Select[int, int]) -> int:
    return session.scalar(select(func.count()).select_from(sources.distinct().subquery())) or 0


def unmark(session: Session, vault: Vault, incident: Incident, officer: Officer, words: str, now: datetime) -> None:
    """A person found that it is not of a flood: its words count for none now. Raises `Refusal` without a reason."""
    incidents.locked(session, incident.id)
    timeline.note(session, vault, incident, officer, words, now)
    incident.mass = False
    for sighting in sightings.of(session, incident):
        sighting.words_lookup = None
    audit.record(session, officer.id, "unmarked", f"incident {incident.id}", now=now)


def crowd(session: Session, incident: Incident, now: datetime) -> Crowd | None:
    """How many reports of its ward came within the hour, if too many to be told of one by one; none that is marked.

    Only those as urgent count: whoever wants one of a killing to pass unnoticed cannot hide it among quarrels. What is
    urgent and says no place is no part of a crowd: that would be one for all counties.
    """
    if incident.ward is None and incident.level in URGENT:
        return None
    # One at a time, or two that meet would each leave the one text to the other.
    driver(session).execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"mbiu ward {incident.ward}",))
    as_urgent = list(LEVELS[: LEVELS.index(incident.level) + 1])
    asked = _NEWEST.format("ward = %(ward)s" if incident.ward else "ward IS NULL")
    others = {"ward": incident.ward, "id": incident.id, "as_urgent": as_urgent}
    newest = driver(session).execute(asked, {**others, "since": hour(now) - HOUR, "most": MOST_READ}).fetchall()
    return crowd_of([*(opened_at for (opened_at,) in reversed(newest)), minute(now)], hour(now))


def crowd_of(moments: list[datetime], struck: datetime) -> Crowd | None:
    """The same of the moments of all, in order, the last of them the one in question; `struck`: when its hour began."""

    def crowded(at: int) -> bool:
        return at >= MOST_OF_A_WARD and moments[at] - moments[at - MOST_OF_A_WARD] < HOUR

    last = len(moments) - 1
    if not crowded(last):
        return None
    told = any(moments[at] >= struck and crowded(at) for at in range(last))
    return Crowd(sum(moments[last] - moment < HOUR for moment in moments), first=not told)
