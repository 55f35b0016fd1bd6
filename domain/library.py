"""Standing texts that were thought through before they were needed, each version with its sources and its names."""

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from domain import hours, peace_checks, placeholders
from domain.bulletins import Kind
from domain.db import Base
from domain.languages import FLOOR, Language
from domain.library_texts import LibraryText
from domain.officers import Officer, Role
from domain.phases import Phase
from domain.refusals import Refusal
from domain.signed_words import Form

REVIEW_AFTER = timedelta(days=365)  # when nobody chose a day
# Seasons, prices and quarrels change: what nobody read again for a year after its day is not sent any more.
USABLE_AFTER_REVIEW = timedelta(days=365)
LATEST_REVIEW = timedelta(days=3 * 365 + 1)  # three years, one of them a leap year
# No county's own: only who holds a role in all of them holds it there.
ALL_COUNTIES = ""


class ForWhom(StrEnum):
    """Whom a drought text gives advice to."""

    EVERYBODY = "everybody"
    FARMERS = "farmers"
    HERDERS = "herders"
    HOUSEHOLDS = "households"
    INTERMEDIARIES = "intermediaries"


class PeaceTopic(StrEnum):
    WATER_POINTS = "water_points"
    GRAZING = "grazing"
    RUMOUR = "rumour"
    ELECTIONS = "elections"
    RECONCILIATION = "reconciliation"


class LibraryEntry(Base):
    """One standing text, through all its versions. A drought text has a phase and readers, a peace text a topic.

    `key` is that of a text that came with the service; a withdrawn one is used by nobody any more.
    """

    __tablename__ = "library_entries"
    __table_args__ = (
        CheckConstraint("(kind = 'drought') = (phase IS NOT NULL AND for_whom IS NOT NULL)", name="drought"),
        CheckConstraint("(kind = 'peace') = (topic IS NOT NULL)", name="peace"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    title: Mapped[str]
    kind: Mapped[Kind]
    phase: Mapped[Phase | None] = mapped_column(default=None)
    for_whom: Mapped[ForWhom | None] = mapped_column(default=None)
    topic: Mapped[PeaceTopic | None] = mapped_column(default=None)
    county: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"), default=None)  # none: for all of them
    key: Mapped[str | None] = mapped_column(default=None, unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    withdrawn_because: Mapped[str | None] = mapped_column(default=None)
    versions: Mapped[list["LibraryVersion"]] = relationship(
        default_factory=list, lazy="selectin", order_by="LibraryVersion.number", back_populates="entry"
    )

    @property
    def newest(self) -> "LibraryVersion":
        return self.versions[-1]

    @property
    def where(self) -> str:
        """The county in which a role must be held to decide about it."""
        return self.county or ALL_COUNTIES

    @property
    def counties(self) -> set[str]:
        """Those it was written for; empty for all of them."""
        return {self.county} if self.county else set()

    def in_use(self, on: date) -> "LibraryVersion | None":
        """The newest version that may be used."""
        return next((version for version in reversed(self.versions) if usable(version, on)), None)

    def check_open(self) -> None:
        """Refuse a change to what was withdrawn: who needs it again writes a new one."""
        if self.withdrawn_at is not None:
            raise Refusal("This text was withdrawn and cannot be changed any more.")

    def check_writer(self, officer: Officer, on: date) -> None:
        """Refuse who does not write for this county, or, where it has none, for all of them."""
        self.check_open()
        if not officer.may(Role.OFFICER, on, county=self.where):
            raise Refusal("You do not write texts of the library for this county.")

    def check_withdrawer(self, officer: Officer, on: date) -> None:
        """Refuse who neither writes nor approves it: who may do either may take it out of use, their own as well."""
        self.check_open()
        writes = officer.may(Role.OFFICER, on, county=self.where)
        if not writes and not officer.may(Role.APPROVER, on, county=self.where, kind=self.kind):
            raise Refusal("You neither write nor approve texts of this kind for this county.")

    def withdraw(self, officer: Officer, reason: str, now: datetime) -> None:
        """Take every version out of use, for good."""
        self.check_withdrawer(officer, hours.local(now).date())
        if not reason.strip():
            raise Refusal("Say why it is withdrawn: whoever used it is told.")
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_because = now, officer.id, reason.strip()


class LibraryVersion(Base):
    """One wording of an entry in every language. Approved, it never changes: a change is the next version."""

    __tablename__ = "library_versions"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("library_entries.id"), init=False)
    number: Mapped[int]
    source: Mapped[str]  # where its advice comes from
    verified: Mapped[bool]  # whether that source was found; what was not is shown as such to whoever uses it
    created_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    hands: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")  # everybody who changed it
    review_on: Mapped[date | None] = mapped_column(default=None)  # when somebody must read it again
    checks: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")  # of conflict sensitivity
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_hash: Mapped[str | None] = mapped_column(default=None)
    entry: Mapped[LibraryEntry] = relationship(init=False, back_populates="versions", lazy="joined")
    texts: Mapped[list[LibraryText]] = relationship(
        default_factory=list, lazy="selectin", cascade="all, delete-orphan", order_by=LibraryText.id
    )

    def text(self, language: Language, form: Form = Form.SMS) -> LibraryText | None:
        return next((text for text in self.texts if text.language is language and text.form is form), None)

    @property
    def approved(self) -> bool:
        """Whether an approval stands on exactly this."""
        return self.approved_hash is not None and self.approved_hash == self.fingerprint()

    def fingerprint(self) -> str:
        """What an approval binds. Not who signed: a speaker may put their name to the approved words later."""
        words = sorted(text.fingerprint() for text in self.texts)
        bound = [words, self.source, self.verified, sorted(self.checks), str(self.review_on)]
        return hashlib.sha256(json.dumps(bound).encode()).hexdigest()

    def due(self, on: date) -> bool:
        """Whether its day to be read again has passed."""
        return self.review_on is not None and self.review_on < on

    def check_texts(self) -> None:
        """Refuse words that could not be sent: blanks that differ, a form without its Swahili."""
        placeholders.check(self.texts, self.entry.kind)
        if any(self.text(FLOOR, text.form) is None for text in self.texts):
            raise Refusal("Each form needs its Swahili text: everybody without a text of their own gets it.")

    def check_approver(self, officer: Officer, on: date) -> None:
        """Refuse who had a hand in it, and who does not approve this kind there."""
        hands = {self.author_id, *self.hands}
        if officer.id in hands or any(text.written_by(officer) for text in self.texts):
            raise Refusal("Somebody else must decide: you wrote this text.")
        if not officer.may(Role.APPROVER, on, county=self.entry.where, kind=self.entry.kind):
            raise Refusal("You do not approve texts of this kind for this county.")

    def approve(self, officer: Officer, now: datetime, *, seen: str, checks: Collection[str] = ()) -> None:
        """Stand for these words in every use of them; `seen` is what was read, `checks` what was asked of a peace text.

        The caller holds the entry (`locked`). Raises `Refusal`.
        """
        on = hours.local(now).date()
        self.entry.check_open()
        self.check_approver(officer, on)
        if self.approved_at is not None or self is not self.entry.newest or seen != self.fingerprint():
            raise Refusal("Somebody changed or approved this text while you read. Look at it again, then decide.")
        self.check_texts()
        swahili = self.text(FLOOR)
        if swahili is None or any(not text.signed for text in self.texts if text.language is FLOOR):
            raise Refusal("A Swahili reviewer must sign every Swahili text first.")
        if self.due(on):
            raise Refusal("Its day to be read again has passed: choose a later one first.")
        if self.entry.kind is Kind.PEACE:
            self.checks = peace_checks.check(checks, peace_checks.OF_TEXT)
        self.review_on = self.review_on or on + REVIEW_AFTER
        self.approver_id, self.approved_at, self.approved_hash = officer.id, now, self.fingerprint()


def usable(version: LibraryVersion, on: date) -> bool:
    """Whether it may be sent: approved, not withdrawn, and read again within a year of the day it was due."""
    kept = version.review_on is None or on - USABLE_AFTER_REVIEW <= version.review_on
    return version.approved and version.entry.withdrawn_at is None and kept


def locked(session: Session, entry_id: int) -> LibraryEntry | None:
    """The entry with its versions for a decision about any of them: two officers deciding at once take turns."""
    return session.scalar(
        select(LibraryEntry)
        .where(LibraryEntry.id == entry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
