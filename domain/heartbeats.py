"""Signs of life of the processes that have no door of their own: the worker and the clock."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base

CLOCK, WORKER, SPOOL = "clock", "worker", "spool"
PEOPLE = "people"  # the last moment at which a web had texts of people in its spool
DEPARTURES = "departures"  # who left is in every folder it is copied to
WATCH = "watch"  # the last moment at which the clock on the wall was believed: domain.wall_clock


# By the clock of the database on both sides: no two machines have quite the same.
_PEOPLE_WAIT = text("""
    INSERT INTO heartbeats (process, at) VALUES (:people, clock_timestamp())
    ON CONFLICT (process) DO UPDATE SET at = excluded.at""")
# Seconds since the database started, or since a web last said that texts of people wait in its spool; for a statement
# that is asked in any case. What lies ahead of the clock says nothing: a clock that was wrong must not hold for years.
CALM = f"""extract(epoch FROM clock_timestamp() - greatest(pg_postmaster_start_time(), (
    SELECT at FROM heartbeats WHERE process = '{PEOPLE}' AND at <= clock_timestamp())))::float8"""  # noqa: S608


class Heartbeat(Base):
    """When a kind of process was last seen; several workers share one row, since one of them is enough."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def beat(session: Session, process: str, now: datetime) -> None:
    row = insert(Heartbeat).values(process=process, at=now)
    session.execute(row.on_conflict_do_update(index_elements=[Heartbeat.process], set_={"at": now}))


def say_people_wait(session: Session) -> None:
    """Say that texts of people wait to be brought back, a STOP maybe among them."""
    session.execute(_PEOPLE_WAIT, {"people": PEOPLE})


def last_beats(session: Session) -> dict[str, datetime]:
    return {row.process: row.at for row in session.scalars(select(Heartbeat))}
