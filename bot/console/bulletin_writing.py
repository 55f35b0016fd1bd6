"""Writing a bulletin: a new one, a change to one, and the count of what it costs while it is typed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.console import bulletin_sources
from bot.console.access import allow, current_officer
from bot.console.bulletin_acts import SAVE, Pressed, press
from bot.console.bulletin_checks import looks_of_form
from bot.console.bulletin_form import BulletinForm
from bot.console.bulletin_rights import found, held, record
from bot.console.bulletin_twins import check_twin
from bot.console.bulletin_words import changes
from bot.console.bulletin_write_page import DECIDED, reach_of, write_page
from bot.console.words import N_, _, language_name
from bot.services import services, session
from domain import drafting, duplicates
from domain.bulletins import Bulletin
from domain.life_cycle import State
from domain.officers import Role
from domain.refusals import Refusal
from domain.signed_words import Form

WROTE, CHANGED = N_("wrote it"), N_("changed it")
A_THUMB = timedelta(minutes=2)  # within which saving the same again is one press too many


@allow(Role.OFFICER)
def new() -> ResponseReturnValue:
    """Write a new bulletin."""
    if request.method == "GET":
        return write_page(BulletinForm.blank(services().now()))
    return _post(None, _start)


@allow(Role.OFFICER)
def edit(bulletin_id: int) -> ResponseReturnValue:
    """Change a bulletin; whatever was approved is void."""
    if request.method == "POST":
        return _post(bulletin_id, lambda form: _revise(bulletin_id, form))
    bulletin = found(bulletin_id)
    bulletin.check_writer(current_officer(), services().now())
    bulletin.check_open()
    return write_page(BulletinForm.of(bulletin), bulletin)


@allow(Role.OFFICER, Role.REVIEWER)
def count() -> ResponseReturnValue:
    """Count what is typed so far; the markup is that of the page itself."""
    form = BulletinForm.read(request.form)
    counted = reach_of(form)
    parts = {"audience": render_template("bulletins/_audience.html", reach=counted)}
    for name, look in looks_of_form(form, counted).items():
        shown = {"look": look, "reach": counted, "writing": True}
        parts[f"count-{name.removeprefix('sms_')}"] = render_template("bulletins/_count.html", **shown)
        parts[f"preview-{name}"] = render_template("bulletins/_preview.html", **shown)
    sms = {line.language: line.outgoing for (_language, form), line in counted.lines.items() if form is Form.SMS}
    return jsonify(
        people=counted.people,
        cost=f"{counted.cost:.2f}",
        parts={language: len(variant.segments.parts) for language, variant in sms.items() if variant},
        html=parts,
    )


def _post(bulletin_id: int | None, save: Callable[[BulletinForm], Bulletin]) -> ResponseReturnValue:
    form = BulletinForm.read(request.form)
    bulletin = found(bulletin_id) if bulletin_id else None
    if (act := request.form.get("act", SAVE)) != SAVE:
        return write_page(press(form, act, bulletin), bulletin)
    try:
        bulletin = save(form)
        session().flush()
    except Refusal as refusal:
        session().rollback()
        bulletin = found(bulletin_id) if bulletin_id else None
        # Whoever saves again after being told of another's change means it.
        shown = replace(form, seen=bulletin.seen) if bulletin else form
        return write_page(Pressed(shown), bulletin, refusal), 422
    for (language, for_what), typed in form.typed.items():
        if for_what is not Form.RADIO and (changed := changes(typed)):
            flash(_("%(language)s text: we changed: %(changes)s", language=language_name(language), changes=changed))
    return redirect(url_for("bulletins.show", bulletin_id=bulletin.id), 303)


def _start(form: BulletinForm) -> Bulletin:
    plan = form.plan(services().places)
    if twice := _pressed_twice(form):
        return twice
    drafting.check_every_county(plan.zones, plan.areas, services().places)
    bulletin_sources.check(plan)
    bulletin = drafting.start(current_officer(), plan, form.texts(), services().now())
    check_twin(bulletin, form.twin)
    session().add(bulletin)
    session().flush()
    record(bulletin, WROTE)
    flash(_("Saved as a draft."), "good")
    return bulletin


def _pressed_twice(form: BulletinForm) -> Bulletin | None:
    """The draft that the same press of an impatient thumb has just made."""
    duplicates.take_turns(session())
    since = services().now() - A_THUMB
    mine = select(Bulletin).where(Bulletin.author_id == current_officer().id, Bulletin.created_at >= since)
    for draft in session().scalars(mine.where(Bulletin.state == State.DRAFT)):
        if form.says_the_same(BulletinForm.of(draft), services().places):
            return draft
    return None


def _revise(bulletin_id: int, form: BulletinForm) -> Bulletin:
    places = services().places
    bulletin = held(bulletin_id)
    was_typed = BulletinForm.of(bulletin)
    form = replace(form, training=bulletin.training)
    if bulletin.follows_id is not None:  # for whoever has the first: there is nobody to choose
        form = replace(form, zones=was_typed.zones, readers=was_typed.readers, languages=was_typed.languages)
    if form.seen != bulletin.seen:
        raise Refusal("Somebody changed this bulletin while you were writing. Saving again replaces what they did.")
    if form.says_the_same(was_typed, places):
        flash(_("Nothing was changed."))
        return bulletin
    was, plan = bulletin.state, form.plan(places)
    if bulletin.follows_id is None:  # what follows goes to whoever has the first
        drafting.check_every_county(plan.zones, plan.areas, places)
    bulletin_sources.check(plan, bulletin)
    drafting.revise(bulletin, current_officer(), plan, form.texts(), services().now())
    check_twin(bulletin, form.twin)
    record(bulletin, CHANGED, was=was)
    flash(_("Saved. It is a draft again and must be approved anew.") if was in DECIDED else _("Saved."), "good")
    return bulletin
