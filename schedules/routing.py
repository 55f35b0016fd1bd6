"""Who carries the next call: the first provider that works, at the pace it bears; and what its answers teach of it.

The state of a provider and its pace are rows that all workers share; the window of its last calls is each process's
own, for a row written at every call would put all workers in one line.
"""

import logging
import random
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain import claims, providers
from domain.backups import HELD
from domain.phones import Phone
from domain.providers import State
from messages import alerts
from messages.providers.base import Fault, Outcome, Provider, Result
from messages.providers.failover import BUSY, PAUSES, rest_after
from schedules.crew import Crew

log = logging.getLogger(__name__)

# The longest a worker sleeps in its place for the pace; for more the list goes back into the queue.
LONGEST_NAP = 3.0  # seconds
# How soon a list or a text asks again when no provider works; a shorter wait would only keep the engine busy.
UNTIL_A_PROVIDER_WORKS = timedelta(seconds=15)

# Busy, or not asked at all: no reason to leave it.
STAYS = {Fault.THROTTLED, Fault.NOT_TRIED}

# One row without a name where nothing may be sent at all, whoever works: see `domain.backups`.
_STATES = text(f"""
    SELECT name, state, greatest(extract(epoch FROM quiet_until - clock_timestamp()), 0)::float8 AS wait, since, rests
    FROM providers UNION ALL SELECT NULL, 'held', 0, NULL, 0 WHERE {HELD}""")  # noqa: S608  our own words


@dataclass(frozen=True, slots=True)
class Route:
    """A provider, and what a sender's name means there: it is registered with the first, and means nothing to others.

    `block_key` is what a block of this sender is remembered under; `wait` the seconds it asked us to leave it alone;
    `since` and `rests` tell of its row when it was chosen.
    """

    provider: Provider
    sender: str | None
    block_key: str
    wait: float = 0.0
    since: datetime | None = None
    rests: int = 0


def choose(session: Session, crew: Crew, turn: int, name: str | None) -> Route | None:
    """Who carries the next call; None while nobody works, or while a restored database is not told yet who left."""
    known = {row.name: row for row in session.execute(_STATES)}
    if None in known:
        return None
    start = turn % len(crew.providers)
    for provider in crew.providers[start:] + crew.providers[:start]:
        row = known.get(provider.name)
        if row is None or row.state == State.WORKING:
            seen = (row.wait, row.since, row.rests) if row else ()
            if provider is crew.providers[0]:
                return Route(provider, name, name or "", *seen)
            return Route(provider, None, provider.name, *seen)
    return None


def wait_for_turn(crew: Crew, route: Route, parts: int, longest: float = LONGEST_NAP) -> float:
    """Seconds until these parts may leave. Their turn is taken when that is within `longest`; else one comes back."""
    pace = crew.pace.get(route.provider.name)
    if pace is None or route.wait:  # stretched by up to as much again, so that workers do not return together
        return route.wait * random.uniform(1, 2)  # noqa: S311  no secret
    with crew.sessions.begin() as session:  # its own: the row is everybody's and must be held for a moment only
        return providers.take_turn(session, route.provider.name, parts / pace, longest, crew.now())


def spread(session: Session, crew: Crew, route: Route) -> float:
    """Seconds over which the lists that come back for the pace are spread: all at once would queue again.

    Half of what those who wait take, so that the provider never idles.
    """
    pace = crew.pace.get(route.provider.name)
    return random.uniform(0, claims.people_queued(session) / pace / 2) if pace else 0.0  # noqa: S311  no secret


def carry(route: Route, words: str, phones: Sequence[Phone]) -> list[Result]:
    """One call. A fault of our own in it leaves everybody in doubt, and is logged without its words."""
    try:
        return route.provider.send(words, phones, route.sender)
    except Exception as fault:
        where = "".join(traceback.format_tb(fault.__traceback__))
        log.error("a call to %s broke off: %s\n%s", route.provider.name, type(fault).__name__, where)
        reason = f"A fault of our own: {type(fault).__name__}"
        return [Result(phone, Outcome.UNKNOWN, fault=Fault.IN_DOUBT, reason=reason) for phone in phones]


def next_turn(turn: int, results: Sequence[Result]) -> int:
    """Whose turn is next: another's where this one certainly took nothing, but not because it was busy."""
    return turn + any(r.outcome is Outcome.NOT_SENT and r.fault not in STAYS for r in results)


def heard(crew: Crew, route: Route, results: Sequence[Result], now: datetime) -> None:
    """Learn from a call. Never from one person's number, block or operator; those are answers like others."""
    name = route.provider.name
    if (refused := next((result for result in results if result.fault in PAUSES), None)) is not None:
        _pause(crew, name, refused, now)
        return
    health = crew.health[name]
    must_rest = bool(results) and health.heard(results, now, route.since)
    busy = [result for result in results if result.fault is Fault.THROTTLED]
    asked = max((result.retry_after or 0.0 for result in busy), default=0.0)
    if must_rest or asked > BUSY.total_seconds():
        _rest(crew, route, results, now, asked)
    elif busy:
        with crew.sessions.begin() as session:
            providers.leave_alone(session, name, asked or health.back_off(now), now)


def _pause(crew: Crew, name: str, refused: Result, now: datetime) -> None:
    """Stop using it, once for all workers, and tell whoever looks after it."""
    money = refused.fault is Fault.BALANCE
    with crew.sessions.begin() as session:
        if providers.pause(session, name, refused.reason, now, until_paid=money):
            alerts.alert_admins(session, crew.vault, name, refused.reason, now=now)


def _rest(crew: Crew, route: Route, results: Sequence[Result], now: datetime, asked: float) -> None:
    """Leave it to a link test for all workers, not before it asked to be left alone."""
    reason = next((result.reason for result in results if result.reason), "")
    rests, length = rest_after(route.rests, now - (route.since or now))
    test_at = now + max(length, timedelta(seconds=asked))
    with crew.sessions.begin() as session:
        providers.rest(session, route.provider.name, reason, now, since=route.since, test_at=test_at, rests=rests)
