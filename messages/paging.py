"""Calling officers to a report one after the other, until somebody takes it up; after the last, the county lead."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from domain import duty, officers, roster, timeline
from domain.areas import Gazetteer
from domain.hours import local
from domain.incidents import Incident
from domain.languages import Language
from domain.moments import minute
from domain.officers import Officer, Role
from domain.timeline import Act, Step
from domain.triage import CLOCKS, LEADS_AGAIN, SLOW, SLOWS_AFTER, Level
from domain.vault import Vault
from messages import outbox
from messages.alert_words import NOBODY, body

# Why a lead was told, as the timeline keeps it; a chain of responders that ended is told of by the id of its case.
AT_ONCE, UNANSWERED = "at_once", "nobody"
# A flood of reports must not fill the telephones of officers: beyond this many alerts an hour they are only reminded.
MOST_AN_HOUR = 20
# Whether leads heard of it for this reason, since it came to their county; built once, for every report asks.
_MOVED = select(func.max(Step.id)).where(Step.incident_id == bindparam("incident"), Step.act == Act.WARD)
_HEARD = select(
    exists().where(
        Step.incident_id == bindparam("incident"),
        Step.act == Act.LEAD_TOLD,
        Step.value == bindparam("why"),
        Step.at > bindparam("since"),
        Step.id > func.coalesce(_MOVED.scalar_subquery(), 0),
    )
)
EVER = timedelta(days=36500)


def page(session: Session, vault: Vault, incident: Incident, *, places: Gazetteer, now: datetime) -> int:
    """Page the next in turn and say when the one after; returns how many were told. The caller holds the incident.

    After the last on duty the leads are told, at most once an hour, and it begins again from the first; after four
    hours of it more slowly. Outside the hours of the roster a high one waits for the next slot, and the leads are told
    if somebody had been paged for it in vain.
    """
    now, every = minute(now), CLOCKS[incident.level].page_next
    if every is None or not duty.waits(incident):
        incident.page_next_at = None
        # It is told anew if it rises, or if a person finds that it is of no flood.
        incident.alerted = None if incident.mass else incident.level
        return 0
    until = roster.waiting(session, incident, now)
    slot, ready = roster.slot_of(until), [county for county, moment in until.items() if moment is None]
    incident.page_next_at = slot or now + _pause(session, incident, every)
    begun = bool(incident.paged)
    told = _next(session, vault, incident, ready, places, now)
    if told or (slot and not incident.pages):
        return told
    words = partial(body, incident, places, sentences=NOBODY)
    leads = tell_leads(session, vault, incident, UNANSWERED, words, now=now)
    incident.paged = []
    return leads if leads or not begun else _next(session, vault, incident, ready, places, now)


def _pause(session: Session, incident: Incident, every: timedelta) -> timedelta:
    """The time to the next page; by how many were paged, for a night in which it waited for the roster is no paging."""
    calls = incident.pages // len(roster.counties_of(session, incident))
    return SLOW if calls * every >= SLOWS_AFTER else every


def _next(
    session: Session, vault: Vault, incident: Incident, counties: list[str], places: Gazetteer, now: datetime
) -> int:
    """Page the first of each of these counties who was not paged in this round."""
    told = sum(_first(session, vault, incident, county, places, now) for county in counties)
    if told:
        incident.pages += told
        timeline.write(session, vault, incident, Act.PAGED, now, value=str(incident.pages))
    return told


def _first(session: Session, vault: Vault, incident: Incident, county: str, places: Gazetteer, now: datetime) -> bool:
    # The first call to what is critical is never one too many.
    most = MOST_AN_HOUR if incident.pages or incident.level is not Level.CRITICAL else None
    for officer in roster.on_duty(session, county, incident.level, now):
        if officer.id in incident.paged:
            continue
        incident.paged = [*incident.paged, officer.id]
        if outbox.tell(session, vault, officer, body(incident, places, officer.interface), now=now, most=most):
            return True
    return False


def tell_leads(
    session: Session,
    vault: Vault,
    incident: Incident,
    why: str,
    words: Callable[[Language], str],
    *,
    now: datetime,
    instead: Sequence[Officer] = (),
) -> int:
    """Tell the county lead and deputy, else those `instead`; of what nobody takes up again after `LEADS_AGAIN`.

    All else is told once for each reason, and again to those of a county to which it was moved. Of what is told at
    once those just paged know already. Returns how many were told.
    """
    since = now - (LEADS_AGAIN if why == UNANSWERED else EVER)
    if session.scalar(_HEARD, {"incident": incident.id, "why": why, "since": since}):
        return 0
    on, counties = local(now).date(), roster.counties_of(session, incident)
    leads = dict.fromkeys(lead for county in counties for lead in officers.on_duty(session, county, on, Role.LEAD))
    called = [lead for lead in leads if why != AT_ONCE or lead.id not in incident.paged]
    told = _tell(session, vault, called, words, now) or _tell(session, vault, instead, words, now)
    if told:
        timeline.write(session, vault, incident, Act.LEAD_TOLD, now, value=why)
    return told


def _tell(
    session: Session, vault: Vault, called: Iterable[Officer], words: Callable[[Language], str], now: datetime
) -> int:
    most = MOST_AN_HOUR
    return sum(outbox.tell(session, vault, each, words(each.interface), now=now, most=most) for each in called)
