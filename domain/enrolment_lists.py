"""A list written at a baraza. Nobody is subscribed by it: each is asked on the phone itself.

Whoever gives a list learns how many lines were good and, from the next day on, about how many have joined: never who is
known, was asked or left, so that no list can be used to find that out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import audit
from domain.db import Base
from domain.hours import local
from domain.languages import Language
from domain.moments import day
from domain.officers import Officer
from domain.redaction import without_numbers
from domain.refusals import Refusal
from domain.veils import FEWEST

MOST_A_DAY = 300  # numbers by one officer, whatever becomes of them: three large barazas
TOLD_AFTER = timedelta(days=1)
AGAIN = timedelta(minutes=2)  # within which the same list is a second click
OLDEST = timedelta(days=30)  # of a baraza: later nobody remembers having agreed
SHORTEST, LONGEST = 2, 60  # letters of a place


class EnrolmentList(Base):
    """One list, in numbers: who stands on it is known only to the invitations that point at it, and not for long.

    `asked` were texted, `silent` were known, had left or were asked lately, `joined` answered from their own phone.
    None of the three is shown as it is.
    """

    __tablename__ = "enrolment_lists"
    __table_args__ = (Index("ix_enrolment_lists_officer_id", "officer_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    made_at: Mapped[datetime]
    ward: Mapped[str] = mapped_column(ForeignKey("areas.slug"))
    place: Mapped[str]
    held_on: Mapped[date]
    language: Mapped[Language]
    asked: Mapped[int] = mapped_column(default=0)
    silent: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)

    @property
    def numbers(self) -> int:
        """How many good numbers it had."""
        return self.asked + self.silent

    def joined_so_far(self, now: datetime) -> int | None:
        """How many have joined: None before the next day, 0 for fewer than three."""
        if now - self.made_at < TOLD_AFTER:
            return None
        return self.joined if self.joined >= FEWEST else 0

    def count(self, *, asked: bool) -> None:
        """One more of its numbers."""
        self.asked, self.silent = self.asked + asked, self.silent + (not asked)


@dataclass(frozen=True, slots=True)
class Baraza:
    """Where and when people gave their numbers."""

    ward: str
    place: str
    held_on: date
    language: Language

    def check(self, now: datetime) -> None:
        """Raises `Refusal`."""
        today = local(now).date()
        if not SHORTEST <= len(self.place) <= LONGEST:
            raise Refusal("Write where the baraza was, in %(most)s letters at most.", most=LONGEST)
        if without_numbers(self.place) != self.place:
            raise Refusal("Write no telephone or identity number in the place of the baraza.")
        if not today - OLDEST <= self.held_on <= today:
            raise Refusal("The baraza was today or within the last %(days)s days.", days=OLDEST.days)


def begin(session: Session, officer: Officer, baraza: Baraza, numbers: int, now: datetime) -> EnrolmentList:
    """A list of so many numbers, which the caller then puts forward one by one. Raises `Refusal`.

    What became of earlier ones does not count: the limit must not tell how many of them were known.
    """
    baraza.check(now)
    if not numbers:
        raise Refusal("There is no mobile number of Kenya in this list.")
    _find_room(session, officer, baraza, numbers, now)
    row = EnrolmentList(
        officer_id=officer.id,
        made_at=now,
        ward=baraza.ward,
        place=baraza.place,
        held_on=baraza.held_on,
        language=baraza.language,
    )
    session.add(row)
    session.flush()
    subject, said = f"enrolment list {row.id}", {"ward": row.ward, "numbers": numbers}
    audit.record(session, officer.id, "gave an enrolment list", subject, now=now, **said)
    return row


def _find_room(session: Session, officer: Officer, baraza: Baraza, numbers: int, now: datetime) -> None:
    """Raises `Refusal` where this list was given a moment ago, or the officer has given too many numbers today."""
    session.get_one(
        Officer, officer.id, with_for_update={"key_share": True}
    )  # two lists at once must not both find room
    mine = (EnrolmentList.officer_id == officer.id, EnrolmentList.made_at >= day(now))
    total = EnrolmentList.asked + EnrolmentList.silent
    same = (EnrolmentList.ward == baraza.ward, EnrolmentList.place == baraza.place, total == numbers)
    if session.scalar(select(exists().where(*mine, *same, EnrolmentList.made_at > now - AGAIN))):
        raise Refusal("This list was taken a moment ago: it is enough to send it once.")
    left = MOST_A_DAY - (session.scalar(select(func.sum(total)).where(*mine)) or 0)
    if numbers > left:
        raise Refusal("At most %(most)s numbers a day: today you may still give %(left)s.", most=MOST_A_DAY, left=left)


def of_counties(session: Session, counties: Collection[str], most: int, skip: int) -> list[EnrolmentList]:
    """The lists of these counties, newest first."""
    mine = or_(*(EnrolmentList.ward.startswith(f"{county}.") for county in counties))
    return list(
        session.scalars(select(EnrolmentList).where(mine).order_by(EnrolmentList.id.desc()).limit(most).offset(skip))
    )
