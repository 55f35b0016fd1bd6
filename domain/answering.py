"""Answering a person: which messages an answer settles, and how much may be written to one person in a day.

Whoever answers holds all messages of the person (`held`): two officers, two tabs and a double click take turns.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain import answer_quotas, replies
from domain.db import next_id
from domain.further_answers import FurtherAnswer
from domain.moments import day, minute
from domain.officers import Officer
from domain.refusals import Refusal
from domain.replies import Reply
from domain.sealed_columns import FURTHER_WORDS
from domain.vault import Vault

MOST_TO_ONE = 6  # texts to one person in a day in Nairobi; what the service answers by itself is not counted


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be sent. `settles` are the messages it answers, none where all are answered already.

    `given` is how many answers the person had when the officer looked; `parts` are taken from the day of `county`.
    """

    words: str
    settles: Collection[int]
    given: int
    county: str
    parts: int


def held(session: Session, reply: Reply) -> list[Reply]:
    """All messages of this person, of whatever county, for whoever answers or moves one; in order."""
    query = select(Reply).where(_whose(reply)).order_by(Reply.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def given(session: Session, reply: Reply) -> list[datetime]:
    """When each answer to this person left, whichever county's."""
    answers = select(Reply.answered_at, Reply.answered_by).where(_whose(reply), Reply.answered_at.is_not(None))
    further = select(FurtherAnswer.sent_at).join(Reply, Reply.id == FurtherAnswer.reply_id).where(_whose(reply))
    return [*(at for at, _ in session.execute(answers.distinct()) if at is not None), *session.scalars(further)]


def left_to_one(session: Session, reply: Reply, now: datetime) -> int:
    """How many texts this person may still get today."""
    return max(MOST_TO_ONE - sum(at >= day(now) for at in given(session, reply)), 0)


def _whose(reply: Reply) -> ColumnElement[bool]:
    return Reply.phone_lookup == reply.phone_lookup if reply.phone_lookup is not None else Reply.id == reply.id


def send(
    session: Session,
    vault: Vault,
    told: Sequence[Reply],
    answer: Written,
    officer: Officer,
    counties: set[str] | None,
    now: datetime,
) -> None:
    """Write down the answer of an officer of these counties (None: all); `told` is held. The caller sends it.

    What came after the officer looked is settled by none of it. Raises `Refusal`, and the caller rolls back.
    """
    seen = [reply for reply in told if reply.shown_to(counties)]
    settled = _settled(session, seen, answer)
    if not answer.words.strip():
        raise Refusal("Write the answer.")
    newest = seen[-1]
    if newest.phone_lookup is not None:
        _take(session, newest, answer, now)
    elif not settled:
        raise Refusal("It came without a number: nobody can be written to.")
    for reply in settled:
        replies.answer(reply, vault, officer, answer.words, now)
    if not settled:
        further_id = next_id(session, FurtherAnswer)
        sealed = vault.seal(answer.words.strip(), *FURTHER_WORDS.at(further_id))
        more = FurtherAnswer(reply_id=newest.id, words_sealed=sealed, officer_id=officer.id, sent_at=minute(now))
        more.id = further_id
        session.add(more)


def _settled(session: Session, seen: Sequence[Reply], answer: Written) -> list[Reply]:
    """The messages it answers; where it answers none, none may be open. Raises `Refusal`."""
    settled = [reply for reply in seen if reply.id in answer.settles]
    if len(given(session, seen[-1])) != answer.given or any(reply.answered_at is not None for reply in settled):
        raise Refusal("Somebody has answered this meanwhile.")
    if len(settled) < len(answer.settles) or (not settled and any(reply.answered_at is None for reply in seen)):
        raise Refusal("Choose which messages this answers.")
    return settled


def _take(session: Session, reply: Reply, answer: Written, now: datetime) -> None:
    if not left_to_one(session, reply, now):
        raise Refusal("This person had %(most)s texts from us today: write again tomorrow.", most=MOST_TO_ONE)
    answer_quotas.take(session, answer.county, answer.parts, now)
