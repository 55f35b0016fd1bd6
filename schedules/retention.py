"""What is kept no longer than it is needed, as a table; every hour the clock holds us to it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, TextClause, Update, delete, func, select, text, true, update
from sqlalchemy.orm import InstrumentedAttribute

from domain.conversations import Conversation
from domain.dialogues import RESUMED_WITHIN, Dialogue
from domain.drafts import FILED_AFTER
from domain.further_answers import FurtherAnswer
from domain.inbox import Callback
from domain.inbox import State as InboxState
from domain.incidents import Incident
from domain.invitations import NOT_AGAIN_WITHIN, Invitation
from domain.officer_sessions import OfficerSession
from domain.officers import SignInAttempt, SignInLink
from domain.receipts import Stage, WaitingReceipt
from domain.replies import Reply
from domain.reporters import Reporter
from domain.second_factor_resets import TOLD
from domain.second_factors import SecondFactorReset
from domain.sightings import Sighting
from domain.subscriber_imports import LIVES, SubscriberImport
from domain.subscriber_imports import State as ImportState
from domain.texts import COUNTED_FOR, FINAL, SingleText
from domain.texts import State as TextState
from domain.unsent_forms import KEPT, UnsentForm
from domain.wrong_knocks import WrongKnock
from messages.jobs import Job
from schedules.crew import Crew

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]

TEXT_WORDS = timedelta(days=7)  # number and words of a single text whose end was never reported
UNREPORTED = timedelta(days=1)  # a text may still hear of its delivery
DIALOGUE = timedelta(days=2)  # answers of a USSD session that was dropped
CONVERSATION = timedelta(days=1)  # of a silent phone; the guard against loops counts by the hour
SIGN_IN_ATTEMPT = timedelta(days=2)
WRONG_KNOCK = timedelta(days=2)
OFFICER_SESSION = timedelta(days=400)  # the audit names them for as long as most questions are asked
TEXT_PRINT = timedelta(days=2)  # by which a text is known again; a lost one is looked for on the day it was written
TOLD_PRINT = timedelta(days=3)  # by which the same words of many are known again: `domain.floods`
CALLBACK = timedelta(days=30)  # what a provider sent us and became something
FLAGGED_CALLBACK = timedelta(days=180)  # what a person still has to look at
STRANGE_RECEIPT = timedelta(days=30)  # a delivery report for nothing we sent
COARSE = timedelta(hours=1)  # the age from which a moment beside the mark of a person is only an hour
HOUR_LOOKUP = timedelta(hours=2)  # by which the reports of one phone within an hour are counted
REPORTER_AT_MOST = timedelta(days=365)  # after it was told, also when nobody ever closed it; `Crew` has the other

# What a worker has done the engine forgets at once; what waits or failed stays. The moments are of the database.
MOMENTS_OF_JOBS = text(f"""
    UPDATE procrastinate_events e SET at = date_trunc('hour', e.at) FROM procrastinate_jobs j
    WHERE j.id = e.job_id AND j.task_name IN ('{Job.SEND_TEXT}', '{Job.PLACE_CALL}')
        AND e.at < now() - interval '1 hour' AND e.at <> date_trunc('hour', e.at)""")  # noqa: S608  our own words


def tidy(crew: Crew) -> dict[str, int]:
    """Forget what is due; returns how many rows of each kind."""
    now = crew.now()
    with crew.sessions.begin() as session:
        connection = session.connection()
        return {what: connection.execute(statement).rowcount for what, statement in _statements(crew, now).items()}


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


def _statements(crew: Crew, now: datetime) -> dict[str, Update | Delete | TextClause]:
    over = (
        select(Sighting.id)
        .join(Incident)
        .where((Incident.closed_at < now - crew.reporter_kept) | (Sighting.told_at < now - REPORTER_AT_MOST))
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
        # With its lookup gone no report finds it; the provider would still know by the id whom it was for.
        "ids of texts": update(SingleText)
        .where(SingleText.phone_lookup.is_(None), SingleText.provider_id.is_not(None))
        .values(provider_id=None),
        "dialogues": delete(Dialogue).where(Dialogue.updated_at < now - DIALOGUE),
        "conversations": delete(Conversation).where(
            Conversation.question_sealed.is_(None),
            Conversation.heard_at.is_(None) | (Conversation.heard_at < now - CONVERSATION),
        ),
        "invitations": delete(Invitation).where(Invitation.invited_on < now - NOT_AGAIN_WITHIN),
        "lists nobody let join": update(SubscriberImport)
        .where(SubscriberImport.rows_sealed.is_not(None), SubscriberImport.started_at.is_(None))
        .where(SubscriberImport.looked_at < now - LIVES)
        .values(rows_sealed=None, state=ImportState.DROPPED),
        # No worker went on with it: who is left needs the file once more.
        "lists that stopped": update(SubscriberImport)
        .where(SubscriberImport.rows_sealed.is_not(None), SubscriberImport.started_at < now - LIVES)
        .values(rows_sealed=None, state=ImportState.DONE, finished_at=now),
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
        "lookups of reporters": update(Reporter)
        .where(
            Reporter.hour_lookup != b"",
            Reporter.sighting_id.in_(select(Sighting.id).where(Sighting.told_at < now - HOUR_LOOKUP)),
        )
        .values(hour_lookup=b""),
        **_coarser(now),
        "moments of jobs": MOMENTS_OF_JOBS,
        "reporters": delete(Reporter).where(Reporter.sighting_id.in_(over)),
        "sign-in links": delete(SignInLink).where(SignInLink.expires_at < now),
        "sign-in attempts": delete(SignInAttempt).where(SignInAttempt.at < now - SIGN_IN_ATTEMPT),
        "wrong knocks": delete(WrongKnock).where(WrongKnock.window_at < now - WRONG_KNOCK),
        "sessions of officers": delete(OfficerSession).where(OfficerSession.seen_at < now - OFFICER_SESSION),
        "reasons of resets": update(SecondFactorReset)
        .where(SecondFactorReset.reason != "")
        .where(func.coalesce(SecondFactorReset.ended_at, SecondFactorReset.asked_at) < now - TOLD)
        .values(reason=""),
        "unsent forms": delete(UnsentForm).where(UnsentForm.kept_at < now - KEPT),
    }


def _coarser(now: datetime) -> dict[str, Update | Delete]:
    """Moments cut down to the hour where they stand beside a number, a lookup of one or a provider's own id.

    A report keeps its minute, which the clocks of its level need; whatever has the same minute would lead from it to
    who told it. What still has to leave or to be folded in keeps its moment: the sweeps go by it.
    """
    settled = SingleText.state.not_in([TextState.QUEUED, TextState.SENDING])
    quiet = Dialogue.draft_sealed.is_(None) | Dialogue.filed_at.is_not(None)
    return {
        "moments of texts": _cut(now, settled, SingleText.created_at, SingleText.claimed_at, SingleText.settled_at),
        "moments of callbacks": _cut(now, Callback.state != InboxState.NEW, Callback.received_at),
        "moments of dialogues": _cut(now, quiet, Dialogue.updated_at, Dialogue.filed_at),
        "moments of conversations": _cut(now, true(), Conversation.heard_at),
        "moments of replies": _cut(now, true(), Reply.received_at),
        "moments of further answers": _cut(now, true(), FurtherAnswer.sent_at),
        "moments of receipts": _cut(now, WaitingReceipt.stage == Stage.STRANGE, WaitingReceipt.received_at),
    }


def _cut(now: datetime, which: ColumnElement[bool], first: Moment, *others: Moment) -> Update:
    """Cut the moments of rows whose first moment is old and not yet cut."""
    cut = {moment.key: func.date_trunc("hour", moment) for moment in (first, *others)}
    old = (first < now - COARSE, first != func.date_trunc("hour", first))
    return update(first.class_).where(which, *old).values(cut)
