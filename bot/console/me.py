"""An officer's own account."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import sign_ins
from bot.console.access import ANYBODY, allow, current_officer, idle_for, this_session, today
from bot.console.devices import device_words
from bot.console.roster_words import hours_words
from bot.console.words import INTERFACES, _, area_name, day, refused
from bot.services import commit, services, session
from bot.visitors import site, visitor
from domain import audit, officer_sessions, roster, second_factor_resets, second_factors
from domain.audit import Audit
from domain.languages import Language
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.second_factor_resets import USED_RECOVERY_CODE

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
        if sign_ins.check(session(), officer.username, present, now, visitor(), site(), own=True) is None:
            commit()  # the failure counts although the page says no
            return _page(_("That is not your present password.")), 422
        sign_ins.new_password(session(), officer, form.get("password", ""), now, this_session())
    except Refusal as refusal:
        session().rollback()
        return _page(refused(refusal)), 422
    _record("changed the password")
    flash(_("Your password is changed. Sessions elsewhere have ended."), "good")
    return redirect(url_for("me.index"), 303)


@blueprint.post("/sessions/<int:session_id>/end")
@allow(*ANYBODY)
def end_session(session_id: int) -> ResponseReturnValue:
    """End a session of one's own in another browser."""
    if session_id == this_session().id:
        abort(404)  # for this one there is "Sign out"
    return _end(only=session_id)


@blueprint.post("/sessions/end")
@allow(*ANYBODY)
def end_sessions() -> ResponseReturnValue:
    """End every session of one's own but this."""
    return _end()


def _end(only: int | None = None) -> ResponseReturnValue:
    me, now = current_officer(), services().now()
    if officer_sessions.end(session(), me.id, now, only=only, but=this_session()):
        _record("ended sessions elsewhere")
    flash(_("You are signed out there."), "good")
    return redirect(url_for("me.index"), 303)


def _record(what: str) -> None:
    me = current_officer()
    audit.record(session(), me.id, what, f"officer {me.id}", now=services().now())


def _slots() -> list[tuple[str, str, str]]:
    """Day, hours and county of what this officer has on the roster in the coming week."""
    now = services().now()
    found = roster.of_officer(session(), current_officer(), now, now + WEEK)
    return [(day(slot.begins), hours_words(slot.shift), area_name(slot.shift.county)) for slot in found]


def _names_of(reset: Audit) -> str:
    """Who asked and who agreed; on the server nobody is named."""
    ids = [found for found in (reset.detail.get("asked_by"), reset.officer_id) if found]
    return ", ".join(found.name for one in ids if (found := session().get(Officer, one)))


def _page(refusal: str = "") -> str:
    officer, now = current_officer(), services().now()
    return render_template(
        "officers/me.html",
        officer=officer,
        sessions=officer_sessions.open_of(session(), officer.id, now, idle_for(officer)),
        this=this_session(),
        device=device_words,
        has_factor=second_factors.of(session(), officer.id) is not None,
        left=second_factors.codes_left(session(), officer.id),
        used_codes=[one.at for one in second_factor_resets.lately(session(), officer.id, now, USED_RECOVERY_CODE)],
        resets=[(one.at, _names_of(one)) for one in second_factor_resets.lately(session(), officer.id, now)],
        held=[grant for grant in officer.grants if grant.holds(today())],
        slots=_slots(),
        called=roster.called_for(session(), officer, None, today()),
        may_be_on_duty=Role.PEACE in officer.roles(today()),
        languages=[(language.value, language.own_name) for language in INTERFACES],
        shortest=sign_ins.SHORTEST_PASSWORD,
        refusal=refusal,
    )
