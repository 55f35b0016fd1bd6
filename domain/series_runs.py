"""The dates of a series one by one: what became of each, decided once, by the clock or by an officer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import hours, senders, series_texts, standing
from domain.bulletins import Bulletin, Follow, Kind
from domain.db import Base
from domain.languages import FLOOR
from domain.life_cycle import ON_THEIR_WAY
from domain.life_cycle import State as BulletinState
from domain.library import LibraryVersion
from domain.officers import Officer
from domain.phases import Phase
from domain.recurrence import due_between
from domain.refusals import Refusal
from domain.senders import Use
from domain.series import Series, State


class Outcome(StrEnum):
    """What became of one date of a series."""

    MADE = "made"  # a bulletin was made of it
    STEPPED_BACK = "stepped_back"  # an emergency runs in its areas
    MISSED = "missed"  # the clock was down for longer than the grace; a person decides
    LATE = "late"  # missed, and sent all the same by an officer
    LEFT = "left"  # missed, and left so by an officer
    WITHDRAWN = "withdrawn"  # its words are no longer in the library


class SeriesRun(Base):
    """One date of a series and what became of it: written once, so that no date runs twice."""

    __tablename__ = "series_runs"
    __table_args__ = (Index("ix_series_runs_missed", "series_id", postgresql_where="outcome = 'missed'"),)

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome]
    decided_at: Mapped[datetime]
    bulletin_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), default=None)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("library_versions.id"), default=None)
