"""A call to a source: the officer's own telephone is rung; what follows is asked of our hook."""

import logging

from domain import backups, calls
from domain.calls import CallState, Fault
from domain.officers import Officer
from domain.sealed_columns import OFFICER_PHONE
from domain.vault import Unsealable
from messages.providers.base import Outcome
from schedules.crew import Crew

log = logging.getLogger(__name__)


def place(crew: Crew, call_id: int) -> None:
    """Ring once. Whatever comes of it, it is never rung again by itself: a person sees it and asks anew."""
    with crew.sessions.begin() as session:
        call = calls.locked(session, call_id)
        if call is None or call.state is not CallState.ASKED:
            return
        if backups.held(session):  # what brought this database back ends the call
            return
        officer = session.get_one(Officer, call.officer_id)
        try:
            phone = OFFICER_PHONE.phone(crew.vault, officer)
        except Unsealable:
            calls.end(call, CallState.FAILED, crew.now(), fault=Fault.NO_OFFICER)
            return
        if crew.voice is None:
            calls.end(call, CallState.FAILED, crew.now(), fault=Fault.NO_LINE)
            return
        call.state = CallState.RINGING
    rung = crew.voice.ring(phone)
    with crew.sessions.begin() as session:
        if (call := calls.locked(session, call_id)) is None:
            return
        if rung.outcome is Outcome.ACCEPTED:
            call.provider_id = call.provider_id or rung.session_id
        elif rung.outcome is not Outcome.UNKNOWN:
            calls.end(call, CallState.FAILED, crew.now(), fault=rung.reason)
    log.info("call %d: %s", call_id, rung.outcome)
