"""How names and terms are said on air: what officers and speakers wrote, beside what the rule makes of the rest."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, held_counties
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, pronunciations
from domain.areas import Area
from domain.officers import Role
from domain.pronunciations import Pronunciation
from domain.refusals import Refusal
from messages import pronunciation

blueprint = Blueprint("pronunciations", __name__, url_prefix="/console/pronunciations")
KEEPERS = (Role.OFFICER, Role.REVIEWER, Role.LEAD)


@blueprint.get("/")
@allow(*KEEPERS)
def index() -> ResponseReturnValue:
    """Show the list, and how everything else is said by rule, to be overruled: `term` begins with that."""
    term = request.args.get("term", "")[: pronunciations.LONGEST_TERM]
    return _page(term, pronunciation.terms().get(term) or pronunciation.said(term))


@blueprint.post("/")
@allow(*KEEPERS)
def add() -> ResponseReturnValue:
    """Write how a term is said."""
    term, said = request.form.get("term", ""), request.form.get("said", "")
    try:
        one = pronunciations.add(session(), current_officer(), term, said)
    except Refusal as refusal:
        session().rollback()
        return _page(term, said, refused(refusal)), 422
    return _done("wrote how a term is said", one, _("%(term)s is in the list.", term=one.term))


@blueprint.post("/<int:pronunciation_id>")
@allow(*KEEPERS)
def change(pronunciation_id: int) -> ResponseReturnValue:
    """Write it otherwise."""
    one = _held(pronunciation_id)
    term, said = request.form.get("term", ""), request.form.get("said", "")
    try:
        pronunciations.change(session(), one, current_officer(), term, said)
    except Refusal as refusal:
        session().rollback()
        return _page(term, said, refused(refusal), pronunciation_id), 422
    return _done("changed how a term is said", one, _("%(term)s is changed.", term=one.term))


@blueprint.post("/<int:pronunciation_id>/remove")
@allow(*KEEPERS)
def remove(pronunciation_id: int) -> ResponseReturnValue:
    """Take it off the list: a name is then said by rule again."""
    one = _held(pronunciation_id)
    session().delete(one)
    return _done("removed how a term is said", one, _("%(term)s is off the list.", term=one.term))


def _held(pronunciation_id: int) -> Pronunciation:
    return session().get(Pronunciation, pronunciation_id, with_for_update=True) or abort(404)


def _done(what: str, one: Pronunciation, sentence: str) -> ResponseReturnValue:
    audit.record(session(), current_officer().id, what, f"pronunciation {one.id}", now=services().now())
    flash(sentence, "good")
    return redirect(url_for("pronunciations.index"), 303)


def _page(term: str, said: str, refusal: str = "", changing: int | None = None) -> str:
    """The page with what was typed: into the form of the one that is being changed, else into that of a new one."""
    written = pronunciations.everything(session())
    own = {one.term.casefold() for one in written}
    by_rule = [(county.name, _by_rule(county)) for county in held_counties(*KEEPERS)]
    return render_template(
        "pronunciations/index.html",
        written=written,
        lists=[
            (name, [(name, how) for name, how in listed.items() if name.casefold() not in own])
            for name, listed in [(_("Terms"), pronunciation.terms()), *by_rule]
        ],
        typed=(term, said),
        changing=changing,
        longest_term=pronunciations.LONGEST_TERM,
        longest_said=pronunciations.LONGEST_SAID,
        refusal=refusal,
    )


def _by_rule(county: Area) -> dict[str, str]:
    """The names of a county's areas, each once, with how they are said by rule."""
    places = services().places
    names = [area.name for area in places.areas.values() if area.county == county.slug]
    return {name: pronunciation.said(name) for name in dict.fromkeys(names) if pronunciation.said(name) != name}
