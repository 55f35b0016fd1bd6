"""Forgetting a number: at its owner's word, or when it seems to have no owner any more.

Reports stay without a number, and counts of what was sent stay as they were: neither says whose they were.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from urllib.parse import parse_qsl

from sqlalchemy import ColumnElement, delete, or_, select, text, update
from sqlalchemy.orm import Session

from domain import invitations
from domain.calls import Call
from domain.conversations import ON_REPORTS, Conversation
from domain.dialogues import Dialogue
from domain.inbox import Callback
from domain.inbox import Kind as InboxKind
from domain.inbox import State as InboxState
from domain.invitations import Invitation
from domain.phones import NotAKenyanNumber, Phone
from domain.receipts import WaitingReceipt
from domain.replies import Reply
from domain.reporters import Reporter
from domain.sender_blocks import SenderBlock
from domain.senders import Sender
from domain.subscribers import Subscriber, find
from domain.texts import Reason, SingleText
from domain.texts import State as TextState
from domain.vault import Purpose, Unsealable, Vault

# Whoever changes a delivery holds its batch, several in the order of their ids: see `schedules.receipts`.
_HOLD = text("""
    SELECT count(*) FROM (
        SELECT 1 FROM batches WHERE id IN (SELECT batch_id FROM deliveries WHERE subscriber_id = :id)
        ORDER BY id FOR NO KEY UPDATE) AS held""")
# An officer's or a responder's own telephone may have joined: what is for whoever is on duty or has a case still
# leaves, and the row of a responder stays, for it is an office's.
_OTHERS = (Reason.ALERT, Reason.CASE)


def erase(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """Delete all we keep of this number, at its owner's word; all that stays is that nobody may put it forward.

    A conversation and a dialogue go with it, so the caller is done with both. What is under way to a provider at this
    moment arrives all the same.
    """
    invitations.hold(session, vault, [phone])
    forget(session, vault, phone, now)
    invitations.never_again(session, vault, phone)


def erase_subscription(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """What an officer may delete at somebody's word: all but what is, or may become, part of a report.

    Whether the number told of anything must neither show by this nor be undone by it: whoever asks may be the
    one it tells of. Those parts go by `erase`, for which the phone itself is needed.
    """
    invitations.hold(session, vault, [phone])
    _subscriber(session, vault, phone)
    _texts(session, vault, phone, now, SingleText.reason.not_in([*_OTHERS, Reason.FEEDBACK]))
    _blocks(session, vault, phone)
    _receipts(session, vault, phone)
    session.execute(delete(Reply).where(Reply.phone_lookup == vault.lookup(phone, Purpose.REPLY)))
    mine = Conversation.phone_lookup == vault.lookup(phone, Purpose.CONVERSATION)
    other = or_(Conversation.ask.is_(None), Conversation.ask.not_in(ON_REPORTS))
    session.execute(delete(Conversation).where(mine, other))
    _invitations(session, vault, phone)
    invitations.never_again(session, vault, phone)


def forget_left(session: Session, vault: Vault, subscriber_id: int, before: datetime) -> bool:
    """Delete the row of somebody who left before, and remember that nobody may put the number forward.

    Whether there was one: who joined again meanwhile stays, and who cannot be opened with our keys.
    """
    row = session.get(Subscriber, subscriber_id)
    try:
        phone = vault.reveal(row.phone_sealed, Purpose.SUBSCRIBER) if row else None
    except Unsealable:
        return False
    if phone is None:
        return False
    invitations.hold(session, vault, [phone])
    session.execute(_HOLD, {"id": subscriber_id})
    left = delete(Subscriber).where(Subscriber.id == subscriber_id, Subscriber.left_at < before)
    if session.execute(left.returning(Subscriber.id)).one_or_none() is None:
        return False
    invitations.never_again(session, vault, phone)
    return True


def forget(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """Delete all we keep of this number. Its next owner is a stranger."""
    _callbacks(session, vault, phone)
    _subscriber(session, vault, phone)
    _texts(session, vault, phone, now, SingleText.reason.not_in(_OTHERS))
    _reporters(session, vault, phone)
    _receipts(session, vault, phone)
    session.execute(delete(Reply).where(Reply.phone_lookup == vault.lookup(phone, Purpose.REPLY)))
    session.execute(delete(Conversation).where(Conversation.phone_lookup == vault.lookup(phone, Purpose.CONVERSATION)))
    session.execute(delete(Dialogue).where(Dialogue.phone_lookup == vault.lookup(phone, Purpose.DIALOGUE)))
    _invitations(session, vault, phone)


def _invitations(session: Session, vault: Vault, phone: Phone) -> None:
    mine = vault.lookup(phone, Purpose.INVITATION)
    session.execute(delete(Invitation).where(Invitation.phone_lookup == mine))
    # Those it put forward are not asked again the sooner for it.
    session.execute(update(Invitation).where(Invitation.volunteer_lookup == mine).values(volunteer_lookup=b""))


def _subscriber(session: Session, vault: Vault, phone: Phone) -> None:
    """Deliveries and blocks go with the row; a list that names it passes it by, a call under way finds it gone."""
    if subscriber := find(session, vault, phone):
        session.execute(_HOLD, {"id": subscriber.id})
        session.execute(delete(Subscriber).where(Subscriber.id == subscriber.id))


def _texts(session: Session, vault: Vault, phone: Phone, now: datetime, of: ColumnElement[bool]) -> None:
    """Those `of` some reasons; rows stay as counts.

    A lookup lives for a day, number and words for a week, so the rest is found by opening.
    """
    unnamed = select(SingleText.id, SingleText.phone_sealed).where(
        of, SingleText.phone_lookup.is_(None), SingleText.phone_sealed.is_not(None)
    )
    opened = _of(session.execute(unnamed), lambda sealed: vault.open(sealed, Purpose.TEXT) == phone.e164)
    lookup = vault.lookup(phone, Purpose.TEXT)
    mine = (of, or_(SingleText.phone_lookup == lookup, SingleText.id.in_(opened)))
    over = {"state": TextState.NOT_SENT, "settled_at": now}
    session.execute(update(SingleText).where(*mine, SingleText.state == TextState.QUEUED).values(over))
    blank = {"phone_sealed": None, "phone_lookup": None, "body_sealed": None}
    session.execute(update(SingleText).where(*mine).values(blank))


def _reporters(session: Session, vault: Vault, phone: Phone) -> None:
    """Their lookup is another one every hour, so every number is opened: 10,000 in a twentieth of a second."""
    rows = session.execute(select(Reporter.sighting_id, Reporter.phone_sealed))
    mine = _of(rows, lambda sealed: vault.open(sealed, Purpose.REPORTER) == phone.e164)
    session.execute(delete(Reporter).where(Reporter.sighting_id.in_(mine)))
    # By its id the provider still knows whom a call was with.
    session.execute(update(Call).where(Call.sighting_id.in_(mine)).values(provider_id=None))


def _callbacks(session: Session, vault: Vault, phone: Phone) -> None:
    """Those that wait for a person are kept raw."""
    flagged = select(Callback.id, Callback.body_sealed).where(
        Callback.state == InboxState.FLAGGED, Callback.body_sealed.is_not(None)
    )
    mine = _of(session.execute(flagged), lambda sealed: phone in _named(vault.open(sealed, Purpose.INBOX)))
    stripped = {"state": InboxState.DONE, "body_sealed": None, "answer_sealed": None}
    session.execute(update(Callback).where(Callback.id.in_(mine)).values(stripped))
    _blocks(session, vault, phone)


def _blocks(session: Session, vault: Vault, phone: Phone) -> None:
    """A block at the operator is kept under a name made of the number."""
    own_name = vault.lookup(phone, Purpose.INBOX).hex()
    senders = {*session.scalars(select(Sender.name)), *session.scalars(select(SenderBlock.sender).distinct())}
    names = [f"{sender}:{own_name}" for sender in senders]
    session.execute(delete(Callback).where(Callback.kind == InboxKind.OPTOUT, Callback.external_id.in_(names)))


def _named(body: str) -> list[Phone]:
    """Whose numbers stand alone in a field of a raw callback; those within somebody's words are not looked for."""
    found = []
    for _, value in parse_qsl(body):
        with suppress(NotAKenyanNumber):
            found.append(Phone.parse(value))
    return found


def _receipts(session: Session, vault: Vault, phone: Phone) -> None:
    rows = session.execute(select(WaitingReceipt.id, WaitingReceipt.phone_sealed))
    mine = _of(rows, lambda sealed: vault.open(sealed, Purpose.RECEIPT) == phone.e164)
    session.execute(delete(WaitingReceipt).where(WaitingReceipt.id.in_(mine)))


def _of(rows: Iterable[tuple[int, bytes]], is_theirs: Callable[[bytes], bool]) -> list[int]:
    """The ids of those rows whose sealed value is this person's; what our keys do not open is nobody's."""
    found = []
    for row_id, sealed in rows:
        try:
            if is_theirs(sealed):
                found.append(row_id)
        except Unsealable:
            continue
    return found
