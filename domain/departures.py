"""Who stopped, or had everything deleted: kept apart from the rows themselves, for what a backup brings back.

A line is one keyed print of a number and a day. It is written in the transaction of the act itself, and the clock
copies it to files beside the database; `restore` reads them before anything may be sent.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, driver, words
from domain.moments import day
from domain.phones import Phone
from domain.vault import Purpose, Vault


class Departure(StrEnum):
    STOPPED = "stopped"
    DELETED = "deleted"  # the subscription and what goes with it, by an officer at their word
    ERASED = "erased"  # all of it, from the phone itself
    JOINED = "joined"  # again, by their own act


# Of several acts since a backup the strongest counts, unless the last is a join: see `departure_replay`.
STRENGTH = {Departure.JOINED: 0, Departure.STOPPED: 1, Departure.DELETED: 2, Departure.ERASED: 3}


class DepartureLine(Base):
    """The last act of one number, under the next id whenever it changes: what is newer than an id is what is new.

    The print is that of `invitations.Leaver`, which nothing else is kept by.
    """

    __tablename__ = "departures"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    phone_lookup: Mapped[bytes] = mapped_column(unique=True)
    what: Mapped[Departure] = mapped_column(words(Departure, "what"))
    on: Mapped[datetime]  # a day


# In one statement, for a STOP is on the way of whoever texts. The same act again changes nothing, so that
# nobody makes the log longer by texting STOP all day.
_STRENGTH = "array_position(ARRAY['joined', 'stopped', 'deleted', 'erased'], {0}.what)"
_NOTE = f"""
    INSERT INTO departures (phone_lookup, what, "on")
    SELECT print, %s::text, %s::timestamptz FROM unnest(%s::bytea[]) AS print
    ON CONFLICT (phone_lookup) DO UPDATE SET id = excluded.id, what = excluded.what, "on" = excluded."on"
    WHERE {_STRENGTH.format("excluded")} > {_STRENGTH.format("departures")}"""  # noqa: S608  our own words
_RETURN = """
    UPDATE departures SET id = DEFAULT, what = 'joined', "on" = %s WHERE phone_lookup = %s AND what <> 'joined'"""


def note(session: Session, vault: Vault, phone: Phone, what: Departure, now: datetime) -> None:
    """Write down that this number left, and how."""
    note_prints(session, [vault.lookup(phone, Purpose.LEAVER)], what, now)


def note_stopped(session: Session, vault: Vault, phones: Iterable[Phone], now: datetime) -> None:
    """Write down that these left."""
    note_prints(session, [vault.lookup(phone, Purpose.LEAVER) for phone in phones], Departure.STOPPED, now)


def note_prints(session: Session, prints: Iterable[bytes], what: Departure, now: datetime) -> None:
    """The same of those whose number is not known; in one order, so that two who note some of the same take turns."""
    driver(session).execute(_NOTE, (what.value, day(now), sorted(set(prints))))


def returned(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """Write down that this number joined by its own act, where it had left before; of others nothing is written."""
    driver(session).execute(_RETURN, (day(now), vault.lookup(phone, Purpose.LEAVER)))
