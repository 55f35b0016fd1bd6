"""Asking to see a reporter's number: a permission, a reason, a second person, once, and all of it kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class Reveal(Base):
    """One request about one source. It outlives the number, and never holds it."""

    __tablename__ = "reveals"
    __table_args__ = (CheckConstraint("decided_by <> asked_by", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sighting_id: Mapped[int] = mapped_column(ForeignKey("sightings.id", ondelete="CASCADE"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_at: Mapped[datetime]
    reason_sealed: Mapped[bytes]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    granted: Mapped[bool | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)  # shown once
