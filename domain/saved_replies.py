"""Answers that officers wrote once and give again: by language, the words of whoever wrote them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.languages import FLOOR, Language
from domain.officers import Officer
from domain.redaction import without_numbers
from domain.refusals import Refusal

LONGEST_TITLE = 60  # letters
# An order to pay, a sum or the means of it: nobody of ours asks for money, and who reads one of these stops reading.
_ORDER = r"\b(tuma|tumeni|m?nitumie|nitumieni|lipa|lipeni|toa|send|pay)\b"
_MONEY = r"\b(pesa|fedha|hela|money|cash|kshs?|kes|shilingi|shillings?|bob)\b"
_SUM = r"\b(kshs?|kes|shilingi|shillings?|bob)"
_ASKS_FOR_MONEY = re.compile(
    rf"{_ORDER}[^.!?]{{0,25}}{_MONEY}|{_SUM}[^!?]{{0,12}}\d|\d[^.!?]{{0,12}}{_SUM}\b"
    # A till has five digits or more: shops are open till 5.
    r"|\b(m-?pesa|pay ?bill|till (number|no)|lipa na)\b|\btill\b[^.!?]{0,12}\d{5}",
    re.IGNORECASE,
)


class SavedReply(Base):
    """One answer, with its words by language; `county` none: for every county."""

    __tablename__ = "saved_replies"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    title: Mapped[str]
    words: Mapped[dict[str, Any]]
    county: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))  # who wrote or changed it last
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    def said_in(self, language: Language) -> tuple[str, Language]:
        """The words for somebody who chose this language, and the one they are in: Swahili where theirs is missing."""
        own = self.words.get(language)
        return (own, language) if own else (self.words[FLOOR], FLOOR)

    def shown_to(self, counties: set[str] | None) -> bool:
        """Whether an officer of these counties (None: all) may use it."""
        return self.county is None or counties is None or self.county in counties

    def kept_by(self, counties: set[str] | None) -> bool:
        """Whether they may change it: one for every county, only whoever holds them all."""
        return counties is None or (self.county is not None and self.county in counties)


def listed(session: Session, counties: set[str] | None) -> list[SavedReply]:
    """Those an officer of these counties may use, by title; none that was retired."""
    rows = session.scalars(select(SavedReply).where(SavedReply.retired_at.is_(None)).order_by(SavedReply.title))
    return [row for row in rows if row.shown_to(counties)]


def locked(session: Session, saved_id: int) -> SavedReply | None:
    """The answer, for whoever changes it."""
    return session.get(SavedReply, saved_id, with_for_update=True, populate_existing=True)


def check(title: str, words: Mapping[Language, str]) -> None:
    """Refuse what may not be sent again and again; how long words may be, the caller knows. Raises `Refusal`."""
    if not title:
        raise Refusal("Give it a title, so that it is found again.")
    if len(title) > LONGEST_TITLE:
        raise Refusal("Make the title shorter: at most %(most)s letters.", most=LONGEST_TITLE)
    if not words.get(FLOOR):
        raise Refusal("Write it in Swahili at least: whoever reads another language may get it so.")
    for text in words.values():
        if without_numbers(text) != text:
            raise Refusal("Leave telephone numbers out, but for the helplines: people are texted these words for long.")
        if asks_for_money(text):
            raise Refusal("It seems to ask for money, or names a sum: nobody here ever asks for money.")


def asks_for_money(text: str) -> bool:
    """Whether words look as if they asked for money; a price does too."""
    return _ASKS_FOR_MONEY.search(text) is not None


def save(
    session: Session,
    saved: SavedReply | None,
    title: str,
    words: Mapping[Language, str],
    county: str | None,
    officer: Officer,
    now: datetime,
) -> SavedReply:
    """Write a new one, or change one that is held. Raises `Refusal`."""
    kept = {language.value: text for language, text in words.items() if text}
    check(title, words)
    if saved is None:
        saved = SavedReply(title=title, words=kept, county=county, officer_id=officer.id, changed_at=now)
        session.add(saved)
        session.flush()
        return saved
    _check_current(saved)
    saved.title, saved.words, saved.county = title, kept, county
    saved.officer_id, saved.changed_at = officer.id, now
    return saved


def retire(saved: SavedReply, officer: Officer, now: datetime) -> None:
    """Offer it no more. Raises `Refusal` where it is not offered already."""
    _check_current(saved)
    saved.retired_at, saved.officer_id = now, officer.id


def _check_current(saved: SavedReply) -> None:
    if saved.retired_at is not None:
        raise Refusal("This answer was retired meanwhile.")
