"""The steps an officer takes with a report: each is a small form on its page, and says which steps it had seen."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer
from bot.console.incident_page import page
from bot.console.incident_shown import subject, visible
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, incidents, matches, sorting, timeline
from domain.incidents import Handling, Incident, Verification, Verifier
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.taxonomy import Kind
from domain.triage import Level
from messages import alerts, case_recall, filing

Deed = Callable[[Incident, Officer, datetime], str]  # what the audit calls it; "" where it is there already
Choice = TypeVar("Choice", Verification, Handling, Level, Kind)


@allow(Role.PEACE)
def act(incident_id: int, deed: str) -> ResponseReturnValue:
    """Take the step. A refused one leaves nothing behind but its form; what somebody did meanwhile is told first."""
    incident = held(incident_id)
    officer, now = current_officer(), services().now()
    try:
        if deed != "note":  # it decides nothing
            timeline.unchanged(session(), incident, request.form.get("seen", 0, type=int))
        what = DEEDS[deed](incident, officer, now)
    except Refusal as refusal:
        session().rollback()
        return page(incident, deed, refused(refusal)), 422
    if what:
        audit.record(session(), officer.id, what, subject(incident), now=now)
    flash(_("It is written down."), "good")
    if not incidents.seen_by(officer, incident, now):
        return redirect(url_for("incidents.index"), 303)
    return redirect(url_for("incidents.show", incident_id=incident.id), 303)


def held(incident_id: int) -> Incident:
    """The report to be decided about, and the other one a form names: both are held, in the order of their ids."""
    other = request.form.get("other", incident_id, type=int)
    found = {each: incidents.locked(session(), each) for each in sorted({incident_id, other})}
    return visible(found[incident_id])


def _other() -> Incident:
    return visible(session().get(Incident, request.form.get("other", 0, type=int)))


def _note(incident: Incident, officer: Officer, now: datetime) -> str:
    timeline.note(session(), services().vault, incident, officer, _words(), now)
    return "noted"


def _verify(incident: Incident, officer: Officer, now: datetime) -> str:
    to = _chosen(Verification)
    asked = [who for who in Verifier if who in request.form.getlist("asked")]
    sorting.verify(session(), services().vault, incident, officer, to, _words(), asked, now)
    return to


def _handle(incident: Incident, officer: Officer, now: datetime) -> str:
    to = _chosen(Handling)
    sorting.handle(session(), services().vault, incident, officer, to, _words(), now)
    if to is Handling.CLOSED:
        case_recall.stand_down(session(), services().vault, incident, officer, now)
    return to


def _level(incident: Incident, officer: Officer, now: datetime) -> str:
    if request.form.get("choice") == "":
        sorting.follow_advice(session(), services().vault, incident, officer, _words(), now)
        return "advice"
    sorting.set_level(session(), services().vault, incident, officer, _chosen(Level), _words(), now)
    _alert(incident, now)
    return "level"


def _kind(incident: Incident, officer: Officer, now: datetime) -> str:
    sorting.set_kind(session(), services().vault, incident, officer, _chosen(Kind), _words(), now)
    _alert(incident, now)
    return "kind"


def _ward(incident: Incident, officer: Officer, now: datetime) -> str:
    ward, place = request.form.get("ward", ""), request.form.get("place", "")
    sorting.set_ward(session(), services().vault, incident, officer, ward, place, now)
    _alert(incident, now)
    return "ward"


def _assign(incident: Incident, officer: Officer, now: datetime) -> str:
    chosen = request.form.get("officer", "")
    to = session().get(Officer, int(chosen)) if chosen.isdecimal() else None
    if chosen and to is None:
        abort(400)
    sorting.assign(session(), services().vault, incident, officer, to, now)
    return "assigned"


def _join(incident: Incident, officer: Officer, now: datetime) -> str:
    places = services().places
    filing.join(session(), services().vault, incident, _other(), officer, _words(), places=places, now=now)
    case_recall.leave_parties(session(), services().vault, incident, officer, now)
    return ""


def _apart(incident: Incident, officer: Officer, now: datetime) -> str:
    matches.tell_apart(session(), incident, _other(), officer, now)
    return ""


def _split(incident: Incident, officer: Officer, now: datetime) -> str:
    number = request.form.get("number", 0, type=int)
    new = matches.split(session(), services().vault, incident, number, officer, _words(), now)
    _alert(new, now)
    flash(_("What this source told is now %(code_word)s.", code_word=new.code_word), "good")
    return ""


def _unmark(incident: Incident, officer: Officer, now: datetime) -> str:
    places = services().places
    filing.unmark(session(), services().vault, incident, officer, _words(), places=places, now=now)
    return ""


def _alert(incident: Incident, now: datetime) -> None:
    """Whoever is on duty hears of what rose, came from another county or stands alone; of nothing twice."""
    alerts.alert_duty(session(), services().vault, incident, places=services().places, now=now)


def _words() -> str:
    return request.form.get("words", "")


def _chosen(kind: type[Choice]) -> Choice:
    """What the form chose; 400 for what no form offers. Raises `Refusal` where nothing is chosen."""
    chosen = request.form.get("choice", "")
    if not chosen:
        raise Refusal("Choose what it is now.")
    return kind(chosen) if chosen in set(kind) else abort(400)


DEEDS: dict[str, Deed] = {
    "note": _note,
    "verify": _verify,
    "handle": _handle,
    "level": _level,
    "kind": _kind,
    "ward": _ward,
    "assign": _assign,
    "join": _join,
    "apart": _apart,
    "split": _split,
    "unmark": _unmark,
}
