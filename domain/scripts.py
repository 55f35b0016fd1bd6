"""A week's radio script for one county and language: speeches in order, who read it through, who took it to air."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, words
from domain.hours import local
from domain.languages import Language
from domain.officers import Officer, Role
from domain.refusals import Refusal


class State(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"


class Script(Base):
    """`speeches` are {"speaker", "words", "cue", "seconds"} in order; `spoken` is the language the words are really in.

    `missing` says what could not be had in the script's own language, for the officer who corrects it.
    """

    __tablename__ = "scripts"
    __table_args__ = (UniqueConstraint("week", "county", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    week: Mapped[date]  # its Monday
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"))
    language: Mapped[Language]
    spoken: Mapped[Language] = mapped_column(words(Language, "spoken"))
    speeches: Mapped[list[dict[str, Any]]]
    missing: Mapped[list[str]]
    sources: Mapped[list[str]]
    drafted_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)

    def correct(self, officer: Officer, speeches: list[dict[str, Any]], version: int) -> None:
        """Replace the speeches; `version` is the one the officer was looking at. A review is void after an edit."""
        if version != self.version:
            raise Refusal("Somebody else changed this script meanwhile: look at it again, then correct it.")
        if not any(str(speech["words"]).strip() for speech in speeches):
            raise Refusal("A script needs at least one speech.")
        self.speeches = speeches
        self.version += 1
        self.editor_id = officer.id
        self.state, self.reviewer_id, self.reviewed_at = State.DRAFT, None, None

    def review(self, officer: Officer, now: datetime) -> None:
        """Mark it fit to be read on air: a speaker of the language its words are in, who did not edit it."""
        if not officer.may(Role.REVIEWER, local(now).date(), language=self.spoken):
            raise Refusal("A reviewer of the script's language marks it as read.")
        if officer.id == self.editor_id:
            raise Refusal("You corrected this script: another speaker must read it through.")
        self.state, self.reviewer_id, self.reviewed_at = State.REVIEWED, officer.id, now


class ScriptDownload(Base):
    """A producer took a file."""

    __tablename__ = "script_downloads"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    script_id: Mapped[int] = mapped_column(ForeignKey("scripts.id", ondelete="CASCADE"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    file: Mapped[str]  # "docx" or "txt"
    at: Mapped[datetime]


def of_week(session: Session, week: date, county: str, language: Language) -> Script | None:
    return session.scalar(
        select(Script).where(Script.week == week, Script.county == county, Script.language == language)
    )


def newest(session: Session, counties: set[str] | None, *, most: int = 60) -> list[Script]:
    """Scripts of these counties (None: all), this week's first."""
    query = select(Script).order_by(Script.week.desc(), Script.county, Script.language).limit(most)
    if counties is not None:
        query = query.where(Script.county.in_(counties))
    return list(session.scalars(query))
