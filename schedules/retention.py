"""What is kept no longer than it is needed, as a table; each night the clock holds us to it."""

from datetime import datetime, timedelta

from sqlalchemy import Delete, Update, delete, select, update

from domain.dialogues import Dialogue
from domain.inbox import Callback
from domain.inbox import State as InboxState
from domain.incidents import Incident, Reporter
from domain.officers import SignInAttempt, SignInLink
from domain.texts import SingleText
from schedules.crew import Crew

# Where a document on data protection says so, this is what it means.
TEXT_WORDS = timedelta(days=7)  # number and words of a single text whose end was never reported
DIALOGUE = timedelta(days=2)  # answers of a USSD session that was dropped
CALLBACK = timedelta(days=30)  # what a provider sent us and became something
FLAGGED_CALLBACK = timedelta(days=180)  # what a person still has to look at
REPORTER = timedelta(days=90)  # after the incident closed


def tidy(crew: Crew) -> dict[str, int]:
    """Forget what is due; returns how many rows of each kind."""
    now = crew.now()
    with crew.sessions.begin() as session:
        connection = session.connection()
        return {what: connection.execute(statement).rowcount for what, statement in _statements(now).items()}


def _statements(now: datetime) -> dict[str, Update | Delete]:
    closed = select(Incident.id).where(Incident.closed_at < now - REPORTER)
    return {
        "texts": update(SingleText)
        .where(SingleText.body_sealed.is_not(None), SingleText.created_at < now - TEXT_WORDS)
        .values(body_sealed=None, phone_sealed=None),
        "dialogues": delete(Dialogue).where(Dialogue.updated_at < now - DIALOGUE),
        "callbacks": delete(Callback).where(Callback.state == InboxState.DONE, Callback.received_at < now - CALLBACK),
        "flagged callbacks": delete(Callback).where(Callback.received_at < now - FLAGGED_CALLBACK),
        "reporters": delete(Reporter).where(Reporter.incident_id.in_(closed)),
        "sign-in links": delete(SignInLink).where(SignInLink.expires_at < now),
        "sign-in attempts": delete(SignInAttempt).where(SignInAttempt.at < now - DIALOGUE),
    }
