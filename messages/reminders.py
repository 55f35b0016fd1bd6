"""What officers are reminded of: what is late, what a shift begins with, the summaries of what is not urgent."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain import duty, incidents, roster, summaries, timeline
from domain.areas import Gazetteer, county_of
from domain.hours import local
from domain.incidents import Incident
from domain.moments import minute
from domain.officers import Officer
from domain.roster import Shift
from domain.timeline import Act
from domain.triage import REMINDED_AGAIN, Level, Told
from domain.vault import Vault
from messages import alert_words, outbox


def nag(session: Session, vault: Vault, now: datetime) -> int:
    """Remind of what is late, each officer in one text of all that is theirs, once an hour; returns how many texts.

    All in one transaction, for the text and the notes of it stand or fall together. What nobody could be reminded of
    is tried again by the next run.
    """
    now = minute(now)
    due, reached, texts = duty.to_nag(session, now), set[int](), 0
    found = sorted(_by_officer(session, due, now).items(), key=lambda each: each[0].id)  # two clocks: in one order
    asked = {officer: theirs for officer, theirs in found if _free(session, officer, now)}
    late = _by_officer(session, duty.late(session, now), now) if asked else {}
    for officer, theirs in asked.items():
        words = alert_words.late([incident.code_word for incident in late.get(officer, theirs)], officer.interface)
        if outbox.tell(session, vault, officer, words, now=now):
            officer.reminded_at, texts = now, texts + 1
            reached.update(incident.id for incident in theirs)
    # In one statement: hundreds may be late at once, and each is held until the end.
    session.execute(update(Incident).where(Incident.id.in_(reached)).values(nagged_at=now))
    for incident in due:
        if incident.id in reached:
            timeline.write(session, vault, incident, Act.NAGGED, now)
    return texts


def _free(session: Session, officer: Officer, now: datetime) -> bool:
    """Whether this officer was not reminded within the hour; held, for another clock may remind of other reports."""
    session.refresh(officer, with_for_update={"key_share": True})
    return officer.reminded_at is None or officer.reminded_at <= now - REMINDED_AGAIN


def _by_officer(session: Session, late: list[Incident], now: datetime) -> dict[Officer, list[Incident]]:
    found: defaultdict[Officer, list[Incident]] = defaultdict(list)
    known: dict[tuple[str, Level, int | None], list[Officer]] = {}  # thousands may be late at once
    for incident in late:
        alike = county_of(incident.ward or ""), incident.level, incident.assigned_to
        if alike not in known:
            known[alike] = duty.asked(session, incident, now)
        for officer in known[alike]:
            found[officer].append(incident)
    return found


def begin(session: Session, vault: Vault, shift: Shift, *, places: Gazetteer, now: datetime) -> bool:
    """Tell who comes on duty how much is open and late, once for each time of a shift that the caller holds."""
    slot = roster.untold(shift, now)
    if slot is None:
        return False
    shift.told_on = local(slot.begins).date()
    held = {shift.county}
    waiting = incidents.count(session, held)
    if not waiting or not roster.able(shift.officer, shift.county, local(now).date()):
        return False
    late = incidents.count(session, held, Incident.due_at < now)
    name = places[shift.county].display_name
    words = alert_words.shift(name, shift.officer.interface, open_=waiting, late=late)
    return outbox.tell(session, vault, shift.officer, words, now=minute(now))


def summarise(session: Session, vault: Vault, county: str, told: Told, *, places: Gazetteer, now: datetime) -> int:
    """Send today's summary of a county to those on duty, once; returns to how many. Of nothing there is no text."""
    on_duty = roster.on_duty(session, county, summaries.LEVELS[told], now)
    counts = summaries.claim(session, county, told, now) if on_duty else None
    if counts is None or not any(counts):
        return 0
    name, texts = places[county].display_name, 0
    for officer in on_duty:
        words = alert_words.summary(name, told, counts, officer.interface)
        texts += outbox.tell(session, vault, officer, words, now=minute(now))
    return texts
