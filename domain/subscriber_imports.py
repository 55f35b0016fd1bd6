"""A list of people who agreed elsewhere, brought in from a file: looked through first, then joined, then greeted.

Nobody who is known, has left or asked us never to write is touched by it. How many of a list these are is told only
together and by steps: whoever may choose the list could ask with it who is with us, or who left.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import audit
from domain.db import Base
from domain.hours import local
from domain.listed_people import Listed
from domain.redaction import without_numbers
from domain.refusals import Refusal
from domain.vault import Purpose, Vault
from domain.veils import FEWEST, Step, step

LIVES = timedelta(days=1)  # of the numbers of a list that nobody lets join
TAKEN_BACK_WITHIN = timedelta(days=7)
OLDEST = timedelta(days=2 * 365)  # of an agreement: whoever gave it longer ago does not remember
SHORTEST, LONGEST = 10, 200  # letters that say who keeps the evidence, and where
NAME = 80  # letters of a file's name that are kept


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

    `people` are the good rows, `done` those gone through so far, `joined` whom they brought in; `left_out` counts the
    faulty rows, those there `twice`, and who was `kept_out` when it was looked at. The last two are never shown as they
    are.
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
    joined: Mapped[int] = mapped_column(default=0)
    state: Mapped[State] = mapped_column(default=State.LOOKED_AT)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def kept_out(self) -> Step:
        """How many are or were passed by, as it may be shown."""
        least, most = step(self.done - self.joined if self.started_at else self.left_out["kept_out"])
        return Step(least, max(min(most, self.people), FEWEST - 1))

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


# Numbers beside each other: a person as a subscriber, and the same as somebody who refused.
_KEPT_OUT = text("""
    SELECT count(*) FROM unnest(CAST(:subscribers AS bytea[]), CAST(:leavers AS bytea[])) AS listed (subscriber, leaver)
    WHERE EXISTS (SELECT FROM subscribers WHERE phone_lookup = listed.subscriber)
        OR EXISTS (SELECT FROM leavers WHERE phone_lookup = listed.leaver)""")


def look(
    session: Session,
    vault: Vault,
    listed: Listed,
    consent: Consent,
    *,
    county: str,
    file_name: str,
    data: bytes,
    officer_id: int | None,
    now: datetime,
) -> SubscriberImport:
    """Keep what a file says for a day; nobody joins by it. Raises `Refusal`."""
    consent.check(now)
    lookups = {
        f"{purpose}s": [vault.lookup(person.phone, purpose) for person in listed.people]
        for purpose in (Purpose.SUBSCRIBER, Purpose.LEAVER)
    }
    row = SubscriberImport(
        officer_id=officer_id,
        looked_at=now,
        county=county,
        file_name=without_numbers(file_name.replace("\\", "/").rpartition("/")[2])[:NAME],
        file_hash=vault.lookup(hashlib.sha256(data).hexdigest(), Purpose.IMPORT),
        evidence=consent.evidence,
        agreed_on=consent.agreed_on,
        kept_by=consent.kept_by,
        rows_sealed=listed.sealed(vault),
        people=len(listed.people),
        left_out={
            "faults": len(listed.faults) - listed.twice,
            "twice": listed.twice,
            "kept_out": session.scalar(_KEPT_OUT, lookups),
        },
    )
    session.add(row)
    session.flush()
    record(session, officer_id, "looked through a list of people", row, now)
    return row


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
