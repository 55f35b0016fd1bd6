"""Who did what, when: append-only, held so by a trigger in the database."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base


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
    """Write one line of the audit, in the transaction of the act itself."""
    session.add(Audit(at=now, officer_id=officer_id, what=what, subject=subject, detail=detail))


def history(session: Session, subject: str) -> list[Audit]:
    """All that happened to one row, oldest first."""
    return list(session.scalars(select(Audit).where(Audit.subject == subject).order_by(Audit.id)))


def latest(session: Session, subjects: Collection[str], acts: Collection[str]) -> dict[tuple[str, str], datetime]:
    """When each of these acts was last done to each of these rows, by (subject, what), where it was."""
    query = select(Audit.subject, Audit.what, func.max(Audit.at)).where(Audit.subject.in_(subjects))
    rows = session.execute(query.where(Audit.what.in_(acts)).group_by(Audit.subject, Audit.what))
    return {(subject, what): at for subject, what, at in rows}
