"""The duty roster of a county: who is called for reports, at what hours, in which turn, and when nobody would be."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.console.access import allow, current_officer, held_counties, held_county, today
from bot.console.roster_form import WHOLE_WEEK, RosterForm
from bot.console.roster_words import days_words, gap_words, hours_words, levels_words, listed_levels
from bot.console.words import WEEKDAYS, _, refused
from bot.services import services, session
from domain import audit, roster, roster_changes
from domain.areas import Area
from domain.hours import at_wall_time, local
from domain.officers import Role
from domain.refusals import Refusal
from domain.roster import Shift, Slot
from domain.roster_changes import LAST_TURN
from domain.triage import Level

blueprint = Blueprint("roster", __name__, url_prefix="/console/roster")

KEEPERS = (Role.PEACE, Role.LEAD)
WEEK = timedelta(days=7)
FURTHEST = timedelta(days=400)  # as far as the weeks can be turned


@blueprint.get("/")
@allow(*KEEPERS)
def index() -> ResponseReturnValue:
    """Show one week of a county of the officer's."""
    return _page(
        _held(request.args.get("county") or held_counties(*KEEPERS)[0].slug), RosterForm.blank(services().now())
    )


@blueprint.post("/<county>")
@allow(*KEEPERS)
def add(county: str) -> ResponseReturnValue:
    """Put hours on the roster."""
    area, form = _held(county), RosterForm.read(request.form)
    try:
        shift = roster_changes.add(session(), area.slug, form.hours(), services().now())
    except Refusal as refusal:
        session().rollback()
        return _page(area, form, refusal=refused(refusal)), 422
    return _done("put on the roster", shift, _("The shift is on the roster."))


@blueprint.get("/shifts/<int:shift_id>")
@allow(*KEEPERS)
def show(shift_id: int) -> ResponseReturnValue:
    """Show one shift, to be changed or ended."""
    shift = _shift(shift_id)
    return _shift_page(shift, RosterForm.of(shift))


@blueprint.post("/shifts/<int:shift_id>")
@allow(*KEEPERS)
def change(shift_id: int) -> ResponseReturnValue:
    """Change one shift."""
    shift, form = _shift(shift_id), RosterForm.read(request.form)
    try:
        roster_changes.change(session(), shift, form.hours(), services().now())
    except Refusal as refusal:
        session().rollback()
        return _shift_page(_shift(shift_id), form, refusal=refused(refusal)), 422
    return _done("changed on the roster", shift, _("The shift is changed."))


@blueprint.post("/shifts/<int:shift_id>/end")
@allow(*KEEPERS)
def end(shift_id: int) -> ResponseReturnValue:
    """Take somebody off the roster from this moment on."""
    shift = _shift(shift_id)
    roster_changes.end(session(), shift, services().now())
    return _done("took off the roster", shift, _("The shift has ended: it calls nobody any more."))


def _held(county: str) -> Area:
    """The county, for an officer of it; 404 for anybody else."""
    return held_county(county, *KEEPERS)


def _shift(shift_id: int) -> Shift:
    """The shift, held; the same 404 for another county's."""
    query = select(Shift).where(Shift.id == shift_id).with_for_update(of=Shift)
    shift = session().scalar(query) or abort(404)
    _held(shift.county)
    return shift


def _done(what: str, shift: Shift, sentence: str) -> ResponseReturnValue:
    who = {"officer": shift.officer_id, "shift": shift.id}
    audit.record(session(), current_officer().id, what, f"roster {shift.county}", now=services().now(), **who)
    flash(sentence, "good")
    return redirect(url_for("roster.index", county=shift.county), 303)


def _page(county: Area, form: RosterForm, refusal: str = "") -> str:
    now, monday = services().now(), _monday()
    begins = at_wall_time(datetime.combine(monday, time()))
    slots = roster.slots(session(), county.slug, begins, begins + WEEK)
    return render_template(
        "roster/index.html",
        county=county,
        counties=held_counties(*KEEPERS),
        monday=monday,
        weeks=[url_for("roster.index", county=county.slug, week=monday + step) for step in (-WEEK, WEEK)],
        rows=_rows(slots, now),
        on_duty=[officer.name for officer in roster.on_duty(session(), county.slug, Level.CRITICAL, now)],
        on_shift=bool(roster.on_shift(session(), county.slug, Level.CRITICAL, now)),
        gaps=[gap_words(gap) for gap in roster.gaps(session(), county.slug, monday)] if slots else [],
        refusal=refusal,
        **_choices(county.slug, form),
    )


def _rows(slots: list[Slot], now: datetime) -> list[dict[str, object]]:
    """A row for each shift of the week, by hours and turn."""
    worked: dict[Shift, list[Slot]] = {}
    for slot in sorted(slots, key=lambda slot: (slot.shift.begins, slot.shift.turn, slot.begins)):
        worked.setdefault(slot.shift, []).append(slot)
    return [_row(shift, times, now) for shift, times in worked.items()]


def _row(shift: Shift, times: list[Slot], now: datetime) -> dict[str, object]:
    last = local(max(times[-1].begins, now)).date()
    return {
        "shift": shift,
        "hours": hours_words(shift),
        "days": days_words(times),
        "levels": levels_words(shift),
        "now": any(slot.begins <= now < slot.ends for slot in times),
        "reached": roster.able(shift.officer, shift.county, last),
    }


def _monday() -> date:
    """The week that is asked for, else this one."""
    asked = today()
    with suppress(ValueError):
        asked = date.fromisoformat(request.args.get("week", ""))
    asked = min(max(asked, today() - FURTHEST), today() + FURTHEST)
    return asked - timedelta(days=asked.weekday())


def _shift_page(shift: Shift, form: RosterForm, refusal: str = "") -> str:
    return render_template("roster/show.html", shift=shift, refusal=refusal, **_choices(shift.county, form))


def _choices(county: str, form: RosterForm) -> dict[str, object]:
    names = [
        (f"{officer.id}", officer.name if officer.phone_sealed else _("%(name)s (no number)", name=officer.name))
        for officer in roster_changes.who_may(session(), county, today())
    ]
    return {
        "form": form,
        "officers": names,
        "weekdays": [(f"{number}", _(WEEKDAYS[number - 1])) for number in WHOLE_WEEK],
        "levels": listed_levels(),
        "last_turn": LAST_TURN,
    }
