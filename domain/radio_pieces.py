"""What officers write for the radio alone: season and market notes, good news, answers to what many asked.

Never a person's own words: an officer rewrites the question and the answer, so that nobody is known by them.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.languages import Language
from domain.segments import Part

PARTS = (Part.SEASON, Part.MARKET, Part.GOOD_NEWS, Part.ANSWER)


@dataclass(frozen=True, slots=True)
class Wording:
    """One piece in one language; `question` is for answers alone."""

    words: str
    question: str = ""


class RadioPiece(Base):
    """One piece for the weeks that touch its days. `wordings`, by language, are the fields of `Wording`.

    `asked` is how many texts officers marked as asking it; `hands` is everybody who wrote in it: none of them signs or
    approves a script it stands in.
    """

    __tablename__ = "radio_pieces"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), index=True)
    part: Mapped[Part]
    wordings: Mapped[dict[str, Any]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    written_at: Mapped[datetime]
    hands: Mapped[list[int]]
    source: Mapped[str] = mapped_column(default="")  # where it is from, for the cover
    asked: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    def wording(self, language: Language) -> Wording | None:
        """What it says in this language."""
        kept = self.wordings.get(language)
        return Wording(**kept) if kept else None

    def word(self, language: Language, wording: Wording) -> None:
        """Put down what it says in this language."""
        self.wordings = {**self.wordings, language.value: asdict(wording)}


def of_week(session: Session, county: str, monday: date, sunday: date) -> list[RadioPiece]:
    """What may be read in a county in a week: by part, and of answers first what most people asked."""
    query = select(RadioPiece).where(
        RadioPiece.county == county,
        RadioPiece.withdrawn_at.is_(None),
        RadioPiece.starts_on <= sunday,
        RadioPiece.ends_on >= monday,
    )
    order = (RadioPiece.asked.desc(), RadioPiece.starts_on.desc(), RadioPiece.id.desc())
    return list(session.scalars(query.order_by(*order)))


def newest(session: Session, counties: Collection[str] | None, *, most: int = 50, skip: int = 0) -> list[RadioPiece]:
    """Pieces of these counties (None: all), those that end last first."""
    query = select(RadioPiece).order_by(
        RadioPiece.withdrawn_at.is_not(None), RadioPiece.ends_on.desc(), RadioPiece.id.desc()
    )
    if counties is not None:
        query = query.where(RadioPiece.county.in_(counties))
    return list(session.scalars(query.limit(most).offset(skip)))
