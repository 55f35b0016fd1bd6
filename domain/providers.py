"""What we know of each way out: whether it works, how fast it may be used, what is left on its account."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, Numeric, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.officers import Officer
from domain.refusals import Refusal


class State(StrEnum):
    WORKING = "working"
    RESTING = "resting"  # it failed too often: a link test says when it is tried again
    PAUSED = "paused"  # its account turns us away (risk hold, sender, balance): money or a person brings it back


class ProviderState(Base):
    """One provider, as all workers on all machines see it. A provider without a row works and was never asked.

    `free_at` is the moment from which the next part may leave: the token row that holds the pace across machines.
    """

    __tablename__ = "providers"

    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.WORKING, server_default=State.WORKING)
    reason: Mapped[str] = mapped_column(default="", server_default="")
    rests: Mapped[int] = mapped_column(default=0, server_default="0")  # in a row; each is twice as long as the last
    test_at: Mapped[datetime | None] = mapped_column(default=None)  # when the next link test is due
    free_at: Mapped[datetime | None] = mapped_column(default=None)
    quiet_until: Mapped[datetime | None] = mapped_column(default=None)  # it said that we are too fast
    balance: Mapped[Decimal | None] = mapped_column(Numeric(14, 4), default=None)
    currency: Mapped[str] = mapped_column(default="", server_default="")
    balance_at: Mapped[datetime | None] = mapped_column(default=None)


class Shift(Base):
    """One change of a provider's state, and why: what officers read afterwards."""

    __tablename__ = "provider_shifts"
    __table_args__ = (Index("ix_provider_shifts_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    provider: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[State]
    reason: Mapped[str]


def states(session: Session) -> dict[str, ProviderState]:
    """What is known of each provider that was ever asked."""
    return {row.name: row for row in session.scalars(select(ProviderState))}


def newest_shifts(session: Session, most: int = 20) -> list[Shift]:
    """The last changes, the newest first."""
    return list(session.scalars(select(Shift).order_by(Shift.at.desc(), Shift.id.desc()).limit(most)))


def resume(session: Session, name: str, officer: Officer, now: datetime) -> None:
    """Use a resting or paused provider again, on this officer's word. Raises `Refusal` when it works already."""
    row = session.scalar(select(ProviderState).where(ProviderState.name == name).with_for_update())
    if row is None or row.state is State.WORKING:
        raise Refusal("It works already.")
    row.state, row.since, row.reason, row.rests, row.test_at = State.WORKING, now, "", 0, None
    note(session, row, now, officer.name)


def known(session: Session, name: str, now: datetime) -> ProviderState:
    """Its row, made when it is asked for the first time."""
    session.execute(insert(ProviderState).values(name=name, since=now).on_conflict_do_nothing())
    return session.get_one(ProviderState, name, populate_existing=True)


def held(session: Session, name: str) -> ProviderState:
    """Its row, for this transaction alone."""
    return session.get_one(ProviderState, name, with_for_update=True, populate_existing=True)


def note(session: Session, row: ProviderState, now: datetime, reason: str | None = None) -> None:
    """Write a change of its state down for people to read."""
    session.add(Shift(provider=row.name, at=now, state=row.state, reason=row.reason if reason is None else reason))


def pause(session: Session, name: str, reason: str, now: datetime, *, until_paid: bool) -> bool:
    """Stop using it; True for the one who did, when several find out at once.

    `until_paid` lets a look at the balance bring it back; else an officer must.
    """
    known(session, name, now)
    row = held(session, name)
    if row.state is State.PAUSED:
        return False
    row.state, row.since, row.reason = State.PAUSED, now, reason
    # What is left is not known now: the first look says it, and more than that means that somebody has paid.
    row.balance, row.test_at = (None, now) if until_paid else (row.balance, None)
    note(session, row, now)
    return True


def rest(
    session: Session, name: str, reason: str, now: datetime, *, since: datetime | None, test_at: datetime, rests: int
) -> bool:
    """Leave it alone until a link test at `test_at`; True for the one who did.

    `since` is what the caller knew of its row (None: nothing): a call from before the last change decides nothing.
    """
    known(session, name, now)
    row = held(session, name)
    if row.state is not State.WORKING or since not in (None, row.since):
        return False
    row.state, row.since, row.reason, row.test_at, row.rests = State.RESTING, now, reason, test_at, rests
    note(session, row, now)
    return True


# On the database's clock, so that machines whose clocks differ agree.
_BEGINS = "greatest(free_at, quiet_until, clock_timestamp())"
_TAKE_TURN = text(f"""
    UPDATE providers p SET free_at = o.begins + make_interval(secs => :takes)
    FROM (SELECT name, {_BEGINS} AS begins FROM providers WHERE name = :name FOR UPDATE) o
    WHERE p.name = o.name AND o.begins <= clock_timestamp() + make_interval(secs => :longest)
    RETURNING greatest(extract(epoch FROM o.begins - clock_timestamp()), 0)::float8""")  # noqa: S608  our own words
_WAIT = text(f"SELECT extract(epoch FROM {_BEGINS} - clock_timestamp())::float8 FROM providers WHERE name = :name")  # noqa: S608
_LEAVE_ALONE = text("""
    UPDATE providers SET quiet_until = greatest(quiet_until, clock_timestamp() + make_interval(secs => :seconds))
    WHERE name = :name""")


def take_turn(session: Session, name: str, takes: float, longest: float, now: datetime) -> float:
    """Seconds until what takes so many seconds at its pace may begin (a GCRA on one row).

    The time is taken when that is at most `longest`; else nothing is.
    """
    asked = {"name": name, "takes": takes, "longest": longest}
    wait: float | None = session.scalar(_TAKE_TURN, asked)
    if wait is None:  # too long, or nobody had used it when we asked: a second look, for another may just have
        known(session, name, now)
        wait = session.scalar(_TAKE_TURN, asked)
    return wait if wait is not None else session.scalar(_WAIT, {"name": name}) or 0.0


def leave_alone(session: Session, name: str, seconds: float, now: datetime) -> None:
    """It said that we are too fast: nobody begins for so long."""
    known(session, name, now)
    session.execute(_LEAVE_ALONE, {"name": name, "seconds": seconds})
