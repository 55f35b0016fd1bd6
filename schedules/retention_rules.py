"""Which rows of each kind are due, and what becomes of their columns: plain tables, a few rows at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from domain.audit import Audit
from domain.conversations import Conversation
from domain.dialogues import RESUMED_WITHIN, Dialogue
from domain.further_answers import FurtherAnswer
from domain.inbox import Callback
from domain.inbox import State as InboxState
from domain.incidents import Incident
from domain.invitations import Invitation
from domain.kept_kinds import Kept
from domain.officer_sessions import OfficerSession
from domain.officers import SignInAttempt, SignInLink
from domain.receipts import Stage, WaitingReceipt
from domain.referrals import Referral
from domain.replies import Reply
from domain.reporters import Reporter
from domain.retention_periods import RetentionNight
from domain.reveals import Reveal
from domain.second_factors import SecondFactorReset
from domain.sightings import Sighting
from domain.subscriber_imports import State as ImportState
from domain.subscriber_imports import SubscriberImport
from domain.texts import COUNTED_FOR, FINAL, SingleText
from domain.texts import State as TextState
from domain.timeline import Step
from domain.unsent_forms import UnsentForm
from domain.wrong_knocks import WrongKnock

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
Periods = Mapping[Kept, timedelta]

FILED = Dialogue.draft_sealed.is_(None) | Dialogue.filed_at.is_not(None)  # no report waits in it


@dataclass(frozen=True, slots=True)
class Due:
    """Rows of one table, all that meet every condition. Without `values` they are deleted."""

    table: Any  # a row's class
    where: tuple[ColumnElement[bool], ...]
    values: Mapping[str, object] | None = None


def rules(now: datetime, periods: Periods) -> dict[Kept, tuple[Due, ...]]:
    """What is due of each kind, in this order."""
    before = {kind: now - period for kind, period in periods.items()}
    return {
        **_texts(now, before),
        **_conversations(now, before),
        **_reports(before),
        **_messages(before),
        **_officers(before),
        # A report keeps its minute, which the clocks of its level need; whatever has the same minute would lead from it
        # to who told it. What still has to leave or to be folded in keeps its moment: the sweeps go by it.
        Kept.MOMENTS: tuple(_moments(before[Kept.MOMENTS])),
        Kept.KNOCKS: (Due(WrongKnock, (WrongKnock.window_at < before[Kept.KNOCKS],)),),
        Kept.NIGHTS: (Due(RetentionNight, (RetentionNight.on < func.date(before[Kept.NIGHTS]),)),),
    }


def _texts(now: datetime, before: Mapping[Kept, datetime]) -> dict[Kept, tuple[Due, ...]]:
    # One that is still to leave is found by it, for a STOP meanwhile.
    waits = (SingleText.state == TextState.QUEUED) & SingleText.body_sealed.is_not(None)
    old = (SingleText.created_at < before[Kept.TEXT_LOOKUPS]) & ~waits
    # By then it is no more counted by the loop guard, and could only join a person's texts to each other.
    told = SingleText.state.in_(FINAL) & (SingleText.created_at < now - COUNTED_FOR)
    return {
        Kept.TEXT_WORDS: (
            Due(
                SingleText,
                (SingleText.body_sealed.is_not(None), SingleText.created_at < before[Kept.TEXT_WORDS]),
                {"body_sealed": None, "phone_sealed": None},
            ),
        ),
        Kept.TEXT_LOOKUPS: (
            Due(SingleText, (SingleText.phone_lookup.is_not(None), old | told), {"phone_lookup": None}),
            # With its lookup gone no report finds it; the provider would still know by the id whom it was for.
            Due(
                SingleText,
                (SingleText.phone_lookup.is_(None), SingleText.provider_id.is_not(None)),
                {"provider_id": None},
            ),
        ),
    }


def dropped(now: datetime, last_key: datetime) -> Due:
    """Answers of calls that dropped: nobody can go on with most of them."""
    over = Dialogue.resumable & (Dialogue.updated_at < now - RESUMED_WITHIN)
    return Due(
        Dialogue,
        (
            Dialogue.state_sealed.is_not(None),
            over | (~Dialogue.resumable & (Dialogue.updated_at < last_key)),
            FILED,
        ),
        {"state_sealed": None, "seen_sealed": None, "draft_sealed": None, "phone_lookup": b"", "resumable": False},
    )


def _conversations(now: datetime, before: Mapping[Kept, datetime]) -> dict[Kept, tuple[Due, ...]]:
    silent = Conversation.heard_at.is_(None) | (Conversation.heard_at < before[Kept.CONVERSATIONS])
    lists, numbers = before[Kept.LISTS], SubscriberImport.rows_sealed.is_not(None)
    return {
        Kept.DROPPED: (dropped(now, before[Kept.DROPPED]),),
        # A report that nobody could file yet (the clock stood still, a key is missing) waits for a person.
        Kept.DIALOGUES: (
            Due(Dialogue, (Dialogue.updated_at < before[Kept.DIALOGUES], FILED)),
            Due(Dialogue, (Dialogue.updated_at < before[Kept.FLAGGED],)),
        ),
        Kept.CONVERSATIONS: (Due(Conversation, (Conversation.question_sealed.is_(None), silent)),),
        Kept.INVITATIONS: (Due(Invitation, (Invitation.invited_on < before[Kept.INVITATIONS],)),),
        Kept.LISTS: (
            Due(
                SubscriberImport,
                (numbers, SubscriberImport.started_at.is_(None), SubscriberImport.looked_at < lists),
                {"rows_sealed": None, "state": ImportState.DROPPED},
            ),
            # No worker went on with it: who is left needs the file once more.
            Due(
                SubscriberImport,
                (numbers, SubscriberImport.started_at < lists),
                {"rows_sealed": None, "state": ImportState.DONE, "finished_at": now},
            ),
        ),
    }


def _reports(before: Mapping[Kept, datetime]) -> dict[Kept, tuple[Due, ...]]:
    told_of = select(Sighting.id).join(Incident)
    at = before[Kept.REPORTER_LOOKUPS]
    # One that was joined to another is read with it, for as long as that one is, at however many removes.
    other, over = aliased(Incident), before[Kept.INCIDENT_WORDS]
    merged = Incident.merged_into.is_not(None)
    went = select(Incident.id, Incident.merged_into.label("into")).where(merged).cte("went", recursive=True)
    went = went.union(select(went.c.id, Incident.merged_into).where(Incident.id == went.c.into, merged))
    read_on = func.coalesce(other.closed_at >= over, true())
    read_with = exists().where(went.c.id == Incident.id, other.id == went.c.into, read_on)
    closed = select(Incident.id).where(Incident.closed_at < over, ~read_with)
    words = Sighting.words_sealed.is_not(None) | Sighting.place_sealed.is_not(None)
    said = Referral.words_sealed.is_not(None) | Referral.answer_sealed.is_not(None)
    asked = Reveal.sighting_id.in_(select(Sighting.id).where(Sighting.incident_id.in_(closed)))
    too_old = Sighting.told_at < before[Kept.OPEN_REPORTERS]
    return {
        Kept.TOLD_PRINTS: (
            Due(
                Sighting,
                (Sighting.words_lookup.is_not(None), Sighting.told_at < before[Kept.TOLD_PRINTS]),
                {"words_lookup": None},
            ),
        ),
        Kept.REPORTER_LOOKUPS: (
            Due(
                Reporter,
                (
                    Reporter.hour_lookup != b"",
                    Reporter.sighting_id.in_(select(Sighting.id).where(Sighting.told_at < at)),
                ),
                {"hour_lookup": b""},
            ),
        ),
        Kept.REPORTERS: (
            Due(Reporter, (Reporter.sighting_id.in_(told_of.where(Incident.closed_at < before[Kept.REPORTERS])),)),
        ),
        Kept.OPEN_REPORTERS: (Due(Reporter, (Reporter.sighting_id.in_(select(Sighting.id).where(too_old)),)),),
        # Kind, ward, day, steps and who took them stay, and so does every count.
        Kept.INCIDENT_WORDS: (
            Due(Sighting, (words, Sighting.incident_id.in_(closed)), {"words_sealed": None, "place_sealed": None}),
            Due(Step, (Step.words_sealed.is_not(None), Step.incident_id.in_(closed)), {"words_sealed": None}),
            Due(Referral, (said, Referral.incident_id.in_(closed)), {"words_sealed": None, "answer_sealed": None}),
            Due(Reveal, (Reveal.reason_sealed.is_not(None), asked), {"reason_sealed": None}),
        ),
    }


def _messages(before: Mapping[Kept, datetime]) -> dict[Kept, tuple[Due, ...]]:
    answered = (Reply.body_sealed.is_not(None), Reply.answered_at < before[Kept.REPLIES])
    unanswered = (Reply.body_sealed.is_not(None), Reply.answered_at.is_(None))
    further = select(Reply.id).where(Reply.body_sealed.is_(None))
    # The figures count rows that have a lookup (`reply_figures`): each keeps one, that is nobody's.
    nobody = case((Reply.phone_lookup.is_not(None), func.uuid_send(func.gen_random_uuid())))
    gone = {"body_sealed": None, "answer_sealed": None, "phone_sealed": None, "phone_lookup": nobody}
    return {
        Kept.REPLIES: (
            Due(Reply, answered, gone),
            Due(FurtherAnswer, (FurtherAnswer.reply_id.in_(further),)),
        ),
        Kept.OPEN_REPLIES: (Due(Reply, (*unanswered, Reply.received_at < before[Kept.OPEN_REPLIES]), gone),),
        Kept.TEXT_PRINTS: (
            Due(
                Callback,
                (Callback.body_lookup.is_not(None), Callback.received_at < before[Kept.TEXT_PRINTS]),
                {"body_lookup": None},
            ),
        ),
        Kept.CALLBACKS: (
            Due(Callback, (Callback.state == InboxState.DONE, Callback.received_at < before[Kept.CALLBACKS])),
        ),
        Kept.FLAGGED: (
            Due(Callback, (Callback.state == InboxState.FLAGGED, Callback.received_at < before[Kept.FLAGGED])),
        ),
        Kept.RECEIPTS: (
            Due(
                WaitingReceipt,
                (WaitingReceipt.stage == Stage.STRANGE, WaitingReceipt.received_at < before[Kept.RECEIPTS]),
            ),
        ),
    }


def _officers(before: Mapping[Kept, datetime]) -> dict[Kept, tuple[Due, ...]]:
    ended = func.coalesce(SecondFactorReset.ended_at, SecondFactorReset.asked_at)
    return {
        Kept.LINKS: (Due(SignInLink, (SignInLink.expires_at < before[Kept.LINKS],)),),
        Kept.ATTEMPTS: (Due(SignInAttempt, (SignInAttempt.at < before[Kept.ATTEMPTS],)),),
        Kept.SESSIONS: (Due(OfficerSession, (OfficerSession.seen_at < before[Kept.SESSIONS],)),),
        Kept.RESETS: (
            Due(SecondFactorReset, (SecondFactorReset.reason != "", ended < before[Kept.RESETS]), {"reason": ""}),
        ),
        Kept.FORMS: (Due(UnsentForm, (UnsentForm.kept_at < before[Kept.FORMS],)),),
        Kept.AUDIT: (Due(Audit, (Audit.at < before[Kept.AUDIT],)),),
    }


def _moments(old: datetime) -> Iterator[Due]:
    """Moments beside a number, a lookup of one or a provider's own id."""
    settled = SingleText.state.not_in([TextState.QUEUED, TextState.SENDING])
    yield _cut(old, settled, [SingleText.created_at, SingleText.claimed_at, SingleText.settled_at])
    yield _cut(old, Callback.state != InboxState.NEW, [Callback.received_at])
    yield _cut(old, FILED, [Dialogue.updated_at, Dialogue.filed_at])
    yield _cut(old, true(), [Conversation.heard_at])
    yield _cut(old, true(), [Reply.received_at])
    yield _cut(old, true(), [FurtherAnswer.sent_at])
    yield _cut(old, WaitingReceipt.stage == Stage.STRANGE, [WaitingReceipt.received_at])


def _cut(old: datetime, which: ColumnElement[bool], moments: Iterable[Moment]) -> Due:
    """Cut the moments of rows whose first moment is old and not yet cut."""
    first, *others = moments
    cut = {moment.key: func.date_trunc("hour", moment) for moment in (first, *others)}
    return Due(first.class_, (which, first < old, first != func.date_trunc("hour", first)), cut)
