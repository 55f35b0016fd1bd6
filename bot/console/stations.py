"""Radio stations: where they are heard, when Mbiu is on air there, how fast they read."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import station_words
from bot.console.access import allow, counties, current_officer, today
from bot.console.station_form import SPEED, StationForm
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, station_changes, stations
from domain.refusals import Refusal
from domain.scripts import READ_BY
from domain.station_changes import KEPT_BY, Details, fingerprint, may_change
from domain.stations import SPOKEN, Station

blueprint = Blueprint("stations", __name__, url_prefix="/console/stations")


@blueprint.get("/")
@allow(*READ_BY)
def index() -> ResponseReturnValue:
    """List the stations heard in the officer's counties, retired ones last."""
    found = stations.everyone(session(), counties(*READ_BY))
    return render_template("stations/index.html", stations=found, say=station_words, may_add=_may_add())


@blueprint.get("/new")
@allow(*KEPT_BY)
def new() -> ResponseReturnValue:
    """Show an empty form."""
    return _form(None, StationForm())


@blueprint.post("/new")
@allow(*KEPT_BY)
def add() -> ResponseReturnValue:
    """Put a station on the list."""
    form = StationForm.read(request.form)
    try:
        number = form.number()
        station = station_changes.add(session(), current_officer(), form.details(), services().now())
    except Refusal as refusal:
        session().rollback()
        return _form(None, form, refused(refusal)), 422
    if number:
        station_changes.set_phone(station, services().vault, number)
    return _done("added a station", station, _("%(name)s is on the list.", name=station.name))


@blueprint.get("/<int:station_id>")
@allow(*READ_BY)
def show(station_id: int) -> ResponseReturnValue:
    """Show all that is known of one."""
    station = _visible(session().get(Station, station_id))
    return render_template(
        "stations/show.html",
        station=station,
        items=station_words.summary(station),
        state=station_words.confirmed(station),
        may_change=may_change(current_officer(), station.counties, today()),
        keeps_some=_may_add(),
    )


@blueprint.get("/<int:station_id>/change")
@allow(*KEPT_BY)
def edit(station_id: int) -> ResponseReturnValue:
    """Show the form of one."""
    station = _visible(session().get(Station, station_id))
    station_changes.check_writer(current_officer(), station.counties, today())
    return _form(station, StationForm.of(station))


@blueprint.post("/<int:station_id>/change")
@allow(*KEPT_BY)
def change(station_id: int) -> ResponseReturnValue:
    """Keep what is known of it now."""
    station, form = _visible(stations.locked(session(), station_id)), StationForm.read(request.form)
    before, seen, officer = Details.of(station), request.form.get("seen", ""), current_officer()
    try:
        number, wanted = form.number(), form.details()
        station_changes.change(session(), officer, station, wanted, seen, services().now())
    except Refusal as refusal:
        session().rollback()
        stands = _visible(session().get(Station, station_id))
        return _form(stands, form, refused(refusal), overtaken=seen != fingerprint(stands)), 422
    if number or form.forget:
        station_changes.set_phone(station, services().vault, number)
    changed = [*station_changes.difference(before, Details.of(station)), *["phone"] * bool(number or form.forget)]
    return _done("changed a station", station, _("%(name)s: changed.", name=station.name), changed=changed)


@blueprint.post("/<int:station_id>/state")
@allow(*KEPT_BY)
def state(station_id: int) -> ResponseReturnValue:
    """Take one out of use, or bring it back."""
    station, officer, act = _visible(stations.locked(session(), station_id)), current_officer(), request.form.get("act")
    if act == "retire":
        station_changes.retire(officer, station, services().now())
        what, sentence = "retired a station", _("%(name)s is retired.", name=station.name)
    elif act == "back":
        station_changes.bring_back(officer, station, services().now())
        what, sentence = "brought a station back", _("%(name)s is in use again.", name=station.name)
    else:
        abort(400)
    return _done(what, station, sentence)


def _visible(station: Station | None) -> Station:
    """The station, for who holds one of its counties; 404 for anybody else."""
    held = counties(*READ_BY)
    if station is None or not (held is None or held & set(station.counties)):
        abort(404)
    return station


def _may_add() -> bool:
    held = counties(*KEPT_BY)
    return held is None or bool(held)


def _form(station: Station | None, form: StationForm, refusal: str = "", *, overtaken: bool = False) -> str:
    """The form. Whoever keeps theirs after being shown what another made of the station means it."""
    speeds = [(SPEED + each, each, form.speeds.get(each, ""), station_words.usual_speed(each)) for each in SPOKEN]
    return render_template(
        "stations/form.html",
        station=station,
        form=form,
        refusal=refusal,
        seen=fingerprint(station) if station else "",
        stands=station_words.summary(station) if station and overtaken else [],
        speeds=speeds,
        masked=station_words.masked(station) if station else "",
        today=today(),
        choices=station_words.choices(),
    )


def _done(what: str, station: Station, sentence: str, **detail: object) -> ResponseReturnValue:
    audit.record(session(), current_officer().id, what, f"station {station.id}", now=services().now(), **detail)
    flash(sentence, "good")
    return redirect(url_for("stations.show", station_id=station.id), 303)
