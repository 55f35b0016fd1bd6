"""Links by which a station without an account takes one script: made, copied and withdrawn on the script's page."""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from bot.console.access import allow, current_officer, today
from bot.console.words import N_, _
from bot.services import services, session
from domain import audit, script_links, scripts, stations
from domain.refusals import Refusal
from domain.script_links import ScriptDownload, ScriptLink
from domain.scripts import CORRECTED_BY, Script
from domain.stations import Station

blueprint = Blueprint("station_links", __name__, url_prefix="/console/scripts")

MADE, WITHDRAWN = N_("made a link for a station"), N_("withdrew a link of a station")


@dataclass(frozen=True, slots=True)
class Shown:
    """One link as the desk sees it; `address` is "" for one that opens nothing any more."""

    link: ScriptLink
    station: str
    address: str
    taken: list[ScriptDownload]


@blueprint.post("/<int:script_id>/links")
@allow(*CORRECTED_BY)
def make(script_id: int) -> ResponseReturnValue:
    """Make a link to a script for one of its stations."""
    script, now = _held(script_id), services().now()
    typed = request.form.get("station", 0, type=int)
    station = next((each for each in _stations(script) if each.id == typed), None)
    if station is None:
        raise Refusal("Choose the station.")
    days = request.form.get("days", 0, type=int)
    link = script_links.make(session(), script, station, current_officer(), days, now)
    _record(MADE, script, link)
    flash(_("The link is made: copy its address below and send it to %(station)s.", station=station.name), "good")
    return _back(script)


@blueprint.post("/<int:script_id>/links/<int:link_id>/withdraw")
@allow(*CORRECTED_BY)
def withdraw(script_id: int, link_id: int) -> ResponseReturnValue:
    """Let a link open nothing from now on."""
    script, link = _held(script_id), script_links.locked(session(), link_id)
    if link is None or link.script_id != script.id:
        abort(404)
    link.withdraw(current_officer(), services().now())
    _record(WITHDRAWN, script, link)
    flash(_("The link opens nothing any more."), "good")
    return _back(script)


@blueprint.app_template_global()
def link_panel(script: Script) -> dict[str, object] | None:
    """What the script's page shows of its links, to who makes them; None for anybody else."""
    if not script.may_be_corrected_by(current_officer(), today()):
        return None
    now, taken = services().now(), script_links.taken_by_links(session(), script.id)
    found = script_links.of_script(session(), script.id)
    names = {station.id: station.name for station in stations.everyone(session())} if found else {}
    return {
        "links": [
            Shown(link, names[link.station_id], address_of(link) if link.opens(now) else "", taken.get(link.id, []))
            for link in found
        ],
        "stations": [(station.id, station.name) for station in _stations(script)] if script.approved else [],
        "days": script_links.usual_days(script, now),
        "longest": script_links.LONGEST,
    }


def address_of(link: ScriptLink) -> str:
    """The whole address a station opens."""
    base = services().settings.public_base_url
    return f"{base}{url_for('station_door.show', token=token_of(link))}"


def token_of(link: ScriptLink) -> str:
    """What a link stands for, signed: nobody makes one up, and the database holds none."""
    token: str = _signer().dumps(link.identity)
    return token


def link_in(token: str) -> ScriptLink | None:
    """The link that was signed, if it still stands for the same; None for what we did not sign."""
    try:
        identity = _signer().loads(token)
    except BadSignature:
        return None
    link = session().get(ScriptLink, identity[0]) if isinstance(identity, list) else None
    return link if link is not None and link.identity == identity else None


def _signer() -> URLSafeSerializer:
    # SHA-1, its own choice, would do; nobody has to be told why.
    strong = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(services().settings.secret_key, salt="mbiu script link", signer_kwargs=strong)


def _held(script_id: int) -> Script:
    script = scripts.locked(session(), script_id)
    if script is None or not script.may_be_corrected_by(current_officer(), today()):
        abort(404)
    return script


def _stations(script: Script) -> list[Station]:
    return stations.reading(session(), script.county, script.language)


def _record(what: str, script: Script, link: ScriptLink) -> None:
    detail = {"link": link.id, "station": link.station_id}
    audit.record(session(), current_officer().id, what, f"script {script.id}", now=services().now(), **detail)


def _back(script: Script) -> ResponseReturnValue:
    return redirect(url_for("scripts.show", script_id=script.id, _anchor="links"), 303)
