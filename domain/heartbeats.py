"""Signs of life of the processes that have no door of their own: the worker and the clock."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base

CLOCK, WORKER, SPOOL = "clock", "worker", "spool"
DEPARTURES = "departures"  # who left is in every folder it is copied to
WATCH = "watch"  # the last moment at which the clock on the wall was believed: domain.wall_clock


class Heartbeat(Base):
    """When a kind of process was last seen; several workers share one row, since one of them is enough."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def beat(session: Session, process: str, now: datetime) -> None:
    row = insert(Heartbeat).values(process=process, at=now)
    session.execute(row.on_conflict_do_update(index_elements=[Heartbeat.process], set_={"at": now}))


def last_beats(session: Session) -> dict[str, datetime]:
    return {row.process: row.at for row in session.scalars(select(Heartbeat))}
