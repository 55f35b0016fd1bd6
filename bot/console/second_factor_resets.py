"""A lost second factor: an administrator asks for its reset, a second person decides."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.console.access import allow, current_officer, today
from bot.console.incident_shown import names
from bot.console.whole_numbers import whole
from bot.console.words import _, refused
from bot.services import services, session
from domain import second_factor_resets as resets
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.second_factors import SecondFactor, SecondFactorReset

blueprint = Blueprint("second_factor_resets", __name__, url_prefix="/console/second-factor-resets")

MOST_ID = 10**14  # officers; longer digits are nobody's


@blueprint.get("/")
@allow(Role.ADMIN, *resets.BESIDE_ADMINS)
def index() -> ResponseReturnValue:
    """List what waits, and let an administrator ask."""
    return _page()


@blueprint.post("/")
@allow(Role.ADMIN)
def ask() -> ResponseReturnValue:
    """Ask a second person."""
    try:
        resets.ask(session(), _chosen(), current_officer(), request.form.get("reason", ""), services().now())
    except Refusal as refusal:
        session().rollback()
        return _page(refused(refusal)), 422
    flash(_("Your request waits a day for a second person."), "good")
    return redirect(url_for("second_factor_resets.index"), 303)


@blueprint.post("/<int:reset_id>")
@allow(Role.ADMIN, *resets.BESIDE_ADMINS)
def decide(reset_id: int) -> ResponseReturnValue:
    """Agree or decline."""
    agreed = {"agree": True, "decline": False}.get(request.form.get("act", ""))
    reset = session().get(SecondFactorReset, reset_id)
    if agreed is None or reset is None or not _theirs(reset, session().get_one(Officer, reset.officer_id)):
        abort(404)
    resets.decide(session(), reset_id, current_officer(), agreed, services().now())
    if agreed:
        flash(_("The second factor is reset. The officer sets up a new one after signing in."), "good")
    else:
        flash(_("The second factor stays as it is."), "good")
    return redirect(url_for("second_factor_resets.index"), 303)


def waiting_for_me() -> list[datetime]:
    """When each of the requests that the officer of this request may decide was made."""
    found = resets.waiting(session(), services().now())
    return [reset.asked_at for reset, officer in found if _theirs(reset, officer) and not _one_hand(reset)]


def _theirs(reset: SecondFactorReset, officer: Officer) -> bool:
    return resets.may_decide(current_officer(), reset.asked_by, officer, today())


def _one_hand(reset: SecondFactorReset) -> str:
    """Why this officer may not agree although the role would do; "" where nothing speaks against it."""
    try:
        resets.check_hands(session(), current_officer().id, reset.asked_by, services().now())
    except Refusal as refusal:
        return refused(refusal)
    return ""


def _chosen() -> Officer:
    found = session().get(Officer, whole(request.form.get("officer", ""), MOST_ID) or 0)
    if found is None:
        raise Refusal("Choose the officer.")
    return found


def _choices() -> list[tuple[int, str]]:
    """Who has a second factor, but for who asks."""
    others = select(Officer).join(SecondFactor, SecondFactor.officer_id == Officer.id)
    rows = session().scalars(others.where(Officer.id != current_officer().id, Officer.active).order_by(Officer.name))
    return [(officer.id, f"{officer.name} ({officer.username})") for officer in rows]


def _page(refusal: str = "") -> str:
    me = current_officer()
    may_ask = me.may(Role.ADMIN, today())
    rows = [(one, officer, _theirs(one, officer)) for one, officer in resets.waiting(session(), services().now())]
    shown = [(*row, _one_hand(row[0]) if row[2] else "") for row in rows if may_ask or row[2]]
    asked = request.form.get("officer") or request.args.get("officer", "")
    return render_template(
        "second_factor_resets/index.html",
        waiting=shown,
        name=names({one.asked_by for one, *_rest in shown}).get,
        may_ask=may_ask,
        choices=_choices() if may_ask else [],
        form={"officer": whole(asked, MOST_ID), "reason": request.form.get("reason", "")},
        most=resets.LONGEST_REASON,
        refusal=refusal,
    )
