"""Speaking with whoever told of an incident: prepared sentences, or an officer's own words, to "source 2", never more.

No page here shows a number, nor the language a source reads: that, too, points at a person.
"""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import incident_words as say
from bot.console.access import allow, current_officer
from bot.console.incident_shown import reached, subject, visible
from bot.console.source_checks import check
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, contacts, incidents, retention_periods, timeline
from domain.incidents import Handling, Incident
from domain.kept_kinds import Kept
from domain.moments import hour
from domain.officers import Role
from domain.refusals import Refusal
from domain.sightings import Sighting
from messages import feedback, source_texts
from messages.feedback_words import SENTENCES, Said

blueprint = Blueprint("sources", __name__, url_prefix="/console/sources")


def panel(incident: Incident) -> dict[str, object]:
    """For the page of a report: its sources, and what they may hear now."""
    sources = contacts.of(session(), incident)
    owed = any(source.may_text for source in sources) and feedback.owed_for(
        services().vault, timeline.of(session(), incident)
    )
    return {
        "contact_sources": sources,
        "call_times": say.CALL_TIMES,
        "sentences": _sentences(incident) if owed else [],
        "number_days": _number_days(),
    }


def _number_days() -> int:
    """For how many days after closing the numbers of sources are kept now."""
    reporters = timedelta(days=services().settings.reporter_days)
    return retention_periods.periods(session(), reporters, services().now())[Kept.REPORTERS].days


def _sentences(incident: Incident) -> list[tuple[str, str]]:
    """Prepared sentences by name, as the officer reads them."""
    closed = incident.handling is Handling.CLOSED
    catalog, interface = services().catalog, current_officer().interface
    return [
        (said.value, catalog.say(SENTENCES[said], interface)) for said in Said if closed or said is not Said.CLOSING
    ]


@blueprint.post("/of/<int:incident_id>")
@allow(Role.PEACE)
def tell(incident_id: int) -> ResponseReturnValue:
    """Leave a prepared sentence for every source that allowed it."""
    incident = visible(incidents.locked(session(), incident_id))
    chosen, here, officer = request.form.get("said", ""), services(), current_officer()
    address = redirect(url_for("incidents.show", incident_id=incident.id), 303)
    if chosen not in dict(_sentences(incident)):
        flash(_("Choose what they hear."), "bad")
        return address
    try:
        feedback.tell(session(), here.vault, here.catalog, incident, officer, Said(chosen), here.now())
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "bad")
        return address
    audit.record(session(), officer.id, "told the sources", subject(incident), now=hour(here.now()))
    flash(_("They hear it within a quarter of an hour; at night, after 07:00."), "good")
    return address


@blueprint.get("/<int:sighting_id>")
@allow(Role.PEACE)
def write(sighting_id: int) -> ResponseReturnValue:
    """Show the place for a text to one source."""
    return _page(*reached(sighting_id))


@blueprint.post("/<int:sighting_id>")
@allow(Role.PEACE)
def send(sighting_id: int) -> ResponseReturnValue:
    """Send the officer's own words to one source, or only show what would leave."""
    sighting, incident = reached(sighting_id)
    own, here, officer = request.form.get("words", ""), services(), current_officer()
    text = source_texts.body(own)
    try:
        source_texts.check_length(text)
        check(text, incident, here.places)
        if request.form.get("act") == "look":
            return _page(sighting, incident, own=own, leaves=text)
        source_texts.write(session(), here.vault, sighting, officer, text, places=here.places, now=here.now())
    except Refusal as refusal:
        session().rollback()
        return _page(sighting, incident, own=own, refusal=refused(refusal)), 422
    at, source = hour(here.now()), sighting.number
    audit.record(session(), officer.id, "texted a source", subject(incident), now=at, source=source)
    flash(_("Your text is on its way. What they write back within three days is added to what they told."), "good")
    return redirect(url_for("incidents.show", incident_id=incident.id), 303)


def _page(sighting: Sighting, incident: Incident, **more: object) -> str:
    mine = [source for source in contacts.of(session(), incident) if source.sighting_id == sighting.id]
    may_text = bool(mine) and mine[0].may_text
    return render_template(
        "sources/write.html", sighting=sighting, report=incident, may_text=may_text, most=160 - len("Mbiu: "), **more
    )
