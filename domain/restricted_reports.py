"""That sexual violence or harm to a child was spoken of: kind and ward of a day, no number, no word, no hour.

Seen by the protection focal point alone, and in no count, map, hot spot or export. It has no moment and no link to
whoever told, so any two of one day are alike.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, words
from domain.officers import Officer
from domain.subscribers import Channel


class RestrictedKind(StrEnum):
    SEXUAL_VIOLENCE = "sexual_violence"
    CHILD = "child"
    UNSAID = "unsaid"  # the phone offers both in one line


class RestrictedReport(Base):
    """One telling. `done_by`: the protection focal point has seen to it."""

    __tablename__ = "restricted_reports"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[RestrictedKind] = mapped_column(words(RestrictedKind, "kind"))
    ward: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"))
    day: Mapped[date]
    channel: Mapped[Channel]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)


def listed(
    session: Session, counties: Iterable[str] | None, *, start: int = 0, most: int = 200
) -> list[RestrictedReport]:
    """Those of these counties (None: all), and those of no place: what nobody has seen to first, the newest first."""
    query = select(RestrictedReport).where(*_within(counties))
    query = query.order_by(RestrictedReport.done_by.is_not(None), RestrictedReport.day.desc(), RestrictedReport.id)
    return list(session.scalars(query.offset(start).limit(most)))


def waiting(session: Session, counties: Iterable[str] | None) -> int:
    """How many of them nobody has seen to."""
    query = select(func.count(RestrictedReport.id)).where(*_within(counties), RestrictedReport.done_by.is_(None))
    return session.scalar(query) or 0


def done(session: Session, report_id: int, officer: Officer) -> None:
    """The protection focal point has seen to it; who was first stays."""
    one = update(RestrictedReport).where(RestrictedReport.id == report_id, RestrictedReport.done_by.is_(None))
    session.execute(one.values(done_by=officer.id))


def _within(counties: Iterable[str] | None) -> list[ColumnElement[bool]]:
    if counties is None:
        return []
    return [RestrictedReport.ward.is_(None) | func.split_part(RestrictedReport.ward, ".", 1).in_(list(counties))]
