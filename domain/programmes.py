"""How a county wants its weekly programme: when it is drafted, in which languages, and who may see a draft."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.hours import NAIROBI, local
from domain.languages import Language

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
    minutes: Mapped[int] = mapped_column(default=30)  # what a draft is to fill: the longest slot of its stations
    shows_drafts: Mapped[bool] = mapped_column(default=False)  # to producers, clearly marked


def of(session: Session, county: str) -> Programme:
    """A county's settings: what it chose, else ours, which are not added to the session."""
    return session.get(Programme, county) or Programme(county=county, languages=list(LISTENS_TO[county]))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(programme: Programme, now: datetime) -> date:
    """The Monday of the week scripts are written for: the week on air until the hour of drafting, then the next one."""
    here = local(now)
    monday = monday_of(here.date())
    drafting = datetime.combine(monday + timedelta(days=programme.drafted_on), programme.drafted_at, NAIROBI)
    return monday if here < drafting else monday + timedelta(weeks=1)


def on_air(week: date) -> tuple[datetime, datetime]:
    """The first moment of a week, and the first after it."""
    monday = datetime.combine(week, time(), NAIROBI)
    return monday, monday + timedelta(weeks=1)
