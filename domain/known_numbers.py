"""Who dials or writes, as a conversation asks for it at every turn: as quick as can be, and no row is loaded."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from domain.db import at_once, driver
from domain.languages import Language
from domain.moments import monday
from domain.phones import Phone
from domain.subscribers import Kind
from domain.vault import Purpose, Vault

# The columns of `Known.read`, for whoever asks for them among others.
KNOWN_COLUMNS = (
    "wards, language, left_at IS NULL, subscribers.kind, paused_until, heard_in,"
    " gender IS NOT NULL OR age_band IS NOT NULL, joined_at, import_id IS NOT NULL, subscribers.id"
)


class Known(NamedTuple):
    """What a conversation asks of a number that has joined, perhaps left."""

    wards: tuple[str, ...]
    language: Language
    active: bool
    kind: Kind = Kind.PERSON
    paused_until: datetime | None = None
    heard_in: datetime | None = None
    described: bool = False  # told their gender or age
    joined_at: datetime | None = None
    listed: bool = False  # brought in by a list, and has not joined by themselves since
    id: int = 0  # of the subscriber

    @classmethod
    def read(
        cls,
        wards: list[str] | None,
        language: str | None,
        active: bool | None,
        kind: str | None,
        paused_until: datetime | None,
        heard_in: datetime | None,
        described: bool | None,
        joined_at: datetime | None,
        listed: bool | None,
        row_id: int | None,
    ) -> "Known | None":
        """From the columns of a row; None for one of nothing."""
        if not wards or not language or not kind or not row_id:
            return None
        told = paused_until, heard_in, bool(described), joined_at, bool(listed)
        return cls(tuple(wards), Language(language), bool(active), Kind(kind), *told, row_id)


def known(session: Session, vault: Vault, phone: Phone) -> Known | None:
    """What `subscribers.find` would tell: whoever dials waits for it at every key."""
    asked = f"SELECT {KNOWN_COLUMNS} FROM subscribers WHERE phone_lookup = %s"  # noqa: S608  our own words
    row = driver(session).execute(asked, (vault.lookup(phone, Purpose.SUBSCRIBER),)).fetchone()
    return Known.read(*row) if row else None


def heard(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """Somebody is there: they dialled or wrote, so what failed to reach them before says nothing any more.

    Only the week is kept, and written once in it: a day could be that of a report.
    """
    week = monday(now)
    asked = "UPDATE subscribers SET heard_in = %s WHERE phone_lookup = %s AND (heard_in IS NULL OR heard_in < %s)"
    with at_once(session) as connection:
        connection.execute(asked, (week, vault.lookup(phone, Purpose.SUBSCRIBER), week))
