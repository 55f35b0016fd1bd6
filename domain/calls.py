"""A call to a source through the service: it rings the officer, then the source; neither sees the other's number."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class CallState(StrEnum):
    ASKED = "asked"
    RINGING = "ringing"  # the provider took it
    TALKING = "talking"
    OVER = "over"
    FAILED = "failed"


class Call(Base):
    """One call. It holds no number: the officer's and the reporter's are read when they are dialled."""

    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_provider_id", "provider_id", postgresql_where="provider_id IS NOT NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sighting_id: Mapped[int] = mapped_column(ForeignKey("sightings.id", ondelete="CASCADE"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_at: Mapped[datetime]
    state: Mapped[CallState] = mapped_column(default=CallState.ASKED)
    provider_id: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    seconds: Mapped[int | None] = mapped_column(default=None)
    fault: Mapped[str] = mapped_column(default="", server_default="")
