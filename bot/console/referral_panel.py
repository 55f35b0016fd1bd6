"""The part of a report's page that says who was told of it, what they answered, and by when they should."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.console import referral_words as say
from bot.console.incident_shown import opened
from bot.console.words import _
from bot.services import services, session
from domain import referrals
from domain.incidents import Incident
from domain.moments import minute
from domain.referrals import Answer, Referral
from domain.responders import Responder
from domain.sealed_columns import REFERRAL_ANSWER
from domain.triage import CLOCKS


@dataclass(frozen=True, slots=True)
class Shown:
    """One case as the page shows it."""

    id: int
    case_number: str
    responder_id: int
    responder: str
    kind: str
    need: str
    state: tuple[str, str]
    sent_at: datetime
    due_at: datetime | None  # while an answer is waited for
    late: bool
    answered_at: datetime | None
    words: str
    next: list[str]  # while they have it
    live: bool
    by_hand: bool  # there is no number: the note is printed
    stopped: bool


def panel(incident: Incident) -> dict[str, object]:
    """The cases of a report, for `incidents/_referrals.html`."""
    found = referrals.of(session(), incident)
    ids = {one for case in found for one in (case.responder_id, *case.chain)}
    people = {one.id: one for one in session().scalars(select(Responder).where(Responder.id.in_(ids)))}
    closed = minute(incident.closed_at) if incident.closed_at else None
    return {
        "cases": [_shown(case, people) for case in found],
        "cases_of": incident.id,
        "case_answers": [(answer.value, _(say.ANSWERS[answer][0])) for answer in say.ANSWERED],
        "may_be_referred": incident.open,
        "answered_after_closing": any(closed and case.answered_at and case.answered_at >= closed for case in found),
    }


def _shown(case: Referral, people: dict[int, Responder]) -> Shown:
    words, tone = say.ANSWERS[case.answer]
    responder = people[case.responder_id]
    waiting = case.answer is Answer.WAITING
    return Shown(
        id=case.id,
        case_number=case.case_number,
        responder_id=responder.id,
        responder=responder.name,
        kind=_(say.KINDS[responder.kind]),
        need=_(say.NEEDS[case.need]),
        state=(_(words), tone),
        sent_at=case.sent_at,
        due_at=case.due_at if waiting else None,
        late=waiting and case.due_at < services().now(),
        answered_at=case.answered_at,
        words=opened(REFERRAL_ANSWER, case),
        next=[people[one].name for one in case.chain if one in people] if case.live else [],
        live=case.live,
        by_hand=responder.phone_sealed is None,
        stopped=responder.stopped_at is not None,
    )


def answer_time(incident: Incident) -> str:
    """How long a responder has, at the level of this report."""
    minutes = int(CLOCKS[incident.level].answer.total_seconds()) // 60
    if minutes < 60:
        return _("%(count)s minutes", count=minutes)
    return _("%(count)s hours", count=minutes // 60) if minutes > 60 else _("one hour")
