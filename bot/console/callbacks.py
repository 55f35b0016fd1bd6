"""Callbacks of a provider that nobody could read: that there are some and why, never what is in them."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer
from bot.console.paging import page_of
from bot.console.words import N_, _
from bot.services import services, session
from domain import audit, inbox
from domain.inbox import Kind
from domain.officers import Role

blueprint = Blueprint("callbacks", __name__, url_prefix="/console/callbacks")

KINDS = {
    Kind.USSD: N_("USSD request"),
    Kind.USSD_EVENT: N_("End of a USSD session"),
    Kind.SMS: N_("Incoming SMS"),
    Kind.DELIVERY: N_("Delivery report"),
    Kind.OPTOUT: N_("Opt-out"),
}


@blueprint.get("/")
@allow(Role.ADMIN)
def index() -> ResponseReturnValue:
    """List what was flagged, the newest first."""
    page = page_of(lambda most, skip: inbox.newest_flagged(session(), most=most, skip=skip), "callbacks.index")
    return render_template("callbacks/index.html", page=page, kind_name=lambda kind: _(KINDS[kind]))


@blueprint.post("/<int:callback_id>")
@allow(Role.ADMIN)
def seen(callback_id: int) -> ResponseReturnValue:
    """Take one off the list; what it held is removed."""
    callback = inbox.locked_flagged(session(), callback_id) or abort(404)
    callback.strip()
    audit.record(session(), current_officer().id, "seen", f"callback {callback.id}", now=services().now())
    return redirect(url_for("callbacks.index"), 303)
