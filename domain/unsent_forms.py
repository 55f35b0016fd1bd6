"""What an officer typed and could not send, for the session had ended: kept a day, to be sent after signing in."""

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, next_id
from domain.sealed_columns import FORM_FIELDS
from domain.vault import Vault

KEPT = timedelta(days=1)
MOST = 5  # of one officer; the oldest makes place
# What proves somebody is never kept, and the form's own token is of no use later.
PROOFS = {"password", "present", "code", "second", "secret", "token"}

Fields = list[tuple[str, str]]


class UnsentForm(Base):
    """One form, sealed. It is shown to the officer who typed it alone, and is not sent by itself."""

    __tablename__ = "unsent_forms"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), index=True)
    path: Mapped[str]  # where it was sent to
    device: Mapped[str]  # in which browser it was typed: `officer_sessions`
    fields_sealed: Mapped[bytes]
    kept_at: Mapped[datetime]

    def fields(self, vault: Vault) -> Fields:
        """Name and value of each field, as the browser sent them."""
        return [(name, value) for name, value in json.loads(FORM_FIELDS.open(vault, self))]


def proves(name: str) -> bool:
    """Whether a field of this name holds what proves somebody."""
    return bool(PROOFS & set(re.split(r"[^a-z]+", name.lower())))


def keep(
    session: Session,
    vault: Vault,
    officer_id: int,
    path: str,
    fields: Iterable[tuple[str, str]],
    now: datetime,
    *,
    device: str,
) -> bool:
    """Keep a form but for what proves somebody; False where nothing is left worth keeping."""
    kept = [(name, value) for name, value in fields if not proves(name)]
    if not any(value.strip() for _, value in kept):
        return False
    form_id = next_id(session, UnsentForm)
    sealed = vault.seal(json.dumps(kept), *FORM_FIELDS.at(form_id))
    form = UnsentForm(officer_id=officer_id, path=path, device=device, fields_sealed=sealed, kept_at=now)
    form.id = form_id
    session.add(form)
    session.flush()
    newest = select(UnsentForm.id).where(UnsentForm.officer_id == officer_id).order_by(UnsentForm.id.desc()).limit(MOST)
    session.execute(delete(UnsentForm).where(UnsentForm.officer_id == officer_id, UnsentForm.id.not_in(newest)))
    return True


def of(session: Session, officer_id: int, now: datetime) -> list[UnsentForm]:
    """What waits for this officer, newest first."""
    mine = (UnsentForm.officer_id == officer_id, UnsentForm.kept_at > now - KEPT)
    return list(session.scalars(select(UnsentForm).where(*mine).order_by(UnsentForm.id.desc())))


def throw_away(session: Session, officer_id: int, form_id: int) -> bool:
    """Forget one; False when it is not this officer's, or gone already."""
    gone = delete(UnsentForm).where(UnsentForm.id == form_id, UnsentForm.officer_id == officer_id)
    return session.scalar(gone.returning(UnsentForm.id)) is not None
