"""A message of the inbox that was no question for it: it leaves the inbox for good, and nothing leads back to it.

The other way round is `domain.misfiled`.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain import asked_questions, restricted_reports
from domain.further_answers import FurtherAnswer
from domain.hours import local
from domain.phones import Phone
from domain.refusals import Refusal
from domain.replies import Reply
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.subscribers import Channel
from domain.vault import Purpose, Unsealable, Vault


def to_restricted(
    session: Session, told: Sequence[Reply], kind: RestrictedKind, ward: str | None, on: date
) -> RestrictedReport:
    """It tells of sexual violence or harm to a child: kind, ward and its day are kept, words and number deleted."""
    channel = Channel.SMS if told[0].phone_lookup is not None else Channel.CONSOLE  # a station typed it in
    kept = restricted_reports.keep(session, kind, ward, local(told[0].received_at).date(), channel)
    remove(session, told, on)
    return kept


def words_of(vault: Vault, told: Sequence[Reply]) -> str:
    """What these messages say, as one telling. Raises `Refusal`."""
    try:
        said = [vault.open(reply.body_sealed or b"", Purpose.REPLY) for reply in told]
    except Unsealable:
        raise Refusal("These words were sealed under a key that is not here. Ask the administrator.") from None
    return "\n".join(dict.fromkeys(filter(None, said)))


def phone_of(vault: Vault, told: Sequence[Reply]) -> Phone | None:
    """The number they came from, where there is one and our keys open it."""
    sealed = told[0].phone_sealed
    try:
        return vault.reveal(sealed, Purpose.REPLY) if sealed else None
    except Unsealable:
        return None


def remove(session: Session, told: Sequence[Reply], on: date) -> None:
    """Take these messages out of the inbox; they are held with all others of the person (`answering.held`).

    A mark for the radio is taken off first: what tells of a conflict is not counted on air. What officers wrote to the
    person stays where anything of theirs does.
    """
    for reply in told:
        asked_questions.mark(session, reply, None, on)
    session.flush()
    gone, whose = [reply.id for reply in told], told[0].phone_lookup
    stays = select(Reply.id).where(Reply.phone_lookup == whose, Reply.id.not_in(gone))
    # Without a number nothing else is of this person: compared with none, it would be everybody's who has none.
    newest = session.scalar(stays.order_by(Reply.id.desc()).limit(1)) if whose is not None else None
    if newest is not None:
        session.execute(update(FurtherAnswer).where(FurtherAnswer.reply_id.in_(gone)).values(reply_id=newest))
    session.execute(delete(Reply).where(Reply.id.in_(gone)))
