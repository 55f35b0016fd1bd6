"""Correcting a script: its segments and lines in one form, counted while it is typed, kept as the next version."""

from collections.abc import Mapping
from dataclasses import replace

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape

from bot.console import script_doubts
from bot.console.access import allow, current_officer
from bot.console.script_acts import offered, press
from bot.console.script_compare import compared
from bot.console.script_form import ScriptForm, origins_of
from bot.console.script_page import people, words
from bot.console.script_rights import corrected, found, held, record
from bot.console.script_rows import Block, Row
from bot.console.script_words import PRIORITIES, title_of
from bot.console.words import N_, _, language_name, refused
from bot.services import services, session
from domain import programmes
from domain.languages import FLOOR
from domain.refusals import Refusal
from domain.script_versions import ScriptVersion, still_missing
from domain.scripts import CORRECTED_BY, Script
from domain.segments import Segment
from messages import radio_offers
from messages.radio_desk import studio_for
from messages.radio_offers import Replacement
from messages.radio_timing import clock, lacks

CORRECTED = N_("corrected it")
Offers = Mapping[str, Replacement]


@allow(*CORRECTED_BY)
def correct(script_id: int) -> ResponseReturnValue:
    """Open a script for correction."""
    script = corrected(found(script_id))
    return _desk(script, ScriptForm.of(script.newest), _offers(script))


@allow(*CORRECTED_BY)
def save(script_id: int) -> ResponseReturnValue:
    """Keep a correction, or only do on the page what a button asks."""
    wish = request.form.get("act", "")
    script = corrected(found(script_id) if wish else held(script_id))
    offers = _offers(script)
    form = _read(script, offers)
    if form.lost:
        flash(_("A segment you had taken in may not be read any more: it is left out."), "bad")
    if wish:
        return _desk(script, _pressed(form, wish, offers), offers)
    try:
        version = _keep(script, form, offers)
        session().flush()
    except Refusal as refusal:
        session().rollback()
        return _refuse(found(script_id), form, refusal), 422
    flash(_("The script is kept.") if version else _("Nothing was changed."), "good" if version else "info")
    return redirect(url_for("scripts.show", script_id=script_id), 303)


@allow(*CORRECTED_BY)
def count(script_id: int) -> ResponseReturnValue:
    """Reckon how long what is typed so far takes; the markup is that of the page itself.

    Once a segment was lost the page's places are other ones: only the whole is told.
    """
    script = corrected(found(script_id))
    form = _read(script, _offers(script))
    parts = {"total": render_template("scripts/_total.html", **_total(script, form), clock=clock, lacks=lacks)}
    shown = [] if form.lost else zip(form.blocks, form.starts(), strict=True)
    for place, (block, start) in enumerate(shown):
        parts[f"time-{place}"] = render_template("scripts/_time.html", block=block, start=start, clock=clock)
        parts |= {f"time-{place}-{line}": time for line, time in enumerate(block.times())}
        parts |= {f"wrong-{place}-{line}": _problem(row) for line, row in enumerate(block.lines)}
    return jsonify(html=parts)


def _read(script: Script, offers: Offers) -> ScriptForm:
    try:
        return ScriptForm.read(request.form, origins_of(_base(script, int(request.form["base"])), offers))
    except (ValueError, KeyError):
        abort(400)


def _pressed(form: ScriptForm, wish: str, offers: Offers) -> ScriptForm:
    try:
        return press(form, wish, request.form.getlist("offer"), offers)
    except (ValueError, KeyError, IndexError):
        abort(400)


def _keep(script: Script, form: ScriptForm, offers: Offers) -> ScriptVersion | None:
    script.check_newest(form.version)
    base = _base(script, form.base)
    origins = origins_of(base, offers)
    segments = form.segments(origins)
    looked_at = script_doubts.check(form, segments, origins)
    taken = [offers[block.origin] for block in form.blocks if block.origin in offers]
    version = script.correct(
        current_officer(),
        script_doubts.marked(segments, origins),
        form.version,
        services().now(),
        base=base,
        hands={hand for offer in taken for hand in offer.hands},
        # What its own base missed, besides what the newest does: somebody else may have taken that out meanwhile.
        missing=[*still_missing(base, segments), *(offer.key for offer in taken if offer.foreign)],
    )
    if version:
        record(script, CORRECTED, version=version.number, over=form.base, looked_at=looked_at)
    return version


def _refuse(script: Script, form: ScriptForm, refusal: Refusal) -> str:
    """The form as it was typed and why it was not kept; where somebody was faster, beside what stands now.

    Whoever saves again after being told of another's version means it.
    """
    offers, newest = _offers(script), script.newest
    if form.version == newest.number:
        return _desk(script, form, offers, refused(refusal))
    try:
        mine = form.segments(origins_of(_base(script, form.base), offers))
    except Refusal as other:
        return _desk(script, form, offers, refused(other))
    again = replace(form, version=newest.number)
    return _desk(script, again, offers, refused(refusal), theirs=newest, changes=compared(newest.segments, mine))


def _desk(script: Script, form: ScriptForm, offers: Offers, refusal: str = "", **more: object) -> str:
    origins = origins_of(_base(script, form.base), offers)
    standing, doubts = form.standing(origins), script_doubts.found(form, origins)
    languages = {script.language, FLOOR, *(row.language for block in form.blocks for row in block.lines)}
    return render_template(
        "scripts/correct.html",
        script=script,
        form=form,
        blocks=list(zip(form.blocks, form.starts(), strict=True)),
        languages=[(language, language_name(language)) for language in sorted(languages)],
        priorities=[(priority.value, _(name)) for priority, name in PRIORITIES.items()],
        name_of=lambda block: _name_of(block, origins.get(block.origin)),
        why=refused,
        offered=lambda block: offered(block, offers, standing),
        refusal=refusal,
        doubts=doubts,
        sure=bool(doubts) and {each.name for each in doubts} <= form.ticked,
        people=people(script),
        **words(),
        **_total(script, form),
        **more,
    )


def _problem(row: Row) -> str:
    """Why a line cannot be read, as markup; "" where it can."""
    return escape(refused(row.problem)) if row.problem else ""


def _name_of(block: Block, origin: Segment | None) -> str:
    return title_of(replace(origin or Segment(block.part, ()), title=block.title.strip()))


def _total(script: Script, form: ScriptForm) -> dict[str, object]:
    return {"seconds": form.seconds, "minutes": programmes.of(session(), script.county).minutes}


def _offers(script: Script) -> Offers:
    of = (script.week, script.county, script.language, services().now())
    places, code = services().places, services().settings.ussd_code
    return radio_offers.offers(session(), studio_for(session(), *of, places=places, ussd_code=code))


def _base(script: Script, number: int) -> ScriptVersion:
    return script.numbered(number) or abort(400)
