"""The door a station opens with a link: one script, its files, when it was on air, and what listeners asked.

Nobody signs in. A token is our own signature under what a link stands for, of 256 bits, checked before the database is
asked; whether the link still opens is looked up each time. What one link may take and say is bounded in the domain.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from bot import knocks
from bot.console import station_acts
from bot.console.airing_form import AiringForm
from bot.console.production_page import Production, correcting, one, productions
from bot.console.station_links import link_in, opened, signed
from bot.console.words import INTERFACES, _, refused
from bot.services import services, session
from domain.languages import FLOOR, Language
from domain.refusals import Refusal
from domain.script_links import Taker
from domain.scripts import Script
from domain.stations import Station
from domain.wrong_knocks import Door

blueprint = Blueprint("station_door", __name__, url_prefix="/scripts/link")

DONE = "mbiu said at the door"  # the salt of what was done: there is no session to keep it in


@blueprint.record_once
def on_registering(state: BlueprintSetupState) -> None:
    """Explain here what goes wrong here. There is no cookie, so there is no form token: the address is the secret."""
    app = state.app
    app.extensions["error_pages"][blueprint.url_prefix] = sorry
    app.extensions["csrf"].exempt(blueprint)


@blueprint.before_request
def choose_language() -> None:
    """Speak as the browser asks, else Swahili: no officer is known here."""
    ours = sorted((language.value for language in INTERFACES), key=lambda language: language != FLOOR)
    g.interface = Language(request.accept_languages.best_match(ours, default=FLOOR.value))


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """The address opens the script: no page that is linked to, no search engine and no cache is to have it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the script of a link."""
    production, taker = _opened(token)
    form = correcting(production, taker, request.args.get("correct", ""))
    return _page(token, production, taker, said=_said(), form=form)


@blueprint.post("/<token>/airings")
def note(token: str) -> ResponseReturnValue:
    """Note that it was on air, or correct such a note."""
    production, taker = _opened(token)
    form = AiringForm.read(request.form)
    return _done(token, lambda: station_acts.note(production, taker, form), form=form)


@blueprint.post("/<token>/questions")
def hand_in(token: str) -> ResponseReturnValue:
    """Hand in what listeners asked."""
    production, taker = _opened(token)
    typed = station_acts.typed_questions()
    return _done(token, lambda: station_acts.hand_in(production, taker), questions=typed)


def file(script_id: int, kind: str) -> Response:
    """A file of the script, at the script's own address, for whoever holds its link (`?link=`)."""
    choose_language()
    token = request.args.get("link", "")
    production, taker = _opened(token)
    if production.script.id != script_id:
        abort(_closed(404))
    if production.offer.version is None:
        return keep_private(make_response(_page(token, production, taker), 410))
    try:
        station = production.stations[0]
        answer = station_acts.take(production.script, production.offer.version, kind, station, taker)
    except Refusal as refusal:
        session().rollback()
        answer = make_response(_page(token, *_opened(token), refusal=refused(refusal)), 422)
    return keep_private(answer)


def sorry(code: int, title: str, advice: str) -> ResponseReturnValue:
    """What is read where something went wrong."""
    return render_template("productions/closed.html", title=title, advice=advice), code


def _opened(token: str) -> tuple[Production, Taker]:
    """The script of a link as it stands now; a page that says whom to ask where it opens nothing."""
    link = link_in(token)
    if link is None:
        knocks.wrong(Door.LINK)
        abort(_closed(404))
    script, station = session().get_one(Script, link.script_id), session().get_one(Station, link.station_id)
    taker = Taker(link_id=link.id)
    reads = link.opens(services().now()) and station.reads(script.county, script.language)
    found = productions([(script, [station])], taker) if reads else []
    if not found:
        abort(_closed(410))
    offer = found[0].offer
    # A draft is for producers, whom the county knows.
    return replace(found[0], offer=replace(offer, version=None) if offer.draft else offer), taker


def _said() -> str:
    """What was done before this page, if it is we who say so."""
    said = opened(request.args.get("done", ""), DONE)
    return said if isinstance(said, str) else ""


def _closed(code: int) -> Response:
    """The same words for a link that never was and for one that is over."""
    title, advice = _("This link opens nothing"), _("Ask the county officer who sent it to you for a new one.")
    return keep_private(make_response(sorry(code, title, advice)))


def _page(token: str, production: Production, taker: Taker, *, said: str = "", **typed: Any) -> str:
    at = {name: url_for(f"station_door.{name}", token=token) for name in ("show", "note", "hand_in")}
    return one("productions/link.html", production, taker, addresses=at, link=token, said=said, **typed)


def _done(token: str, act: Callable[[], str], **typed: Any) -> ResponseReturnValue:
    try:
        said = act()
    except Refusal as refusal:
        session().rollback()
        return _page(token, *_opened(token), refusal=refused(refusal), **typed), 422
    return redirect(url_for("station_door.show", token=token, done=signed(said, DONE)), 303)
