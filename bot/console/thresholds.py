"""So many reports of a kind in an area within some days: the rules by which a peace officer is told."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import incident_words as say
from bot.console.access import allow, counties, current_officer, held_counties, held_county
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, thresholds
from domain.areas import Area, county_of
from domain.officers import Role
from domain.refusals import Refusal
from domain.taxonomy import Kind
from domain.thresholds import Threshold

blueprint = Blueprint("thresholds", __name__, url_prefix="/console/thresholds")


@blueprint.get("/")
@allow(Role.PEACE)
def index() -> ResponseReturnValue:
    """List the rules of the officer's counties, how far each has come, and offer to set one."""
    return _page()


@blueprint.post("/")
@allow(Role.PEACE)
def set_one() -> ResponseReturnValue:
    """Keep a rule."""
    form, now = request.form, services().now()
    kind = form.get("kind", "")
    try:
        rule = thresholds.set_threshold(
            session(), current_officer(), services().places, area=form.get("area", ""),
            kind=Kind(kind) if kind in set(Kind) else None,
            number=form.get("number", 0, type=int), days=form.get("days", 0, type=int), now=now,
        )  # fmt: skip
    except Refusal as refusal:
        session().rollback()
        return _page(refused(refusal)), 422
    audit.record(session(), current_officer().id, "set a threshold", f"threshold {rule.id}", now=now)
    flash(_("You are told when it is crossed, once each time."), "good")
    return redirect(url_for("thresholds.index"), 303)


@blueprint.post("/<int:threshold_id>")
@allow(Role.PEACE)
def change(threshold_id: int) -> ResponseReturnValue:
    """Give a rule other figures."""
    rule, form, now = _own(threshold_id), request.form, services().now()
    number, days = form.get("number", 0, type=int), form.get("days", 0, type=int)
    try:
        thresholds.change(rule, current_officer(), number, days, now)
    except Refusal as refusal:
        session().rollback()
        return _page(refused(refusal)), 422
    audit.record(session(), current_officer().id, "changed a threshold", f"threshold {rule.id}", now=now)
    flash(_("The rule is changed."), "good")
    return redirect(url_for("thresholds.index"), 303)


@blueprint.post("/<int:threshold_id>/end")
@allow(Role.PEACE)
def end(threshold_id: int) -> ResponseReturnValue:
    """Ask for it no more."""
    rule, now = _own(threshold_id), services().now()
    thresholds.end(rule, now)
    audit.record(session(), current_officer().id, "ended a threshold", f"threshold {rule.id}", now=now)
    flash(_("It is ended."), "good")
    return redirect(url_for("thresholds.index"), 303)


def _own(threshold_id: int) -> Threshold:
    """The rule, held, for a peace officer of its county; 404 for anybody else, and for one that is ended."""
    rule = session().get(Threshold, threshold_id, with_for_update=True)
    if rule is None or rule.ended_at:
        abort(404)
    held_county(county_of(rule.area), Role.PEACE)
    return rule


def _page(refusal: str = "") -> str:
    now, held = services().now(), {county.slug for county in held_counties(Role.PEACE)}
    return render_template(
        "thresholds/index.html",
        rules=[
            (rule, _kind(rule.kind), thresholds.counted(session(), rule, services().places, now))
            for rule in thresholds.in_force(session(), counties(Role.PEACE))
        ],
        areas=[(area.slug, _indented(area)) for area in services().places.areas.values() if area.county in held],
        kinds=[("", _("Any kind")), *((kind.value, _(say.KINDS[kind])) for kind in Kind)],
        form=request.form,
        fewest=thresholds.FEWEST,
        refusal=refusal,
    )


def _kind(kind: Kind | None) -> str:
    return _(say.KINDS[kind]) if kind else _("Any kind")


def _indented(area: Area) -> str:
    return "\u2003" * area.slug.count(".") + area.name
