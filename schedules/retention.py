"""What is kept no longer than it is needed, as a table; every hour the clock holds us to it."""

from datetime import datetime, timedelta

from sqlalchemy import Delete, Update, delete, select, update

from domain.conversations import Conversation
from domain.dialogues import RESUMED_WITHIN, Dialogue
from domain.drafts import FILED_AFTER
from domain.inbox import Callback
from domain.inbox import State as InboxState
from domain.incidents import Incident
from domain.invitations import NOT_AGAIN_WITHIN, Invitation
from domain.officers import SignInAttempt, SignInLink
from domain.receipts import Stage, WaitingReceipt
from domain.reporters import Reporter
from domain.sightings import Sighting
from domain.texts import COUNTED_FOR, FINAL, SingleText
from schedules.crew import Crew

TEXT_WORDS = timedelta(days=7)  # number and words of a single text whose end was never reported
UNREPORTED = timedelta(days=1)  # a text may still hear of its delivery
DIALOGUE = timedelta(days=2)  # answers of a USSD session that was dropped
CONVERSATION = timedelta(days=1)  # of a silent phone; the guard against loops counts by the hour
SIGN_IN_ATTEMPT = timedelta(days=2)
TEXT_PRINT = timedelta(days=2)  # by which a text is known again; a lost one is looked for on the day it was written
TOLD_PRINT = timedelta(days=3)  # by which the same words of many are known again: `domain.floods`
CALLBACK = timedelta(days=30)  # what a provider sent us and became something
FLAGGED_CALLBACK = timedelta(days=180)  # what a person still has to look at
STRANGE_RECEIPT = timedelta(days=30)  # a delivery report for nothing we sent
REPORTER = timedelta(days=90)  # after the incident closed
REPORTER_AT_MOST = timedelta(days=365)  # after it was told, also when nobody ever closed it


def tidy(crew: Crew) -> dict[str, int]:
    """Forget what is due; returns how many rows of each kind."""
    now = crew.now()
    with crew.sessions.begin() as session:
        connection = session.connection()
        return {what: connection.execute(statement).rowcount for what, statement in _statements(now).items()}


def forget_dropped(crew: Crew) -> None:
    """The same for calls that dropped alone, soon after: nobody can go on with most of them."""
    with crew.sessions.begin() as session:
        session.execute(_dropped(crew.now()))


def _dropped(now: datetime) -> Update:
    over = Dialogue.resumable & (Dialogue.updated_at < now - RESUMED_WITHIN)
    return (
        update(Dialogue)
        .where(
            Dialogue.state_sealed.is_not(None),
            over | (~Dialogue.resumable & (Dialogue.updated_at < now - FILED_AFTER)),
            Dialogue.draft_sealed.is_(None) | Dialogue.filed_at.is_not(None),
        )
        .values(state_sealed=None, seen_sealed=None, draft_sealed=None, phone_lookup=b"", resumable=False)
    )


def _statements(now: datetime) -> dict[str, Update | Delete]:
    over = (
        select(Sighting.id)
        .join(Incident)
        .where((Incident.closed_at < now - REPORTER) | (Sighting.told_at < now - REPORTER_AT_MOST))
    )
    return {
        "texts": update(SingleText)
        .where(SingleText.body_sealed.is_not(None), SingleText.created_at < now - TEXT_WORDS)
        .values(body_sealed=None, phone_sealed=None),
        # By then it is no more counted by the loop guard, and could only join a person's texts to each other.
        "lookups of texts": update(SingleText)
        .where(
            SingleText.phone_lookup.is_not(None),
            (SingleText.created_at < now - UNREPORTED)
            | (SingleText.state.in_(FINAL) & (SingleText.created_at < now - COUNTED_FOR)),
        )
        .values(phone_lookup=None),
        "answers of dialogues that dropped": _dropped(now),
        "dialogues": delete(Dialogue).where(Dialogue.updated_at < now - DIALOGUE),
        "conversations": delete(Conversation).where(
            Conversation.question_sealed.is_(None),
            Conversation.heard_at.is_(None) | (Conversation.heard_at < now - CONVERSATION),
        ),
        "invitations": delete(Invitation).where(Invitation.invited_on < now - NOT_AGAIN_WITHIN),
        "prints of texts": update(Callback)
        .where(Callback.body_lookup.is_not(None), Callback.received_at < now - TEXT_PRINT)
        .values(body_lookup=None),
        "prints of what was told": update(Sighting)
        .where(Sighting.words_lookup.is_not(None), Sighting.told_at < now - TOLD_PRINT)
        .values(words_lookup=None),
        "callbacks": delete(Callback).where(Callback.state == InboxState.DONE, Callback.received_at < now - CALLBACK),
        "flagged callbacks": delete(Callback).where(
            Callback.state == InboxState.FLAGGED, Callback.received_at < now - FLAGGED_CALLBACK
        ),
        "strange receipts": delete(WaitingReceipt).where(
            WaitingReceipt.stage == Stage.STRANGE, WaitingReceipt.received_at < now - STRANGE_RECEIPT
        ),
        "reporters": delete(Reporter).where(Reporter.sighting_id.in_(over)),
        "sign-in links": delete(SignInLink).where(SignInLink.expires_at < now),
        "sign-in attempts": delete(SignInAttempt).where(SignInAttempt.at < now - SIGN_IN_ATTEMPT),
    }
