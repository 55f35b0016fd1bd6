"""Radio scripts: drafted, corrected, read through, and taken to air."""

from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import script_form
from bot.console.access import allow, counties, current_officer, today
from bot.console.script_form import Row
from bot.console.words import N_, _, language_name, refused
from bot.services import services, session
from domain import audit, scripts
from domain.languages import FLOOR
from domain.officers import Role
from domain.refusals import Refusal
from domain.script_versions import State
from domain.scripts import CORRECTED_BY, READ_BY, Script
from domain.segments import Part, Segment
from messages import radio_desk
from messages.radio import STANDING
from messages.radio_timing import USUAL, clock, running_time

blueprint = Blueprint("scripts", __name__)

STATES = {
    State.DRAFT: (N_("Draft"), "warning"),
    State.SIGNED: (N_("Signed"), "warning"),
    State.APPROVED: (N_("Approved"), "good"),
    State.WITHDRAWN: (N_("Withdrawn"), "bad"),
}


@blueprint.get("/console/scripts/")
@allow(*READ_BY)
def index() -> ResponseReturnValue:
    """List the scripts by week."""
    found = scripts.newest(session(), counties(*READ_BY))
    weeks = [(week, list(of_week)) for week, of_week in groupby(found, lambda script: script.week)]
    return render_template("scripts/index.html", weeks=weeks, **_words())


@blueprint.post("/console/scripts/draft")
@allow(*CORRECTED_BY)
def draft() -> ResponseReturnValue:
    """Draft now what the clock drafts on Thursdays."""
    now, settings = services().now(), services().settings
    written = radio_desk.draft_scripts(session(), now, places=services().places, ussd_code=settings.ussd_code)
    for script in written:
        audit.record(session(), current_officer().id, "drafted", f"script {script.id}", now=now)
    flash(_("Drafts written or refreshed: %(count)s.", count=len(written)), "good")
    return redirect(url_for("scripts.index"), 303)


@blueprint.get("/console/scripts/<int:script_id>")
@allow(*CORRECTED_BY)
def show(script_id: int) -> ResponseReturnValue:
    """Read a script as it will be read out."""
    return _page(_visible(session().get(Script, script_id)))


@blueprint.get("/console/scripts/<int:script_id>/correct")
@allow(*CORRECTED_BY)
def correct(script_id: int) -> ResponseReturnValue:
    """Open a script for correction."""
    script = _visible(session().get(Script, script_id))
    return _desk(script, script_form.shown(script.newest), script.newest.number)


@blueprint.post("/console/scripts/<int:script_id>/correct")
@allow(*CORRECTED_BY)
def save(script_id: int) -> ResponseReturnValue:
    """Keep a correction, or only move a line about on the page."""
    script = _visible(scripts.locked(session(), script_id))
    now, wish = services().now(), request.form.get("act", "")
    try:
        rows, version = script_form.typed(request.form), int(request.form["version"])
        if wish:
            return _desk(script, script_form.act(rows, wish), version)
        script.check_newest(version)
        lines = tuple(script_form.speeches(rows, script.newest))
        script.correct(current_officer(), [Segment(Part.OWN, lines)], version, now)
    except Refusal as refusal:
        session().rollback()
        return _desk(script, rows, version, refusal=refused(refusal)), 422
    except (ValueError, IndexError):
        abort(400)
    audit.record(
        session(), current_officer().id, "corrected", f"script {script.id}", now=now, version=script.newest.number
    )
    flash(_("The script is kept."), "good")
    return redirect(url_for("scripts.show", script_id=script.id), 303)


@blueprint.post("/console/scripts/<int:script_id>/sign")
@allow(Role.REVIEWER)
def sign(script_id: int) -> ResponseReturnValue:
    """Put a speaker's name to the script."""
    script = _visible(scripts.locked(session(), script_id))
    now = services().now()
    script.sign(current_officer(), request.form.get("version", 0, type=int), now)
    audit.record(session(), current_officer().id, "signed", f"script {script.id}", now=now)
    return redirect(url_for("scripts.show", script_id=script.id), 303)


def _visible(script: Script | None) -> Script:
    if script is None or not script.may_be_corrected_by(current_officer(), today()):
        abort(404)
    return script


def _words() -> dict[str, object]:
    """What every page of scripts says in the same way."""
    return {"state_of": _state_of, "running": lambda script: clock(running_time(script.newest.segments))}


def _state_of(script: Script) -> tuple[str, str]:
    words, tone = STATES[script.newest.state]
    return _(words), tone


def _missing(script: Script) -> list[str]:
    language = language_name(script.language)
    return [
        _("Our own sentences have no signed %(language)s form: they stand in Swahili.", language=language)
        if what == STANDING
        else _(
            "Bulletin %(number)s has no signed %(language)s text.",
            number=what.removeprefix("bulletin "),
            language=language,
        )
        for what in script.newest.missing
    ]


def _page(script: Script) -> str:
    officer, version = current_officer(), script.newest
    speaks = officer.may(Role.REVIEWER, today(), county=script.county, language=version.spoken)
    return render_template(
        "scripts/show.html",
        script=script,
        version=version,
        missing=_missing(script),
        lines=[(line, clock(USUAL.lasting(line))) for line in version.lines],
        may_sign=speaks and version.state is State.DRAFT and officer.id not in version.hands,
        **_words(),
    )


def _desk(script: Script, rows: list[Row], version: int, refusal: str = "") -> str:
    languages = dict.fromkeys((script.language, FLOOR))
    return render_template(
        "scripts/correct.html",
        script=script,
        rows=rows,
        version=version,
        languages=[(language, language_name(language)) for language in languages],
        refusal=refusal,
        **_words(),
    )
