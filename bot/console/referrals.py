"""A report handed to those who can act: whom, in which order, in which words; and what became of it.

Nothing reaches police, chiefs, KWS, a peace committee or the Red Cross until a peace officer sends it from here.
"""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from bot.console import refer_form, referral_panel
from bot.console import referral_words as say
from bot.console import responders as lists
from bot.console.access import allow, counties, current_officer
from bot.console.incident_shown import subject, visible
from bot.console.incident_timeline import told
from bot.console.refer_form import PLACES_IN_CHAIN, Draft
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, case_facts, incidents, referrals, responders, timeline
from domain.coarse_places import is_small
from domain.incidents import Incident
from domain.officers import Role
from domain.referrals import Answer, Referral
from domain.refusals import Refusal
from domain.responders import Bar, Responder
from messages import case_recall, case_words, referring

blueprint = Blueprint("referrals", __name__, url_prefix="/console/incidents/<int:incident_id>/refer")


@blueprint.get("")
@allow(Role.PEACE)
def form(incident_id: int) -> ResponseReturnValue:
    """Show whom this report can be handed to, and what would be said."""
    incident = visible(session().get(Incident, incident_id))
    return _page(incident, refer_form.start(refer_form.suggested(incident)))


@blueprint.post("")
@allow(Role.PEACE)
def send(incident_id: int) -> ResponseReturnValue:
    """Show the text as it would travel; at the second press send what was shown."""
    incident = visible(incidents.locked(session(), incident_id))
    officer, now = current_officer(), services().now()
    draft = None
    try:
        timeline.unchanged(session(), incident, _seen())
        draft = refer_form.read(request.form, incident, _offered(incident))
        if request.form.get("press") != "send" or request.form.get("seen") != draft.stamp:
            return _page(incident, request.form, draft)
        if not draft.confirmed:
            raise Refusal("Take out each marked part, or confirm it.")
        referral = referring.refer(session(), services().vault, incident, officer, draft.plan, now)
    except Refusal as refusal:
        session().rollback()
        return _page(incident, request.form, draft, refused(refusal)), 422
    _record("referred", incident)
    responder = session().get_one(Responder, referral.responder_id)
    if responder.phone_sealed is None:
        flash(_("Print the note and hand it over."), "good")
        return redirect(url_for("referrals.note", incident_id=incident.id, case_id=referral.id), 303)
    flash(_("%(name)s is being told.", name=responder.name), "good")
    return _back(incident)


@blueprint.get("/<int:case_id>/note")
@allow(Role.PEACE)
def note(incident_id: int, case_id: int) -> ResponseReturnValue:
    """Show a case as a page to print, in the words that are texted."""
    incident = visible(session().get(Incident, incident_id))
    case = _case_of(incident, case_id)
    responder = session().get_one(Responder, case.responder_id)
    approved = case.words(services().vault) or abort(404)  # deleted when their time was over
    language = case_words.spoken(responder.language)
    language = language if language in approved else next(iter(approved))
    _record("printed a note", incident)
    text = case_words.body(case.case_number, approved[language], language)
    return render_template(
        "referrals/note.html", incident=incident, case=case, responder=responder, text=text, language=language
    )


@blueprint.post("/<int:case_id>/withdraw")
@allow(Role.PEACE)
def withdraw(incident_id: int, case_id: int) -> ResponseReturnValue:
    """Take a case back."""
    incident, case = _held(incident_id, case_id)
    try:
        case_recall.withdraw(session(), services().vault, incident, case, current_officer(), services().now())
    except Refusal as refusal:
        return _refuse(incident, refusal)
    _record("withdrew a case", incident)
    flash(_("The case is taken back."), "good")
    return _back(incident)


@blueprint.post("/<int:case_id>/answer")
@allow(Role.PEACE)
def answer(incident_id: int, case_id: int) -> ResponseReturnValue:
    """Write down what a responder answered otherwise than by text."""
    incident, case = _held(incident_id, case_id)
    said, words = request.form.get("answer", ""), request.form.get("words", "").strip()
    if said not in say.ANSWERED:
        abort(400)
    try:
        if said == Answer.FOUND and not words:
            raise Refusal("Write what they found.")
        officer, now = current_officer(), services().now()
        referring.answer(session(), services().vault, incident, case, Answer(said), words, now, officer=officer)
    except Refusal as refusal:
        return _refuse(incident, refusal)
    _record("wrote down an answer", incident)
    flash(_("The answer is kept."), "good")
    return _back(incident)


@blueprint.post("/party/<int:responder_id>")
@allow(Role.PEACE)
def party(incident_id: int, responder_id: int) -> ResponseReturnValue:
    """Mark a responder who may be a party to this report, or take the mark back."""
    incident = visible(incidents.locked(session(), incident_id))
    responder = session().get(Responder, responder_id)
    if responder is None or not _may_mark(incident, responder):
        abort(404)
    officer, now, vault = current_officer(), services().now(), services().vault
    if request.form.get("act") == "unmark":
        responders.unmark_party(session(), incident, responder)
        words = _("%(name)s is not a party, and may be told again.", name=responder.name)
        timeline.note(session(), vault, incident, officer, words, now)
        _record("unmarked a party", incident)
    else:
        case_recall.party(session(), vault, incident, responder, officer, now)
        words = _("%(name)s is never told of this report.", name=responder.name)
        _record("marked a party", incident)
    flash(words, "good")
    return redirect(url_for("referrals.form", incident_id=incident.id), 303)


def _page(incident: Incident, form: MultiDict[str, str], draft: Draft | None = None, refusal: str = "") -> str:
    known, places, steps = refer_form.suggested(incident), services().places, told(incident)
    offered = [(str(one.id), f"{one.name} ({_(say.KINDS[one.kind])})") for one in _offered(incident)]
    return render_template(
        "referrals/refer.html",
        incident=incident,
        form=form,
        draft=draft,
        refusal=refusal,
        step=max((step.id for step in steps if step.by_officer), default=0),
        meanwhile=[step for step in steps if step.by_officer and step.id > _seen()] if refusal else [],
        offered=offered,
        chain=[f"then{at}" for at in range(PLACES_IN_CHAIN)],
        needs=[("", _("Choose")), *((need.value, _(words)) for need, words in say.NEEDS.items())],
        areas=[(area, _area(area)) for area in case_facts.areas_to_name(incident.ward)],
        times=[(time.value, _(say.TIMES[time])) for time in case_facts.times_to_say(known)],
        ongoing=[("", _("Not known")), ("yes", _("It goes on")), ("no", _("It is over"))],
        hurt=[("", _("Not known")), *((hurt.value, _(words)) for hurt, words in say.HURT.items())],
        small=is_small(places, incident.ward),
        minutes=referral_panel.answer_time(incident),
        barred=_barred(incident),
        free=[lists.listed(one) for one in _offered(incident)],
    )


def _seen() -> int:
    """The last step of an officer that the page showed from which this came."""
    return request.form.get("step", 0, type=int)


def _area(slug: str) -> str:
    called = services().places.called(slug)
    if is_small(services().places, slug):
        return _("%(ward)s: few people live there", ward=called)
    return called


def _offered(incident: Incident) -> list[Responder]:
    """Who can be told, of the counties of this officer."""
    held = counties(Role.PEACE)
    return [one for one in responders.candidates(session(), incident) if held is None or one.county in held]


def _barred(incident: Incident) -> list[tuple[lists.Listed, str, bool]]:
    """Those of the place who are not offered: why, and whether the mark of this report alone keeps them out."""
    held, marked = counties(Role.PEACE), responders.parties(session(), incident)
    found = []
    for one in responders.of_counties(session(), held):
        bar = responders.bar(session(), one, incident)
        if bar is not None and bar is not Bar.ELSEWHERE and responders.serves(one, incident.ward):
            found.append((lists.listed(one), _(say.BARS[bar]), one.id in marked))
    return found


def _may_mark(incident: Incident, responder: Responder) -> bool:
    """Whether this officer is shown them: of their own counties, for every county sees a report without a place."""
    if any(case.responder_id == responder.id for case in referrals.of(session(), incident)):
        return True
    mine = counties(Role.PEACE)
    return responders.serves(responder, incident.ward) and (mine is None or responder.county in mine)


def _case_of(incident: Incident, case_id: int) -> Referral:
    return next((case for case in referrals.of(session(), incident) if case.id == case_id), None) or abort(404)


def _held(incident_id: int, case_id: int) -> tuple[Incident, Referral]:
    """A case of this report, both held for an act."""
    _case_of(visible(session().get(Incident, incident_id)), case_id)
    found = referrals.held(session(), case_id) or abort(404)
    visible(found[0])
    return found


def _refuse(incident: Incident, refusal: Refusal) -> ResponseReturnValue:
    session().rollback()
    flash(refused(refusal), "bad")
    return _back(incident)


def _back(incident: Incident) -> ResponseReturnValue:
    return redirect(url_for("incidents.show", incident_id=incident.id), 303)


def _record(what: str, incident: Incident) -> None:
    audit.record(session(), current_officer().id, what, subject(incident), now=services().now())
