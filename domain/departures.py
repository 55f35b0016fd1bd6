"""Who stopped, or had everything deleted: kept apart from the rows themselves, for what a backup brings back.

A line is one keyed print of a number and a day. It is written in the transaction of the act itself, and the clock
copies it to files beside the database; `restore` reads them before anything may be sent.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, driver, words
from domain.moments import day
from domain.phones import Phone
from domain.vault import Purpose, Vault


class Departure(StrEnum):
    STOPPED = "stopped"
    DELETED = "deleted"  # the subscription and what goes with it, by an officer at their word
    ERASED = "erased"  # all of it, from the phone itself
    RETIRED = "retired"  # all of it, for nobody is there any more: whoever has the number next is a stranger
    JOINED = "joined"  # again, by their own act


ERASURES = (Departure.DELETED, Departure.RETIRED, Departure.ERASED)  # the later ones take more
OF_CALLBACKS = (Departure.RETIRED, Departure.ERASED)  # after which no raw callback is kept either


class DepartureLine(Base):
    """The last act of each kind of one number, under the next id whenever it is done again: what is newer than an id
    is what is new. A join stands beside an erasure and not in its place: it gives nothing back.

    The print is that of `invitations.Leaver`, which nothing else is kept by.
    """

    __tablename__ = "departures"
    __table_args__ = (UniqueConstraint("phone_lookup", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    phone_lookup: Mapped[bytes]
    what: Mapped[Departure] = mapped_column(words(Departure, "what"))
    on: Mapped[datetime]  # a day


# In one statement, for a STOP is on the way of whoever texts. The same act again on one day changes nothing, so that
# nobody makes the log longer by texting STOP all day; what an erasure deletes may be new since the last. What comes
# late out of a spool is of an earlier day, and does not move a later one back.
_NOTE = """
    INSERT INTO departures (phone_lookup, what, "on")
    SELECT print, %s::text, %s::timestamptz FROM unnest(%s::bytea[]) AS print
    ON CONFLICT (phone_lookup, what) DO UPDATE SET id = excluded.id, "on" = greatest(departures."on", excluded."on")
    WHERE excluded.what <> 'stopped' OR excluded."on" > departures."on"
        OR EXISTS (SELECT FROM departures later WHERE later.phone_lookup = departures.phone_lookup
            AND later.what = 'joined' AND later.id > departures.id)"""
_RETURN = """
    INSERT INTO departures (phone_lookup, what, "on")
    SELECT phone_lookup, 'joined', %s::timestamptz FROM departures WHERE phone_lookup = ANY(%s::bytea[])
    GROUP BY phone_lookup HAVING max(id) > coalesce(max(id) FILTER (WHERE what = 'joined'), 0)
    ON CONFLICT (phone_lookup, what) DO UPDATE SET "on" = excluded."on", id = excluded.id"""


def note(session: Session, vault: Vault, phone: Phone, what: Departure, now: datetime) -> None:
    """Write down that this number left, and how."""
    note_prints(session, [vault.lookup(phone, Purpose.LEAVER)], what, now)


def note_stopped(session: Session, vault: Vault, phones: Iterable[Phone], now: datetime) -> None:
    """Write down that these left."""
    note_prints(session, [vault.lookup(phone, Purpose.LEAVER) for phone in phones], Departure.STOPPED, now)


def note_prints(session: Session, prints: Iterable[bytes], what: Departure, now: datetime) -> None:
    """The same of those whose number is not known; in one order, so that two who note some of the same take turns."""
    driver(session).execute(_NOTE, (what.value, day(now), sorted(set(prints))))


def newest_erasure(session: Session) -> int:
    """The id of the last line by which callbacks go, too; 0 of none."""
    return session.scalar(select(func.max(DepartureLine.id)).where(DepartureLine.what.in_(OF_CALLBACKS))) or 0


def erased_since(session: Session, vault: Vault, phones: Iterable[Phone], moment: datetime) -> bool:
    """Whether one of these was erased on the day of that moment or later."""
    prints = [vault.lookup(phone, Purpose.LEAVER) for phone in phones]
    mine = (DepartureLine.phone_lookup.in_(prints), DepartureLine.what.in_(OF_CALLBACKS))
    return session.scalar(select(DepartureLine.id).where(*mine, DepartureLine.on >= day(moment)).limit(1)) is not None


def left_since(
    session: Session, vault: Vault, phone: Phone, first: datetime, now: datetime
) -> dict[Departure, datetime]:
    """How this number left on the `first` of these days or later, and on which, if it has not joined again since.

    Of several acts the one written down last may be of an earlier day. A day that is to come, by a clock that was
    ahead, is today.
    """
    mine = select(DepartureLine).where(DepartureLine.phone_lookup == vault.lookup(phone, Purpose.LEAVER))
    left: dict[Departure, datetime] = {}
    for line in session.scalars(mine.order_by(DepartureLine.id)):
        if line.what is Departure.JOINED:
            left.clear()
        elif (on := min(line.on, day(now))) >= first:
            left[line.what] = on
    return left


def returned(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """Write down that this number joined by its own act, where it had left before; of others nothing is written."""
    prints_returned(session, [vault.lookup(phone, Purpose.LEAVER)], now)


def prints_returned(session: Session, prints: Iterable[bytes], now: datetime) -> None:
    """The same of those whose number is not known."""
    driver(session).execute(_RETURN, (day(now), sorted(set(prints))))
