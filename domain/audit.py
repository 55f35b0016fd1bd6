"""Who did what, when: append-only, held so by a trigger in the database."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, case, func, not_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.hours import at_wall_time


class Audit(Base):
    """One act of one officer. `subject` names the row ("bulletin 12"); `detail` never holds a number or a report."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject"),
        Index("ix_audit_at", "at"),
        Index("ix_audit_officer_id", "officer_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))  # none: the service itself
    what: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    session_id: Mapped[int | None] = mapped_column(default=None)  # from which browser; its row may be gone by now
    deputy_for: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)  # in whose place


def record(session: Session, officer_id: int | None, what: str, subject: str, *, now: datetime, **detail: Any) -> None:
    """Write one line of the audit, in the transaction of the act itself.

    From where and in whose place is read in `session.info`: the door that let the officer in has put it there, as
    "session_id" (of `officer_sessions`) and "deputy_for" (an officer). Of what the service does by itself there is
    neither.
    """
    acting = session.info if officer_id is not None else {}
    line = Audit(at=now, officer_id=officer_id, what=what, subject=subject, detail=detail)
    line.session_id, line.deputy_for = acting.get("session_id"), acting.get("deputy_for")
    session.add(line)


def history(session: Session, subject: str) -> list[Audit]:
    """All that happened to one row, oldest first."""
    return list(session.scalars(select(Audit).where(Audit.subject == subject).order_by(Audit.id)))


def latest(session: Session, subjects: Collection[str], acts: Collection[str]) -> dict[tuple[str, str], datetime]:
    """When each of these acts was last done to each of these rows, by (subject, what), where it was."""
    query = select(Audit.subject, Audit.what, func.max(Audit.at)).where(Audit.subject.in_(subjects))
    rows = session.execute(query.where(Audit.what.in_(acts)).group_by(Audit.subject, Audit.what))
    return {(subject, what): at for subject, what, at in rows}


# What an administrator reads of every act on a report, whatever it was: neither which, nor what was done, nor when
# exactly. That somebody worked on one, and from where, is what an audit is for.
A_REPORT, ON_A_REPORT = "a report", "worked on a report"
_REPORTS: ColumnElement[bool] = or_(
    Audit.subject.startswith("incident "),
    Audit.subject.startswith("restricted report"),
    Audit.subject.startswith("situation of "),
    Audit.subject == "inbox",  # a message moved to the peace desk or the restricted reports
    Audit.what.contains("incident"),
    Audit.detail.has_key("incident"),
    and_(Audit.subject.startswith("reply "), Audit.what.contains("report")),
)
# Coarse lines stand at the beginning of their hour: between two others they would tell their minute.
_SHOWN_AT = case((_REPORTS, func.date_trunc("hour", Audit.at, "UTC")), else_=Audit.at)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One act as administrators read it. `coarse`: on a report; then `at` is the full hour."""

    at: datetime
    officer_id: int | None
    what: str
    subject: str
    detail: dict[str, Any]
    session_id: int | None
    deputy_for: int | None
    coarse: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines: of one officer, of these days in Nairobi (both included), with these letters, of this very subject.

    What was done to reports is not searched: the answer would say what is left out.
    """

    officer_id: int | None = None
    first: date | None = None
    last: date | None = None
    what: str = ""
    subject: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.officer_id is not None:
            yield Audit.officer_id == self.officer_id
        if self.first is not None:
            yield Audit.at >= at_wall_time(datetime.combine(self.first, time()))
        if self.last is not None:
            yield Audit.at < at_wall_time(datetime.combine(self.last + timedelta(days=1), time()))
        if self.what:
            yield and_(Audit.what.icontains(self.what, autoescape=True), not_(_REPORTS))
        if self.subject:
            yield _REPORTS if self.subject == A_REPORT else and_(Audit.subject == self.subject, not_(_REPORTS))


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody has read: to this moment as it is shown, and so many lines of it.

    Never an id: those of two other lines would tell when between them a coarse one was written.
    """

    at: datetime
    lines: int

    @classmethod
    def after(cls, lines: Sequence[Line], before: "Place | None") -> "Place":
        """Behind these, which were read after `before`."""
        at = lines[-1].at
        read = before.lines if before is not None and before.at == at else 0
        return cls(at, read + sum(line.at == at for line in lines))


def trail(session: Session, asked: Asked, *, after: Place | None = None, most: int) -> list[Line]:
    """The newest lines, or those behind this place, as administrators read them.

    No more is sorted than whole hours that have enough lines, found by an index: a page costs the same among millions.
    """
    conditions = [*asked.conditions()]
    earlier, query = list(conditions), select(Audit, _REPORTS, _SHOWN_AT).where(*conditions)
    if after is not None:
        hour = _hour(after.at)
        earlier.append(Audit.at < hour)
        query = query.where(Audit.at < hour + _HOUR, after.at >= _SHOWN_AT).offset(after.lines)
    enough = select(Audit.at).where(*earlier).order_by(Audit.at.desc()).offset(most - 1).limit(1)
    if (oldest := session.scalar(enough)) is not None:
        query = query.where(Audit.at >= _hour(oldest))
    # Of one moment in the order of writing: what is added meanwhile shifts nothing that was read.
    found = session.execute(query.order_by(_SHOWN_AT.desc(), Audit.id).limit(most))
    return [_as_read(line, bool(coarse), at) for line, coarse, at in found]


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _as_read(line: Audit, coarse: bool, at: datetime) -> Line:
    said = (ON_A_REPORT, A_REPORT, dict[str, Any]()) if coarse else (line.what, line.subject, line.detail)
    return Line(at, line.officer_id, *said, line.session_id, line.deputy_for, coarse)
