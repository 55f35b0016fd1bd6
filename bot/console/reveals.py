"""Seeing a source's number: asked for with a reason, decided by a second person, shown once and kept nowhere."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, counties, current_officer
from bot.console.incident_shown import names, opened, reached
from bot.console.paging import page_of
from bot.console.words import _, refused
from bot.services import services, session
from domain import reveals
from domain.incidents import Incident
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.reveals import DECIDERS, LONGEST_REASON, Listed, Reveal
from domain.sealed_columns import REVEAL_REASON

blueprint = Blueprint("reveals", __name__, url_prefix="/console/reveals")


@blueprint.get("/")
@allow(Role.PEACE, *DECIDERS)
def index() -> ResponseReturnValue:
    """List what waits for this officer's decision, and what this officer asked for."""
    officer, now = current_officer(), services().now()
    page = page_of(lambda most, skip: reveals.asked_by(session(), officer, start=skip, most=most), "reveals.index")
    theirs = [row for row in waiting() if reveals.may_decide(officer, row[2], now)]
    return render_template(
        "reveals/index.html",
        waiting=theirs,
        page=page,
        name=names(
            {reveal.asked_by for reveal, *_rest in theirs}
            | {reveal.decided_by for reveal, *_rest in page.rows if reveal.decided_by}
        ).get,
        reason=lambda reveal: opened(REVEAL_REASON, reveal),
        state=_state,
        may_look=lambda reveal: reveal.may_be_seen(now),
    )


def waiting() -> list[Listed]:
    """Requests that this officer may decide."""
    return reveals.waiting(session(), counties(*DECIDERS), current_officer(), services().now())


@blueprint.get("/ask/<int:sighting_id>")
@allow(Role.PEACE)
def asking(sighting_id: int) -> ResponseReturnValue:
    """Show the place for the reason."""
    sighting, incident = reached(sighting_id)
    return render_template("reveals/ask.html", sighting=sighting, report=incident, most=LONGEST_REASON)


@blueprint.post("/ask/<int:sighting_id>")
@allow(Role.PEACE)
def ask(sighting_id: int) -> ResponseReturnValue:
    """Ask a second person."""
    sighting, incident = reached(sighting_id)
    reason = request.form.get("reason", "")
    try:
        reveals.ask(session(), services().vault, sighting, current_officer(), reason, services().now())
    except Refusal as refusal:
        session().rollback()
        more = {"reason": reason, "refusal": refused(refusal), "most": LONGEST_REASON}
        return render_template("reveals/ask.html", sighting=sighting, report=incident, **more), 422
    flash(_("Your request waits for the protection focal point or the county lead."), "good")
    return redirect(url_for("reveals.index"), 303)


@blueprint.post("/<int:reveal_id>")
@allow(*DECIDERS)
def decide(reveal_id: int) -> ResponseReturnValue:
    """Grant or refuse."""
    officer, now = current_officer(), services().now()
    granted = {"grant": True, "refuse": False}.get(request.form.get("act", ""))
    if granted is None or not _is_theirs(reveal_id, officer):
        abort(404)
    try:
        reveals.decide(session(), services().vault, reveal_id, officer, granted, now)
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "bad")
    else:
        flash(_("They may look once, within a day.") if granted else _("The number stays hidden."), "good")
    return redirect(url_for("reveals.index"), 303)


@blueprint.post("/<int:reveal_id>/number")
@allow(Role.PEACE)
def look(reveal_id: int) -> ResponseReturnValue:
    """Show the number, once, to the one who asked."""
    found = session().get(Reveal, reveal_id)
    if found is None or found.asked_by != current_officer().id:
        abort(404)
    try:
        phone = reveals.look(session(), services().vault, reveal_id, current_officer(), services().now())
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "bad")
        return redirect(url_for("reveals.index"), 303)
    answer = make_response(render_template("reveals/number.html", number=phone.e164))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_theirs(reveal_id: int, officer: Officer) -> bool:
    """Whether there is such a request, of a county of theirs."""
    found = session().get(Reveal, reveal_id)
    incident = session().get(Incident, reveals.incident_of(session(), found)) if found else None
    return incident is not None and reveals.may_decide(officer, incident, services().now())


def _state(reveal: Reveal) -> tuple[str, str]:
    """Words and tone."""
    now = services().now()
    if reveal.seen_at:
        return _("Seen"), "neutral"
    if reveal.may_be_seen(now):
        return _("Granted: look once"), "good"
    if reveal.waits(now):
        return _("Waits for a second person"), "warning"
    return (_("Refused"), "bad") if reveal.granted is False else (_("Over"), "neutral")
