"""Where one USSD session stands: what was answered so far, kept on our side because `text` cannot be split blindly."""

from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.errors import UniqueViolation
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.conversations import OUTLASTS_A_DIAL
from domain.db import Base, at_once, driver
from domain.known_numbers import KNOWN_COLUMNS, Known, heard
from domain.moments import day, monday
from domain.phones import Phone
from domain.sealed_columns import DIALOGUE_SEEN, DIALOGUE_STATE
from domain.vault import Purpose, Vault

RESUMED_WITHIN = timedelta(days=1)


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
        return DIALOGUE_STATE.read(vault, self)

    def seen(self, vault: Vault) -> str:
        """The whole `text` of the last request; "" at the start."""
        return DIALOGUE_SEEN.read(vault, self)

    def keep(
        self, vault: Vault, *, state: str, seen: str, resumable: bool, draft_sealed: bytes | None, now: datetime
    ) -> None:
        """Go on. `resumable`: should it drop, the next dial may take it up; a draft is filed should nobody do."""
        self.state_sealed = vault.seal(state, *DIALOGUE_STATE.of(self))
        self.seen_sealed = vault.seal(seen, *DIALOGUE_SEEN.of(self))
        self.resumable, self.draft_sealed = resumable, draft_sealed
        self.updated_at = now

    def end(self, now: datetime) -> None:
        """Over: the answers, whose they were and the exact moment, perhaps that of a report, are forgotten at once."""
        self.state_sealed = self.seen_sealed = self.draft_sealed = None
        self.resumable = False
        self.phone_lookup = b""
        self.updated_at = self.ended_at = day(now)


class Former(NamedTuple):
    """An earlier session of the same phone that dropped within the day, and the report it left, if it came to one."""

    session_id: str
    state_sealed: bytes
    draft_sealed: bytes | None


class Opened(NamedTuple):
    """What stands at the start of a turn; an answered one was taken before, and said this (None: nothing)."""

    dialogue: Dialogue
    known: Known | None
    answered: bool
    answer_sealed: bytes | None


# All that a turn asks and all that it leaves, in one statement each: round trips are what a turn is made of. Nothing is
# held in between. The sealed `text` differs at every sealing, so it tells whether the dialogue is still the one read.
# Each table by what is unique in it: so PostgreSQL keeps the plan, and planning costs four times what running it does.
# With `former` in it, it was planned at every turn, for all ended dialogues have the same blank number.
_OPEN = f"""
    SELECT dialogues.phone_lookup, dialogues.state_sealed, seen_sealed, {KNOWN_COLUMNS}, inbox.id, answer_sealed
    FROM (SELECT) AS nothing
    LEFT JOIN dialogues ON session_id = %s
    LEFT JOIN subscribers ON subscribers.phone_lookup = %s
    LEFT JOIN inbox ON provider = %s AND inbox.kind = 'ussd' AND external_id = %s
"""  # noqa: S608  our own words
_FORMER = """
    SELECT session_id, state_sealed, draft_sealed FROM dialogues
    WHERE phone_lookup = %s AND resumable AND updated_at > %s AND state_sealed IS NOT NULL
    ORDER BY updated_at DESC LIMIT 1
"""
_WRITTEN = """
    WITH written AS (
        INSERT INTO dialogues (session_id, phone_lookup, updated_at, state_sealed, seen_sealed, ended_at, resumable,
            draft_sealed)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (session_id) DO UPDATE SET phone_lookup = excluded.phone_lookup, updated_at = excluded.updated_at,
            state_sealed = excluded.state_sealed, seen_sealed = excluded.seen_sealed, ended_at = excluded.ended_at,
            resumable = excluded.resumable, draft_sealed = excluded.draft_sealed, filed_at = NULL
        WHERE dialogues.seen_sealed IS NOT DISTINCT FROM %s AND dialogues.ended_at IS NULL
        RETURNING session_id
    )
"""
# A dial is a question of its own: what stood open by SMS is over, but for what we asked in our own time. A report that
# waits for a yes is not lost: whoever sweeps files it.
_CLOSED = f"""
    , closed AS (
        UPDATE conversations SET
            expires_at = CASE WHEN ask = 'report' THEN least(expires_at, %s) END,
            question_sealed = CASE WHEN ask = 'report' THEN question_sealed END,
            ask = CASE WHEN ask = 'report' THEN ask END
        WHERE phone_lookup = %s AND question_sealed IS NOT NULL
            AND ask NOT IN ({", ".join(f"'{ask}'" for ask in OUTLASTS_A_DIAL)})
    )
"""  # noqa: S608  our own words
_KEPT = """
    INSERT INTO inbox (provider, kind, external_id, received_at, answer_sealed, state, note)
    SELECT %s, 'ussd', %s, %s, %s, 'done', '' FROM written RETURNING id
"""


def opened(session: Session, vault: Vault, asked: Asked, phone: Phone, now: datetime) -> Opened:
    """The dialogue a turn belongs to, what is known of the number, and whether the turn was taken before.

    The dialogue is no object of the session: `write` puts it back.
    """
    named = (asked.session_id, vault.lookup(phone, Purpose.SUBSCRIBER), asked.provider, asked.external_id)
    with at_once(session) as connection:
        [row] = connection.execute(_OPEN, named)
    owner, state, seen, *person, taken, answer = row
    owner = vault.lookup(phone, Purpose.DIALOGUE) if owner is None else owner
    dialogue = Dialogue(
        session_id=asked.session_id, phone_lookup=owner, updated_at=now, state_sealed=state, seen_sealed=seen
    )
    known = Known.read(*person)
    if known and (known.heard_in is None or known.heard_in < monday(now)):
        heard(session, vault, phone, now)
    return Opened(dialogue, known, taken is not None, answer)


def former(session: Session, vault: Vault, phone: Phone, now: datetime) -> Former | None:
    """The newest session of this phone that may still be gone on with; asked for before this one has begun anything."""
    asked = (vault.lookup(phone, Purpose.DIALOGUE), now - RESUMED_WITHIN)
    with at_once(session) as connection:
        found = connection.execute(_FORMER, asked).fetchone()
    return Former(*found) if found else None


def write(
    session: Session,
    dialogue: Dialogue,
    asked: Asked,
    *,
    before: bytes | None,
    answer: bytes,
    now: datetime,
    conversation: bytes | None = None,
) -> None:
    """Put back a dialogue whose `seen_sealed` was this `before`, and keep the turn, done, with its sealed answer.

    `conversation`: by SMS with this phone, whose open question a dial ends; given with the first turn alone.
    Raises `Overtaken`: another turn of the session, or this one again, was quicker. Then this transaction cannot go on.
    """
    sealed = (dialogue.state_sealed, dialogue.seen_sealed)
    may_drop = (dialogue.resumable, dialogue.draft_sealed)
    row = (dialogue.session_id, dialogue.phone_lookup, dialogue.updated_at, *sealed, dialogue.ended_at, *may_drop)
    closed, closing = (_CLOSED, (now, conversation)) if conversation else ("", ())
    kept_as = (asked.provider, asked.external_id, now, answer)
    try:
        with at_once(session) as connection:
            kept = connection.execute(_WRITTEN + closed + _KEPT, (*row, before, *closing, *kept_as)).fetchone()
    except UniqueViolation:
        raise Overtaken from None
    if kept is None:
        raise Overtaken


# Ended when it is gone on with or nothing waits in it; else only let go, for its report is still to be filed.
_TAKE_UP = """
    UPDATE dialogues SET resumable = false, state_sealed = NULL, seen_sealed = NULL, draft_sealed = NULL,
        phone_lookup = '', updated_at = %s, ended_at = %s
    WHERE session_id = %s AND resumable AND draft_sealed IS NOT DISTINCT FROM %s RETURNING session_id
"""
_LET_GO = "UPDATE dialogues SET resumable = false WHERE session_id = %s AND resumable RETURNING session_id"


_HUNG_UP = """
    UPDATE dialogues SET state_sealed = NULL, seen_sealed = NULL, phone_lookup = '', updated_at = %s, ended_at = %s
    WHERE session_id = %s AND ended_at IS NULL AND NOT resumable AND draft_sealed IS NULL
"""


def hung_up(session: Session, session_id: str, now: datetime) -> None:
    """The network says that this session is over: where nothing can be gone on with, nothing of it is kept."""
    driver(session).execute(_HUNG_UP, (day(now), day(now), session_id))


def settle(session: Session, former: Former, *, taken_up: bool, now: datetime) -> None:
    """An earlier session is gone on with in this one, or never. Raises `Overtaken` when it is no more as it was."""
    ended, over = day(now), taken_up or former.draft_sealed is None
    given = (ended, ended, former.session_id, former.draft_sealed) if over else (former.session_id,)
    if driver(session).execute(_TAKE_UP if over else _LET_GO, given).fetchone() is None:
        raise Overtaken
