"""One batch on its way: claimed, carried to a provider once, written down; and the end of a bulletin.

The order of `send_batch` is the promise that nothing is sent twice by us: what will be sent is committed first, the
provider is called outside any transaction, what came of it is committed after. Whoever dies between the first and the
second leaves *unknown* behind, and the sweep says so.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain import audit, budgets, claims, ends, hours
from domain.batches import HELD_BY_BUDGET, HELD_LOST_KEY, HELD_NO_PROVIDER
from domain.bulletins import Bulletin
from domain.claims import Candidate
from domain.life_cycle import ON_THEIR_WAY, State
from domain.phones import Phone
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.vault import Unsealable, Vault
from messages.jobs import Job, defer, priority_of
from messages.segments import segment
from schedules import routing, spool_first
from schedules.crew import Crew
from schedules.outcomes import Call, write_down
from schedules.routing import LONGEST_NAP, carry

log = logging.getLogger(__name__)

KEY_AGAIN = timedelta(minutes=1)  # until a list whose numbers cannot be opened is tried again
# Asked after each batch's own commit, so that the last one sees that it is.
_FINISH = text("""
    UPDATE bulletins n SET state = 'sent', finished_at = :now
    WHERE id = :bulletin AND state IN ('sending', 'paused') AND all_listed
        AND NOT EXISTS (SELECT 1 FROM batches WHERE bulletin_id = n.id AND state <> 'done')
        AND NOT EXISTS (SELECT 1 FROM batches WHERE bulletin_id = n.id AND doubtful <> '{}')
    RETURNING id""")


def send_batch(crew: Crew, batch_id: int) -> None:
    """Carry one batch to a provider once. Running it again while it is under way or done does nothing."""
    try:
        with crew.sessions.begin() as session:
            call = _claim(session, crew, batch_id)
    except LostKey:
        _wait_for_key(crew, batch_id)
        return
    if call is None:
        return
    if call.nap:
        time.sleep(call.nap)
    results = carry(call.route, call.text, call.phones)
    may_be_last = write_down(crew, call, results)
    routing.heard(crew, call.route, results, crew.now())
    if may_be_last:
        with crew.sessions.begin() as session:
            finish(session, call.bulletin_id, crew.now())


class LostKey(Exception):
    """Nobody on a list can be sent to with the keys we have. One person alone may be a row that is spoilt."""


def _wait_for_key(crew: Crew, batch_id: int) -> None:
    """Leave a list as it was, say why, and ask again: whoever is on it is owed the message when the key is back."""
    log.error("no number of batch %d can be opened: a key is missing from MBIU_KEYS", batch_id)
    now = crew.now()
    with crew.sessions.begin() as session:
        found = claims.look(session, batch_id)
        if found is not None:
            claims.hold(session, batch_id, HELD_LOST_KEY)
            at = now + KEY_AGAIN
            defer(session, Job.SEND_BATCH, priority=priority_of(found.kind), at=at, batch=batch_id)


class NotNow(Exception):
    """A list has to wait until a moment; `reason` is why, where an officer wants to know.

    None of a moment is until the sweep finds that a provider works: 10,000 lists that ask by themselves do little else.
    """

    def __init__(self, until: datetime | None, reason: str = "") -> None:
        super().__init__(until, reason)
        self.until, self.reason = until, reason


def _claim(session: Session, crew: Crew, batch_id: int) -> Call | None:
    """Take the batch for this worker, with everything rechecked now: hours, expiry, cancelling, who left or blocked."""
    now = crew.now()
    found = claims.look(session, batch_id)
    if found is None or found.state is State.PAUSED:  # whoever lets it go on asks for its batches again
        return None
    if found.over(now):  # the sweep counts those who are still on it
        return None
    try:
        return _take(session, crew, found, now)
    except NotNow as late:
        claims.hold(session, batch_id, late.reason)
        if late.until is None:
            return None
        defer(session, Job.SEND_BATCH, priority=priority_of(found.kind), at=late.until, batch=batch_id)
        return None


def _take(session: Session, crew: Crew, found: Candidate, now: datetime) -> Call:
    if wait := spool_first.wait(crew.outage, found.calm):
        raise NotNow(now + timedelta(seconds=wait))
    if not found.timing.may_leave(now):
        raise NotNow(found.timing.leaves_at(now))
    route = routing.choose(session, crew, found.turn, found.sent_as)
    if route is None:
        raise NotNow(None, HELD_NO_PROVIDER)
    price = _parts(found.words) * crew.sms_price
    if not budgets.reserve(session, found.county, price * found.people, now):
        found = _affordable(session, found, price, now)
    nap = routing.wait_for_turn(crew, route, _parts(found.words) * found.people)
    if nap > LONGEST_NAP:
        budgets.give_back(session, found.county, price * found.people, now)
        raise NotNow(now + timedelta(seconds=nap + routing.spread(session, crew, route)))
    attempt, owed = claims.take(session, found, provider=route.provider.name, block_key=route.block_key, now=now)
    people, phones = _opened(crew.vault, owed)
    if owed and not people and len(owed) > 1:
        raise LostKey
    if len(people) < len(owed):
        claims.leave_out(session, found.id, sorted({who for who, *_ in owed} - set(people)))
    return Call(found, attempt, route, people, phones, price, now, nap)


def _affordable(session: Session, found: Candidate, price: Decimal, now: datetime) -> Candidate:
    """As much of the list as the county's day still carries; the rest becomes a list of its own, for tomorrow."""
    people = int(budgets.left(session, found.county, now) // price)
    if people < 1 or found.second or not budgets.reserve(session, found.county, price * people, now):
        raise NotNow(hours.next_day(now), HELD_BY_BUDGET)
    rest = claims.split(session, found.id, people)
    claims.hold(session, rest, HELD_BY_BUDGET)
    defer(session, Job.SEND_BATCH, priority=priority_of(found.kind), at=hours.next_day(now), batch=rest)
    return replace(found, people=people)


@lru_cache(maxsize=64)
def _parts(words: str) -> int:
    return len(segment(words).parts)


def expire(session: Session, bulletin_id: int, now: datetime) -> None:
    """Say that a bulletin ran out of time on its way, unless it is over already."""
    bulletin = session.get_one(Bulletin, bulletin_id, with_for_update=True, populate_existing=True)
    if bulletin.state in ON_THEIR_WAY:
        audit.record(session, None, ends.on_the_way(session, bulletin), f"bulletin {bulletin.id}", now=now)
        bulletin.move(State.EXPIRED)
        bulletin.finished_at = now


def _opened(vault: Vault, owed: Sequence[tuple[int, bytes, bytes]]) -> tuple[list[int], list[Phone]]:
    """Who they are and their numbers. One that our keys do not open is left out: it must not hold up all the others."""
    people, phones = [], []
    for subscriber, sealed, lookup in owed:
        try:
            phones.append(vault.reveal(sealed, *SUBSCRIBER_PHONE.at(lookup)))
            people.append(subscriber)
        except Unsealable:
            log.error("the number of subscriber %d cannot be opened with our keys", subscriber)
    return people, phones


def finish(session: Session, bulletin_id: int, now: datetime) -> None:
    """Close the bulletin when it is all listed, no batch of it is open, and nobody is owed a second try."""
    if session.execute(_FINISH, {"bulletin": bulletin_id, "now": now}).one_or_none():
        audit.record(session, None, "all sent", f"bulletin {bulletin_id}", now=now)
