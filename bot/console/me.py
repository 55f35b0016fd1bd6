"""An officer's own account."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import sign_ins
from bot.console.access import ANYBODY, allow, current_officer, enter, today, visitor
from bot.console.cast import playing
from bot.console.roster_words import hours_words
from bot.console.words import INTERFACES, _, area_name, day, refused
from bot.services import commit, services, session
from domain import audit, roster
from domain.languages import Language
from domain.officers import Role
from domain.refusals import Refusal

blueprint = Blueprint("me", __name__, url_prefix="/console/me")

WEEK = timedelta(days=7)


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show officers their roles, and what they may change themselves."""
    return _page()


@blueprint.post("/duty")
@allow(Role.PEACE)
def duty() -> ResponseReturnValue:
    """Go on duty, or off."""
    officer = current_officer()
    officer.on_duty = "on" in request.form
    _record("went on duty" if officer.on_duty else "went off duty")
    flash(_("You are on duty now.") if officer.on_duty else _("You are off duty now."), "good")
    return redirect(url_for("me.index"), 303)


@blueprint.post("/language")
@allow(*ANYBODY)
def language() -> ResponseReturnValue:
    """Read the console in another language."""
    chosen = request.form.get("language")
    if chosen not in INTERFACES:
        raise Refusal("The console speaks English and Swahili.")
    current_officer().interface = Language(chosen)
    return redirect(url_for("me.index"), 303)


@blueprint.post("/password")
@allow(*ANYBODY)
def password() -> ResponseReturnValue:
    """Choose another password, knowing the present one. Sessions elsewhere end."""
    officer, form = current_officer(), request.form
    try:
        # Through the same counted door as signing in: a session left open must not become a place to guess.
        present, now = form.get("present", ""), services().now()
        if sign_ins.check(session(), officer.username, present, now, visitor()) is None:
            commit()  # the failure counts although the page says no
            return _page(_("That is not your present password.")), 422
        sign_ins.set_password(officer, form.get("password", ""))
    except Refusal as refusal:
        session().rollback()
        return _page(refused(refusal)), 422
    _record("changed the password")
    enter(officer, plays=playing())
    flash(_("Your password is changed."), "good")
    return redirect(url_for("me.index"), 303)


def _record(what: str) -> None:
    me = current_officer()
    audit.record(session(), me.id, what, f"officer {me.id}", now=services().now())


def _slots() -> list[tuple[str, str, str]]:
    """Day, hours and county of what this officer has on the roster in the coming week."""
    now = services().now()
    found = roster.of_officer(session(), current_officer(), now, now + WEEK)
    return [(day(slot.begins), hours_words(slot.shift), area_name(slot.shift.county)) for slot in found]


def _page(refusal: str = "") -> str:
    officer = current_officer()
    return render_template(
        "officers/me.html",
        officer=officer,
        held=[grant for grant in officer.grants if grant.holds(today())],
        slots=_slots(),
        may_be_on_duty=Role.PEACE in officer.roles(today()),
        languages=[(language.value, language.own_name) for language in INTERFACES],
        shortest=sign_ins.SHORTEST_PASSWORD,
        refusal=refusal,
    )
