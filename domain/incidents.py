"""A conflict incident: what is known of it, how far it is verified, how far it is handled, and who sees it.

What people told is in its sightings (`domain.sightings`), what was done in its timeline (`domain.timeline`).
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from domain.areas import county_of
from domain.db import Base, words
from domain.hours import local
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.taxonomy import Kind
from domain.triage import CLOCKS, LEVELS, Ground, Level, read_grounds


class Verification(StrEnum):
    """What we know of whether it is so."""

    NEW = "new"
    CHECKING = "checking"
    CONFIRMED = "confirmed"
    CANNOT_TELL = "cannot_tell"
    FALSE = "false"


class Handling(StrEnum):
    """What is being done about it."""

    OPEN = "open"
    REFERRED = "referred"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"


class Verifier(StrEnum):
    """With whom it was verified: what they are, never who."""

    CHIEF = "chief"
    VILLAGE_ELDER = "village_elder"
    WARD_ADMINISTRATOR = "ward_administrator"
    POLICE = "police"
    PEACE_COMMITTEE = "peace_committee"
    WATER_COMMITTEE = "water_committee"
    TWO_SOURCES = "two_sources"  # independent of each other
    RESPONDER = "responder"
    OWN_VISIT = "own_visit"
    OTHER = "other"


VERIFIED = (Verification.CONFIRMED, Verification.CANNOT_TELL, Verification.FALSE)
VERIFICATION_MOVES: dict[Verification, set[Verification]] = {
    Verification.NEW: {Verification.CHECKING, *VERIFIED},
    Verification.CHECKING: set(VERIFIED),
    Verification.CONFIRMED: {Verification.CHECKING, Verification.CANNOT_TELL, Verification.FALSE},
    Verification.CANNOT_TELL: {Verification.CHECKING, Verification.CONFIRMED, Verification.FALSE},
    Verification.FALSE: {Verification.CHECKING, Verification.CONFIRMED, Verification.CANNOT_TELL},
}
HANDLING_MOVES: dict[Handling, set[Handling]] = {
    Handling.OPEN: {Handling.REFERRED, Handling.FOLLOWED_UP, Handling.CLOSED},
    Handling.REFERRED: {Handling.FOLLOWED_UP, Handling.CLOSED},
    Handling.FOLLOWED_UP: {Handling.REFERRED, Handling.CLOSED},
    Handling.CLOSED: {Handling.OPEN},
}


class Incident(Base):
    """One thing that happened, however many told of it. `code_word` is how staff speak of it.

    `advised` is the level its facts speak for, `grounds` why; `level` follows it until a person decides otherwise.
    `due_at` is by when the next step must be taken, None once it is closed; it is late after that.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_queue", "due_at", postgresql_where="handling <> 'closed'"),
        Index("ix_incidents_match", "ward", "kind", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code_word: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    level: Mapped[Level]
    ward: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"))
    opened_at: Mapped[datetime]  # a whole minute: see `domain.intake`
    due_at: Mapped[datetime | None]
    advised: Mapped[Level] = mapped_column(words(Level, "advised"))
    grounds: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    level_decided: Mapped[bool] = mapped_column(default=False, server_default="false")
    verification: Mapped[Verification] = mapped_column(default=Verification.NEW)
    verified_with: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    handling: Mapped[Handling] = mapped_column(default=Handling.OPEN)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"), default=None)  # sightings went there
    sources: Mapped[int] = mapped_column(default=1, server_default="1")  # independent ones
    # Looks like many reports made by few: no alert, behind the others, never hidden.
    mass: Mapped[bool] = mapped_column(default=False, server_default="false")
    taken_up_at: Mapped[datetime | None] = mapped_column(default=None)
    # The level at which those on duty were told: a more urgent one tells them anew.
    alerted: Mapped[Level | None] = mapped_column(words(Level, "alerted"), default=None)
    pages: Mapped[int] = mapped_column(default=0, server_default="0")  # how many on the roster were paged in turn
    # Officers paged in this round: the hours of a roster change while it goes round, so a count would skip somebody.
    paged: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    page_next_at: Mapped[datetime | None] = mapped_column(default=None)
    nagged_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def open(self) -> bool:
        return self.handling is not Handling.CLOSED

    @property
    def county(self) -> str | None:
        """Where it happened; None where that is not known."""
        return county_of(self.ward) if self.ward else None

    @property
    def advised_on(self) -> tuple[Ground, ...]:
        """Why the level is advised."""
        return read_grounds(self.grounds)

    def verify(self, verification: Verification, now: datetime) -> None:
        """Take one step of verification. Raises `Refusal`."""
        if verification not in VERIFICATION_MOVES[self.verification]:
            raise Refusal("A report that is %(now)s cannot become %(then)s.", now=self.verification, then=verification)
        self.verification = verification
        self.take_up(now)
        self.reckon(now)

    def handle(self, handling: Handling, now: datetime) -> None:
        """Take one step of handling; closing and opening again keep the moment. Raises `Refusal`."""
        if handling not in HANDLING_MOVES[self.handling]:
            raise Refusal("A report that is %(now)s cannot become %(then)s.", now=self.handling, then=handling)
        if handling is Handling.CLOSED and self.verification not in VERIFIED:
            raise Refusal("Say first whether it is confirmed, cannot be told, or is not true.")
        if handling is Handling.OPEN:
            self.alerted = None  # what is told of it from now on is news again
        self.handling = handling
        self.closed_at = None if self.open else now
        self.take_up(now)
        self.reckon(now)

    def merge(self, into: "Incident", now: datetime) -> None:
        """End here: all that was told went there, whatever is known of it."""
        self.merged_into, self.handling, self.sources = into.id, Handling.CLOSED, 0
        self.closed_at, self.page_next_at = self.closed_at or now, None
        self.reckon(now)

    def take_up(self, now: datetime) -> None:
        """Somebody has it in hand: nobody else is called to it, and they have the time for checking it."""
        self.page_next_at = None
        if self.taken_up_at is None:
            self.taken_up_at = now
            self.reckon(now)

    def reckon(self, now: datetime) -> None:
        """Set by when the next step is due; `now` is when the last one was taken."""
        clock = CLOCKS[self.level]
        if not self.open:
            self.due_at = None
        elif self.verification is Verification.NEW and self.taken_up_at is None:
            self.due_at = self.opened_at + clock.take_up
        elif self.verification not in VERIFIED:
            self.due_at = now + clock.check
        else:
            self.due_at = now + clock.follow_up

    def late(self, now: datetime) -> bool:
        """Whether the next step is overdue."""
        return self.due_at is not None and now > self.due_at


def seen_by(officer: Officer, incident: Incident, now: datetime) -> bool:
    """Whether this officer handles reports where it happened; one without a place is seen by every peace officer."""
    return officer.may(Role.PEACE, local(now).date(), county=incident.county)


def locked(session: Session, incident_id: int) -> Incident | None:
    """The report for a decision about it: two officers deciding at once take turns."""
    return session.scalar(
        select(Incident).where(Incident.id == incident_id).with_for_update().execution_options(populate_existing=True)
    )


def by_level() -> ColumnElement[int]:
    """The most urgent first."""
    return case({level.value: rank for rank, level in enumerate(LEVELS)}, value=Incident.level)


def queue(
    session: Session,
    counties: set[str] | None,
    *conditions: ColumnElement[bool],
    now: datetime,
    start: int = 0,
    most: int = 200,
) -> list[Incident]:
    """Open incidents of these counties (None: all): the urgent nobody has taken up, the late, the new, the rest.

    Urgent is critical and high: no number of old reports may push one of them out of sight. What looks like mass
    reporting stands behind all others: it may be late by the hundred.
    """
    new = Incident.taken_up_at.is_(None)
    urgent = new & Incident.level.in_([Level.CRITICAL, Level.HIGH])
    rank = case((urgent, 0), (Incident.due_at < now, 1), (new, 2), else_=3)
    query = select(Incident).where(*open_in(counties), *conditions)
    query = query.order_by(Incident.mass, rank, by_level(), Incident.due_at, Incident.id)
    return list(session.scalars(query.offset(start).limit(most)))


def closed(
    session: Session,
    counties: set[str] | None,
    *conditions: ColumnElement[bool],
    start: int = 0,
    most: int = 200,
) -> list[Incident]:
    """Closed incidents, the last closed first; those that went into another are only there."""
    where = (*within(counties), *conditions, Incident.handling == Handling.CLOSED, Incident.merged_into.is_(None))
    query = select(Incident).where(*where).order_by(Incident.closed_at.desc(), Incident.id)
    return list(session.scalars(query.offset(start).limit(most)))


def count(session: Session, counties: set[str] | None, *conditions: ColumnElement[bool]) -> int:
    """How many open incidents `queue` would give without a limit."""
    return session.scalar(select(func.count(Incident.id)).where(*open_in(counties), *conditions)) or 0


def open_in(counties: Iterable[str] | None) -> list[ColumnElement[bool]]:
    """That an incident is open and of these counties; one without a place is of every county."""
    return [*within(counties), Incident.handling != Handling.CLOSED]


def within(
    counties: Iterable[str] | None, ward: InstrumentedAttribute[str | None] = Incident.ward
) -> list[ColumnElement[bool]]:
    """That something lies in one of these counties (None: all), or that its place is not known."""
    if counties is None:
        return []
    return [ward.is_(None) | func.split_part(ward, ".", 1).in_(list(counties))]
