"""Who did what, when: append-only, held so by a trigger in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, select
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
