"""Numbers that volunteers or officers put forward at a baraza. Nobody is subscribed by it: each is asked on the phone
itself.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import conversations
from domain.db import Base, driver
from domain.moments import day
from domain.phones import Phone
from domain.vault import Purpose, Vault

MOST_A_DAY = 50  # numbers by one volunteer: a long baraza, and no list of a whole town
NOT_AGAIN_WITHIN = timedelta(days=180)


class Invited(StrEnum):
    """What a volunteer's word leads to. The volunteer is told the same of the first two."""

    ASK = "ask"  # text the number, and wait for its own answer
    KEEP_SILENT = "keep_silent"  # it is known, has left, is busy, was asked lately, or is the volunteer's own
    ENOUGH = "enough"  # for today


class Invitation(Base):
    """One number asked by one volunteer; both only as lookups, for a few months, so that nobody is asked again.

    One that an officer put forward has no volunteer and points at the list.
    """

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_volunteer", "volunteer_lookup", "invited_on"),)

    phone_lookup: Mapped[bytes] = mapped_column(primary_key=True)
    volunteer_lookup: Mapped[bytes]
    invited_on: Mapped[datetime]  # a day
    list_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment_lists.id", ondelete="SET NULL"), default=None)


class Leaver(Base):
    """A number that asked us never to write again, or to forget it: known only well enough not to invite it."""

    __tablename__ = "leavers"

    phone_lookup: Mapped[bytes] = mapped_column(primary_key=True)


# By name, for `domain.subscribers` asks this file to forget whoever joins.
_KNOWN = text("""
    SELECT EXISTS (SELECT FROM leavers WHERE phone_lookup = :leaver)
        OR EXISTS (SELECT FROM subscribers WHERE phone_lookup = :subscriber)""")
_WELCOME = """
    WITH joined AS (DELETE FROM invitations WHERE phone_lookup = %s RETURNING list_id),
        counted AS (UPDATE enrolment_lists SET joined = joined + 1 WHERE id = (SELECT list_id FROM joined))
    DELETE FROM leavers WHERE phone_lookup = %s
"""


def invite(session: Session, vault: Vault, volunteer: Phone, invited: Phone, now: datetime) -> Invited:
    """Put a number forward. The caller texts it only on `ASK`, of which there is one in half a year.

    How many were asked today is looked at first, so that the answer tells nothing about the number.
    """
    by = vault.lookup(volunteer, Purpose.INVITATION)
    today = (Invitation.volunteer_lookup == by, Invitation.invited_on >= day(now))
    if (session.scalar(select(func.count()).select_from(Invitation).where(*today)) or 0) >= MOST_A_DAY:
        return Invited.ENOUGH
    if invited == volunteer:
        return Invited.KEEP_SILENT
    return Invited.ASK if _asks(session, vault, invited, now, volunteer_lookup=by) else Invited.KEEP_SILENT


def invite_from_list(session: Session, vault: Vault, list_id: int, invited: Phone, now: datetime) -> bool:
    """Put a number of an officer's list forward, who is held to their own limit; whether it is to be asked."""
    return _asks(session, vault, invited, now, volunteer_lookup=b"", list_id=list_id)


def _asks(
    session: Session,
    vault: Vault,
    invited: Phone,
    now: datetime,
    *,
    volunteer_lookup: bytes,
    list_id: int | None = None,
) -> bool:
    # Where something else stands open with the phone it could not be asked, and must not count as asked either.
    if _is_known(session, vault, invited) or not conversations.is_free(session, vault, invited, now):
        return False
    lookup = vault.lookup(invited, Purpose.INVITATION)
    fresh = {"volunteer_lookup": volunteer_lookup, "list_id": list_id, "invited_on": day(now)}
    # One statement, so that of two volunteers who name it at the same instant one asks.
    put = insert(Invitation).values(phone_lookup=lookup, **fresh)
    put = put.on_conflict_do_update(
        index_elements=[Invitation.phone_lookup],
        set_=fresh,
        where=Invitation.invited_on <= day(now) - NOT_AGAIN_WITHIN,
    )
    return session.scalar(put.returning(Invitation.invited_on)) is not None


def hold(session: Session, vault: Vault, phones: Iterable[Phone]) -> None:
    """Keep to oneself, until the transaction is over, what becomes of these numbers: see `never_again`.

    In one order, so that two who hold some of the same wait for each other and never both.
    """
    lookups = (vault.lookup(phone, Purpose.LEAVER) for phone in phones)
    keys = sorted({int.from_bytes(lookup[:8], signed=True) for lookup in lookups})
    driver(session).execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", (keys,))


def never_again(session: Session, vault: Vault, phone: Phone) -> None:
    """Remember that nobody may put this number forward, until it joins by itself.

    A list that is bringing it in at this moment has it held: this waits, and whoever deletes it holds it before.
    """
    hold(session, vault, [phone])
    lookup = vault.lookup(phone, Purpose.LEAVER)
    session.execute(insert(Leaver).values(phone_lookup=lookup).on_conflict_do_nothing())


def is_leaver(session: Session, vault: Vault, phone: Phone) -> bool:
    """Whether nobody may put this number forward."""
    return session.get(Leaver, vault.lookup(phone, Purpose.LEAVER)) is not None


def welcome(session: Session, vault: Vault, phone: Phone) -> None:
    """It has joined by itself: neither its invitation nor its refusal is of any use now."""
    asked, refused = vault.lookup(phone, Purpose.INVITATION), vault.lookup(phone, Purpose.LEAVER)
    driver(session).execute(_WELCOME, (asked, refused))


def _is_known(session: Session, vault: Vault, phone: Phone) -> bool:
    asked = {"leaver": vault.lookup(phone, Purpose.LEAVER), "subscriber": vault.lookup(phone, Purpose.SUBSCRIBER)}
    return bool(session.scalar(_KNOWN, asked))
