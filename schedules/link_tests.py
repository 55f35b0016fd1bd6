"""Asking providers how they are, without sending: what ends a rest or a pause, and what is left on the account."""

import logging
from datetime import datetime, timedelta

from domain import providers, wall_clock
from domain.providers import ProviderState, State
from domain.wall_clock import Doubt
from messages.providers.base import Provider, Standing
from messages.providers.failover import rest_after
from schedules.crew import Crew

log = logging.getLogger(__name__)

BALANCE_EVERY = timedelta(minutes=5)
ASK_AGAIN = timedelta(seconds=30)  # after no answer, as while the web is still starting
PAID_EVERY = timedelta(minutes=1)  # how often an empty account is looked at


def look_after(crew: Crew) -> None:
    """Test each provider that is due; one that hangs holds up only this job."""
    for provider in crew.providers:
        now = crew.now()
        with crew.sessions.begin() as session:
            row = providers.known(session, provider.name, now)
            in_doubt = wall_clock.doubt(session, now) in (Doubt.BACK, Doubt.LEAP)
        if in_doubt or _due(row, now):
            _test(crew, provider, row, in_doubt=in_doubt)


def _due(row: ProviderState, now: datetime) -> bool:
    if row.state is not State.WORKING and row.test_at is not None:
        return row.test_at <= now
    return row.balance_at is None or row.balance_at <= now - BALANCE_EVERY


def _test(crew: Crew, provider: Provider, seen: ProviderState, *, in_doubt: bool) -> None:
    standing = provider.standing()
    now = crew.now()
    if in_doubt and wall_clock.agrees(now, standing.at):
        with crew.sessions.begin() as session:
            wall_clock.believe(session, now)
        log.warning("%s speaks for the time of this machine", provider.name)
    with crew.sessions.begin() as session:
        row = providers.held(session, provider.name)
        if (row.state, row.since) != (seen.state, seen.since):  # an officer or a worker decided meanwhile
            return
        why = ""
        if row.state is State.RESTING:
            why = _rested(row, standing, now)
        elif row.state is State.PAUSED and row.test_at is not None:
            why = _paid(row, standing, now)
        elif not standing.reached:
            log.warning("%s does not tell its balance: %s", provider.name, standing.reason)
        row.balance_at = now if standing.reached else now - BALANCE_EVERY + ASK_AGAIN
        if standing.reached:
            row.balance, row.currency = standing.balance, standing.currency
        if why:
            row.state, row.since, row.reason, row.test_at = State.WORKING, now, "", None
            providers.note(session, row, now, why)


def _rested(row: ProviderState, standing: Standing, now: datetime) -> str:
    """Why it works again, or nothing: then its next rest is longer."""
    if standing.reached:
        return "It answers again"
    row.rests, rest = rest_after(row.rests)
    row.test_at = now + rest
    return ""


def _paid(row: ProviderState, standing: Standing, now: datetime) -> str:
    """Why it works again, or nothing: the first look tells how little is left, and more means that somebody paid."""
    row.test_at = now + PAID_EVERY
    paid = standing.balance is not None and row.balance is not None and standing.balance > row.balance
    return "There is money on the account again" if paid else ""
