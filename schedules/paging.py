"""Officers called to what waits: the next in turn, reminders of what is late, summaries, and the beginning of a shift.

Each act is a transaction of its own that holds its row and looks again, so that it is safe to run twice and by two
clocks; one that fails is tried again by the next tick and holds back no other.
"""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import duty, roster, summaries
from domain.roster import Shift
from domain.triage import Told
from messages import alerts, paging, reminders
from schedules.crew import Crew

log = logging.getLogger(__name__)


def page_next(crew: Crew) -> None:
    """Page the next in turn for every report nobody has taken up in time; tell of what rose, or nobody heard of."""
    with crew.sessions() as session:
        due = duty.to_page(session, crew.now())
    _each(crew, "a report could not be paged", [partial(_page, crew, incident) for incident in due])


def nag(crew: Crew) -> None:
    """Remind of what is late."""
    _each(crew, "nobody could be reminded", [lambda session: reminders.nag(session, crew.vault, crew.now())])


def summarise(crew: Crew) -> None:
    """Send the summaries of this morning, also those that an outage held back earlier today."""
    counties = [county.slug for county in crew.places.counties]
    due = [partial(_summarise, crew, county, told) for told in summaries.due(crew.now()) for county in counties]
    _each(crew, "a summary could not be sent", due)


def begin_shifts(crew: Crew) -> None:
    """Tell who comes on duty what waits."""
    with crew.sessions() as session:
        due = roster.to_begin(session, crew.now())
    _each(crew, "a shift could not begin", [partial(_begin, crew, shift) for shift in due])


def _each(crew: Crew, fault: str, acts: Iterable[Callable[[Session], object]]) -> None:
    for act in acts:
        try:
            with crew.sessions.begin() as session:
                act(session)
        except Exception as error:  # its message may hold what was told
            log.error("%s and is tried again: %s", fault, type(error).__name__)


def _page(crew: Crew, incident_id: int, session: Session) -> None:
    now, incident = crew.now(), duty.held(session, incident_id)
    if incident is None:
        return
    if duty.to_tell(incident):
        alerts.alert_duty(session, crew.vault, incident, places=crew.places, now=now)
    elif incident.page_next_at is not None and incident.page_next_at <= now:
        paging.page(session, crew.vault, incident, places=crew.places, now=now)


def _summarise(crew: Crew, county: str, told: Told, session: Session) -> None:
    reminders.summarise(session, crew.vault, county, told, places=crew.places, now=crew.now())


def _begin(crew: Crew, shift_id: int, session: Session) -> None:
    shift = session.scalar(select(Shift).where(Shift.id == shift_id).with_for_update(of=Shift, skip_locked=True))
    if shift is not None:
        reminders.begin(session, crew.vault, shift, places=crew.places, now=crew.now())
