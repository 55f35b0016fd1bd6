"""Standing in for an officer: named by an administrator, begun and ended by the officer or an administrator."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import ANYBODY, allow, current_officer, today
from bot.console.words import N_, _, day, refused
from bot.grants import read_day
from bot.services import services, session
from domain import audit, deputies, officers
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal

blueprint = Blueprint("deputies", __name__, url_prefix="/console/officers/<int:officer_id>")


@dataclass(frozen=True, slots=True)
class Absence:
    """Who may stand in for an officer, the roles others hold in their place, and those they hold in others'."""

    deputy: Officer | None
    handed: list[Grant]
    stands_in: list[Grant]


@blueprint.app_template_global()
def absence(officer: Officer) -> Absence:
    """What a page about an officer says of deputies."""
    deputy = session().get(Officer, officer.deputy_id) if officer.deputy_id else None
    return Absence(deputy, deputies.handed(session(), officer, today()), deputies.stands_in(officer, today()))


@blueprint.app_template_global()
def standing_in() -> list[str]:
    """Who stands in today for whoever reads the page, and for whom they do, a sentence each."""
    me, on, lines = current_officer(), today(), {}
    for grant in [*deputies.handed(session(), me, on), *deputies.stands_in(me, on)]:
        if grant.holds(on) and grant.ends_on and grant.deputy_for:
            away = grant.deputy_for == me.id
            other = session().get_one(Officer, grant.officer_id if away else grant.deputy_for)
            values = {"name": other.name, "day": day(grant.ends_on)}
            lines[other.id] = (
                _("You are away: %(name)s stands in until %(day)s.", **values)
                if away
                else _("You stand in for %(name)s until %(day)s.", **values)
            )
    return list(lines.values())


@blueprint.app_template_global()
def others(officer: Officer) -> list[tuple[str, str]]:
    """Who may be chosen to stand in."""
    found = [each for each in officers.everybody(session()) if each.active and each.id != officer.id]
    return [("", _("Nobody")), *((f"{each.id}", each.name) for each in found)]


@blueprint.post("/deputy")
@allow(Role.ADMIN)
def name(officer_id: int) -> ResponseReturnValue:
    """Name who may stand in for an officer; nobody where nobody is chosen."""
    officer = _held(officer_id)
    chosen = request.form.get("deputy", 0, type=int)
    deputy = session().get(Officer, chosen) if chosen else None
    if chosen and deputy is None:
        abort(400)
    _not_by_oneself(deputy.id if deputy else None)
    deputies.name(session(), officer, deputy, today())
    if deputy:
        _record(N_("named a deputy for"), officer, deputy=deputy.id)
        flash(_("%(name)s may stand in from now on.", name=deputy.name), "good")
    else:
        _record(N_("named no deputy any more for"), officer)
        flash(_("Nobody may stand in any more."), "good")
    return _back(officer)


@blueprint.post("/away")
@allow(*ANYBODY)
def away(officer_id: int) -> ResponseReturnValue:
    """Hand an officer's roles to the deputy for the days of an absence."""
    officer = _own_or_admins(officer_id)
    if officer.id != current_officer().id:
        _not_by_oneself(officer.deputy_id)
    try:
        first, last = _day("starts_on"), _day("ends_on")
        deputy = deputies.begin(session(), officer, first, last, today())
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "bad")
        return _back(officer, **{name: request.form.get(name, "") for name in ("starts_on", "ends_on")})
    days = {"first": str(first), "last": str(last)}
    _record(N_("is away, with a deputy:"), officer, deputy=deputy.id, **days)
    _record(N_("stands in as a deputy:"), deputy, deputy_for=officer.id, **days)
    if "off-duty" in request.form and officer.on_duty:
        officer.on_duty = False
        _record("went off duty", officer)
    flash(_("%(name)s holds these roles in those days.", name=deputy.name), "good")
    return _back(officer)


@blueprint.post("/back")
@allow(*ANYBODY)
def back(officer_id: int) -> ResponseReturnValue:
    """End an absence before its last day: the deputy's roles end at once."""
    officer = _own_or_admins(officer_id)
    held_by = deputies.end(session(), officer, today())
    if not held_by:
        raise Refusal("Nobody stands in any more: somebody ended it already.")
    _record(N_("is back: the deputy's roles ended"), officer)
    for one in sorted(held_by):
        _record(N_("stands in no more"), session().get_one(Officer, one), deputy_for=officer.id)
    flash(_("The deputy's roles have ended."), "good")
    return _back(officer)


def _held(officer_id: int) -> Officer:
    return officers.held(session(), officer_id).get(officer_id) or abort(404)


def _own_or_admins(officer_id: int) -> Officer:
    """One's own account, or anybody's for an administrator; 404 otherwise."""
    me = current_officer()
    if officer_id != me.id and Role.ADMIN not in me.roles(today()):
        abort(404)
    return _held(officer_id)


def _not_by_oneself(deputy_id: int | None) -> None:
    """An administrator who stood in by their own word would give roles to themselves."""
    if deputy_id == current_officer().id:
        raise Refusal("Another administrator must do that: nobody gives roles or links to themselves.")


def _day(name: str) -> date:
    chosen = read_day(request.form.get(name, ""))
    if chosen is None:
        raise Refusal("Choose the first and the last day.")
    return chosen


def _record(what: str, officer: Officer, **detail: object) -> None:
    audit.record(session(), current_officer().id, what, f"officer {officer.id}", now=services().now(), **detail)


def _back(officer: Officer, **days: str) -> ResponseReturnValue:
    """The page the form stood on; with the days that were refused, to be mended in it."""
    own = officer.id == current_officer().id and "mine" in request.form
    kept: dict[str, Any] = {**days} if own else {**days, "officer_id": officer.id}
    return redirect(url_for("me.index" if own else "officers.show", **kept), 303)
