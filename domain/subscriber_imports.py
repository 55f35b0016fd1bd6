"""A list of people who agreed elsewhere, brought in from a file: looked through first, then joined, then greeted.

Nobody who is known, has left or asked us never to write is touched by it. How many of a list these are is neither told
nor kept: whoever may choose the list could ask with it who is with us, or who left.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import audit
from domain.db import Base, next_id
from domain.hours import local
from domain.listed_people import Listed
from domain.moments import day
from domain.officers import Officer
from domain.redaction import without_numbers
from domain.refusals import Refusal
from domain.vault import Purpose, Vault

LIVES = timedelta(days=1)  # of the numbers of a list that nobody lets join
TAKEN_BACK_WITHIN = timedelta(days=7)
OLDEST = timedelta(days=2 * 365)  # of an agreement: whoever gave it longer ago does not remember
SHORTEST, LONGEST = 10, 200  # letters that say who keeps the evidence, and where
NAME = 80  # letters of a file's name that are kept
MOST_A_DAY = 20  # files that one officer has looked through


class State(StrEnum):
    LOOKED_AT = "looked_at"  # nobody has joined by it yet
    JOINING = "joining"
    DONE = "done"
    DROPPED = "dropped"
    TAKEN_BACK = "taken_back"


class Evidence(StrEnum):
    """How people of a list agreed, so that it can be shown to whoever asks."""

    SIGNED_LIST = "signed_list"  # on paper, each with a signature or thumbprint
    RECORDED = "recorded"  # spoken, and recorded
    OWN_MESSAGE = "own_message"  # each wrote or dialled another service that asked for it in these words


class SubscriberImport(Base):
    """One file. `rows_sealed` holds its rows (`Listed`) until they have joined, and no longer than a day.

    `people` are the good rows, `done` those gone through so far; `left_out` counts the faulty rows (`faults`) and the
    numbers that are there `twice`.
    """

    __tablename__ = "subscriber_imports"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))  # none: on the command line
    looked_at: Mapped[datetime]
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"))
    file_name: Mapped[str]
    file_hash: Mapped[bytes]  # keyed, for a file of one number could be guessed
    evidence: Mapped[Evidence]
    agreed_on: Mapped[date]  # the day, or the last of them
    kept_by: Mapped[str]  # who has the paper or recording, and where
    rows_sealed: Mapped[bytes | None] = mapped_column(deferred=True)
    people: Mapped[int]
    left_out: Mapped[dict[str, Any]]
    done: Mapped[int] = mapped_column(default=0)
    state: Mapped[State] = mapped_column(default=State.LOOKED_AT)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    def may_be_taken_back(self, now: datetime) -> bool:
        """Whether what it did can still be undone; also while it is still at it."""
        if self.state is State.JOINING:
            return True
        return self.state is State.DONE and now - (self.finished_at or now) < TAKEN_BACK_WITHIN

    def finish(self, now: datetime) -> None:
        """All have joined who could: their numbers go."""
        self.state, self.finished_at, self.rows_sealed = State.DONE, now, None


@dataclass(frozen=True, slots=True)
class Consent:
    """The evidence for a whole list, as an officer or operator states it."""

    evidence: Evidence
    agreed_on: date
    kept_by: str

    def check(self, now: datetime) -> None:
        """Raises `Refusal` where nobody could be shown that people agreed."""
        today = local(now).date()
        if self.agreed_on > today:
            raise Refusal("The day on which people agreed has not come yet.")
        if self.agreed_on < today - OLDEST:
            raise Refusal("They agreed more than two years ago: ask them again, for instance at a baraza.")
        if not SHORTEST <= len(self.kept_by) <= LONGEST:
            raise Refusal("Write who keeps the evidence and where, in %(least)s to %(most)s letters.",
                          least=SHORTEST, most=LONGEST)  # fmt: skip
        if without_numbers(self.kept_by) != self.kept_by:
            raise Refusal("Write no telephone or identity number where you say who keeps the evidence.")


class File(NamedTuple):
    """A file as it was brought, for the people of one county."""

    county: str
    name: str
    data: bytes

    @property
    def kept_name(self) -> str:
        """Its name without folders and numbers."""
        return without_numbers(self.name.replace("\\", "/").rpartition("/")[2])[:NAME]


def look(
    session: Session, vault: Vault, listed: Listed, consent: Consent, file: File, officer_id: int | None, now: datetime
) -> SubscriberImport:
    """Keep what a file says for a day; nobody joins by it. Raises `Refusal`."""
    consent.check(now)
    if officer_id is not None:
        _find_room(session, officer_id, now)
    import_id = next_id(session, SubscriberImport)
    row = SubscriberImport(
        officer_id=officer_id,
        looked_at=now,
        county=file.county,
        file_name=file.kept_name,
        file_hash=vault.lookup(hashlib.sha256(file.data).hexdigest(), Purpose.IMPORT),
        evidence=consent.evidence,
        agreed_on=consent.agreed_on,
        kept_by=consent.kept_by,
        rows_sealed=listed.sealed(vault, import_id),
        people=len(listed.people),
        left_out={"faults": len(listed.faults) - listed.twice, "twice": listed.twice},
    )
    row.id = import_id
    session.add(row)
    session.flush()
    record(session, officer_id, "looked through a list of people", row, now)
    return row


def _find_room(session: Session, officer_id: int, now: datetime) -> None:
    """Raises `Refusal` where an officer has had enough files looked through today."""
    session.get_one(Officer, officer_id, with_for_update={"key_share": True})  # of two at once the second waits here
    today = (SubscriberImport.officer_id == officer_id, SubscriberImport.looked_at >= day(now))
    if (session.scalar(select(func.count(SubscriberImport.id)).where(*today)) or 0) >= MOST_A_DAY:
        raise Refusal("At most %(most)s files a day are looked through: go on tomorrow.", most=MOST_A_DAY)


def of_counties(session: Session, counties: Collection[str], most: int, skip: int) -> list[SubscriberImport]:
    """The lists of these counties, newest first."""
    mine = select(SubscriberImport).where(SubscriberImport.county.in_(counties))
    return list(session.scalars(mine.order_by(SubscriberImport.id.desc()).limit(most).offset(skip)))


def before(session: Session, row: SubscriberImport) -> SubscriberImport | None:
    """The newest earlier list of the county that was the very same file, whatever became of it."""
    same = (SubscriberImport.file_hash == row.file_hash, SubscriberImport.county == row.county)
    earlier = select(SubscriberImport).where(*same, SubscriberImport.id < row.id)
    return session.scalar(earlier.order_by(SubscriberImport.id.desc()).limit(1))


def held(session: Session, import_id: int) -> SubscriberImport | None:
    """One for whoever changes it: of two clicks the second waits here."""
    return session.get(SubscriberImport, import_id, with_for_update=True, populate_existing=True)


def confirm(session: Session, row: SubscriberImport, officer_id: int | None, now: datetime) -> None:
    """Let the people of a held list join; the caller leaves the job. Raises `Refusal`."""
    if row.state in (State.JOINING, State.DONE):
        raise Refusal("This list is joining already, or has joined.")
    if row.state is not State.LOOKED_AT or now - row.looked_at > LIVES:
        raise Refusal("The numbers of this list are gone: bring the file once more.")
    if not row.people:
        raise Refusal("There is nobody in this list who could join.")
    row.state, row.started_at = State.JOINING, now
    record(session, officer_id, "let a list of people join", row, now)


def drop(session: Session, row: SubscriberImport, officer_id: int | None, now: datetime) -> None:
    """Throw a held list away before anybody joined by it. Raises `Refusal`."""
    if row.state is not State.LOOKED_AT:
        raise Refusal("Only a list by which nobody has joined can be thrown away.")
    row.state, row.rows_sealed = State.DROPPED, None
    record(session, officer_id, "threw away a list of people", row, now)


def record(session: Session, officer_id: int | None, what: str, row: SubscriberImport, now: datetime) -> None:
    """One line of the audit about a list, without anything that would tell of one number."""
    detail = {"county": row.county, "people": row.people, "evidence": row.evidence}
    by = {} if officer_id else {"by": "command line"}
    audit.record(session, officer_id, what, f"list {row.id}", now=now, **detail, **by)
