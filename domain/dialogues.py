"""Where one USSD session stands: what was answered so far, kept on our side because `text` cannot be split blindly."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.moments import day
from domain.vault import Purpose, Vault


class Dialogue(Base):
    """One session: the answers so far and the `text` we saw last. Both may hold a report, so both are sealed."""

    __tablename__ = "dialogues"

    session_id: Mapped[str] = mapped_column(primary_key=True)
    phone_lookup: Mapped[bytes] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    state_sealed: Mapped[bytes | None] = mapped_column(default=None)
    seen_sealed: Mapped[bytes | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    def state(self, vault: Vault) -> str:
        """The dialogue's own JSON; "" at the start."""
        return vault.open(self.state_sealed, Purpose.DIALOGUE) if self.state_sealed else ""

    def seen(self, vault: Vault) -> str:
        """The whole `text` of the last request; "" at the start."""
        return vault.open(self.seen_sealed, Purpose.DIALOGUE) if self.seen_sealed else ""

    def keep(self, vault: Vault, *, state: str, seen: str, now: datetime) -> None:
        self.state_sealed = vault.seal(state, Purpose.DIALOGUE)
        self.seen_sealed = vault.seal(seen, Purpose.DIALOGUE)
        self.updated_at = now

    def end(self, now: datetime) -> None:
        """Over: the answers, whose they were and the exact moment, perhaps that of a report, are forgotten at once."""
        self.state_sealed = self.seen_sealed = None
        self.phone_lookup = b""
        self.updated_at = self.ended_at = day(now)


def opened(session: Session, session_id: str, phone_lookup: bytes, now: datetime) -> Dialogue:
    """The dialogue of this session, held for this transaction, so that two requests of one session take turns."""
    session.execute(
        insert(Dialogue)
        .values(session_id=session_id, phone_lookup=phone_lookup, updated_at=now)
        .on_conflict_do_nothing()
    )
    return session.scalars(
        select(Dialogue)
        .where(Dialogue.session_id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
