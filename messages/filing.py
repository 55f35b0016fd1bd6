"""How a report is filed, from wherever it comes: kept, and the officers on duty told."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import completions, intake, reporters
from domain.areas import Gazetteer
from domain.completions import Completion
from domain.conversations import Question
from domain.intake import Filed, Report
from domain.languages import FLOOR, Language
from domain.phones import Phone
from domain.sightings import When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.vault import Vault
from messages import alerts

# One phone must not fill the telephones of officers on duty: further reports of its hour wait in the queue.
MOST_ALERTS = 3


def file(
    session: Session,
    vault: Vault,
    phone: Phone,
    report: Report,
    *,
    channel: Channel,
    places: Gazetteer,
    now: datetime,
    partial: bool = False,
) -> Filed:
    """File a report in the caller's transaction; what completes an earlier one alerts again."""
    before = reporters.filed_this_hour(session, vault, phone, now)
    filed = intake.file(session, vault, phone, report, now, channel=channel, partial=partial)
    if before < MOST_ALERTS:
        alerts.alert_duty(session, vault, filed.incident, places=places, now=now)
    return filed


def complete(
    session: Session, vault: Vault, phone: Phone, more: Completion, *, places: Gazetteer, now: datetime
) -> None:
    """Complete a report that was filed; officers hear again only of what has become more urgent by it."""
    urgent = completions.complete(session, vault, more, now)
    if urgent and reporters.filed_this_hour(session, vault, phone, now) <= MOST_ALERTS:
        alerts.alert_duty(session, vault, urgent, places=places, now=now)


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
