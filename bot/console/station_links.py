"""Links by which a station without an account takes one script: made, copied and withdrawn on the script's page."""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from bot.console.access import allow, current_officer, today
from bot.console.script_page import page
from bot.console.script_rights import corrected, found, held, record
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import script_links, stations
from domain.refusals import Refusal
from domain.script_links import ScriptDownload, ScriptLink
from domain.scripts import CORRECTED_BY, Script
from domain.stations import Station

blueprint = Blueprint("station_links", __name__, url_prefix="/console/scripts")

MADE, WITHDRAWN = N_("made a link for a station"), N_("withdrew a link of a station")
LINK = "mbiu script link"  # under its own salt a signature is good for nothing else


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
    script = corrected(held(script_id))
    typed = request.form.get("station", 0, type=int)
    station = next((each for each in _stations(script) if each.id == typed), None)
    try:
        if station is None:
            raise Refusal("Choose the station.")
        days = request.form.get("days", 0, type=int)
        link = script_links.make(session(), script, station, current_officer(), days, services().now())
    except Refusal as refusal:
        session().rollback()
        return page(found(script_id), refused(refusal), request.form), 422
    record(script, MADE, link=link.id, station=station.id)
    flash(_("The link is made: copy its address below and send it to %(station)s.", station=station.name), "good")
    return _back(script)


@blueprint.post("/<int:script_id>/links/<int:link_id>/withdraw")
@allow(*CORRECTED_BY)
def withdraw(script_id: int, link_id: int) -> ResponseReturnValue:
    """Let a link open nothing from now on."""
    script, link = corrected(held(script_id)), script_links.locked(session(), link_id)
    if link is None or link.script_id != script.id:
        abort(404)
    link.withdraw(current_officer(), services().now())
    record(script, WITHDRAWN, link=link.id, station=link.station_id)
    flash(_("The link opens nothing any more."), "good")
    return _back(script)


@blueprint.app_template_global()
def link_panel(script: Script) -> dict[str, object] | None:
    """What the script's page shows of its links, to who makes them; None for anybody else."""
    if not script.may_be_corrected_by(current_officer(), today()):
        return None
    now, taken = services().now(), script_links.taken_by_links(session(), script.id)
    made = script_links.of_script(session(), script.id)
    names = {station.id: station.name for station in stations.everyone(session())} if made else {}
    return {
        "links": [
            Shown(link, names[link.station_id], address_of(link) if link.opens(now) else "", taken.get(link.id, []))
            for link in made
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
    return signed(link.identity, LINK)


def link_in(token: str) -> ScriptLink | None:
    """The link that was signed, if it still stands for the same; None for what we did not sign."""
    identity = opened(token, LINK)
    link = session().get(ScriptLink, identity[0]) if isinstance(identity, list) else None
    return link if link is not None and link.identity == identity else None


def signed(what: list[int] | str, salt: str) -> str:
    """Numbers or a sentence of ours for an address, with our signature under it."""
    token: str = _signer(salt).dumps(what)
    return token


def opened(token: str, salt: str) -> object:
    """What was signed; None for what we did not sign, or not under this salt."""
    try:
        return _signer(salt).loads(token)
    except BadSignature:
        return None


def _signer(salt: str) -> URLSafeSerializer:
    # SHA-1, its own choice, would do; nobody has to be told why.
    keys = services().settings.secret_keys[::-1]  # the last signs
    strong = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(keys, salt=salt, signer_kwargs=strong)


def _stations(script: Script) -> list[Station]:
    return stations.reading(session(), script.county, script.language)


def _back(script: Script) -> ResponseReturnValue:
    return redirect(url_for("scripts.show", script_id=script.id, _anchor="links"), 303)
