"""A standing order: messages from approved library versions, at hours a rule names, until a day."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.bulletins import Kind
from domain.db import Base


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    HALTED = "halted"  # by an officer, or because a version of it was withdrawn: goes on only when approved anew
    ENDED = "ended"


class Outcome(StrEnum):
    """What became of one date of a series."""

    MADE = "made"  # a bulletin was made of it
    STEPPED_BACK = "stepped_back"  # an emergency runs in its areas
    MISSED = "missed"  # the clock was down for longer than the grace; a person decides
    LATE = "late"  # missed, and sent all the same by an officer
    LEFT = "left"  # missed, and left so by an officer
    WITHDRAWN = "withdrawn"  # its words are no longer in the library


class Series(Base):
    """The rule is read as: at `hour`, Nairobi's, on `weekdays` (0 is Monday) or `monthdays`, in `months`, to `ends_on`.

    Empty `months` are all twelve. `versions` are taken in turn. Areas, zones, kinds and languages as of a bulletin.
    """

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("cardinality(areas) > 0", name="areas"),
        CheckConstraint("(weekdays = '{}') <> (monthdays = '{}')", name="recurrence"),
        CheckConstraint("ends_on >= starts_on", name="end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    title: Mapped[str]
    kind: Mapped[Kind]
    areas: Mapped[list[str]]
    hour: Mapped[time]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    versions: Mapped[list[int]]
    author_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime]
    weekdays: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    monthdays: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    months: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    zones: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    audience_kinds: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    audience_languages: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    public: Mapped[bool] = mapped_column(default=False, server_default="false")
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    hands: Mapped[list[int]] = mapped_column(default_factory=list)
    submitter_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_hash: Mapped[str | None] = mapped_column(default=None)
    returned_because: Mapped[str | None] = mapped_column(default=None)
    halted_because: Mapped[str | None] = mapped_column(default=None)


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
