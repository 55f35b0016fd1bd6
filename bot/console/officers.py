"""Who works here: accounts, roles, who is on duty. An administrator sees neither reports nor numbers."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import sign_ins
from bot.console import officer_leaving
from bot.console.access import allow, current_officer, today
from bot.console.grant_words import grant_choices, grant_words
from bot.console.words import N_, _, refused
from bot.grants import read_grant
from bot.services import services, session, typed
from domain import audit, deputies, officer_sessions, officers, second_factors
from domain.officers import Grant, Officer, Role
from domain.phones import NotAKenyanNumber, Phone
from domain.refusals import Refusal
from domain.sealed_columns import OFFICER_PHONE

blueprint = Blueprint("officers", __name__, url_prefix="/console/officers")
blueprint.add_app_template_filter(grant_words)

GRANT_FIELDS = ("county", "language", "kind", "station", "starts_on", "ends_on")


@blueprint.get("/")
@allow(Role.ADMIN)
def index() -> ResponseReturnValue:
    """List everybody who has an account, or those who are called so."""
    called = request.args.get("called", "").strip()
    found = officers.everybody(session(), called)
    return render_template(
        "officers/index.html",
        here=[officer for officer in found if officer.left_at is None],
        left=[officer for officer in found if officer.left_at is not None],
        called=called,
        seen=officer_sessions.last_seen(session()),
        second=second_factors.having(session()),
        today=today(),
    )


@blueprint.get("/new")
@allow(Role.ADMIN)
def new() -> ResponseReturnValue:
    """Ask who is to be invited, and as what."""
    return render_template("officers/new.html", form={}, choices=grant_choices())


@blueprint.post("/")
@allow(Role.ADMIN)
def invite() -> ResponseReturnValue:
    """Open an account and show its one-time link."""
    form = request.form
    try:
        officer = officers.invite(session(), form.get("username", ""), form.get("name", ""))
        officers.grant(officer, _asked_grant())
        _set_phone(officer, form.get("phone", ""))
    except Refusal as refusal:
        session().rollback()
        page = render_template("officers/new.html", form=form, choices=grant_choices(), refusal=refused(refusal))
        return page, 422
    _record(N_("invited"), officer, role=form["role"])
    return _show_link(officer), 201


@blueprint.get("/<int:officer_id>")
@allow(Role.ADMIN)
def show(officer_id: int) -> ResponseReturnValue:
    """Show one account and what may be done with it."""
    return _page(_officer(officer_id))


@blueprint.post("/<int:officer_id>/link")
@allow(Role.ADMIN)
def link(officer_id: int) -> ResponseReturnValue:
    """Give a new one-time link to who has not signed in yet.

    Whoever holds a link is that officer: for an account in use it takes the server, not the console alone.
    """
    officer = _officer(officer_id)
    _for_another(officer)
    if officer.password_hash is not None:
        raise Refusal(
            "This account was in use. Its new link is made on the server: %(command)s",
            command=typed(f"officers link {officer.username}"),
        )
    _record(N_("gave a sign-in link to"), officer)
    return _show_link(officer)


@blueprint.post("/<int:officer_id>/roles")
@allow(Role.ADMIN)
def give_role(officer_id: int) -> ResponseReturnValue:
    """Give one more role."""
    officer = _officer(officer_id)
    _for_another(officer)
    try:
        officers.grant(officer, _asked_grant())
    except Refusal as refusal:
        session().rollback()
        return _page(officer, form=request.form, refusal=refused(refusal)), 422
    _record(N_("gave a role to"), officer, role=request.form["role"])
    return _done(officer, _("The role is given."))


@blueprint.post("/<int:officer_id>/roles/<int:grant_id>/end")
@allow(Role.ADMIN)
def end_role(officer_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    officer = _held(officer_id)
    grant = next((grant for grant in officer.grants if grant.id == grant_id), None) or abort(404)
    if grant.role is Role.ADMIN:
        _not_oneself(officer)
    officer.grants.remove(grant)
    deputies.follow(session(), officer, today())
    _record(N_("took a role from"), officer, role=grant.role)
    return _done(officer, _("The role is taken away."))


@blueprint.post("/<int:officer_id>/phone")
@allow(Role.ADMIN)
def phone(officer_id: int) -> ResponseReturnValue:
    """Keep another number for alerts; an empty one forgets it."""
    officer = _officer(officer_id)
    _set_phone(officer, request.form.get("phone", ""))
    _record(N_("changed the phone of"), officer)
    return _done(officer, _("The number is kept.") if officer.phone_sealed else _("There is no number any more."))


@blueprint.post("/<int:officer_id>/duty")
@allow(Role.ADMIN)
def duty(officer_id: int) -> ResponseReturnValue:
    """Put on duty, or off."""
    officer = _officer(officer_id)
    officer.on_duty = "on" in request.form
    _record(N_("put on duty") if officer.on_duty else N_("put off duty"), officer)
    return _done(officer, _("On duty now.") if officer.on_duty else _("Off duty now."))


@blueprint.post("/<int:officer_id>/active")
@allow(Role.ADMIN)
def active(officer_id: int) -> ResponseReturnValue:
    """Close an account, or open it again. Its sessions end at once, and so does what a deputy holds in its place."""
    officer = _held(officer_id)
    _not_oneself(officer)
    if officer.left_at is not None:
        raise Refusal("%(name)s has left: take this person on again, which gives no role back.", name=officer.name)
    officer.active = "on" in request.form
    officer.on_duty = False
    officer_sessions.end(session(), officer.id, services().now())
    _record(N_("opened again") if officer.active else N_("deactivated"), officer)
    for deputy in [] if officer.active else sorted(deputies.end(session(), officer, today())):
        _record(N_("stands in no more"), session().get_one(Officer, deputy), deputy_for=officer.id)
    return _done(officer, _("The account is open again.") if officer.active else _("The account is closed."))


LEAVING = "/<int:officer_id>/leaving"
blueprint.add_url_rule(LEAVING, view_func=officer_leaving.ask)
blueprint.add_url_rule(LEAVING, view_func=officer_leaving.leave, methods=["POST"])
blueprint.add_url_rule("/<int:officer_id>/again", view_func=officer_leaving.take_on_again, methods=["POST"])


def _officer(officer_id: int) -> Officer:
    return session().get(Officer, officer_id) or abort(404)


def _held(officer_id: int) -> Officer:
    return officers.held(session(), officer_id).get(officer_id) or abort(404)


def _asked_grant() -> Grant:
    asked = {name: request.form.get(name, "") for name in GRANT_FIELDS}
    return read_grant(session(), services().places, request.form.get("role", ""), **asked)


def _set_phone(officer: Officer, typed: str) -> None:
    if not typed.strip():
        officer.phone_sealed = None
        return
    try:
        officers.set_phone(officer, services().vault, Phone.parse(typed).e164)
    except NotAKenyanNumber as fault:
        raise Refusal(str(fault)) from None


def _not_oneself(officer: Officer) -> None:
    if officer.id == current_officer().id:
        raise Refusal("Another administrator must do that: you would lock yourself out.")


def _for_another(officer: Officer) -> None:
    if officer.id == current_officer().id:
        raise Refusal("Another administrator must do that: nobody gives roles or links to themselves.")


def _record(what: str, officer: Officer, **detail: object) -> None:
    audit.record(session(), current_officer().id, what, f"officer {officer.id}", now=services().now(), **detail)


def _done(officer: Officer, sentence: str) -> ResponseReturnValue:
    flash(sentence, "good")
    return redirect(url_for("officers.show", officer_id=officer.id), 303)


def _show_link(officer: Officer) -> str:
    token = sign_ins.new_link(session(), officer, services().now(), lives=sign_ins.INVITATION_LIVES)
    address = sign_ins.address(services().settings.public_base_url, token)
    return render_template("officers/link.html", officer=officer, address=address)


def _page(officer: Officer, **more: object) -> str:
    masked = OFFICER_PHONE.phone(services().vault, officer).masked if officer.phone_sealed else None
    return render_template(
        "officers/show.html",
        **{"officer": officer, "masked": masked, "choices": grant_choices(), "form": {}, "today": today()} | more,
    )
