"""What a station does with scripts: takes the files, says when they were on air, hands in what listeners asked."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from bot.console import script_files
from bot.console.access import allow, counties, current_officer, today
from bot.services import services, session
from domain import scripts, stations
from domain.officers import Role
from domain.programmes import monday_of
from domain.script_links import ScriptDownload
from domain.scripts import READ_BY, Script
from messages.radio_timing import clock, running_time

# The pages of producers, and the files at their own short address, which stations keep.
blueprint = Blueprint("productions", __name__)


@blueprint.get("/console/productions/")
@allow(Role.PRODUCER)
def index() -> ResponseReturnValue:
    """List the scripts of this week and the next that are approved for the producer's stations."""
    monday, own = monday_of(today()), stations.of_producer(session(), current_officer(), today())
    found = [
        script
        for script in scripts.newest(session(), counties(Role.PRODUCER), since=monday)
        if script.approved and any(station.reads(script.county, script.language) for station in own)
    ]
    return render_template(
        "productions/index.html",
        scripts=found,
        running=lambda script: clock(running_time(script.approved.segments)),
    )


@blueprint.get("/scripts/<int:script_id>.<any(docx, pdf, txt):kind>")
@allow(*READ_BY, Role.PRODUCER)
def download(script_id: int, kind: str) -> Response:
    """Hand over a file, and keep who took it. A producer gets approved scripts of their stations only."""
    script = session().get(Script, script_id) or abort(404)
    officer, on = current_officer(), today()
    at_the_desk = script.may_be_read_by(officer, on)
    own = [s for s in stations.of_producer(session(), officer, on) if s.reads(script.county, script.language)]
    if not (at_the_desk or (own and script.approved)):
        abort(404)
    version = script.newest if at_the_desk else script.approved or abort(404)
    session().add(
        ScriptDownload(
            script_id=script.id, version=version.number, officer_id=officer.id, file=kind, at=services().now()
        )
    )
    return script_files.answer(script, version, kind)
