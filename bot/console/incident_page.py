"""The page of one report: what each source told, what is advised, what is to be decided, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request

from bot.console import incident_words as say
from bot.console.access import current_officer
from bot.console.incident_panels import panels
from bot.console.incident_shown import Shown, names, opened, shown, subject
from bot.console.incident_tellings import Telling, tellings
from bot.console.incident_timeline import Told, told
from bot.console.words import _
from bot.services import services, session
from domain import audit, incidents, matches, sorting, timeline
from domain.areas import Area
from domain.incidents import HANDLING_MOVES, VERIFICATION_MOVES, Handling, Incident, Verification, Verifier
from domain.officers import Officer
from domain.sealed_columns import STEP_WORDS
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.triage import Level

Options = list[tuple[str, str]]
MOST_PROPOSALS = 5  # at once: each is read whole before it is decided about
MOST_ACTS = 100  # lines of the audit


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another report that may be of the same thing, with all that was told of it."""

    report: Shown
    tellings: list[Telling]


def page(incident: Incident, failed: str = "", refusal: str = "") -> str:
    """The report for this officer; `refusal` says why the act that `failed` was not done, its form is kept."""
    steps, proposed = told(incident), _proposed(incident)
    _reads(incident, *proposed[:MOST_PROPOSALS])
    own = tellings(incident)
    return render_template(
        "incidents/show.html",
        incident=incident,
        report=shown(incident),
        level=_level(incident),
        tellings=own,
        splits=len({telling.number for telling in own}) > 1,
        proposals=[Proposal(shown(each), tellings(each)) for each in proposed[:MOST_PROPOSALS]],
        more_proposals=max(len(proposed) - MOST_PROPOSALS, 0),
        place=_exact_place(incident),
        holder=names({incident.assigned_to}).get(incident.assigned_to) if incident.assigned_to else None,
        verified_with=[_(say.VERIFIERS[Verifier(who)]) for who in incident.verified_with],
        went_into=session().get(Incident, incident.merged_into) if incident.merged_into else None,
        steps=steps,
        seen=max((step.id for step in steps if step.by_officer), default=0),
        meanwhile=_meanwhile(steps) if failed else [],
        acts=_acts(incident),
        failed=failed,
        refusal=refusal,
        typed=request.form if failed else {},
        checked=request.form.getlist("asked") if failed else [],
        **_choices(incident),
        **panels(incident),
    )


def _proposed(incident: Incident) -> list[Incident]:
    """Open reports that may be of the same thing and that this officer may read."""
    now = services().now()
    found = matches.proposals(session(), incident, now) if incident.open else []
    return [each for each in found if incidents.seen_by(current_officer(), each, now)]


def _reads(*read: Incident) -> None:
    """The audit keeps who read the words of a report."""
    for incident in read:
        audit.record(session(), current_officer().id, "read", subject(incident), now=services().now())


def _level(incident: Incident) -> dict[str, str]:
    """What is advised and why, and whether a person decided otherwise."""
    return {
        "advised": _(say.LEVELS[incident.advised][0]),
        "grounds": "; ".join(_(say.GROUNDS[ground]) for ground in incident.advised_on),
    }


def _exact_place(incident: Incident) -> str:
    """The place in an officer's words, as it was last said."""
    said = [step for step in timeline.of(session(), incident) if step.act is Act.WARD and step.words_sealed]
    return opened(STEP_WORDS, said[-1]) if said else ""


def _meanwhile(steps: list[Told]) -> list[Told]:
    """What officers did since the page was opened on which the refused act was done."""
    seen = request.form.get("seen", 0, type=int)
    return [step for step in steps if step.by_officer and step.id > seen]


def _choices(incident: Incident) -> dict[str, object]:
    """What the forms offer."""
    verifications = [to for to in Verification if to in VERIFICATION_MOVES[incident.verification]]
    handlings = [to for to in Handling if to in HANDLING_MOVES[incident.handling]]
    may_close = incident.verification in incidents.VERIFIED
    handlers = sorting.handlers(session(), incident, services().now())
    return {
        "verifications": [(to.value, _(say.VERIFICATIONS[to][0])) for to in verifications],
        "handlings": [
            (to.value, _(say.HANDLINGS[to][0])) for to in handlings if may_close or to is not Handling.CLOSED
        ],
        "may_close": may_close,
        "verifiers": [(who.value, _(words)) for who, words in say.VERIFIERS.items()],
        "levels": [(level.value, _(say.LEVELS[level][0])) for level in Level],
        "kinds": [(kind.value, _(say.KINDS[kind])) for kind in Kind],
        "wards": wards(),
        "handlers": _handlers(handlers),
        "mine": incident.assigned_to == current_officer().id,
    }


def _handlers(officers: Sequence[Officer]) -> Options:
    return [("", _("Nobody")), *((str(officer.id), officer.name) for officer in officers)]


def wards() -> list[tuple[str, list[Area]]]:
    """Every ward under the name of its constituency and county."""
    places = services().places
    return [
        (f"{county.display_name}: {constituency.display_name}", places.children(constituency.slug))
        for county in places.counties
        for constituency in places.children(county.slug)
    ]


def _acts(incident: Incident) -> list[tuple[str, str, datetime]]:
    """Who looked at it and did what, the newest first."""
    found = audit.history(session(), subject(incident))[-MOST_ACTS:]
    called = names({line.officer_id for line in found if line.officer_id})
    return [
        (called.get(line.officer_id or 0, "Mbiu"), _(say.ACTS.get(line.what, line.what)), line.at)
        for line in reversed(found)
    ]
