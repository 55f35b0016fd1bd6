"""Radio scripts: drafted, corrected, read through, and taken to air."""

from itertools import groupby

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import script_form
from bot.console.access import allow, counties, current_officer, today
from bot.console.script_form import Row
from bot.console.words import N_, _, interface, language_name, refused
from bot.services import services, session
from domain import audit, scripts
from domain.languages import FLOOR, Language
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.scripts import CORRECTED_BY, Script, ScriptDownload, State
from messages import radio_desk
from messages.radio import STANDING
from messages.radio_document import as_text, sheet
from messages.radio_docx import as_docx
from messages.radio_timing import clock, lasting, running_time

# The pages of the desk, and the files at their own short address, which stations keep.
blueprint = Blueprint("scripts", __name__)

STATES = {State.DRAFT: (N_("Draft"), "warning"), State.REVIEWED: (N_("Reviewed"), "good")}
WITHDRAWN = (N_("Withdrawn"), "bad")
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


@blueprint.get("/console/scripts/")
@allow(*CORRECTED_BY, Role.PRODUCER)
def index() -> ResponseReturnValue:
    """List the scripts by week; a producer gets those of this week and the next that are ready."""
    monday = scripts.monday_of(today())
    if not current_officer().roles(today()).intersection(CORRECTED_BY):
        found = scripts.newest(session(), counties(Role.PRODUCER), since=monday)
        reviewed = [script for script in found if script.state is State.REVIEWED]
        return render_template("scripts/producer.html", scripts=reviewed, **_words())
    found = scripts.newest(session(), counties(*CORRECTED_BY))
    weeks = [(week, list(of_week)) for week, of_week in groupby(found, lambda script: script.week)]
    return render_template("scripts/index.html", weeks=weeks, next_week=scripts.week_of(services().now()), **_words())


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
    return _desk(script, script_form.shown(script), script.version)


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
        script.check_version(version)
        script.correct(current_officer(), script_form.speeches(rows, script), version, now)
    except Refusal as refusal:
        session().rollback()
        return _desk(script, rows, version, refusal=refused(refusal)), 422
    except (ValueError, IndexError):
        abort(400)
    audit.record(session(), current_officer().id, "corrected", f"script {script.id}", now=now, version=script.version)
    flash(_("The script is kept."), "good")
    return redirect(url_for("scripts.show", script_id=script.id), 303)


@blueprint.post("/console/scripts/<int:script_id>/review")
@allow(Role.REVIEWER)
def review(script_id: int) -> ResponseReturnValue:
    """Put a speaker's name to the script: it may be read on air."""
    script = _visible(scripts.locked(session(), script_id))
    if _withdrawn(script):
        raise Refusal("A bulletin in this script was cancelled or has expired: take its lines out first.")
    now = services().now()
    script.review(current_officer(), request.form.get("version", 0, type=int), now)
    audit.record(session(), current_officer().id, "reviewed", f"script {script.id}", now=now, version=script.version)
    flash(_("The script is reviewed. Producers can take it now."), "good")
    return redirect(url_for("scripts.show", script_id=script.id), 303)


@blueprint.get("/scripts/<int:script_id>.<any(docx, txt):kind>")
@allow(*CORRECTED_BY, Role.PRODUCER)
def download(script_id: int, kind: str) -> ResponseReturnValue:
    """Hand over a file, and keep who took it. A producer gets reviewed scripts only."""
    script = _takeable(session().get(Script, script_id))
    if script.state is State.REVIEWED and _withdrawn(script):
        raise Refusal("A bulletin in this script was cancelled or has expired. It must not be read on air.")
    reviewer = session().get(Officer, script.reviewer_id) if script.reviewer_id else None
    model = sheet(
        script,
        county=services().places[script.county].name,
        reviewer=reviewer.name if reviewer else None,
        reader=interface(),
    )
    content = as_docx(model, script.drafted_at) if kind == "docx" else as_text(model)
    session().add(ScriptDownload(script_id=script.id, officer_id=current_officer().id, file=kind, at=services().now()))
    draft = "" if script.state is State.REVIEWED else "-DRAFT"
    name = f"mbiu-{script.county}-{script.language}-{script.week}{draft}.{kind}"
    return Response(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _visible(script: Script | None) -> Script:
    if script is None or not script.may_be_corrected_by(current_officer(), today()):
        abort(404)
    return script


def _takeable(script: Script | None) -> Script:
    """The script, if this officer may carry it off: the desk always, a producer once it is reviewed."""
    officer, on = current_officer(), today()
    if script is None:
        abort(404)
    produces = script.state is State.REVIEWED and officer.may(Role.PRODUCER, on, county=script.county)
    if not (produces or script.may_be_corrected_by(officer, on)):
        abort(404)
    return script


def _withdrawn(script: Script) -> list[int]:
    return scripts.withdrawn(session(), script, services().now())


def _words() -> dict[str, object]:
    """What every page of scripts says in the same way."""
    return {
        "state_of": _state_of,
        "running": lambda script: clock(running_time(script.lines)),
        "withdrawn": _withdrawn,
    }


def _state_of(script: Script) -> tuple[str, str]:
    words, tone = WITHDRAWN if _withdrawn(script) else STATES[script.state]
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
        for what in script.missing
    ]


def _page(script: Script) -> str:
    officer, on = current_officer(), today()
    people = {person.id: person.name for person in _people(script)}
    speaks = officer.may(Role.REVIEWER, on, county=script.county, language=script.spoken)
    return render_template(
        "scripts/show.html",
        script=script,
        missing=_missing(script),
        lines=[(line, clock(lasting(line))) for line in script.lines],
        people=people,
        may_review=speaks and script.state is State.DRAFT and officer.id != script.editor_id,
        **_words(),
    )


def _people(script: Script) -> list[Officer]:
    ids = [officer_id for officer_id in (script.editor_id, script.reviewer_id) if officer_id]
    return [officer for officer_id in ids if (officer := session().get(Officer, officer_id))]


def _desk(script: Script, rows: list[Row], version: int, refusal: str = "") -> str:
    languages = dict.fromkeys((script.language, FLOOR, Language.ENGLISH))
    return render_template(
        "scripts/correct.html",
        script=script,
        rows=rows,
        version=version,
        languages=[(language, language_name(language)) for language in languages],
        refusal=refusal,
        **_words(),
    )
