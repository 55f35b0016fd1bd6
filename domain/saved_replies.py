"""Answers that officers wrote once and give again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class SavedReply(Base):
    """One answer, with its words by language; `county` none: for every county."""

    __tablename__ = "saved_replies"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    title: Mapped[str]
    words: Mapped[dict[str, Any]]
    county: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
