"""Conflict reports: what waits, what one of them says, and what was done about it.

Nothing on these pages leads to whoever told us: no number, not even masked; no hour finer than an hour; a code word
that is another one for every report.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console import incident_words as say
from bot.console.access import allow, counties, current_officer
from bot.console.incident_panels import PANELS
from bot.console.paging import page_of
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, incidents, sightings, timeline
from domain.hours import local
from domain.incidents import HANDLING_MOVES, VERIFICATION_MOVES, Handling, Incident, Verification
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.sightings import Sighting
from domain.vault import Purpose, Unsealable

blueprint = Blueprint("incidents", __name__, url_prefix="/console/incidents")

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page may say of a report; its words and its reporter are not in it."""

    id: int
    code_word: str
    kind: str
    level: tuple[str, str]  # words and tone
    taken_up: str
    late: bool
    verification: tuple[str, str]
    handling: tuple[str, str]
    place: str
    told: datetime  # the full hour


@blueprint.get("/")
@allow(Role.PEACE)
def index() -> ResponseReturnValue:
    """List the reports of the officer's counties: what is urgent or late first."""
    ended = request.args.get("show") == "ended"
    held, now = counties(Role.PEACE), services().now()

    def rows(most: int, skip: int) -> list[Incident]:
        if ended:
            return incidents.closed(session(), held, start=skip, most=most)
        return incidents.queue(session(), held, now=now, start=skip, most=most)

    page = page_of(
        rows,
        "incidents.index",
        AT_ONCE,
        show="ended" if ended else None,
    )
    return render_template(
        "incidents/index.html",
        page=page,
        reports=[shown(incident) for incident in page.rows],
        waiting=incidents.count(session(), held, Incident.verification == Verification.NEW),
        open=incidents.count(session(), held),
        ended=ended,
    )


@blueprint.get("/<int:incident_id>")
@allow(Role.PEACE)
def show(incident_id: int) -> ResponseReturnValue:
    """Open one report; the audit keeps who read it."""
    incident = _visible(session().get(Incident, incident_id))
    now = services().now()
    audit.record(session(), current_officer().id, "read", _subject(incident), now=now)
    return _page(incident)


@blueprint.post("/<int:incident_id>")
@allow(Role.PEACE)
def note(incident_id: int) -> ResponseReturnValue:
    """Write down what was found or done, and take the step it leads to."""
    incident = _visible(incidents.locked(session(), incident_id))
    words, step = request.form.get("words", ""), request.form.get("state", "")
    officer, now = current_officer(), services().now()
    try:
        what = _step(session(), incident, officer, step, words, now)
    except Refusal as refusal:
        session().rollback()
        return _page(incident, words=words, step=step, refusal=refused(refusal)), 422
    except ValueError:
        abort(400)
    audit.record(session(), officer.id, what, _subject(incident), now=now)
    flash(_("Your note is kept."), "good")
    return redirect(url_for("incidents.show", incident_id=incident.id), 303)


def _step(database: Session, incident: Incident, officer: Officer, step: str, words: str, now: datetime) -> str:
    """Take the step the form names, or write a note alone; what it is called in the audit."""
    vault = services().vault
    if not step:
        timeline.note(database, vault, incident, officer, words, now)
    elif step in set(Verification):
        timeline.verify(database, vault, incident, officer, Verification(step), words, now)
    else:
        timeline.handle(database, vault, incident, officer, Handling(step), words, now)
    return step or "noted"


def shown(incident: Incident) -> Shown:
    """A report in the words of the page."""
    return Shown(
        id=incident.id,
        code_word=incident.code_word,
        kind=_(say.KINDS[incident.kind]),
        level=_toned(say.LEVELS[incident.level]),
        taken_up=_(say.TAKEN_UP[incident.level]),
        late=incident.late(services().now()),
        verification=_toned(say.VERIFICATIONS[incident.verification]),
        handling=_toned(say.HANDLINGS[incident.handling]),
        place=_place(incident.ward),
        told=local(incident.opened_at).replace(minute=0, second=0, microsecond=0),
    )


def _toned(label: tuple[str, str]) -> tuple[str, str]:
    return _(label[0]), label[1]


def _place(ward: str | None) -> str:
    places = services().places
    if ward is None:
        return _("Place not given")
    return f"{places[ward].display_name}, {places[places[ward].county].display_name}"


def _subject(incident: Incident) -> str:
    return f"incident {incident.id}"


def _visible(incident: Incident | None) -> Incident:
    if incident is None or not incidents.seen_by(current_officer(), incident, services().now()):
        abort(404)
    return incident


def _page(incident: Incident, **more: object) -> str:
    verifications = [step for step in Verification if step in VERIFICATION_MOVES[incident.verification]]
    handlings = [step for step in Handling if step in HANDLING_MOVES[incident.handling]]
    return render_template(
        "incidents/show.html",
        report=shown(incident),
        tellings=[_telling(sighting) for sighting in sightings.of(session(), incident)],
        steps=[
            ("", _("Leave it as it is")),
            *((step.value, _(say.VERIFICATIONS[step][0])) for step in verifications),
            *((step.value, _(say.HANDLINGS[step][0])) for step in handlings),
        ],
        notes=_notes(incident),
        acts=_acts(incident),
        **{name: value for panel in PANELS for name, value in panel(incident).items()},
        **more,
    )


def _telling(sighting: Sighting) -> dict[str, object]:
    return {
        "number": sighting.number,
        "happened": _(say.HAPPENED[sighting.happened]),
        "words": _opened(sighting.words_sealed),
        "partial": sighting.partial,
    }


def _opened(sealed: bytes | None) -> str | None:
    """The words, or None where the person wrote none."""
    try:
        return services().vault.open(sealed, Purpose.INCIDENT) if sealed else None
    except Unsealable:
        return _("These words were sealed under a key that is not here. Ask the administrator.")


def _notes(incident: Incident) -> list[dict[str, object]]:
    found = timeline.of(session(), incident)
    names = _names({step.officer_id for step in found if step.officer_id})
    return [
        {
            "who": names.get(step.officer_id or 0, "Mbiu"),
            "at": step.at,
            "words": _opened(step.words_sealed),
            "moved_to": _moved_to(step),
        }
        for step in found
    ]


def _moved_to(step: timeline.Step) -> tuple[str, str] | None:
    if step.act is timeline.Act.VERIFICATION:
        return _toned(say.VERIFICATIONS[Verification(step.value)])
    return _toned(say.HANDLINGS[Handling(step.value)]) if step.act is timeline.Act.HANDLING else None


def _acts(incident: Incident) -> list[tuple[str, str, datetime]]:
    """Who did what and when, the newest first."""
    found = audit.history(session(), _subject(incident))
    names = _names({line.officer_id for line in found if line.officer_id})
    return [
        (names.get(line.officer_id or 0, "Mbiu"), _(say.ACTS.get(line.what, line.what)), line.at)
        for line in reversed(found)
    ]


def _names(ids: set[int]) -> dict[int, str]:
    return {officer.id: officer.name for officer in session().scalars(select(Officer).where(Officer.id.in_(ids)))}
