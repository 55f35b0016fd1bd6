"""What a station does with scripts: takes the files, says when they were on air, hands in what listeners asked."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import station_acts, station_door
from bot.console.access import allow, counties, current_officer, today
from bot.console.airing_form import AiringForm
from bot.console.production_page import PAST, Production, answer, answered, correcting, one, productions, question
from bot.console.words import refused
from bot.services import session
from domain import airings, producers, script_offers, scripts, stations
from domain.languages import Language
from domain.officers import Role
from domain.programmes import monday_of
from domain.refusals import Refusal
from domain.replies import Reply
from domain.script_links import Taker
from domain.script_versions import ScriptVersion
from domain.scripts import READ_BY, Script
from domain.stations import SLOTS, Station

# The pages of producers, and the files at their own short address, which stations keep.
blueprint = Blueprint("productions", __name__)


@blueprint.get("/console/productions/")
@allow(Role.PRODUCER)
def index() -> ResponseReturnValue:
    """List the scripts of this week and the next for the producer's stations, what was answered, and the last weeks."""
    own = stations.of_producer(session(), current_officer(), today())
    past = [each for each in _past() if _reading(own, each.county, each.language)]
    return render_template(
        "productions/index.html",
        productions=mine(own),
        slots=SLOTS,
        stations=own,
        past=past,
        noted=airings.of_script(session(), [each.id for each in past], [station.id for station in own]),
        answered=answered(own, lambda reply: _asked_by(own, reply)),
        question=question,
        answer=answer,
    )


def mine(own: list[Station] | None = None) -> list[Production]:
    """What this producer is offered for the weeks that are not over."""
    own = stations.of_producer(session(), current_officer(), today()) if own is None else own
    found = scripts.newest(session(), counties(Role.PRODUCER), since=monday_of(today()))
    return productions([(script, _reading(own, script.county, script.language)) for script in found], _taker())


@blueprint.get("/console/productions/<int:script_id>")
@allow(Role.PRODUCER)
def show(script_id: int) -> ResponseReturnValue:
    """Show one script: its files, when it was on air, and the place to say so and to hand in questions."""
    production = _visible(script_id)
    return _page(production, form=correcting(production, _taker(), request.args.get("correct", "")))


@blueprint.post("/console/productions/<int:script_id>/airings")
@allow(Role.PRODUCER)
def note(script_id: int) -> ResponseReturnValue:
    """Note that it was on air, or correct such a note."""
    production, form = _visible(script_id), AiringForm.read(request.form)
    return _done(script_id, lambda: station_acts.note(production, _taker(), form), form=form)


@blueprint.post("/console/productions/<int:script_id>/questions")
@allow(Role.PRODUCER)
def hand_in(script_id: int) -> ResponseReturnValue:
    """Hand in what listeners asked."""
    production, typed = _visible(script_id), station_acts.typed_questions()
    return _done(script_id, lambda: station_acts.hand_in(production, _taker()), questions=typed)


@blueprint.get("/scripts/<int:script_id>.<any(docx, pdf, txt):kind>")
@allow(*READ_BY, Role.PRODUCER)
def download(script_id: int, kind: str) -> Response:
    """Hand over a file, and keep who took it: to the desk any version, to stations what is offered to them."""
    if "link" in request.args:
        return station_door.file(script_id, kind)
    script = session().get(Script, script_id) or abort(404)
    if not script.may_be_read_by(current_officer(), today()) or _asks_as_producer(script):
        return _offered_file(_visible(script_id), kind)
    asked = _one_of(stations.reading(session(), script.county, script.language))
    return station_acts.take(script, _version(script), kind, asked, _taker())


def _asks_as_producer(script: Script) -> bool:
    """Whether somebody of the desk asks for the file of a station of their own, rather than for a version."""
    own = _reading(stations.of_producer(session(), current_officer(), today()), script.county, script.language)
    return "version" not in request.args and request.args.get("station", "") in {f"{station.id}" for station in own}


def _offered_file(production: Production, kind: str) -> Response:
    """What is offered to this producer's station; else the page that says why there is no file."""
    station, version = _one_of(production.stations) or production.stations[0], production.offer.version
    if version is None:
        return make_response(_page(production), 410)
    try:
        return station_acts.take(production.script, version, kind, station, _taker())
    except Refusal as refusal:
        session().rollback()
        return make_response(_page(_visible(production.script.id), refusal=refused(refusal)), 422)


def _version(script: Script) -> ScriptVersion:
    """The version the address asks for, else the newest; 404 where there is none of that number."""
    asked = request.args.get("version", "")
    found = [version for version in script.versions if f"{version.number}" == asked]
    return found[0] if found else abort(404) if asked else script.newest


def _one_of(found: Sequence[Station]) -> Station | None:
    """The station the address asks for; 404 where it is none of these."""
    asked = request.args.get("station", "")
    station = next((station for station in found if f"{station.id}" == asked), None)
    return station if station or not asked else abort(404)


def _visible(script_id: int) -> Production:
    """A script that is offered to a station of this producer's; 404 for any other."""
    script, officer = session().get(Script, script_id) or abort(404), current_officer()
    own = stations.of_producer(session(), officer, today())
    found = productions([(script, _reading(own, script.county, script.language))], _taker())
    return found[0] if found else abort(404)


def _reading(own: list[Station], county: str, language: Language) -> list[Station]:
    return producers.reading(current_officer(), own, county, language, today())


def _taker() -> Taker:
    return Taker(officer_id=current_officer().id)


def _past() -> list[script_offers.Past]:
    monday = monday_of(today())
    return script_offers.past(session(), monday - PAST, monday)


def _asked_by(own: list[Station], reply: Reply) -> bool:
    """Whether the producer works for the station that handed it in, in its county."""
    here = [station for station in own if station.id == reply.station_id]
    return bool(reply.county and _reading(here, reply.county, reply.language))


def _page(production: Production, **typed: Any) -> str:
    at = {name: url_for(f"productions.{name}", script_id=production.script.id) for name in ("show", "note", "hand_in")}
    return one("productions/show.html", production, _taker(), addresses=at, **typed)


def _done(script_id: int, act: Callable[[], str], **typed: Any) -> ResponseReturnValue:
    try:
        said = act()
    except Refusal as refusal:
        session().rollback()
        return _page(_visible(script_id), refusal=refused(refusal), **typed), 422
    flash(said, "good")
    return redirect(url_for("productions.show", script_id=script_id), 303)
