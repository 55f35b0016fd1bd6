"""Where one USSD session stands: what was answered so far, kept on our side because `text` cannot be split blindly."""

from datetime import datetime

from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, driver
from domain.moments import day
from domain.phones import Phone
from domain.subscribers import Known
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


# A change to nothing, for it locks the row and gives it back as the last to hold it left it. With who is calling beside
# it: one statement in place of three, and a round trip is what a turn is made of.
_OPEN = """
    WITH held AS (
        INSERT INTO dialogues (session_id, phone_lookup, updated_at) VALUES (%s, %s, %s)
        ON CONFLICT (session_id) DO UPDATE SET session_id = excluded.session_id
        RETURNING phone_lookup, updated_at, state_sealed, seen_sealed
    )
    SELECT held.*, wards, language, left_at IS NULL
    FROM held LEFT JOIN subscribers ON subscribers.phone_lookup = %s
"""
_WRITE = """
    UPDATE dialogues SET phone_lookup = %s, updated_at = %s, state_sealed = %s, seen_sealed = %s, ended_at = %s
    WHERE session_id = %s
"""


def opened(
    session: Session, vault: Vault, session_id: str, phone: Phone, now: datetime
) -> tuple[Dialogue, Known | None]:
    """The dialogue of this session, held for this transaction, so that two requests of one session take turns.

    It is no object of the session: `write` puts it back. With it what is known of the number.
    """
    lookups = [vault.lookup(phone, purpose) for purpose in (Purpose.DIALOGUE, Purpose.SUBSCRIBER)]
    [row] = driver(session).execute(_OPEN, (session_id, lookups[0], now, lookups[1]))
    owner, updated_at, state, seen, *person = row
    dialogue = Dialogue(
        session_id=session_id, phone_lookup=owner, updated_at=updated_at, state_sealed=state, seen_sealed=seen
    )
    return dialogue, Known.read(*person)


def write(session: Session, dialogue: Dialogue) -> None:
    """Put back a dialogue that was opened."""
    sealed = (dialogue.state_sealed, dialogue.seen_sealed)
    row = (dialogue.phone_lookup, dialogue.updated_at, *sealed, dialogue.ended_at, dialogue.session_id)
    driver(session).execute(_WRITE, row)
