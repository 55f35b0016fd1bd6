"""What officers write for the radio alone: season and market notes, good news, answers to what many asked.

Never a person's own words: an officer rewrites the question and the answer, so that nobody is known by them.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, case, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.languages import FLOOR, Language
from domain.segments import Part

PARTS = (Part.SEASON, Part.MARKET, Part.GOOD_NEWS, Part.ANSWER)


class State(StrEnum):
    """Where a piece stands on a day, in the order of a list."""

    RUNNING = "running"
    COMING = "coming"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Wording:
    """One piece in one language; `question` is for answers alone."""

    words: str
    question: str = ""


class RadioPiece(Base):
    """One piece for the weeks that touch its days. `wordings`, by language, are the fields of `Wording`.

    `asked` is how many texts officers marked as asking it, those that were deleted since among them; `hands` is
    everybody who wrote in it: none of them signs or approves a script it stands in.
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
    peace: Mapped[bool] = mapped_column(default=False)  # its words speak of conflict or of peace

    @property
    def languages(self) -> list[Language]:
        """Those it is written in."""
        return [language for language in Language if language in self.wordings]

    @property
    def title(self) -> str:
        """How officers tell it from others: its question or else its words, in Swahili where it has them."""
        worded = (self.wording(language) for language in (FLOOR, *self.languages))
        return next((each.question or each.words for each in worded if each), "")

    def wording(self, language: Language) -> Wording | None:
        """What it says in this language."""
        kept = self.wordings.get(language)
        return Wording(**kept) if kept else None

    def word(self, language: Language, wording: Wording) -> None:
        """Put down what it says in this language."""
        self.wordings = {**self.wordings, language.value: asdict(wording)}

    def state(self, on: date) -> State:
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.ends_on < on:
            return State.OVER
        return State.COMING if self.starts_on > on else State.RUNNING

    def fingerprint(self) -> str:
        """What an officer looked at, or a script took: another one once somebody changed, withdrew or brought back the
        piece. How many asked it is no part of it."""
        days = (str(self.starts_on), str(self.ends_on))
        seen = [*days, self.source, self.wordings, self.withdrawn_at is not None]
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


def locked(session: Session, piece_id: int) -> RadioPiece | None:
    """The piece for a change of it: two people changing it at once take turns."""
    return next(iter(_held(session, [piece_id])), None)


def both_locked(session: Session, *piece_ids: int | None) -> dict[int, RadioPiece]:
    """These pieces for a change, by id; always held in the same order, so that nobody waits for each other."""
    return {piece.id: piece for piece in _held(session, [each for each in piece_ids if each is not None])}


def _held(session: Session, ids: Collection[int]) -> list[RadioPiece]:
    query = select(RadioPiece).where(RadioPiece.id.in_(ids)).order_by(RadioPiece.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def of_week(session: Session, county: str, monday: date, sunday: date) -> list[RadioPiece]:
    """What may be read in a county in a week: by part, and of answers first what most people asked."""
    query = select(RadioPiece).where(
        RadioPiece.county == county,
        RadioPiece.withdrawn_at.is_(None),
        RadioPiece.starts_on <= sunday,
        RadioPiece.ends_on >= monday,
    )
    order = (_PART, RadioPiece.asked.desc(), RadioPiece.starts_on.desc(), RadioPiece.id.desc())
    return list(session.scalars(query.order_by(*order)))


def answers(session: Session, counties: Collection[str], on: date) -> list[RadioPiece]:
    """The answers of these counties that are on air on a day or will be, first what most people asked."""
    query = select(RadioPiece).where(
        RadioPiece.part == Part.ANSWER,
        RadioPiece.county.in_(counties),
        RadioPiece.withdrawn_at.is_(None),
        RadioPiece.ends_on >= on,
    )
    return list(session.scalars(query.order_by(RadioPiece.county, RadioPiece.asked.desc(), RadioPiece.id.desc())))


def newest(
    session: Session,
    counties: Collection[str] | None,
    on: date,
    *,
    part: Part | None = None,
    state: State | None = None,
    most: int = 50,
    skip: int = 0,
) -> list[RadioPiece]:
    """Pieces of these counties (None: all): first what runs on this day, then what comes, is over or withdrawn."""
    found = _in_state(on)
    order = (found, RadioPiece.county, _PART, RadioPiece.asked.desc(), RadioPiece.ends_on.desc(), RadioPiece.id.desc())
    query = select(RadioPiece).order_by(*order)
    if counties is not None:
        query = query.where(RadioPiece.county.in_(counties))
    if part is not None:
        query = query.where(RadioPiece.part == part)
    if state is not None:
        query = query.where(found == list(State).index(state))
    return list(session.scalars(query.limit(most).offset(skip)))


def noted(session: Session, counties: Collection[str] | None, since: date) -> list[RadioPiece]:
    """Market notes of these counties (None: all) that ran or will run on this day or later."""
    query = select(RadioPiece).where(
        RadioPiece.part == Part.MARKET, RadioPiece.withdrawn_at.is_(None), RadioPiece.ends_on >= since
    )
    if counties is not None:
        query = query.where(RadioPiece.county.in_(counties))
    return list(session.scalars(query.order_by(RadioPiece.id)))


_PART = case(*((RadioPiece.part == part, at) for at, part in enumerate(PARTS)))


def _in_state(on: date) -> ColumnElement[int]:
    """The same as `RadioPiece.state`, as its place among the states."""
    at = {state: place for place, state in enumerate(State)}
    return case(
        (RadioPiece.withdrawn_at.is_not(None), at[State.WITHDRAWN]),
        (RadioPiece.ends_on < on, at[State.OVER]),
        (RadioPiece.starts_on > on, at[State.COMING]),
        else_=at[State.RUNNING],
    )
