"""Coming in and going out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bot import knocks, sign_ins
from bot.console.access import enter, known, own_browser, playing
from bot.console.cast import may_play
from bot.console.onward import onward, safe
from bot.console.words import N_, _, refused
from bot.services import commit, services
from bot.services import session as database
from bot.visitors import site, visitor
from domain import audit, officer_sessions
from domain.officers import Officer
from domain.refusals import Refusal
from domain.wrong_knocks import Door

blueprint = Blueprint("sign_in", __name__, url_prefix="/console")


@blueprint.get("/sign-in")
def form() -> ResponseReturnValue:
    """Ask for user name and password."""
    return render_template("sign_in/form.html", next=safe(request.args.get("next", "")))


@blueprint.post("/sign-in")
def check() -> ResponseReturnValue:
    """Let an officer in, or count the failure."""
    username, back = request.form.get("username", ""), safe(request.form.get("next", ""))
    try:
        password = request.form.get("password", "")
        own = own_browser(username)
        officer = sign_ins.check(database(), username, password, services().now(), visitor(), site(), own=own)
        sentence = _("User name and password do not fit together.")
    except Refusal as refusal:
        officer, sentence = None, refused(refusal)
    if officer is None:
        commit()  # the failure counts although the page says no
        return render_template("sign_in/form.html", username=username, next=back, refusal=sentence), 422
    _let_in(officer, "password")
    return redirect(onward(back), 303)


@blueprint.get("/sign-in/<token>")
def link(token: str) -> ResponseReturnValue:
    """Show whom a one-time link is for; only the button uses it up, since message previews open links too."""
    officer = sign_ins.whose(database(), token, services().now())
    return _link_page(officer) if officer else _dead_link()


@blueprint.post("/sign-in/<token>")
def use_link(token: str) -> ResponseReturnValue:
    """Use a one-time link: sign in, keeping the password chosen on its page if one was."""
    officer = sign_ins.use_link(database(), token, services().now())
    if officer is None:
        return _dead_link()
    try:
        if request.form.get("password") or not may_play(officer):
            sign_ins.new_password(database(), officer, request.form.get("password", ""), services().now())
    except Refusal as refusal:
        database().rollback()
        return _link_page(officer, refused(refusal)), 422
    _let_in(officer, "one-time link")
    return redirect(url_for("cast.index") if playing() else onward(""), 303)


@blueprint.post("/sign-out")
def out() -> ResponseReturnValue:
    """End this session: a copy of its cookie is worth nothing any more."""
    if found := known():
        officer_sessions.end(database(), found.officer.id, services().now(), only=found.row.id)
    session.clear()
    flash(_("You have signed out."), "good")
    return redirect(url_for("sign_in.form"), 303)


def _link_page(officer: Officer, refusal: str = "") -> str:
    return render_template(
        "sign_in/link.html",
        officer=officer,
        refusal=refusal,
        optional=may_play(officer),
        shortest=sign_ins.SHORTEST_PASSWORD,
    )


def _dead_link() -> ResponseReturnValue:
    knocks.wrong(Door.LINK)
    return render_template("sign_in/dead_link.html"), 410


def _let_in(officer: Officer, by: str) -> None:
    enter(officer, by, plays=by == "one-time link" and may_play(officer))
    audit.record(database(), officer.id, N_("signed in"), f"officer {officer.id}", now=services().now(), by=by)
