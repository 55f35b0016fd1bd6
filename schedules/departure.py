"""A bulletin whose hour has come: checked once more, its people listed in slices, and a job left for every list.

The first slice is small and leaves with the decision itself, so that a million people do not keep the first of them
waiting; a job lists the rest while the first lists are under way.
"""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from domain import audit, bulletins, follow_ups, leaving, senders, series_runs
from domain.areas import Gazetteer
from domain.batches import list_people
from domain.bulletins import Bulletin
from domain.ends import End
from domain.life_cycle import State
from domain.senders import Sender
from messages import waking
from messages.jobs import defer_batches, priority_of
from schedules.crew import Crew
from schedules.dispatch import finish

log = logging.getLogger(__name__)

# How many full lists a slice holds: enough for every thread of a worker, then enough to cost little each.
FIRST_SLICE, SLICE = 8, 100


def start_due(crew: Crew) -> list[int]:
    """Set every bulletin whose hour has come on its way; returns the ids of those that left."""
    with crew.sessions() as session:
        waiting = bulletins.due(session, crew.now())
    left = []
    for bulletin_id in waiting:
        try:
            with crew.sessions.begin() as session:
                if _start(session, crew, bulletin_id, crew.now()):
                    left.append(bulletin_id)
        except Exception:  # whatever is wrong with one must not hold back the warning behind it
            log.exception("bulletin %d could not be started and is tried again", bulletin_id)
    return left


def _start(session: Session, crew: Crew, bulletin_id: int, now: datetime) -> bool:
    bulletin = bulletins.locked(session, bulletin_id)
    if bulletin is None or bulletin.state is not State.APPROVED:  # another clock was quicker
        return False
    subject = f"bulletin {bulletin.id}"
    sender = senders.of(session, bulletin.kind.sender_use)
    if bulletin.fingerprint(sender) != bulletin.approved_hash:
        # Whatever changed it went round the console: what was approved is what is sent, or nothing is.
        bulletin.reopen()
        audit.record(session, None, "approval void: it was changed afterwards", subject, now=now)
        return False
    if because := series_runs.why_not(session, bulletin, now):
        bulletin.move(State.CANCELLED)
        audit.record(session, None, "not sent: its series no longer stands for it", subject, now=now, reason=because)
        return False
    waits = follow_ups.must_wait(session, bulletin)
    if why := _missed(session, bulletin, sender, now, waits=waits):
        bulletin.move(State.MISSED)
        audit.record(session, None, why, subject, now=now)
        return False
    if waits or not leaving.timing(bulletin, sender).may_leave(now):
        return False
    bulletin.move(State.SENDING)
    bulletin.started_at = now
    if sender:
        bulletin.sent_as, bulletin.sent_class = sender.name, sender.sender_class
    audit.record(session, None, "started", subject, now=now)
    session.flush()
    _list(session, crew, bulletin, FIRST_SLICE)
    if not bulletin.all_listed:
        waking.listing(session, bulletin.id)
    return True


def _missed(session: Session, bulletin: Bulletin, sender: Sender | None, now: datetime, *, waits: bool) -> End | None:
    """Why it does not leave by itself any more; None while it still does. `waits`: for what it follows."""
    if now >= bulletin.expires_at and not leaving.timing(bulletin, sender).can_leave:
        return End.QUIET
    if waits:
        return End.KEPT_WAITING if now >= bulletin.expires_at else None
    since = follow_ups.waited_until(session, bulletin)
    late = now >= bulletin.expires_at or leaving.is_too_late(bulletin, sender, now, waited_until=since)
    return End.SERVICE_DOWN if late else None


def fan_out(crew: Crew, bulletin_id: int) -> None:
    """List everybody who is not listed yet, slice by slice, each committed with its jobs; safe to run again."""
    more = True
    while more:
        with crew.sessions.begin() as session:
            bulletin = bulletins.locked(session, bulletin_id)
            if bulletin is None or bulletin.state is not State.SENDING or bulletin.all_listed:
                return
            _list(session, crew, bulletin, SLICE)
            more = not bulletin.all_listed
    with crew.sessions.begin() as session:
        finish(session, bulletin_id, crew.now())


def _list(session: Session, crew: Crew, bulletin: Bulletin, lists: int) -> None:
    size, places = crew.batch_size, Gazetteer.wards_now(session)
    batches = list_people(session, bulletin, places, size=size, most=lists * size, now=crew.now())
    defer_batches(session, batches, priority=priority_of(bulletin.kind))
    if bulletin.all_listed:
        session.flush()
        finish(session, bulletin.id, crew.now())  # nobody at all, or all of them gone already
