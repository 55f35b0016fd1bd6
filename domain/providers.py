"""What we know of each way out: whether it works, how fast it may be used, what is left on its account."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, Numeric, select
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
    """Use a paused provider again, on this officer's word. Raises `Refusal` when it is not paused (any more)."""
    row = session.scalar(select(ProviderState).where(ProviderState.name == name).with_for_update())
    if row is None or row.state is not State.PAUSED:
        raise Refusal("It is not paused any more.")
    row.state, row.since, row.reason, row.rests, row.test_at = State.WORKING, now, "", 0, None
    session.add(Shift(provider=name, at=now, state=State.WORKING, reason=officer.name))
