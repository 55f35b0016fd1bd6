"""Taking a report out of the reports for good: it is of the restricted kind, or about this service."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import incident_words as say
from bot.console.access import allow, current_officer
from bot.console.incident_acts import held
from bot.console.incident_shown import shown, subject, visible
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, misfiled, timeline
from domain.incidents import Incident
from domain.officers import Role
from domain.refusals import Refusal
from domain.restricted_reports import RestrictedKind
from messages import case_recall

# What the audit calls it.
SAID = {"restricted": "moved to the restricted reports", "feedback": "moved to the inbox"}


@allow(Role.PEACE)
def confirm(incident_id: int, where: str) -> ResponseReturnValue:
    """Ask once more: it cannot be undone."""
    return _page(visible(session().get(Incident, incident_id)), where)


@allow(Role.PEACE)
def leave(incident_id: int, where: str) -> ResponseReturnValue:
    """Take it out. The audit keeps that it was done, and nothing of what it was."""
    incident = held(incident_id)
    officer, about = current_officer(), subject(incident)
    try:
        timeline.unchanged(session(), incident, request.form.get("seen", 0, type=int))
        case_recall.forget(session(), services().vault, incident, officer, services().now())
        if where == "restricted":
            misfiled.to_restricted(session(), incident, _kind())
        else:
            misfiled.to_feedback(session(), services().vault, incident)
    except Refusal as refusal:
        session().rollback()
        return _page(incident, where, refused(refusal)), 422
    audit.record(session(), officer.id, SAID[where], about, now=services().now())
    flash(_("It is no report any more."), "good")
    return redirect(url_for("incidents.index"), 303)


def _kind() -> RestrictedKind:
    chosen = request.form.get("kind", "")
    return RestrictedKind(chosen) if chosen in set(RestrictedKind) else abort(400)


def _page(incident: Incident, where: str, refusal: str = "") -> str:
    steps = timeline.of(session(), incident)
    return render_template(
        f"incidents/{where}.html",
        report=shown(incident),
        seen=max((step.id for step in steps if step.officer_id), default=0),
        kinds=[(kind.value, _(words)) for kind, words in say.RESTRICTED_KINDS.items()],
        refusal=refusal,
    )
