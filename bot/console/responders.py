"""The county's list of responders: who can be told of a report, where, and when somebody last tried the number."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from bot.console import incident_words
from bot.console import referral_words as say
from bot.console.access import allow, current_officer, held_counties, held_county, today
from bot.console.words import LANGUAGES, _, refused
from bot.services import services, session
from domain import audit, responders
from domain.areas import Area
from domain.languages import Language
from domain.officers import Role
from domain.phones import NotAKenyanNumber, Phone
from domain.refusals import Refusal
from domain.responders import SPOKEN, Details, Responder, ResponderKind
from domain.sealed_columns import RESPONDER_PHONE
from domain.taxonomy import Kind
from domain.vault import Unsealable
from messages import case_recall

blueprint = Blueprint("responders", __name__, url_prefix="/console/responders")
KEEPERS = (Role.PEACE, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the list, as the page shows it: the number is masked."""

    id: int
    name: str
    kind: str
    number: str
    where: str
    checked: object
    active: bool
    stopped: bool


@blueprint.get("/")
@allow(*KEEPERS)
def index() -> ResponseReturnValue:
    """Show the lists of the officer's counties."""
    held = held_counties(*KEEPERS)
    found = responders.of_counties(session(), {county.slug for county in held})
    lists = [(county, [listed(one) for one in found if one.county == county.slug]) for county in held]
    return render_template("responders/index.html", lists=lists)


@blueprint.get("/new/<county>")
@allow(*KEEPERS)
def new(county: str) -> ResponseReturnValue:
    """Show an empty form."""
    return _form(_held(county), None, MultiDict({"language": Language.SWAHILI.value}))


@blueprint.post("/new/<county>")
@allow(*KEEPERS)
def add(county: str) -> ResponseReturnValue:
    """Put one on the list."""
    area = _held(county)
    try:
        added = responders.add(session(), services().vault, county, _details())
    except Refusal as refusal:
        session().rollback()
        return _form(area, None, request.form, refused(refusal)), 422
    _record("added a responder", added)
    flash(_("%(name)s is on the list.", name=added.name), "good")
    return redirect(url_for("responders.index"), 303)


@blueprint.get("/<int:responder_id>")
@allow(*KEEPERS)
def show(responder_id: int) -> ResponseReturnValue:
    """Show one, to be changed."""
    responder = _of_mine(session().get(Responder, responder_id))
    return _form(_held(responder.county), responder, _as_form(responder))


@blueprint.post("/<int:responder_id>")
@allow(*KEEPERS)
def change(responder_id: int) -> ResponseReturnValue:
    """Keep what is known of them now."""
    responder = _of_mine(responders.locked(session(), responder_id))
    try:
        responders.change(session(), services().vault, responder, _details())
    except Refusal as refusal:
        session().rollback()
        return _form(_held(responder.county), responder, request.form, refused(refusal)), 422
    if request.form.get("tried"):
        responder.checked_on = today()
    _record("changed a responder", responder)
    flash(_("%(name)s is on the list.", name=responder.name), "good")
    return redirect(url_for("responders.index"), 303)


@blueprint.post("/<int:responder_id>/state")
@allow(*KEEPERS)
def state(responder_id: int) -> ResponseReturnValue:
    """Take one off the list, put them back, or end their STOP because they asked for it."""
    officer, now, act = current_officer(), services().now(), request.form.get("act")
    responder = _of_mine(session().get(Responder, responder_id))
    if act == "off":
        case_recall.deactivate(session(), services().vault, responder, officer, now)
    elif act == "on":
        responder.active = True
    elif act == "again":
        responder.stopped_at = None
    else:
        abort(400)
    _record({"off": "took a responder off", "on": "put a responder back", "again": "ended a STOP"}[act], responder)
    flash(_("%(name)s: changed.", name=responder.name), "good")
    return redirect(url_for("responders.show", responder_id=responder.id), 303)


def listed(responder: Responder) -> Listed:
    """One of them in the words of a page."""
    areas = ", ".join(services().places.called(area) for area in responder.areas) or _("the whole county")
    return Listed(
        id=responder.id,
        name=responder.name,
        kind=_(say.KINDS[responder.kind]),
        number=masked(responder),
        where=" · ".join(filter(None, (responder.beyond, areas))),
        checked=responder.checked_on,
        active=responder.active,
        stopped=responder.stopped_at is not None,
    )


def masked(responder: Responder) -> str:
    """The number as it may be seen."""
    if responder.phone_sealed is None:
        return _("no number")
    try:
        return RESPONDER_PHONE.phone(services().vault, responder).masked
    except Unsealable:
        return _("a number that our keys do not open")


def _held(county: str) -> Area:
    return held_county(county, *KEEPERS)


def _of_mine(responder: Responder | None) -> Responder:
    if responder is None:
        abort(404)
    _held(responder.county)
    return responder


def _details() -> Details:
    """The form as it was sent. Raises `Refusal`."""
    form, typed = request.form, request.form.get("phone", "").strip()
    try:
        phone = Phone.parse(typed) if typed else None
    except NotAKenyanNumber as fault:
        raise Refusal(str(fault)) from None
    try:
        return Details(
            kind=ResponderKind(form.get("kind", "")),
            name=form.get("name", ""),
            phone=phone,
            language=Language(form.get("language", Language.SWAHILI)),
            areas=tuple(area for area in form.getlist("areas") if area in services().places),
            party_kinds=tuple(Kind(kind) for kind in form.getlist("party_kinds")),
            beyond=form.get("beyond") or None,
        )
    except ValueError:
        raise Refusal("Choose what kind of responder it is.") from None


def _as_form(responder: Responder) -> MultiDict[str, str]:
    fields = [(name, str(getattr(responder, name) or "")) for name in ("kind", "name", "language", "beyond")]
    fields += [("areas", area) for area in responder.areas]
    return MultiDict([*fields, *(("party_kinds", kind) for kind in responder.party_kinds)])


def _form(county: Area, responder: Responder | None, form: MultiDict[str, str], refusal: str = "") -> str:
    places = services().places
    return render_template(
        "responders/form.html",
        county=county,
        responder=listed(responder) if responder else None,
        form=form,
        refusal=refusal,
        kinds=[(kind.value, _(words)) for kind, words in say.KINDS.items()],
        languages=[(language.value, _(LANGUAGES[language])) for language in SPOKEN],
        beyond=[("", _("Choose")), *((name, name) for name in responders.counties_beyond())],
        incident_kinds=[(kind.value, _(words)) for kind, words in incident_words.KINDS.items()],
        constituencies=[(outer, places.children(outer.slug)) for outer in places.children(county.slug)],
    )


def _record(what: str, responder: Responder) -> None:
    now = services().now()
    audit.record(session(), current_officer().id, what, f"responder {responder.id}", now=now)
