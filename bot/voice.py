"""The door of the voice line: who has picked up is joined to the source, and what the call came to is noted.

Nothing of a callback is kept: it holds an officer's number, and its answer a source's. A repeat is answered from the
call itself.
"""

from collections.abc import Mapping

from bot.services import services, session
from domain import calls, contacts
from domain.calls import Call, CallState, Fault
from domain.officers import Officer
from domain.sealed_columns import OFFICER_PHONE
from domain.vault import Unsealable
from messages.providers.africas_talking_voice import HANG_UP, VoiceEvent, is_to, join_to, read_event


def answer(form: Mapping[str, str]) -> str:
    """What the line is to do now, in the caller's transaction. Raises `UnreadableCallback`."""
    event, now = read_event(form), services().now()
    call = calls.of_session(session(), event.session_id) or _first_heard(event, form)
    if call is None:
        return HANG_UP
    if not event.active:
        calls.end(call, CallState.OVER, now, seconds=event.seconds)
        return HANG_UP
    number = services().settings.africastalking_voice_number
    if number is None or call.state not in calls.UNDER_WAY:
        return HANG_UP
    source = contacts.phone_of(session(), services().vault, call.sighting_id)
    if source is None:
        calls.end(call, CallState.FAILED, now, fault=Fault.NO_SOURCE)
        return HANG_UP
    call.state = CallState.TALKING
    return join_to(source, number)


def _first_heard(event: VoiceEvent, form: Mapping[str, str]) -> Call | None:
    """The call that rings the officer this callback speaks of: it came before the answer that names it."""
    for call in calls.unnamed(session(), services().now()):
        officer = session().get_one(Officer, call.officer_id)
        try:
            rings = is_to(form, OFFICER_PHONE.phone(services().vault, officer))
        except Unsealable:
            continue
        if rings:
            call.provider_id = event.session_id
            return call
    return None
