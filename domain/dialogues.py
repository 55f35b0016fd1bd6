"""Where one USSD session stands: what was answered so far, kept on our side because `text` cannot be split blindly."""

from datetime import datetime
from typing import NamedTuple

from psycopg.errors import UniqueViolation
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, driver
from domain.moments import day
from domain.phones import Phone
from domain.subscribers import KNOWN_COLUMNS, Known
from domain.vault import Purpose, Vault


class Overtaken(Exception):
    """The dialogue is no longer as it was when it was opened."""


class Asked(NamedTuple):
    """One request of a session, as the inbox names it."""

    provider: str
    session_id: str
    external_id: str


class Dialogue(Base):
    """One session: the answers so far and the `text` we saw last. Both may hold a report, so both are sealed."""

    __tablename__ = "dialogues"
    __table_args__ = (
        Index("ix_dialogues_unfiled", "updated_at", postgresql_where="draft_sealed IS NOT NULL AND filed_at IS NULL"),
    )

    session_id: Mapped[str] = mapped_column(primary_key=True)
    phone_lookup: Mapped[bytes] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    state_sealed: Mapped[bytes | None] = mapped_column(default=None)
    seen_sealed: Mapped[bytes | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    # What the next dial may go on with, within the day; and the report so far, to be filed should nobody go on with it.
    resumable: Mapped[bool] = mapped_column(default=False, server_default="false")
    draft_sealed: Mapped[bytes | None] = mapped_column(default=None)
    filed_at: Mapped[datetime | None] = mapped_column(default=None)

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


class Opened(NamedTuple):
    """What stands at the start of a turn; an answered one was taken before, and said this (None: nothing)."""

    dialogue: Dialogue
    known: Known | None
    answered: bool
    answer_sealed: bytes | None


# All that a turn asks and all that it leaves, in one statement each: round trips are what a turn is made of. Nothing is
# held in between. The sealed `text` differs at every sealing, so it tells whether the dialogue is still the one read.
_OPEN = f"""
    SELECT dialogues.phone_lookup, state_sealed, seen_sealed, {KNOWN_COLUMNS}, inbox.id, answer_sealed
    FROM (SELECT) AS nothing
    LEFT JOIN dialogues ON session_id = %s
    LEFT JOIN subscribers ON subscribers.phone_lookup = %s
    LEFT JOIN inbox ON provider = %s AND inbox.kind = 'ussd' AND external_id = %s
"""  # noqa: S608  our own words
_WRITE = """
    WITH written AS (
        INSERT INTO dialogues (session_id, phone_lookup, updated_at, state_sealed, seen_sealed, ended_at)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (session_id) DO UPDATE SET phone_lookup = excluded.phone_lookup, updated_at = excluded.updated_at,
            state_sealed = excluded.state_sealed, seen_sealed = excluded.seen_sealed, ended_at = excluded.ended_at
        WHERE dialogues.seen_sealed IS NOT DISTINCT FROM %s AND dialogues.ended_at IS NULL
        RETURNING session_id
    )
    INSERT INTO inbox (provider, kind, external_id, received_at, answer_sealed, state, note)
    SELECT %s, 'ussd', %s, %s, %s, 'done', '' FROM written RETURNING id
"""


def opened(session: Session, vault: Vault, asked: Asked, phone: Phone, now: datetime) -> Opened:
    """The dialogue a turn belongs to, what is known of the number, and whether the turn was taken before.

    The dialogue is no object of the session: `write` puts it back.
    """
    given = (asked.session_id, vault.lookup(phone, Purpose.SUBSCRIBER), asked.provider, asked.external_id)
    [row] = driver(session).execute(_OPEN, given)
    owner, state, seen, *person, taken, answer = row
    owner = vault.lookup(phone, Purpose.DIALOGUE) if owner is None else owner
    dialogue = Dialogue(
        session_id=asked.session_id, phone_lookup=owner, updated_at=now, state_sealed=state, seen_sealed=seen
    )
    return Opened(dialogue, Known.read(*person), taken is not None, answer)


def write(
    session: Session, dialogue: Dialogue, asked: Asked, *, before: bytes | None, answer: bytes, now: datetime
) -> None:
    """Put back a dialogue whose `seen_sealed` was this `before`, and keep the turn, done, with its sealed answer.

    Raises `Overtaken`: another turn of the session, or this one again, was quicker. Then this transaction cannot go on.
    """
    sealed = (dialogue.state_sealed, dialogue.seen_sealed)
    row = (dialogue.session_id, dialogue.phone_lookup, dialogue.updated_at, *sealed, dialogue.ended_at, before)
    try:
        kept = driver(session).execute(_WRITE, (*row, asked.provider, asked.external_id, now, answer)).fetchone()
    except UniqueViolation:
        raise Overtaken from None
    if kept is None:
        raise Overtaken
