"""The second thing that proves an officer: a code of six digits from their telephone, or a recovery code."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.officers import Role

# They let warnings go out, read reports, give roles: a password that was looked at must not be enough.
NEEDED_BY = frozenset({Role.APPROVER, Role.PEACE, Role.PROTECTION, Role.ADMIN})


class SecondFactor(Base):
    """The secret an officer's telephone shares with us (TOTP, RFC 6238); it counts once a first code was shown."""

    __tablename__ = "second_factors"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), primary_key=True)
    secret_sealed: Mapped[bytes]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(default=0)  # of 30 seconds: a code is taken once


class RecoveryCode(Base):
    """One of ten that let in once where the telephone is lost."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[bytes]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class SecondFactorReset(Base):
    """A lost second factor taken off by two others: one asks with a reason, another agrees."""

    __tablename__ = "second_factor_resets"
    __table_args__ = (
        # Of one officer there is at most one that waits.
        Index("ix_second_factor_resets_waiting", "officer_id", unique=True, postgresql_where="ended_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    agreed: Mapped[bool | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)  # decided, or too old


def having(session: Session) -> set[int]:
    """The officers who have shown a first code."""
    return set(session.scalars(select(SecondFactor.officer_id).where(SecondFactor.confirmed_at.is_not(None))))
