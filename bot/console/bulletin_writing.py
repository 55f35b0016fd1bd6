"""Writing a bulletin: a new one, a change to one, and the count of what it costs while it is typed."""

from collections.abc import Callable
from dataclasses import replace

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, today
from bot.console.bulletin_form import BulletinForm
from bot.console.bulletin_rights import found, held, record
from bot.console.bulletin_words import KINDS, PHASES, TRENDS, changes, names
from bot.console.reach import Reach, reach
from bot.console.words import N_, _, language_name, refused
from bot.services import services, session
from domain import audiences, drafting
from domain.areas import Area
from domain.audiences import Audience, by_language
from domain.bulletins import Bulletin
from domain.life_cycle import State
from domain.officers import Role
from domain.refusals import Refusal

WROTE, CHANGED = N_("wrote it"), N_("changed it")
# Saving over these takes back what somebody decided.
DECIDED = {State.SUBMITTED, State.APPROVED}


@allow(Role.OFFICER)
def new() -> ResponseReturnValue:
    """Write a new bulletin."""
    if request.method == "GET":
        return _render(BulletinForm.blank(services().now()))
    return _post(None, _start)


@allow(Role.OFFICER)
def edit(bulletin_id: int) -> ResponseReturnValue:
    """Change a bulletin; whatever was approved is void."""
    if request.method == "POST":
        return _post(bulletin_id, lambda form: _revise(bulletin_id, form))
    bulletin = found(bulletin_id)
    bulletin.check_writer(current_officer(), services().now())
    bulletin.check_open()
    return _render(BulletinForm.of(bulletin), bulletin)


@allow(Role.OFFICER, Role.REVIEWER)
def count() -> ResponseReturnValue:
    """Count what is typed so far; the markup is that of the page itself."""
    form = BulletinForm.read(request.form)
    counted = _reach(form)
    parts = {
        f"count-{line.language}": render_template(
            "bulletins/_count.html", line=line, reach=counted, changed=changes(form.sms.get(line.language, ""))
        )
        for line in counted.lines
    }
    whole = render_template("bulletins/_audience.html", reach=counted)
    return jsonify(
        people=counted.people,
        cost=f"{counted.cost:.2f}",
        parts={line.language: len(line.outgoing.segments.parts) for line in counted.lines if line.outgoing},
        html=parts | {"audience": whole},
    )


def _post(bulletin_id: int | None, save: Callable[[BulletinForm], Bulletin]) -> ResponseReturnValue:
    form = BulletinForm.read(request.form)
    bulletin = found(bulletin_id) if bulletin_id else None
    if request.form.get("act") == "count":
        return _render(form, bulletin)
    try:
        bulletin = save(form)
        session().flush()
    except Refusal as refusal:
        session().rollback()
        bulletin = found(bulletin_id) if bulletin_id else None
        # Whoever saves again after being told of another's change means it.
        shown = replace(form, seen=bulletin.seen) if bulletin else form
        return _render(shown, bulletin, refused(refusal)), 422
    for language, typed in form.sms.items():
        if changed := changes(typed):
            flash(_("%(language)s text: we changed: %(changes)s", language=language_name(language), changes=changed))
    return redirect(url_for("bulletins.show", bulletin_id=bulletin.id), 303)


def _start(form: BulletinForm) -> Bulletin:
    bulletin = drafting.start(current_officer(), form.plan(services().places), form.texts(), services().now())
    session().add(bulletin)
    session().flush()
    record(bulletin, WROTE)
    flash(_("Saved as a draft."), "good")
    return bulletin


def _revise(bulletin_id: int, form: BulletinForm) -> Bulletin:
    places = services().places
    bulletin = held(bulletin_id)
    if form.seen != bulletin.seen:
        raise Refusal("Somebody changed this bulletin while you were writing. Saving again replaces what they did.")
    if form.says_the_same(BulletinForm.of(bulletin), places):
        flash(_("Nothing was changed."))
        return bulletin
    was = bulletin.state
    drafting.revise(bulletin, current_officer(), form.plan(places), form.texts(), services().now())
    record(bulletin, CHANGED, was=was)
    flash(_("Saved. It is a draft again and must be approved anew.") if was in DECIDED else _("Saved."), "good")
    return bulletin


def _render(form: BulletinForm, bulletin: Bulletin | None = None, refusal: str = "") -> str:
    return render_template(
        "bulletins/write.html",
        form=form,
        bulletin=bulletin,
        refusal=refusal,
        reach=_reach(form),
        changed={language: changes(typed) for language, typed in form.sms.items()},
        counties=counties_written_for(),
        places=services().places,
        kinds=names(KINDS),
        phases=names(PHASES),
        trends=names(TRENDS),
        voids=bulletin is not None and bulletin.state in DECIDED,
    )


def counties_written_for() -> list[Area]:
    """The counties this officer writes for."""
    mine = current_officer().counties(Role.OFFICER, today())
    return [county for county in services().places.counties if mine is None or county.slug in mine]


def _reach(form: BulletinForm) -> Reach:
    places = services().places
    audience = Audience(areas=tuple(area for area in form.areas if area in places))
    now = services().now()
    people = by_language(audiences.count(session(), audience, places, now))
    paused = audiences.paused(session(), audience, places, now)
    return reach(form.words(), people, services().settings.sms_price, paused=paused)
