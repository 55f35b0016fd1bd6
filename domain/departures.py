"""Who stopped, or had everything deleted: kept apart from the rows themselves, for what a backup brings back.

A line is one keyed print of a number and a day. It is written in the transaction of the act itself, and the clock
copies it to files beside the database; `restore` reads them before anything may be sent.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base, words


class Departure(StrEnum):
    STOPPED = "stopped"
    ERASED = "erased"
    JOINED = "joined"  # again, by their own act


class DepartureLine(Base):
    """One act, in the order of the ids. The print is that of `invitations.Leaver`, which nothing else is kept by."""

    __tablename__ = "departures"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    phone_lookup: Mapped[bytes]
    what: Mapped[Departure] = mapped_column(words(Departure, "what"))
    on: Mapped[datetime]  # a day
