"""Changing person in a local run, so that one visitor can write, sign, approve and send."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import crowd
from bot.cast import CAST, OPERATOR
from bot.console.access import enter, playing, recognised
from bot.console.words import N_, _, count
from bot.services import services
from bot.services import session as database
from bot.visitors import at_this_machine
from domain.officers import Officer, named

blueprint = Blueprint("cast", __name__, url_prefix="/console/cast")

CROWD = 5000  # people; about two seconds to invent
DOES = {
    "mwende": N_("Writes bulletins for all three counties and answers what people write back."),
    "kioko": N_("Reads every Swahili text and puts his name to it. Nothing goes out without it."),
    "mutheu": N_("Signs Kamba texts."),
    "mwakio": N_("Signs Taita texts."),
    "nyambura": N_("Approves bulletins, or returns them."),
    "jumaa": N_("The second approver: decides whether a warning may go out at night."),
    "wanza": N_("The peace officer on duty: follows up what people report."),
    "mutua": N_("The second peace officer: is called when the first does not take a report up."),
    "nduku": N_("The county lead: is told of what is critical, and of what nobody takes up."),
    "saida": N_("The protection focal point: alone sees the reports of sexual violence and of children."),
    "mghoi": N_("Produces for Radio Tala, an invented station: takes the week's scripts."),
    OPERATOR: N_("The county's ICT person: accounts and health; sees no report and no number."),
}


def may_play(officer: Officer) -> bool:
    """Whether this officer's one-time link opens the cast: the operator of a local run, at this very machine."""
    return services().settings.local and at_this_machine() and officer.username == OPERATOR


@blueprint.before_request
def only_in_play() -> None:
    """There is no such page outside a local run."""
    if not playing() or recognised() is None:
        abort(404)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show who there is to be."""
    cast = [officer for username in CAST if (officer := named(database(), username))]
    return render_template("sign_in/cast.html", cast=cast, does=DOES, may_simulate=services().settings.simulated)


@blueprint.post("/")
def become() -> ResponseReturnValue:
    """Go on as somebody else."""
    officer = named(database(), request.form.get("username", ""))
    if officer is None or officer.username not in CAST or not officer.active:
        abort(404)
    enter(officer, "cast", plays=True)
    return redirect(url_for("home.index"), 303)


@blueprint.post("/crowd")
def fill() -> ResponseReturnValue:
    """Let invented people join in every county, so that a bulletin has somebody to reach."""
    here = services()
    if not here.settings.simulated:
        abort(404)
    joined = sum(crowd.fill(database(), here.vault, here.places, CROWD, here.now()))
    flash(_("%(joined)s invented people joined.", joined=count(joined)))
    return redirect(url_for("cast.index"), 303)
