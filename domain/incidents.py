"""A conflict report, what staff do with it, and, kept apart under its own key, the number it came from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, case, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.areas import county_of
from domain.code_words import new_code_word
from domain.db import Base
from domain.hours import local
from domain.languages import Language
from domain.moments import minute
from domain.officers import Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.subscribers import Channel
from domain.vault import Purpose, Vault


class Level(StrEnum):
    """How urgent it looks: advice from the kind alone, until a person decides."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


# How soon a peace officer takes it up: what is still new after that is late.
TAKEN_UP_WITHIN: dict[Level, timedelta] = {
    Level.CRITICAL: timedelta(0),  # at once
    Level.HIGH: timedelta(minutes=15),
    Level.MEDIUM: timedelta(hours=4),
    Level.LOW: timedelta(hours=24),
    Level.INFO: timedelta(hours=48),
}


class Kind(StrEnum):
    """What happened: CEWARN's and the counties' own patterns. The restricted kind is answered and never stored."""

    HERDER_FARMER = "herder_farmer"
    LIVESTOCK_THEFT = "livestock_theft"
    WATER_PASTURE = "water_pasture"
    LAND_BOUNDARY = "land_boundary"
    SAND_CHARCOAL = "sand_charcoal"
    WILDLIFE = "wildlife"
    VIOLENCE_INJURY = "violence_injury"
    THREAT_RUMOUR = "threat_rumour"
    DISPLACEMENT = "displacement"
    POLITICAL = "political"
    CRIME_OTHER = "crime_other"
    PEACE_POSITIVE = "peace_positive"
    OTHER = "other"


ADVISED: dict[Kind, Level] = {
    Kind.HERDER_FARMER: Level.MEDIUM,
    Kind.LIVESTOCK_THEFT: Level.MEDIUM,
    Kind.WATER_PASTURE: Level.LOW,
    Kind.LAND_BOUNDARY: Level.MEDIUM,
    Kind.SAND_CHARCOAL: Level.MEDIUM,
    Kind.WILDLIFE: Level.MEDIUM,
    Kind.VIOLENCE_INJURY: Level.HIGH,
    Kind.THREAT_RUMOUR: Level.MEDIUM,
    Kind.DISPLACEMENT: Level.HIGH,
    Kind.POLITICAL: Level.MEDIUM,
    Kind.CRIME_OTHER: Level.MEDIUM,
    Kind.PEACE_POSITIVE: Level.INFO,
    Kind.OTHER: Level.MEDIUM,
}


class When(StrEnum):
    NOW = "now"
    TODAY = "today"
    THIS_WEEK = "this_week"
    EARLIER = "earlier"
    UNKNOWN = "unknown"  # a report by SMS may not say


class State(StrEnum):
    NEW = "new"
    CHECKING = "checking"
    CONFIRMED = "confirmed"
    REFERRED = "referred"
    CLOSED = "closed"
    FALSE = "false"


MOVES: dict[State, set[State]] = {
    State.NEW: {State.CHECKING, State.CONFIRMED, State.REFERRED, State.CLOSED, State.FALSE},
    State.CHECKING: {State.CONFIRMED, State.REFERRED, State.CLOSED, State.FALSE},
    State.CONFIRMED: {State.REFERRED, State.CLOSED},
    State.REFERRED: {State.CONFIRMED, State.CLOSED},
    State.CLOSED: {State.CHECKING},
    State.FALSE: {State.CHECKING},
}
LONGEST_NOTE = 5000  # letters
OPEN = (State.NEW, State.CHECKING, State.CONFIRMED, State.REFERRED)


class Incident(Base):
    """One report. Its words are sealed; `code_word` is how staff speak of it and of whoever told us."""

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_queue", "state", "opened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code_word: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    level: Mapped[Level]
    ward: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"))
    happened: Mapped[When]
    words_sealed: Mapped[bytes | None]
    language: Mapped[Language]
    channel: Mapped[Channel]
    opened_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.NEW)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    partial: Mapped[bool] = mapped_column(
        default=False, server_default="false"
    )  # the person was cut off, or never said yes

    def move(self, state: State, now: datetime) -> None:
        """Take one step; closing and opening again keep the moment."""
        if state not in MOVES[self.state]:
            raise Refusal("A report that is %(now)s cannot become %(then)s.", now=self.state, then=state)
        self.state = state
        self.closed_at = None if state in OPEN else now

    def late(self, now: datetime) -> bool:
        """Whether nobody has taken it up within the time of its level."""
        return self.state is State.NEW and now > self.opened_at + TAKEN_UP_WITHIN[self.level]


class Reporter(Base):
    """The number a report came from: nothing joins it to a subscriber, and it is deleted on time.

    `hour_lookup` is another one every hour, so that reports of one person on different days do not join either.
    """

    __tablename__ = "reporters"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    phone_sealed: Mapped[bytes]
    hour_lookup: Mapped[bytes] = mapped_column(index=True)
    may_text: Mapped[bool] = mapped_column(default=False, server_default="false")  # they allowed a text about it


class IncidentNote(Base):
    """What an officer found or did."""

    __tablename__ = "incident_notes"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime]
    moved_to: Mapped[State | None]
    words_sealed: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class Report:
    """What a person told us. `ward` None: they did not say where; `words` may be empty.

    `may_text`: they allowed us to write to this phone about it. `continues`: the incident that was filed while they
    were cut off, which this completes.
    """

    kind: Kind
    ward: str | None
    happened: When
    words: str
    language: Language
    may_text: bool = False
    continues: int | None = None


def file(
    session: Session,
    vault: Vault,
    phone: Phone,
    report: Report,
    now: datetime,
    *,
    channel: Channel,
    partial: bool = False,
) -> Incident:
    """Open an incident under a code word of its own, or add to the one it `continues`. The caller alerts the officers.

    `partial`: they were cut off, or never said yes.
    """
    if (begun := _begun(session, report)) is not None:
        return _add(session, vault, begun, report, now, partial=partial)
    code_word = new_code_word()
    while session.scalar(select(exists().where(Incident.code_word == code_word))):
        code_word = new_code_word()
    incident = Incident(
        code_word=code_word,
        kind=report.kind,
        level=ADVISED[report.kind],
        ward=report.ward,
        happened=report.happened,
        words_sealed=vault.seal(report.words, Purpose.INCIDENT) if report.words else None,
        language=report.language,
        channel=channel,
        # The clocks of `TAKEN_UP_WITHIN` need the minute, so a quiet hour still tells which answer belongs to a report.
        # What that answer leads to is therefore cut: its number's lookup goes within hours, joining is kept as a day.
        opened_at=minute(now),
        partial=partial,
    )
    session.add(incident)
    session.flush()
    sealed = vault.seal(phone.e164, Purpose.REPORTER)
    hour_lookup = _hour_lookup(vault, phone, now)
    session.add(
        Reporter(incident_id=incident.id, phone_sealed=sealed, hour_lookup=hour_lookup, may_text=report.may_text)
    )
    return incident


def _begun(session: Session, report: Report) -> Incident | None:
    return locked(session, report.continues) if report.continues is not None else None


def _add(
    session: Session, vault: Vault, incident: Incident, report: Report, now: datetime, *, partial: bool
) -> Incident:
    """What was told after the incident had been filed without it. What was closed meanwhile is looked at again."""
    before = vault.open(incident.words_sealed, Purpose.INCIDENT) if incident.words_sealed else ""
    words = "\n".join(dict.fromkeys(filter(None, (before, report.words))))
    incident.words_sealed = vault.seal(words, Purpose.INCIDENT) if words else None
    if report.happened is not When.UNKNOWN:
        incident.happened = report.happened
    incident.partial = partial
    if incident.state not in OPEN:
        incident.move(State.CHECKING, now)
    if (reporter := session.get(Reporter, incident.id)) is not None:
        reporter.may_text = report.may_text
    return incident


def filed_this_hour(session: Session, vault: Vault, phone: Phone, now: datetime) -> int:
    """How many reports came from this number since the clock struck."""
    mine = Reporter.hour_lookup == _hour_lookup(vault, phone, now)
    return session.scalar(select(func.count()).select_from(Reporter).where(mine)) or 0


def _hour_lookup(vault: Vault, phone: Phone, now: datetime) -> bytes:
    return vault.lookup(f"{phone.e164} {local(now):%Y-%m-%d %H}", Purpose.REPORTER)


def seen_by(officer: Officer, incident: Incident, now: datetime) -> bool:
    """Whether this officer handles reports where it happened; one without a place is seen by every peace officer."""
    county = county_of(incident.ward) if incident.ward else None
    return officer.may(Role.PEACE, local(now).date(), county=county)


def locked(session: Session, incident_id: int) -> Incident | None:
    """The report for a decision about it: two officers deciding at once take turns."""
    return session.scalar(
        select(Incident).where(Incident.id == incident_id).with_for_update().execution_options(populate_existing=True)
    )


def queue(
    session: Session,
    counties: set[str] | None,
    states: Iterable[State] = OPEN,
    *,
    now: datetime,
    start: int = 0,
    most: int = 200,
) -> list[Incident]:
    """Reports of these counties (None: all): of those nobody has taken up the urgent, then the late; then the newest.

    Urgent is critical and high: no number of old reports may push one of them out of sight.
    """
    by_level = case({level.value: rank for rank, level in enumerate(Level)}, value=Incident.level)
    due = case(*((Incident.level == level, Incident.opened_at + time) for level, time in TAKEN_UP_WITHIN.items()))
    urgent = Incident.level.in_([Level.CRITICAL, Level.HIGH])
    new = Incident.state == State.NEW
    first = (
        case((new & urgent, 0), (new & (due < now), 1), (new, 2), else_=3),
        case((new, by_level)),
        case((new, due)),
    )
    query = select(Incident).where(*_within(counties, states))
    query = query.order_by(*first, Incident.opened_at.desc(), Incident.id)
    return list(session.scalars(query.offset(start).limit(most)))


def count(session: Session, counties: set[str] | None, states: Iterable[State] = OPEN) -> int:
    """How many reports `queue` would give without a limit."""
    return session.scalar(select(func.count(Incident.id)).where(*_within(counties, states))) or 0


def _within(counties: set[str] | None, states: Iterable[State]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Incident.state.in_(list(states))]
    if counties is not None:
        conditions.append(Incident.ward.is_(None) | func.split_part(Incident.ward, ".", 1).in_(counties))
    return conditions


def add_note(
    session: Session, vault: Vault, incident: Incident, officer: Officer, words: str, now: datetime,
    *, move_to: State | None = None,
) -> IncidentNote:  # fmt: skip
    """Write down what was found, and take the step it leads to, if any. A step needs its reason."""
    if not words.strip():
        raise Refusal("Write what you found or did.")
    if len(words) > LONGEST_NOTE:
        raise Refusal("A note has room for %(most)s letters: shorten it.", most=LONGEST_NOTE)
    if move_to is not None:
        incident.move(move_to, now)
    note = IncidentNote(
        incident_id=incident.id,
        officer_id=officer.id,
        at=now,
        moved_to=move_to,
        words_sealed=vault.seal(words.strip(), Purpose.INCIDENT),
    )
    session.add(note)
    return note


def notes(session: Session, incident: Incident) -> list[IncidentNote]:
    return list(
        session.scalars(select(IncidentNote).where(IncidentNote.incident_id == incident.id).order_by(IncidentNote.id))
    )
