"""Calling a source through the service: the officer's own telephone rings first, and nobody sees a number."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer
from bot.console.incident_shown import subject, visible
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import audit, calls, incidents, timeline
from domain.calls import CallState, Fault
from domain.incidents import Incident
from domain.moments import hour
from domain.officers import Role
from domain.refusals import Refusal
from domain.sightings import Sighting
from domain.timeline import Act
from messages.jobs import PRIORITY_REPLY, Job, defer

blueprint = Blueprint("calls", __name__, url_prefix="/console/calls")

STATES = {
    CallState.ASKED: (N_("Asked for"), "neutral"),
    CallState.RINGING: (N_("Rings"), "info"),
    CallState.TALKING: (N_("Answered"), "info"),
    CallState.OVER: (N_("Over"), "good"),
    CallState.FAILED: (N_("Did not come about"), "bad"),
}


FAULTS = {
    Fault.NO_OFFICER: N_("The number of the officer cannot be opened with our keys."),
    Fault.NO_SOURCE: N_("The number of the source is not kept any more, or cannot be opened with our keys."),
    Fault.NO_LINE: N_("There is no voice line: ask the administrator."),
}


@blueprint.post("/<int:sighting_id>")
@allow(Role.PEACE)
def call(sighting_id: int) -> ResponseReturnValue:
    """Have the line ring this officer, then the source."""
    sighting, officer, now = session().get(Sighting, sighting_id), current_officer(), services().now()
    incident = incidents.locked(session(), sighting.incident_id) if sighting else None
    incident = visible(incident)
    if sighting is None:
        abort(404)
    try:
        if services().settings.africastalking_voice_number is None:
            raise Refusal("There is no voice line: ask the administrator.")
        asked = calls.ask(session(), incident, sighting, officer, now)
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "bad")
        return redirect(url_for("incidents.show", incident_id=incident.id), 303)
    vault = services().vault
    now = hour(now)  # the job has the moment of the call, and the provider's books the number
    timeline.write(session(), vault, incident, Act.CALLED, now, officer=officer, value=str(sighting.number))
    audit.record(session(), officer.id, "called a source", subject(incident), now=now)
    defer(session(), Job.PLACE_CALL, priority=PRIORITY_REPLY, call=asked.id)
    flash(_("Your telephone rings in a moment. Pick up, and the source is called. Neither sees the other's number."))
    return redirect(url_for("incidents.show", incident_id=incident.id), 303)


def panel(incident: Incident) -> dict[str, object]:
    """The calls of the case page: whether there is a line, and what came of each call by the number of its source."""
    found: dict[int, list[calls.Call]] = {}
    for made in calls.of_incident(session(), incident):
        found.setdefault(session().get_one(Sighting, made.sighting_id).number, []).append(made)
    return {
        "call_fault": _fault,
        "voice_line": services().settings.africastalking_voice_number is not None,
        "calls_of": found,
        "call_states": {state: (_(words), tone) for state, (words, tone) in STATES.items()},
    }


def _fault(call: calls.Call) -> str:
    """Why it did not come about; what the line said is told as it said it."""
    if call.fault in set(Fault):
        return _(FAULTS[Fault(call.fault)])
    return _("The line said: %(words)s", words=call.fault) if call.fault else ""
