"""The second thing that proves an officer: a code of six digits from their telephone, or a recovery code."""

import hmac
import secrets
from datetime import date, datetime
from enum import StrEnum

import pyotp
from sqlalchemy import ForeignKey, Index, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.officers import Officer, Role
from domain.sealed_columns import FACTOR_SECRET
from domain.vault import Purpose, Vault

# They let warnings go out, read reports, let numbers be seen, give roles: a password that was looked at must not be
# enough.
NEEDED_BY = frozenset({Role.APPROVER, Role.PEACE, Role.PROTECTION, Role.LEAD, Role.ADMIN})
STEP = 30  # seconds; RFC 6238, as every telephone's program has it
DIGITS = 6
RECOVERY_CODES = 10
# Nothing that is mistaken for something else on paper.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # pragma: allowlist secret
HALF = 5  # letters before and after the hyphen: ten of them are 49 bits


class Taken(StrEnum):
    """What proved the officer."""

    TELEPHONE = "telephone"
    RECOVERY_CODE = "recovery code"


class SecondFactor(Base):
    """The secret an officer's telephone shares with us (TOTP, RFC 6238); kept once a first code was shown."""

    __tablename__ = "second_factors"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), primary_key=True)
    secret_sealed: Mapped[bytes]
    confirmed_at: Mapped[datetime]
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


def needed(officer: Officer, on: date) -> bool:
    """Whether a role of this officer asks for a second factor that day."""
    return bool(officer.roles(on) & NEEDED_BY)


def of(session: Session, officer_id: int) -> SecondFactor | None:
    return session.get(SecondFactor, officer_id)


def new_secret() -> str:
    """160 bits in base32: what the QR code holds and what can be typed instead."""
    return pyotp.random_base32()


def address(secret: str, officer: Officer) -> str:
    """What the QR code says to a telephone's program."""
    return pyotp.TOTP(secret).provisioning_uri(name=officer.username, issuer_name="Mbiu")


def set_up(session: Session, vault: Vault, officer: Officer, secret: str, code: str, now: datetime) -> bool:
    """Keep a secret once its first code is right, in place of the one before. Recovery codes stay as they are."""
    step = _step(secret, code, now, after=0)
    if step is None:
        return False
    sealed = vault.seal(secret, *FACTOR_SECRET.at(officer.id))
    session.merge(SecondFactor(officer_id=officer.id, secret_sealed=sealed, confirmed_at=now, last_step=step))
    return True


def take(session: Session, vault: Vault, officer_id: int, code: str, now: datetime) -> Taken | None:
    """Take a code of the telephone or a recovery code; each is taken once, also from two windows at a time."""
    factor = session.get(SecondFactor, officer_id, with_for_update=True, populate_existing=True)
    if factor is None:
        return None
    typed = "".join(letter for letter in code.lower() if letter.isalnum())
    if len(typed) != DIGITS:
        return Taken.RECOVERY_CODE if _take_recovery_code(session, vault, officer_id, typed, now) else None
    step = _step(FACTOR_SECRET.open(vault, factor), typed, now, after=factor.last_step)
    if step is None:
        return None
    factor.last_step = step
    return Taken.TELEPHONE


def new_codes(session: Session, vault: Vault, officer_id: int) -> list[str]:
    """Ten recovery codes, to be shown once; those before them are void."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer_id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(2 * HALF)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(officer_id=officer_id, code_hash=_hash(vault, officer_id, code)) for code in codes)
    return [f"{code[:HALF]}-{code[HALF:]}" for code in codes]


def codes_left(session: Session, officer_id: int) -> int:
    mine = (RecoveryCode.officer_id == officer_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0


def take_off(session: Session, officer_id: int) -> bool:
    """Forget the secret and the recovery codes; False where there was none."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer_id))
    gone = delete(SecondFactor).where(SecondFactor.officer_id == officer_id).returning(SecondFactor.officer_id)
    return session.scalar(gone) is not None


def _take_recovery_code(session: Session, vault: Vault, officer_id: int, typed: str, now: datetime) -> bool:
    mine = (RecoveryCode.officer_id == officer_id, RecoveryCode.used_at.is_(None))
    used = update(RecoveryCode).where(*mine, RecoveryCode.code_hash == _hash(vault, officer_id, typed))
    return session.scalar(used.values(used_at=now).returning(RecoveryCode.id)) is not None


def _step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The step whose code this is: now, the one before or the one after, for clocks differ; none taken already."""
    present = int(now.timestamp()) // STEP
    typed = "".join(code.split())
    right = [
        step
        for step in (present - 1, present, present + 1)
        if step > after and hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), typed.encode())
    ]
    return right[0] if right else None


def _hash(vault: Vault, officer_id: int, code: str) -> bytes:
    """Keyed: whoever has only a dump cannot even try codes against it."""
    return vault.lookup(f"{officer_id} {code}", Purpose.SECOND_FACTOR)


def having(session: Session) -> set[int]:
    """The officers who have one."""
    return set(session.scalars(select(SecondFactor.officer_id)))
