"""Where an officer is signed in: one row for each browser, so that each can be seen and ended."""

from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base


class OfficerSession(Base):
    """One browser. Only the hash of what its cookie holds is kept, so a dump opens nothing.

    `second_at` is when the second factor was shown in it; `seen_at` is renewed at most every few minutes.
    """

    __tablename__ = "officer_sessions"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), index=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    by: Mapped[str]  # "password", "one-time link", "cast"
    device: Mapped[str]  # "Firefox on Windows": words of ours, never the browser's own
    second_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


def last_seen(session: Session) -> dict[int, datetime]:
    """When each officer was last there, to a few minutes; who never was is not in it."""
    latest = select(OfficerSession.officer_id, func.max(OfficerSession.seen_at)).group_by(OfficerSession.officer_id)
    return dict(row._tuple() for row in session.execute(latest))
