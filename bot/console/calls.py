"""Calling a source through the service: the officer's own telephone rings first, and nobody sees a number."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from bot.console import incident_panels
from bot.console.access import allow, current_officer
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import audit, calls, incidents, timeline
from domain.calls import CallState
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


@blueprint.post("/<int:sighting_id>")
@allow(Role.PEACE)
def call(sighting_id: int) -> ResponseReturnValue:
    """Have the line ring this officer, then the source."""
    sighting, officer, now = session().get(Sighting, sighting_id), current_officer(), services().now()
    incident = incidents.locked(session(), sighting.incident_id) if sighting else None
    if sighting is None or incident is None or not incidents.seen_by(officer, incident, now):
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
    audit.record(session(), officer.id, "called a source", f"incident {incident.id}", now=now)
    defer(session(), Job.PLACE_CALL, priority=PRIORITY_REPLY, call=asked.id)
    flash(_("Your telephone rings in a moment. Pick up, and the source is called. Neither sees the other's number."))
    return redirect(url_for("incidents.show", incident_id=incident.id), 303)


def panel(incident: Incident) -> dict[str, object]:
    """The calls of the case page: whether there is a line, and what came of each call by the number of its source."""
    found: dict[int, list[calls.Call]] = {}
    for made in calls.of_incident(session(), incident):
        found.setdefault(session().get_one(Sighting, made.sighting_id).number, []).append(made)
    return {
        "voice_line": services().settings.africastalking_voice_number is not None,
        "calls_of": found,
        "call_states": {state: (_(words), tone) for state, (words, tone) in STATES.items()},
    }


incident_panels.PANELS.append(panel)
