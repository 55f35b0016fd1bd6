"""How a report is filed, from wherever it comes: kept, and the officers on duty told."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import completions, conversations, drafts, floods, intake, matches, told_more
from domain.areas import Gazetteer
from domain.completions import Completion
from domain.conversations import Ask, Question
from domain.incidents import Incident
from domain.intake import Filed, Report
from domain.languages import FLOOR, Language
from domain.officers import Officer
from domain.phones import Phone
from domain.sightings import When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.triage import CLOCKS, URGENT, Told
from domain.vault import Vault
from messages import alerts, crowds


def file(
    session: Session,
    vault: Vault,
    phone: Phone | None,
    report: Report,
    *,
    channel: Channel,
    places: Gazetteer,
    now: datetime,
    partial: bool = False,
    typed_by: int | None = None,
) -> Filed:
    """File a report in the caller's transaction; what adds to an earlier one alerts if that makes it urgent or news."""
    filed = intake.file(session, vault, phone, report, now, channel=channel, partial=partial, typed_by=typed_by)
    incident = filed.incident
    if filed.reopened:
        told_more.reopened(session, vault, incident, filed.sighting, now)
    if filed.new or filed.raised or filed.news:
        _alert(session, vault, incident, again=not (filed.new or filed.news), places=places, now=now)
    return filed


def file_waiting(session: Session, vault: Vault, phone: Phone, *, places: Gazetteer, now: datetime) -> None:
    """File what this phone began to report, before its number is deleted: a report is not lost with it.

    By SMS that is one that waits for a yes, where all is deleted by telephone meanwhile.
    """
    row = conversations.of(session, vault, phone)
    if row.ask is Ask.REPORT and row.question_sealed:
        file_unanswered(session, vault, phone, row.read(vault)[1], places=places, now=now)
    for draft in drafts.waiting(session, vault, phone):
        file(session, vault, phone, draft.report, channel=Channel.USSD, places=places, now=now, partial=True)


def complete(session: Session, vault: Vault, more: Completion, *, places: Gazetteer, now: datetime) -> None:
    """Complete a report; the officers on duty hear again if that makes it urgent, and now if they had not yet."""
    if incident := completions.complete(session, vault, more, now):
        _alert(session, vault, incident, again=incident.alerted is not None, places=places, now=now)


def join(
    session: Session,
    vault: Vault,
    incident: Incident,
    other: Incident,
    officer: Officer,
    words: str,
    *,
    places: Gazetteer,
    now: datetime,
) -> None:
    """Join two incidents (`matches.join`); the officers on duty hear if that makes one urgent. Raises `Refusal`."""
    if matches.join(session, vault, incident, other, officer, words, now):
        _alert(session, vault, incident, again=True, places=places, now=now)


def unmark(
    session: Session,
    vault: Vault,
    incident: Incident,
    officer: Officer,
    words: str,
    *,
    places: Gazetteer,
    now: datetime,
) -> None:
    """Take the mark of mass reporting away (`floods.unmark`): whoever is on duty is called now. Raises `Refusal`."""
    floods.unmark(session, vault, incident, officer, words, now)
    alerts.alert_duty(session, vault, incident, places=places, now=now)


def _alert(
    session: Session, vault: Vault, incident: Incident, *, again: bool, places: Gazetteer, now: datetime
) -> None:
    """Tell the officers on duty, unless it looks like mass reporting; of too many of one ward in one text an hour."""
    if incident.mass or (again and incident.level not in URGENT):
        return
    at_once = CLOCKS[incident.level].told is Told.AT_ONCE
    crowd = floods.crowd(session, incident, now) if at_once else None
    if crowd is None:
        alerts.alert_duty(session, vault, incident, places=places, now=now)
        return
    # The one text tells of it too: should it rise, or say where it was, it is told of by itself.
    incident.alerted = incident.level if incident.ward else None
    if crowd.first:
        crowds.tell(session, vault, incident, crowd.reports, places=places, now=now)


def waiting(question: Question, places: Gazetteer) -> Report:
    """The report that a question `Ask.REPORT` holds, as it is filed: at a yes, or as partial when none comes."""
    return Report(
        Kind(question.kind) if question.kind in set(Kind) else Kind.OTHER,
        question.ward if question.ward in places else None,
        When.UNKNOWN,
        question.words,
        Language(question.language) if question.language in set(Language) else FLOOR,
    )


def file_unanswered(
    session: Session, vault: Vault, phone: Phone, question: Question, *, places: Gazetteer, now: datetime
) -> Filed:
    """File the report that waited for a yes in vain: its question ran out, or another took its place."""
    report = waiting(question, places)
    return file(session, vault, phone, report, channel=Channel.SMS, places=places, now=now, partial=True)
