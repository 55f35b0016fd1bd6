"""What happened to a report, step by step, in words."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from bot.console import incident_words as say
from bot.console.incident_shown import Toned, names, opened, place, toned
from bot.console.words import _
from bot.services import session
from domain import timeline
from domain.incidents import Handling, Incident, Verification
from domain.referrals import Referral
from domain.responders import Responder
from domain.sealed_columns import STEP_WORDS
from domain.taxonomy import Kind
from domain.timeline import Act, Step
from domain.triage import Level

NAME_A_REPORT = (Act.JOINED, Act.SPLIT, Act.TOLD_APART)  # by its code word
NAME_A_CASE = (Act.REFERRED, Act.ANSWERED, Act.SILENT, Act.WITHDRAWN)  # by its id


@dataclass(frozen=True, slots=True)
class Told:
    """One step as the page tells it; `to` is the state or level it led to, `address` the other report it speaks of."""

    id: int
    by_officer: bool
    who: str
    at: datetime
    what: str
    to: Toned | None
    words: str
    address: str


def told(incident: Incident) -> list[Told]:
    """Every step, oldest first."""
    steps = timeline.of(session(), incident)
    people = {step.officer_id for step in steps if step.officer_id}
    people |= {int(step.value) for step in steps if step.act is Act.ASSIGNED and step.value}
    called, addresses, responders = names(people), _addresses(steps), _responders(steps)
    return [
        Told(
            id=step.id,
            by_officer=step.officer_id is not None,
            who=called.get(step.officer_id or 0, "Mbiu"),
            at=step.at,
            what=_what(step, called, responders),
            to=_led_to(step),
            words=opened(STEP_WORDS, step),
            address=addresses.get(step.value, "") if step.act in NAME_A_REPORT else "",
        )
        for step in steps
    ]


def _what(step: Step, called: dict[int, str], responders: dict[tuple[bool, str], str]) -> str:
    if not step.value and step.act in say.STEPS_WITHOUT_VALUE:
        return _(say.STEPS_WITHOUT_VALUE[step.act])
    value = step.value
    if step.act is Act.ASSIGNED:
        value = called.get(int(value), "")
    elif step.act is Act.KIND:
        value = _(say.KINDS[Kind(value)])
    elif step.act is Act.WARD:
        value = place(value)
    elif step.act is Act.PARTY or step.act in NAME_A_CASE:
        value = responders.get((step.act is Act.PARTY, value), "–")
    return _(say.STEPS[step.act], value=value)


def _responders(steps: list[Step]) -> dict[tuple[bool, str], str]:
    """Whom steps speak of: by the id of a responder (True), or by that of a case (False), with its number."""
    cases = [int(step.value) for step in steps if step.act in NAME_A_CASE and step.value]
    marked = [int(step.value) for step in steps if step.act is Act.PARTY and step.value]
    sent = session().execute(
        select(Referral.id, Responder.name, Referral.case_number).join(Responder).where(Referral.id.in_(cases))
    )
    found = {(False, str(case)): f"{name} ({number})" for case, name, number in sent}
    parties = session().execute(select(Responder.id, Responder.name).where(Responder.id.in_(marked)))
    return found | {(True, str(one)): name for one, name in parties}


def _led_to(step: Step) -> Toned | None:
    if step.act is Act.VERIFICATION:
        return toned(say.VERIFICATIONS[Verification(step.value)])
    if step.act is Act.HANDLING:
        return toned(say.HANDLINGS[Handling(step.value)])
    return toned(say.LEVELS[Level(step.value)]) if step.act is Act.LEVEL and step.value else None


def _addresses(steps: list[Step]) -> dict[str, str]:
    """Where the reports that steps name are read, by code word."""
    words = [step.value for step in steps if step.act in NAME_A_REPORT]
    found = session().execute(select(Incident.code_word, Incident.id).where(Incident.code_word.in_(words)))
    return {code_word: url_for("incidents.show", incident_id=incident) for code_word, incident in found}
