"""How a county wants its weekly programme: when it is drafted, in which languages, and who may see a draft."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.hours import NAIROBI, local
from domain.languages import Language
from domain.refusals import Refusal
from domain.stations import SLOTS, SPOKEN

# What each county listens to: Swahili everywhere, and the mother tongue most of its stations speak.
LISTENS_TO: dict[str, tuple[Language, ...]] = {
    "kitui": (Language.KAMBA, Language.SWAHILI),
    "makueni": (Language.KAMBA, Language.SWAHILI),
    "taita-taveta": (Language.TAITA, Language.SWAHILI),
}


class Programme(Base):
    """The settings of one county; without a row they are as they stand here. `drafted_on`: Monday is 0."""

    __tablename__ = "programmes"
    __table_args__ = (
        CheckConstraint("drafted_on BETWEEN 0 AND 6", name="drafted_on"),
        CheckConstraint("minutes IN (5, 10, 15, 30)", name="minutes"),
    )

    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    languages: Mapped[list[str]]
    drafted_on: Mapped[int] = mapped_column(default=3)
    drafted_at: Mapped[time] = mapped_column(default=time(6))
    minutes: Mapped[int] = mapped_column(default=30)  # what the desk holds a draft against
    shows_drafts: Mapped[bool] = mapped_column(default=False)  # to producers, clearly marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a county chooses; the fields of `Programme`."""

    drafted_on: int
    drafted_at: time
    languages: tuple[str, ...]
    minutes: int
    shows_drafts: bool = False


def of(session: Session, county: str) -> Programme:
    """A county's settings: what it chose, else ours, which are not added to the session."""
    return session.get(Programme, county) or Programme(county=county, languages=list(LISTENS_TO[county]))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def drafting(programme: Programme, week: date) -> datetime:
    """The moment within the week of this Monday at which the week after it is drafted."""
    return datetime.combine(week + timedelta(days=programme.drafted_on), programme.drafted_at, NAIROBI)


def week_of(programme: Programme, now: datetime) -> date:
    """The Monday of the week scripts are written for: the week on air until the hour of drafting, then the next one."""
    monday = monday_of(local(now).date())
    return monday if now < drafting(programme, monday) else monday + timedelta(weeks=1)


def next_drafting(programme: Programme, now: datetime) -> datetime:
    """When the clock drafts the next time after this moment."""
    return drafting(programme, week_of(programme, now))


def on_air(week: date) -> tuple[datetime, datetime]:
    """The first moment of a week, and the first after it."""
    monday = datetime.combine(week, time(), NAIROBI)
    return monday, monday + timedelta(weeks=1)


def change(session: Session, county: str, wanted: Settings) -> list[str]:
    """Keep what a county chose; returns the names of what is different now. Raises `Refusal`."""
    _check(wanted)
    # Nobody may have chosen anything yet: the row is made first, so that two who choose at once take turns on it.
    ours: dict[str, Any] = {"county": county, "languages": list(LISTENS_TO[county])}
    session.execute(insert(Programme).values(**ours).on_conflict_do_nothing())
    programme = session.get_one(Programme, county, with_for_update=True, populate_existing=True)
    fresh = asdict(wanted) | {"languages": list(wanted.languages)}
    changed = [name for name, value in fresh.items() if getattr(programme, name) != value]
    for name in changed:
        setattr(programme, name, fresh[name])
    session.flush()
    return changed


def _check(wanted: Settings) -> None:
    if wanted.drafted_on not in range(7):
        raise Refusal("Choose the day on which scripts are drafted.")
    if not wanted.languages or not set(wanted.languages) <= set(SPOKEN):
        raise Refusal("Choose at least one language of the programme.")
    if wanted.minutes not in SLOTS:
        raise Refusal("Choose how long the programme is.")
