"""Single messages on their way: the same promise as a batch, for one person who may be waiting."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Double, bindparam, literal_column, select
from sqlalchemy.orm import Session

from domain import subscribers
from domain.heartbeats import CALM
from domain.phones import Phone
from domain.sealed_columns import TEXT_BODY, TEXT_PHONE
from domain.texts import Reason, SingleText, State
from domain.vault import Unsealable
from messages.jobs import PRIORITY_REPLY, PRIORITY_WELCOME, Job, defer
from messages.providers.base import Outcome, Result
from messages.segments import segment
from schedules import routing, spool_first
from schedules.crew import Crew
from schedules.outcomes import wait_before, worth_another_try
from schedules.routing import UNTIL_A_PROVIDER_WORKS, Route

# An answer that comes an hour late answers nothing.
STALE = timedelta(hours=1)
# A list of a thousand takes the turns of many seconds at once, and a person waits: a text takes its turn behind it and
# leaves all the same.
MOMENT = 0.25  # seconds
# What answers nothing the person wrote: it waits for what they may have written meanwhile.
UNASKED = {Reason.WELCOME, Reason.SEASON, Reason.INVITATION, Reason.FEEDBACK}
# … and whoever left meanwhile gets none of it; with a text to a source the STOP itself does away (`contacts.silence`).
TO_SUBSCRIBERS = UNASKED - {Reason.FEEDBACK}
_CALM: ColumnElement[float] = literal_column(CALM, Double())
_LOOK = (
    select(SingleText, _CALM)
    .where(SingleText.id == bindparam("text"), SingleText.state == State.QUEUED)
    .with_for_update(of=SingleText)
)


def send_text(crew: Crew, text_id: int) -> None:
    """Send one text once. An unknown outcome is never tried again: a reply twice is worse than a reply missed."""
    with crew.sessions.begin() as session:
        call = _claim(session, crew, text_id)
    if call is None:
        return
    time.sleep(min(call.nap, MOMENT))
    [result] = routing.carry(call.route, call.body, [call.phone])
    _record(crew, text_id, result)
    routing.heard(crew, call.route, [result], crew.now())


@dataclass(frozen=True, slots=True)
class _Call:
    route: Route
    phone: Phone
    body: str
    nap: float  # seconds


def _claim(session: Session, crew: Crew, text_id: int) -> _Call | None:
    now = crew.now()
    found = session.execute(_LOOK, {"text": text_id}).one_or_none()
    if found is None:
        return None
    text, calm = found
    if text.reason in UNASKED and (wait := spool_first.wait(crew.outage, calm)):
        _defer(session, text, now + timedelta(seconds=wait))
        return None
    try:
        phone = TEXT_PHONE.phone(crew.vault, text)
        body = TEXT_BODY.open(crew.vault, text)
    except Unsealable:  # forgotten meanwhile, or sealed under a key we no longer have: it can never leave
        text.settle(State.NOT_SENT, now)
        return None
    if text.reason in TO_SUBSCRIBERS and subscribers.has_left(session, crew.vault, phone):
        text.settle(State.NOT_SENT, now)
        return None
    route = routing.choose(session, crew, text.turn, text.sender)
    if route is None:
        _again(session, text, UNTIL_A_PROVIDER_WORKS, now)
        return None
    if route.wait > MOMENT:  # a 429: its own word, not our lists, holds it
        _again(session, text, timedelta(seconds=route.wait), now)
        return None
    nap = routing.wait_for_turn(crew, route, len(segment(body).parts), STALE.total_seconds())
    text.state, text.claimed_at, text.attempts = State.SENDING, now, text.attempts + 1
    text.provider = route.provider.name
    return _Call(route, phone, body, nap)


def _again(session: Session, text: SingleText, wait: timedelta, now: datetime) -> None:
    """Try it once more after a wait; not when it would be stale by then."""
    if now - text.created_at > STALE:
        text.settle(State.NOT_SENT, now)
        return
    text.state = State.QUEUED
    _defer(session, text, now + wait)


def _defer(session: Session, text: SingleText, at: datetime) -> None:
    priority = PRIORITY_WELCOME if text.reason is Reason.WELCOME else PRIORITY_REPLY
    defer(session, Job.SEND_TEXT, priority=priority, at=at, text=text.id)


def _record(crew: Crew, text_id: int, result: Result) -> None:
    now = crew.now()
    with crew.sessions.begin() as session:
        text = session.scalar(
            select(SingleText).where(SingleText.id == text_id, SingleText.state == State.SENDING).with_for_update()
        )
        if text is None:  # taken for dead and swept: its delivery report will settle it
            return
        text.provider_id, text.fault, text.cost = result.provider_id, result.reason, result.cost
        text.turn = routing.next_turn(text.turn, [result])
        if result.outcome is not Outcome.NOT_SENT:
            text.settle(State(result.outcome), now)
        elif worth_another_try(result, text.attempts):
            # What the provider asked for stands in its row, for all workers; another may carry this earlier.
            _again(session, text, wait_before(text.attempts), now)
        else:
            text.settle(State.NOT_SENT, now)
