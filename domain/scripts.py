"""A week's radio script for one county and language: speeches in order, who read it through, who took it to air."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import life_cycle
from domain.bulletins import Bulletin
from domain.chains import STANDS
from domain.db import Base, words
from domain.hours import NAIROBI, local
from domain.languages import FLOOR, Language
from domain.officers import Officer, Role
from domain.refusals import Refusal

# What each county listens to: Swahili everywhere, and the mother tongue most of its stations speak.
LISTENS_TO: dict[str, tuple[Language, ...]] = {
    "kitui": (Language.KAMBA, Language.SWAHILI),
    "makueni": (Language.KAMBA, Language.SWAHILI),
    "taita-taveta": (Language.TAITA, Language.SWAHILI),
}
CORRECTED_BY = (Role.OFFICER, Role.REVIEWER, Role.LEAD)

# A script is drafted on Thursday at 06:00 in Nairobi for the week that begins on the Monday after.
DRAFTED_ON, DRAFTED_AT = 3, time(6)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(now: datetime) -> date:
    """The Monday of the week scripts are written for: the week on air until the hour of drafting, then the next one."""
    here = local(now)
    monday = monday_of(here.date())
    drafting = datetime.combine(monday + timedelta(days=DRAFTED_ON), DRAFTED_AT, NAIROBI)
    return monday if here < drafting else monday + timedelta(weeks=1)


def on_air(week: date) -> tuple[datetime, datetime]:
    """The first moment of a week, and the first after it."""
    monday = datetime.combine(week, time(), NAIROBI)
    return monday, monday + timedelta(weeks=1)


class State(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Speech:
    """One numbered line: words with their speaker, or music and sounds, whose `seconds` are declared.

    `cue` is for the studio and never spoken. `bulletin` is the one it speaks of; `source` is who stands for the words.
    """

    speaker: str = ""
    words: str = ""
    cue: str = ""
    seconds: int = 0
    language: Language = FLOOR
    bulletin: int | None = None
    source: str = ""


class Script(Base):
    """`speeches` are the fields of `Speech`, in order; `spoken` is the language a reviewer must speak.

    `missing` names what could not be had in the script's own language: "bulletin 12", or "standing" for our own
    sentences between the bulletins.
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
    drafted_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def lines(self) -> list[Speech]:
        return [Speech(**{**row, "language": Language(row["language"])}) for row in self.speeches]

    @property
    def sources(self) -> list[str]:
        """Where the words come from, each once, in order."""
        return list(dict.fromkeys(speech.source for speech in self.lines if speech.source))

    @property
    def bulletins(self) -> set[int]:
        """The bulletins whose words are in it."""
        return {speech.bulletin for speech in self.lines if speech.bulletin is not None}

    @property
    def untouched(self) -> bool:
        """Whether nobody has corrected or reviewed it, so that a fresh draft may take its place."""
        return self.state is State.DRAFT and self.editor_id is None

    def may_be_corrected_by(self, officer: Officer, on: date) -> bool:
        return any(officer.may(role, on, county=self.county) for role in CORRECTED_BY)

    def correct(self, officer: Officer, speeches: Iterable[Speech], version: int, now: datetime) -> None:
        """Replace the speeches; `version` is the one the officer was looking at. A review is void after an edit."""
        if not self.may_be_corrected_by(officer, local(now).date()):
            raise Refusal("You do not correct scripts of this county.")
        self.check_version(version)
        speeches = list(speeches)
        if not any(speech.words.strip() for speech in speeches):
            raise Refusal("A script needs at least one speech.")
        if speeches == self.lines:
            return
        self.speeches, self.spoken = rows(speeches), spoken_in(self.language, speeches)
        self.version += 1
        self.editor_id = officer.id
        self.state, self.reviewer_id, self.reviewed_at = State.DRAFT, None, None

    def review(self, officer: Officer, version: int, now: datetime) -> None:
        """Mark it fit to be read on air: a speaker of the language its words are in, who did not edit it."""
        if not officer.may(Role.REVIEWER, local(now).date(), county=self.county, language=self.spoken):
            raise Refusal("A reviewer of the script's language marks it as read.")
        self.check_version(version)
        if officer.id == self.editor_id:
            raise Refusal("You corrected this script: another speaker must read it through.")
        if self.state is State.REVIEWED:
            raise Refusal("This script is reviewed already.")
        self.state, self.reviewer_id, self.reviewed_at = State.REVIEWED, officer.id, now

    def check_version(self, version: int) -> None:
        """Raise `Refusal` when this is not the version somebody was looking at."""
        if version != self.version:
            raise Refusal("Somebody else changed this script meanwhile: look at it again, then go on.")


class ScriptDownload(Base):
    """Somebody took a file."""

    __tablename__ = "script_downloads"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    script_id: Mapped[int] = mapped_column(ForeignKey("scripts.id", ondelete="CASCADE"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    file: Mapped[str]  # "docx" or "txt"
    at: Mapped[datetime]


def spoken_in(language: Language, speeches: Iterable[Speech]) -> Language:
    """The language of a script: its own as soon as anything is said in it, else Swahili."""
    return language if any(speech.words and speech.language is language for speech in speeches) else FLOOR


def rows(speeches: Iterable[Speech]) -> list[dict[str, Any]]:
    """Speeches as a script keeps them."""
    return [asdict(speech) for speech in speeches]


def locked(session: Session, script_id: int) -> Script | None:
    """The script for a change of it: two people changing it at once take turns."""
    return session.scalar(
        select(Script).where(Script.id == script_id).with_for_update().execution_options(populate_existing=True)
    )


def of_week(session: Session, week: date, county: str, language: Language) -> Script | None:
    """This script, held for a change of it."""
    return session.scalar(
        select(Script)
        .where(Script.week == week, Script.county == county, Script.language == language)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def newest(session: Session, counties: set[str] | None, *, since: date | None = None, most: int = 60) -> list[Script]:
    """Scripts of these counties (None: all) for the weeks from `since` on, the latest week first."""
    query = select(Script).order_by(Script.week.desc(), Script.county, Script.language).limit(most)
    if counties is not None:
        query = query.where(Script.county.in_(counties))
    if since is not None:
        query = query.where(Script.week >= since)
    return list(session.scalars(query))


def readable(session: Session, county: str, week: date, now: datetime) -> list[Bulletin]:
    """Bulletins that may be read on air in this county in this week, the newest first.

    Approved, not cancelled, in force on some day of the week that is still to come, for areas in the county, and not
    taken back, over or updated by one that has begun to leave.
    """
    monday, end = on_air(week)
    found = session.scalars(
        select(Bulletin)
        .where(
            Bulletin.state.in_(READ_WHILE),
            Bulletin.training.is_(False),
            Bulletin.send_at < end,
            Bulletin.expires_at > max(monday, now),
            text(STANDS),
        )
        .order_by(Bulletin.send_at.desc(), Bulletin.id.desc())
    )
    return [bulletin for bulletin in found if county in bulletin.counties]


READ_WHILE = (life_cycle.State.APPROVED, life_cycle.State.SENDING, life_cycle.State.SENT)


def withdrawn(session: Session, script: Script, now: datetime) -> list[int]:
    """The bulletins in it that may no longer be read: cancelled, reopened, expired or followed since."""
    ids = script.bulletins
    may_be_read = (Bulletin.state.in_(READ_WHILE), Bulletin.expires_at > now, text(STANDS))
    query = select(Bulletin.id).where(Bulletin.id.in_(ids), *may_be_read)
    return sorted(ids - set(session.scalars(query))) if ids else []
