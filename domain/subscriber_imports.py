"""A list of people who agreed elsewhere, brought in from a file: looked through first, then joined, then greeted."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class State(StrEnum):
    LOOKED_AT = "looked_at"  # nobody has joined by it yet
    JOINING = "joining"
    DONE = "done"
    DROPPED = "dropped"


class Evidence(StrEnum):
    """How people of a list agreed, so that it can be shown to whoever asks."""

    SIGNED_LIST = "signed_list"  # on paper, each with a signature or thumbprint
    RECORDED = "recorded"  # spoken, and recorded
    OWN_MESSAGE = "own_message"  # each wrote or dialled another service that asked for it in these words


class SubscriberImport(Base):
    """One file. `rows_sealed` holds the good rows until they have joined, and no longer than a day.

    `people` are the good rows, `joined` those brought in so far, `left_out` the others by why ("known", "left", …).
    """

    __tablename__ = "subscriber_imports"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))  # none: on the command line
    looked_at: Mapped[datetime]
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"))
    file_name: Mapped[str]
    file_hash: Mapped[bytes]
    evidence: Mapped[Evidence]
    agreed_on: Mapped[date]  # the day, or the last of them
    kept_by: Mapped[str]  # who has the paper or recording, and where
    rows_sealed: Mapped[bytes | None]
    people: Mapped[int]
    left_out: Mapped[dict[str, Any]]
    joined: Mapped[int] = mapped_column(default=0)
    state: Mapped[State] = mapped_column(default=State.LOOKED_AT)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
