"""Standing texts that were thought through before they were needed, each version with its sources and its names."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.bulletins import Kind
from domain.db import Base
from domain.library_texts import LibraryText
from domain.phases import Phase


class ForWhom(StrEnum):
    """Whom a drought text gives advice to."""

    EVERYBODY = "everybody"
    FARMERS = "farmers"
    HERDERS = "herders"
    HOUSEHOLDS = "households"
    INTERMEDIARIES = "intermediaries"


class PeaceTopic(StrEnum):
    WATER_POINTS = "water_points"
    GRAZING = "grazing"
    RUMOUR = "rumour"
    ELECTIONS = "elections"
    RECONCILIATION = "reconciliation"


class LibraryEntry(Base):
    """One standing text, through all its versions. A drought text has a phase and readers, a peace text a topic.

    `key` is that of a text that came with the service; a withdrawn one is used by nobody any more.
    """

    __tablename__ = "library_entries"
    __table_args__ = (
        CheckConstraint("(kind = 'drought') = (phase IS NOT NULL AND for_whom IS NOT NULL)", name="drought"),
        CheckConstraint("(kind = 'peace') = (topic IS NOT NULL)", name="peace"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    title: Mapped[str]
    kind: Mapped[Kind]
    phase: Mapped[Phase | None] = mapped_column(default=None)
    for_whom: Mapped[ForWhom | None] = mapped_column(default=None)
    topic: Mapped[PeaceTopic | None] = mapped_column(default=None)
    county: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"), default=None)  # none: for all of them
    key: Mapped[str | None] = mapped_column(default=None, unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    withdrawn_because: Mapped[str | None] = mapped_column(default=None)
    versions: Mapped[list["LibraryVersion"]] = relationship(
        default_factory=list, lazy="selectin", order_by="LibraryVersion.number", back_populates="entry"
    )


class LibraryVersion(Base):
    """One wording of an entry in every language. Approved, it never changes: a change is the next version."""

    __tablename__ = "library_versions"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("library_entries.id"), init=False)
    number: Mapped[int]
    source: Mapped[str]  # where its advice comes from
    verified: Mapped[bool]  # whether that source was found; what was not is shown as such to whoever uses it
    created_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    review_on: Mapped[date | None] = mapped_column(default=None)  # when somebody must read it again
    checks: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")  # of conflict sensitivity
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_hash: Mapped[str | None] = mapped_column(default=None)
    entry: Mapped[LibraryEntry] = relationship(init=False, back_populates="versions", lazy="joined")
    texts: Mapped[list[LibraryText]] = relationship(
        default_factory=list, lazy="selectin", cascade="all, delete-orphan", order_by=LibraryText.id
    )
