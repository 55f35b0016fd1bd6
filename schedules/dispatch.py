"""One batch on its way: claimed, carried to a provider once, written down; and the end of a bulletin.

The order of `send_batch` is the promise that nothing is sent twice by us: what will be sent is committed first, the
provider is called outside any transaction, what came of it is committed after. Whoever dies between the first and the
second leaves *unknown* behind, and the sweep says so.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain import audit, budgets, claims, hours
from domain.batches import HELD_BY_BUDGET, HELD_NO_PROVIDER, Batch
from domain.batches import State as BatchState
from domain.bulletins import ON_THEIR_WAY, Bulletin, State
from domain.claims import Candidate
from domain.phones import Phone
from domain.vault import Purpose, Unsealable, Vault
from messages.jobs import Job, defer, priority_of
from messages.segments import segment
from schedules import routing
from schedules.crew import Crew
from schedules.outcomes import Call, write_down
from schedules.routing import LONGEST_NAP, UNTIL_A_PROVIDER_WORKS

log = logging.getLogger(__name__)

# Asked after each batch's own commit, so that the last one sees that it is.
_FINISH = text("""
    UPDATE bulletins n SET state = 'sent', finished_at = :now
    WHERE id = :bulletin AND state = 'sending' AND all_listed
        AND NOT EXISTS (SELECT 1 FROM batches WHERE bulletin_id = n.id AND state <> 'done')
        AND NOT EXISTS (SELECT 1 FROM batches WHERE bulletin_id = n.id AND doubtful <> '{}')
    RETURNING id""")


def send_batch(crew: Crew, batch_id: int) -> None:
    """Carry one batch to a provider once. Running it again while it is under way or done does nothing."""
    with crew.sessions.begin() as session:
        call = _claim(session, crew, batch_id)
    if call is None:
        return
    if call.nap:
        time.sleep(call.nap)
    results = call.route.provider.send(call.text, call.phones, call.route.sender)
    may_be_last = write_down(crew, call, results)
    routing.heard(crew, call.route, results, crew.now())
    if may_be_last:
        with crew.sessions.begin() as session:
            finish(session, call.bulletin_id, crew.now())


class NotNow(Exception):
    """A list has to wait until a moment; `reason` is why, where an officer wants to know."""

    def __init__(self, until: datetime, reason: str = "") -> None:
        super().__init__(until, reason)
        self.until, self.reason = until, reason


def _claim(session: Session, crew: Crew, batch_id: int) -> Call | None:
    """Take the batch for this worker, with everything rechecked now: hours, expiry, cancelling, who left or blocked."""
    now = crew.now()
    found = claims.look(session, batch_id)
    if found is None or found.state is State.PAUSED:  # whoever lets it go on asks for its batches again
        return None
    if found.over(now):
        give_up(session, session.get_one(Batch, batch_id), now)
        return None
    try:
        return _take(session, crew, found, now)
    except NotNow as late:
        claims.hold(session, batch_id, late.reason)
        defer(session, Job.SEND_BATCH, priority=priority_of(found.kind), at=late.until, batch=batch_id)
        return None


def _take(session: Session, crew: Crew, found: Candidate, now: datetime) -> Call:
    if not found.may_leave(now):
        raise NotNow(hours.next_open(now))
    route = routing.choose(session, crew, found.turn, found.sent_as)
    if route is None:
        raise NotNow(now + UNTIL_A_PROVIDER_WORKS, HELD_NO_PROVIDER)
    parts = _parts(found.words)
    nap = routing.wait_for_turn(crew, route, parts * found.people)
    if nap > LONGEST_NAP:
        nap += routing.spread(crew, route, parts * claims.people_queued(session))
        raise NotNow(now + timedelta(seconds=nap))
    price = parts * crew.sms_price
    if not budgets.reserve(session, found.county, price * found.people, now):
        raise NotNow(hours.next_day(now), HELD_BY_BUDGET)
    attempt, owed = claims.take(session, found.id, provider=route.provider.name, block_key=route.block_key, now=now)
    people, phones = _opened(crew.vault, owed)
    if len(people) < len(owed):
        claims.leave_out(session, found.id, sorted({who for who, _ in owed} - set(people)))
    return Call(found, attempt, route, people, phones, price, now, nap)


@lru_cache(maxsize=64)
def _parts(words: str) -> int:
    return len(segment(words).parts)


def give_up(session: Session, batch: Batch, now: datetime) -> None:
    """Cancelled or expired meanwhile: whoever is still on the list is counted and not sent to."""
    expire(session, batch.bulletin_id, now)
    if not batch.second:  # on a second try they are counted already
        batch.skipped += len(batch.recipients)
    batch.recipients, batch.state, batch.finished_at = [], BatchState.DONE, now
    batch.reason = session.get_one(Bulletin, batch.bulletin_id).state


def expire(session: Session, bulletin_id: int, now: datetime) -> None:
    """Say that a bulletin ran out of time on its way, unless it is over already."""
    bulletin = session.get_one(Bulletin, bulletin_id, with_for_update=True, populate_existing=True)
    if bulletin.state in ON_THEIR_WAY:
        bulletin.move(State.EXPIRED)
        bulletin.finished_at = now
        audit.record(session, None, "expired while sending", f"bulletin {bulletin.id}", now=now)


def _opened(vault: Vault, owed: Sequence[tuple[int, bytes]]) -> tuple[list[int], list[Phone]]:
    """Who they are and their numbers. One that our keys do not open is left out: it must not hold up all the others."""
    people, phones = [], []
    for subscriber, sealed in owed:
        try:
            phones.append(vault.reveal(sealed, Purpose.SUBSCRIBER))
            people.append(subscriber)
        except Unsealable:
            log.error("the number of subscriber %d cannot be opened with our keys", subscriber)
    return people, phones


def finish(session: Session, bulletin_id: int, now: datetime) -> None:
    """Close the bulletin when it is all listed, no batch of it is open, and nobody is owed a second try."""
    if session.execute(_FINISH, {"bulletin": bulletin_id, "now": now}).one_or_none():
        audit.record(session, None, "all sent", f"bulletin {bulletin_id}", now=now)
