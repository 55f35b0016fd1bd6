"""Every callback as it came, once: sealed, answered only after its commit, stripped when it has become something."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from domain.db import Base, driver
from domain.sealed_columns import CALLBACK_BODY
from domain.vault import Purpose, Vault

SWEPT = "inbox-"  # begins the id of a text that the provider's own inbox told of, for its webhook gives another
LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
MINUTES_APART = 2  # at most, between what the webhook and the inbox say of the moment of one text


class Kind(StrEnum):
    USSD = "ussd"
    USSD_EVENT = "ussd_event"
    SMS = "sms"
    DELIVERY = "delivery"
    OPTOUT = "optout"


class State(StrEnum):
    NEW = "new"
    DONE = "done"
    FLAGGED = "flagged"  # we could not read it or do not know its words: kept raw for a person


class Callback(Base):
    """One knock of a provider. `answer_sealed` is what we said, so that the same knock gets the same answer."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("provider", "kind", "external_id"),
        Index("ix_inbox_flagged", "id", postgresql_where="state = 'flagged'"),
        Index("ix_inbox_body_lookup", "body_lookup", postgresql_where="body_lookup IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    provider: Mapped[str]
    kind: Mapped[Kind]
    external_id: Mapped[str]
    received_at: Mapped[datetime]
    body_sealed: Mapped[bytes | None]
    answer_sealed: Mapped[bytes | None] = mapped_column(default=None)
    state: Mapped[State] = mapped_column(default=State.NEW)
    note: Mapped[str] = mapped_column(default="")  # why it is flagged; never its content
    body_lookup: Mapped[bytes | None] = mapped_column(default=None)  # of a text, for two days: see `prints`

    def strip(self) -> None:
        """It has become something: the raw words are not kept a second time."""
        self.state, self.body_sealed = State.DONE, None

    def flag(self, note: str) -> None:
        self.state, self.note = State.FLAGGED, note


class Mark(Base):
    """How far a provider's own inbox has been read: by the number it counts its texts with."""

    __tablename__ = "inbox_marks"

    provider: Mapped[str] = mapped_column(primary_key=True)
    read_to: Mapped[int]


def prints(vault: Vault, sender: str, words: str, at: datetime) -> list[bytes]:
    """What one text is known again by: its own print first, then those of the minutes around it.

    The minute is in it, so that in a dump the same words of the same phone do not join, a day apart.
    """
    minute = int(at.timestamp()) // 60
    around = sorted(range(-MINUTES_APART, MINUTES_APART + 1), key=abs)
    return [vault.lookup(f"{sender} {minute + off} {words.strip()}", Purpose.INBOX) for off in around]


def known(session: Session, looked_for: Sequence[bytes]) -> bool:
    """Whether a text with one of these prints was taken."""
    return bool(session.scalar(select(exists().where(Callback.body_lookup.in_(looked_for)))))


def is_twin(session: Session, callback: Callback, own_prints: Sequence[bytes]) -> bool:
    """Give a text its print; whether the other of webhook and inbox has brought it already.

    Two texts by one road are two, however alike. Of two twins at once the second waits for the first one's commit.
    """
    session.execute(LOCK, {"keys": sorted(int.from_bytes(each[:8], signed=True) for each in own_prints)})
    one = aliased(Callback)
    by_the_other_road = one.external_id.startswith(SWEPT) != callback.external_id.startswith(SWEPT)
    found = exists().where(one.body_lookup.in_(own_prints), by_the_other_road)
    given = update(Callback).where(Callback.id == callback.id).values(body_lookup=own_prints[0])
    return bool(session.scalar(given.returning(found)))


def read_to(session: Session, provider: str) -> int:
    """How far this provider's inbox has been read; 0 before the first time."""
    mark = session.get(Mark, provider)
    return mark.read_to if mark else 0


def read_on(session: Session, provider: str, number: int) -> None:
    row = insert(Mark).values(provider=provider, read_to=number)
    session.execute(row.on_conflict_do_update(index_elements=[Mark.provider], set_={"read_to": number}))


_INSERT = """
    INSERT INTO inbox (provider, kind, external_id, received_at, body_sealed, state, note)
    VALUES (%s, %s, %s, %s, %s, 'new', '') ON CONFLICT (provider, kind, external_id) DO NOTHING RETURNING id
"""
_SETTLE = "UPDATE inbox SET state = %s, note = %s, body_sealed = %s, answer_sealed = %s WHERE id = %s"


def receive(
    session: Session, vault: Vault, *, provider: str, kind: Kind, external_id: str, body: bytes, now: datetime
) -> tuple[Callback, bool]:
    """Keep a callback; returns it and whether it is new. A repeat waits for the first one's commit, then sees it.

    A new one is no object of the session: `settle` writes down what becomes of it.
    `body` is the raw request: bytes that are not UTF-8 are kept as replacement escapes, so that nothing is refused.
    """
    body_text = body.decode("utf-8", "backslashreplace")
    callback = Callback(
        provider=provider,
        kind=kind,
        external_id=external_id,
        received_at=now,
        body_sealed=vault.seal(body_text, *CALLBACK_BODY.at(provider, kind, external_id)),
    )
    given = (provider, kind.value, external_id, now, callback.body_sealed)
    created = driver(session).execute(_INSERT, given).fetchone()
    if created is not None:
        callback.id = created[0]
        return callback, True
    seen = select(Callback).where(
        Callback.provider == provider, Callback.kind == kind, Callback.external_id == external_id
    )
    return session.scalars(seen).one(), False


def settle(session: Session, callback: Callback) -> None:
    """Write down what a new callback has become."""
    became = (callback.state.value, callback.note, callback.body_sealed, callback.answer_sealed)
    driver(session).execute(_SETTLE, (*became, callback.id))


def flagged(session: Session) -> int:
    """How many callbacks wait for a person."""
    return session.scalar(select(func.count()).where(Callback.state == State.FLAGGED)) or 0


def flagged_since(session: Session) -> datetime | None:
    """When the oldest of them came; None where there is none."""
    return session.scalar(select(func.min(Callback.received_at)).where(Callback.state == State.FLAGGED))


def newest_flagged(session: Session, *, most: int, skip: int = 0) -> list[Callback]:
    """Those that wait for a person, the newest first."""
    query = select(Callback).where(Callback.state == State.FLAGGED).order_by(Callback.id.desc())
    return list(session.scalars(query.limit(most).offset(skip)))


def locked_flagged(session: Session, callback_id: int) -> Callback | None:
    """One that still waits for a person, held until this transaction ends."""
    query = select(Callback).where(Callback.id == callback_id, Callback.state == State.FLAGGED)
    return session.scalar(query.with_for_update())
