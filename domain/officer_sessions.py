"""Where an officer is signed in: one row for each browser, so that each can be seen and ended."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from domain.db import Base
from domain.officers import Officer
from domain.second_factors import SecondFactor

IDLE = timedelta(hours=2)
IDLE_AT_MOST = timedelta(minutes=30)  # for whoever holds a role that needs a second factor
LONGEST = timedelta(hours=12)  # a day's work; however busy, a session does not outlive it
SEEN_EVERY = timedelta(minutes=5)  # how exactly idleness is known: a row written at every page would cost more


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

    def lasts(self, now: datetime, idle: timedelta) -> bool:
        """Whether it is still open: not ended, not idle for too long, not begun too long ago."""
        return self.ended_at is None and now - self.seen_at <= idle and now - self.began_at <= LONGEST


class Known(NamedTuple):
    """Whose cookie came, whether or not its session is still open."""

    row: OfficerSession
    officer: Officer
    has_factor: bool


def begin(session: Session, officer_id: int, now: datetime, *, by: str, device: str) -> tuple[OfficerSession, str]:
    """A new session, and the token for its cookie."""
    token = secrets.token_urlsafe(32)
    row = OfficerSession(
        token_hash=_hash(token), officer_id=officer_id, began_at=now, seen_at=now, by=by, device=device
    )
    session.add(row)
    session.flush()
    return row, token


def known(session: Session, token: str) -> Known | None:
    """The session of this token, its officer with the roles, and whether a second factor is set up: one query."""
    found = (
        session.execute(
            select(OfficerSession, Officer, SecondFactor.officer_id.is_not(None))
            .join(Officer, Officer.id == OfficerSession.officer_id)
            .outerjoin(SecondFactor, SecondFactor.officer_id == Officer.id)
            .options(joinedload(Officer.grants))
            .where(OfficerSession.token_hash == _hash(token))
        )
        .unique()
        .one_or_none()
    )
    return Known(*found) if found else None


def open_of(session: Session, officer_id: int, now: datetime, idle: timedelta) -> list[OfficerSession]:
    """Where this officer is signed in now, last seen first."""
    rows = session.scalars(
        select(OfficerSession)
        .where(OfficerSession.officer_id == officer_id, OfficerSession.ended_at.is_(None))
        .where(OfficerSession.seen_at >= now - idle, OfficerSession.began_at >= now - LONGEST)
        .order_by(OfficerSession.seen_at.desc(), OfficerSession.id.desc())
    )
    return list(rows)


def end(
    session: Session, officer_id: int, now: datetime, *, only: int | None = None, but: OfficerSession | None = None
) -> int:
    """End this officer's sessions: all, `only` one, or all `but` one. Returns how many were open."""
    ending = (
        update(OfficerSession)
        .where(OfficerSession.officer_id == officer_id, OfficerSession.ended_at.is_(None))
        .values(ended_at=now)
        .returning(OfficerSession.id)
    )
    if only is not None:
        ending = ending.where(OfficerSession.id == only)
    if but is not None:
        ending = ending.where(OfficerSession.id != but.id)
    return len(session.scalars(ending).all())


def forget_factor(session: Session, officer_id: int) -> None:
    """No session of this officer has shown a second factor any more: there is none."""
    session.execute(update(OfficerSession).where(OfficerSession.officer_id == officer_id).values(second_at=None))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def last_seen(session: Session) -> dict[int, datetime]:
    """When each officer was last there, to a few minutes; who never was is not in it."""
    latest = select(OfficerSession.officer_id, func.max(OfficerSession.seen_at)).group_by(OfficerSession.officer_id)
    return dict(iter(session.execute(latest)))
