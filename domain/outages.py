"""What an error of the database says of the database itself: that it is away, full or only reads. No fault of ours.

Whoever meets one waits and tries again; every other error is a fault of what was asked.
"""

from enum import StrEnum

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Outage(StrEnum):
    """Why nothing can be read or written for the time being."""

    AWAY = "away"  # stopped, starting, or not to be reached
    CROWDED = "crowded"  # it has no place for another connection, or all of ours are taken
    ONLY_READS = "only_reads"  # a standby, or a server that was told so
    FULL = "full"  # its disk, or its memory


# By SQLSTATE (PostgreSQL, appendix A), else by its class. Without one there was no connection at all.
_STATES = {
    "53300": Outage.CROWDED,
    "53100": Outage.FULL,
    "53200": Outage.FULL,
    "25006": Outage.ONLY_READS,
    "57P01": Outage.AWAY,  # it shuts down
    "57P02": Outage.AWAY,  # another of its processes broke down
    "57P03": Outage.AWAY,  # it starts
}
_NO_CONNECTION = "08"


def of(error: BaseException | None) -> Outage | None:
    """Which of them an error of SQLAlchemy or of the driver tells of; None for every other error."""
    if isinstance(error, PoolTimeout):
        return Outage.CROWDED
    if isinstance(error, InterfaceError | psycopg.InterfaceError):
        return Outage.AWAY
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return None
    state = cause.sqlstate
    if state is None:
        return _without_a_state(cause)
    return Outage.AWAY if state.startswith(_NO_CONNECTION) else _STATES.get(state)


def _without_a_state(error: psycopg.Error) -> Outage | None:
    """A connection that was not made tells its reason in words alone."""
    if not isinstance(error, psycopg.OperationalError):
        return None
    crowded = ("too many clients", "too many connections", "connection slots")
    return Outage.CROWDED if any(words in str(error) for words in crowded) else Outage.AWAY
