"""People who asked to be warned: where, in which language, and the consent that lets us."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, case, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import departures, invitations
from domain.areas import Gazetteer, Level
from domain.db import Base, at_once, driver
from domain.languages import Language
from domain.moments import day, monday
from domain.phones import Phone
from domain.refusals import Refusal
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.vault import Purpose, Vault

MOST_WARDS = 5
# Raised when the words of the consent screen change; which one a person agreed to is kept with them.
NOTICE_VERSION = "2026-11"


class Kind(StrEnum):
    PERSON = "person"
    INTERMEDIARY = "intermediary"  # a chief, extension officer or volunteer, who passes warnings on


class Gender(StrEnum):
    """Asked once, never required: only to see whom warnings reach."""

    FEMALE = "female"
    MALE = "male"


class AgeBand(StrEnum):
    """Elders hear of things another way; so we ask by their measure, not by years."""

    YOUNG = "young"  # below 35
    MIDDLE = "middle"  # 35 to 59
    OLD = "old"  # 60 and more


class Channel(StrEnum):
    """Where something was said to us."""

    USSD = "ussd"
    SMS = "sms"
    CONSOLE = "console"


class Subscriber(Base):
    """One number that agreed to be warned. `left_at` is set by STOP and emptied only by an explicit join.

    All moments are days: exact ones are those of our answer, and that of a report has one too.
    """

    __tablename__ = "subscribers"
    __table_args__ = (
        CheckConstraint(f"cardinality(wards) BETWEEN 1 AND {MOST_WARDS}", name="wards"),
        # Fan-out asks "who lives in any of these wards and has not left": one bitmap scan.
        Index("ix_subscribers_wards", "wards", postgresql_using="gin", postgresql_where="left_at IS NULL"),
        Index("ix_subscribers_import_id", "import_id", postgresql_where="import_id IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    phone_sealed: Mapped[bytes]
    phone_lookup: Mapped[bytes] = mapped_column(unique=True)
    wards: Mapped[list[str]]
    language: Mapped[Language]
    notice_version: Mapped[str]
    consent_channel: Mapped[Channel]
    consented_at: Mapped[datetime]
    joined_at: Mapped[datetime]  # the day of the first join, or the one after STOP
    kind: Mapped[Kind] = mapped_column(default=Kind.PERSON)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    paused_until: Mapped[datetime | None] = mapped_column(default=None)  # a day; no bulletins before it
    asked_to_stay: Mapped[datetime | None] = mapped_column(default=None)  # the day, once a season
    gender: Mapped[Gender | None] = mapped_column(default=None)
    age_band: Mapped[AgeBand | None] = mapped_column(default=None)
    heard_in: Mapped[datetime | None] = mapped_column(default=None)  # the Monday of the week they last dialled or wrote

    # The list that brought them in; none once they joined by themselves.
    import_id: Mapped[int | None] = mapped_column(
        ForeignKey("subscriber_imports.id", ondelete="SET NULL"), default=None
    )

    @property
    def active(self) -> bool:
        return self.left_at is None

    def paused(self, now: datetime) -> bool:
        """Whether they asked for no bulletins until a later day."""
        return self.paused_until is not None and self.paused_until > now


def checked_wards(wards: Sequence[str], places: Gazetteer) -> list[str]:
    """The wards as they may be stored: known, one to five, each once. Raises `Refusal`."""
    unique = list(dict.fromkeys(wards))
    if not all(ward in places and places[ward].level is Level.WARD for ward in unique):
        raise Refusal("That is not a ward we know.")
    if not 1 <= len(unique) <= MOST_WARDS:
        raise Refusal("Choose one to %(most)s wards.", most=MOST_WARDS)
    return unique


def find(session: Session, vault: Vault, phone: Phone) -> Subscriber | None:
    """The row of this number, also when it has left."""
    lookup = vault.lookup(phone, Purpose.SUBSCRIBER)
    return session.scalar(select(Subscriber).where(Subscriber.phone_lookup == lookup))


# The columns of `Known.read`, for whoever asks for them among others.
KNOWN_COLUMNS = (
    "wards, language, left_at IS NULL, subscribers.kind, paused_until, heard_in,"
    " gender IS NOT NULL OR age_band IS NOT NULL, joined_at"
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
    ) -> "Known | None":
        """From the columns of a row; None for one of nothing."""
        if not wards or not language or not kind:
            return None
        told = bool(described)
        return cls(tuple(wards), Language(language), bool(active), Kind(kind), paused_until, heard_in, told, joined_at)


def known(session: Session, vault: Vault, phone: Phone) -> Known | None:
    """What `find` would tell, as quick as can be: whoever dials waits for it at every key."""
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


# One statement, so that two phones' worth of taps at the same instant still make one row. Who passes warnings on still
# does, and what they told about themselves stays. The number is sealed anew: the key it lay under may be lost.
_RENEWED = ("phone_sealed", "wards", "language", "notice_version", "consent_channel", "consented_at")
_JOIN = insert(Subscriber)
_JOINED = _JOIN.on_conflict_do_update(
    index_elements=[Subscriber.phone_lookup],
    set_={
        **{name: _JOIN.excluded[name] for name in _RENEWED},
        "left_at": None,
        "paused_until": None,
        "import_id": None,
        "joined_at": case((Subscriber.left_at.is_(None), Subscriber.joined_at), else_=_JOIN.excluded.joined_at),
    },
).returning(Subscriber)


def hidden(vault: Vault, phone: Phone) -> tuple[bytes, bytes]:
    """The two columns a subscriber's number is kept in: (sealed, lookup)."""
    lookup = vault.lookup(phone, Purpose.SUBSCRIBER)
    return vault.seal(phone.e164, *SUBSCRIBER_PHONE.at(lookup)), lookup


def join(
    session: Session,
    vault: Vault,
    phone: Phone,
    *,
    wards: Sequence[str],
    language: Language,
    channel: Channel,
    now: datetime,
    places: Gazetteer,
    kind: Kind = Kind.PERSON,
) -> Subscriber:
    """Subscribe this number, or bring it back, with consent given now. Joining twice is one subscriber."""
    sealed, lookup = hidden(vault, phone)
    fresh = {
        "phone_sealed": sealed,
        "phone_lookup": lookup,
        "wards": checked_wards(wards, places),
        "language": language,
        "kind": kind,
        "notice_version": NOTICE_VERSION,
        "consent_channel": channel,
        "consented_at": day(now),
        "joined_at": day(now),
    }
    subscriber = session.scalars(_JOINED, fresh, execution_options={"populate_existing": True}).one()
    # Asking for everything anew takes back what was blocked. The operator may still block, and tells us again.
    driver(session).execute("DELETE FROM sender_blocks WHERE subscriber_id = %s", (subscriber.id,))
    invitations.welcome(session, vault, phone)
    departures.returned(session, vault, phone, now)
    return subscriber


def leave(subscriber: Subscriber, now: datetime) -> None:
    """STOP: at once, from everything, until an explicit join."""
    subscriber.left_at = subscriber.left_at or day(now)


def has_left(session: Session, vault: Vault, phone: Phone) -> bool:
    """Whether this number asked not to be written to, as a subscriber or as a stranger."""
    subscriber = find(session, vault, phone)
    return not subscriber.active if subscriber else invitations.is_leaver(session, vault, phone)


def stay(subscriber: Subscriber, now: datetime) -> None:
    """Asked anew, they want to go on: consent to the notice as it reads today. By which road they joined stays."""
    subscriber.notice_version, subscriber.consented_at = NOTICE_VERSION, day(now)


def move(subscriber: Subscriber, wards: Sequence[str], places: Gazetteer) -> None:
    """Hear about other wards from now on."""
    subscriber.wards = checked_wards(wards, places)


def pause(subscriber: Subscriber, days: int, now: datetime) -> datetime:
    """No bulletins for so many days; returns the day they begin again."""
    subscriber.paused_until = day(now) + timedelta(days=days)
    return subscriber.paused_until


def resume(subscriber: Subscriber) -> None:
    """Bulletins again, from now on."""
    subscriber.paused_until = None


def become(subscriber: Subscriber, kind: Kind) -> None:
    """Pass warnings on to others, or no more."""
    subscriber.kind = kind


def describe(subscriber: Subscriber, gender: Gender | None, age_band: AgeBand | None) -> None:
    """What they told about themselves; what is None stays as they told it before, and two of them take all back.

    No moment is kept of it.
    """
    if gender or age_band:
        gender, age_band = gender or subscriber.gender, age_band or subscriber.age_band
    subscriber.gender, subscriber.age_band = gender, age_band
