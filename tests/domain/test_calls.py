"""When a source may be called, and when not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from domain import calls, sightings
from domain.calls import GIVEN_UP_AFTER, Call, CallState
from domain.incidents import Incident
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.reporters import CallTime, Reporter
from domain.vault import Vault
from tests.make import make_incident, make_officer


@pytest.fixture
def wanza(session: Session, vault: Vault) -> Officer:
    return make_officer(session, "wanza", Grant(role=Role.PEACE), phone="+254711990001", vault=vault)


def ask(session: Session, incident: Incident, officer: Officer, now: datetime) -> Call:
    [sighting] = sightings.of(session, incident)
    return calls.ask(session, incident, sighting, officer, now)


@pytest.mark.parametrize(
    ("allowed", "hour", "may"),
    [
        (CallTime.ANY_TIME, "06:59", False),
        (CallTime.ANY_TIME, "07:00", True),
        (CallTime.ANY_TIME, "19:59", True),
        (CallTime.ANY_TIME, "20:00", False),
        (CallTime.MORNING, "08:00", True),
        (CallTime.MORNING, "12:00", False),
        (CallTime.AFTERNOON, "12:00", True),
        (CallTime.AFTERNOON, "17:00", False),
        (CallTime.EVENING, "17:00", True),
        (CallTime.EVENING, "16:59", False),
        (None, "10:00", False),
    ],
)
def test_a_source_is_called_at_the_hours_they_said(
    session: Session, now: datetime, wanza: Officer, allowed: CallTime | None, hour: str, may: bool
) -> None:
    at = datetime.fromisoformat(f"2026-11-24T{hour}:00+03:00")
    incident = make_incident(session, now, may_call=allowed)
    if may:
        assert ask(session, incident, wanza, at).state is CallState.ASKED
    else:
        with pytest.raises(Refusal):
            ask(session, incident, wanza, at)


def test_one_call_at_a_time_and_a_lost_one_does_not_block_for_ever(
    session: Session, now: datetime, wanza: Officer
) -> None:
    first, second = (make_incident(session, now, may_call=CallTime.ANY_TIME) for _ in range(2))
    call = ask(session, first, wanza, now)
    with pytest.raises(Refusal, match="under way"):
        ask(session, second, wanza, now)

    calls.end(call, CallState.OVER, now, seconds=60)
    lost = ask(session, second, wanza, now)
    assert lost.state is CallState.ASKED
    assert ask(session, first, wanza, now + GIVEN_UP_AFTER + timedelta(minutes=1)).id != lost.id


def test_nobody_is_called_whose_number_is_gone_or_by_whom_has_none(
    session: Session, now: datetime, wanza: Officer
) -> None:
    incident = make_incident(session, now, may_call=CallTime.ANY_TIME)
    with pytest.raises(Refusal, match="Your own telephone"):
        ask(session, incident, make_officer(session, "musau", Grant(role=Role.PEACE)), now)
    session.execute(delete(Reporter))
    session.expire_all()
    with pytest.raises(Refusal, match="not kept"):
        ask(session, incident, wanza, now)


def test_a_call_that_ended_stays_as_it_ended(session: Session, now: datetime, wanza: Officer) -> None:
    call = ask(session, make_incident(session, now, may_call=CallTime.ANY_TIME), wanza, now)
    calls.end(call, CallState.OVER, now, seconds=60)
    calls.end(call, CallState.FAILED, now, fault="late")

    assert (call.state, call.seconds, call.fault) == (CallState.OVER, 60, "")
