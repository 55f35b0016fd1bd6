"""A week's radio script for one county and language: its versions, who corrects, signs and approves them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from domain import peace_checks
from domain.bulletins import Kind
from domain.db import Base
from domain.hours import local
from domain.languages import Language
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.script_signatures import ScriptSignature
from domain.script_versions import ScriptVersion, State, check_other_hands, new_version, still_missing
from domain.segments import Segment, lines

CORRECTED_BY = (Role.OFFICER, Role.REVIEWER, Role.LEAD)
READ_BY = (*CORRECTED_BY, Role.APPROVER)


class Script(Base):
    """One for each week, county and language. `week` is its Monday."""

    __tablename__ = "scripts"
    __table_args__ = (UniqueConstraint("week", "county", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    week: Mapped[date]
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"))
    language: Mapped[Language]
    versions: Mapped[list[ScriptVersion]] = relationship(
        default_factory=list, lazy="selectin", cascade="all, delete-orphan", order_by=ScriptVersion.number
    )

    @property
    def newest(self) -> ScriptVersion:
        return self.versions[-1]

    @property
    def last_approved(self) -> ScriptVersion | None:
        """The last version that was ever approved, withdrawn since or not."""
        return next((version for version in reversed(self.versions) if version.approved_at is not None), None)

    @property
    def approved(self) -> ScriptVersion | None:
        """The last that was approved, which producers get; None while there is none, or when that one was withdrawn."""
        last = self.last_approved
        return last if last is not None and last.state is State.APPROVED else None

    @property
    def untouched(self) -> bool:
        """Whether no person has had a hand in it, so that a fresh draft may take its place."""
        return all(
            version.editor_id is None and not version.signatures and version.state is State.DRAFT
            for version in self.versions
        )

    def numbered(self, number: int) -> ScriptVersion | None:
        return next((version for version in self.versions if version.number == number), None)

    def may_be_corrected_by(self, officer: Officer, on: date) -> bool:
        """A reviewer corrects what they may sign, and what is meant to be in their language and is not yet."""
        speaks = any(
            officer.may(Role.REVIEWER, on, county=self.county, language=language)
            for language in (self.language, self.newest.spoken)
        )
        return speaks or any(officer.may(role, on, county=self.county) for role in (Role.OFFICER, Role.LEAD))

    def may_be_read_by(self, officer: Officer, on: date) -> bool:
        return any(officer.may(role, on, county=self.county) for role in READ_BY)

    def draft(
        self, fresh: Sequence[Segment], missing: list[str], hands: Collection[int], now: datetime
    ) -> ScriptVersion | None:
        """Take in a fresh draft of the service; None when it says what the newest version says."""
        version = new_version(len(self.versions) + 1, self.language, fresh, missing=missing, hands=hands, now=now)
        if self.versions and (self.newest.segments, self.newest.missing) == (list(fresh), missing):
            return None
        self.versions.append(version)
        return version

    def correct(
        self,
        officer: Officer,
        segments: Sequence[Segment],
        seen: int,
        now: datetime,
        *,
        base: ScriptVersion | None = None,
        hands: Collection[int] = (),
        missing: Collection[str] = (),
    ) -> ScriptVersion | None:
        """Make the next version; `seen` is the number of the one the officer was looking at. None: nothing changed.

        `base` is the one whose words were corrected, where that is an older one. `hands` and `missing` come with what
        was taken in anew.
        """
        if not self.may_be_corrected_by(officer, local(now).date()):
            raise Refusal("You do not correct scripts of this county.")
        self.check_newest(seen)
        if not any(speech.words.strip() for speech in lines(segments)):
            raise Refusal("A script needs at least one speech.")
        if list(segments) == self.newest.segments and self.newest.state is not State.WITHDRAWN:
            return None  # the words of one that was withdrawn may be right after all
        version = new_version(
            len(self.versions) + 1,
            self.language,
            segments,
            missing=still_missing(self.newest, segments, missing),
            hands={*self.newest.hands, *(base or self.newest).hands, *hands},
            now=now,
            editor=officer,
        )
        self.versions.append(version)
        return version

    def check_signer(self, officer: Officer, on: date) -> list[Language]:
        """The languages this officer may sign in the newest version; refuse who may sign none."""
        version = self.newest
        speaks = [one for one in version.languages if officer.may(Role.REVIEWER, on, county=self.county, language=one)]
        if not speaks:
            raise Refusal("A reviewer of a language that is spoken in it signs it.")
        check_other_hands(version, officer)
        wanted = [language for language in speaks if language in version.unsigned]
        if version.state is not State.DRAFT or not wanted:
            raise Refusal("This script is signed already in your languages.")
        return wanted

    def sign(self, officer: Officer, seen: int, now: datetime) -> list[Language]:
        """Put a speaker's name to the newest version, in every language they may sign; returns those."""
        self.check_newest(seen)
        signed = self.check_signer(officer, local(now).date())
        self.newest.signatures += [ScriptSignature(language=one, officer_id=officer.id, at=now) for one in signed]
        return signed

    def check_approver(self, officer: Officer, on: date) -> None:
        """Refuse who may not let producers have the newest version.

        Its bulletins were approved already, each by who approves its kind: where it speaks of peace, who approves peace
        messages decides about the whole.
        """
        version = self.newest
        if version.speaks_of_peace and not officer.may(Role.APPROVER, on, county=self.county, kind=Kind.PEACE):
            raise Refusal("It speaks of peace: an approver of peace messages decides.")
        if not version.speaks_of_peace and not officer.may(Role.APPROVER, on, county=self.county, kind=Kind.DROUGHT):
            raise Refusal("You do not approve scripts of this county.")
        check_other_hands(version, officer)
        if any(signature.officer_id == officer.id for signature in version.signatures):
            raise Refusal("You signed this script: somebody else approves it.")
        if version.state is not State.SIGNED:
            raise Refusal("A script is approved once, after a speaker of each language in it has signed.")

    def approve(self, officer: Officer, seen: int, now: datetime, *, checks: Collection[str] = ()) -> None:
        """Let producers have the newest version. `checks` are the questions of conflict sensitivity, where it speaks
        of peace. What it draws on is looked at by `script_bulletins.check_may_be_read`."""
        self.check_newest(seen)
        self.check_approver(officer, local(now).date())
        version = self.newest
        if version.speaks_of_peace:
            version.checks = peace_checks.check(checks, peace_checks.OF_TEXT)
        version.approver_id, version.approved_at = officer.id, now

    def check_withdrawer(self, officer: Officer, on: date) -> None:
        """Refuse who neither corrects nor approves it."""
        approves = officer.may(Role.APPROVER, on, county=self.county)
        if not approves and not self.may_be_corrected_by(officer, on):
            raise Refusal("You do not withdraw scripts of this county.")

    def withdraw(
        self, officer: Officer | None, because: str, now: datetime, *, only: ScriptVersion | None = None
    ) -> list[ScriptVersion]:
        """Take what is approved off the air, also older versions, which a station may have in hand; or `only` one.

        No officer: the service does, of itself. Returns what was withdrawn; producers are told after.
        """
        standing = [version for version in self.versions if version.state is State.APPROVED and only in (None, version)]
        if not standing:
            raise Refusal("No version of this script is approved.")
        if officer:
            self.check_withdrawer(officer, local(now).date())
        if not because.strip():
            raise Refusal("Say why it is withdrawn: the station is told.")
        for version in standing:
            version.withdrawn_at, version.withdrawn_because = now, because.strip()
            version.withdrawn_by = officer.id if officer else None
        return standing

    def check_newest(self, seen: int) -> None:
        """Raise `Refusal` when somebody made another version since the one that was looked at."""
        if seen != self.newest.number:
            raise Refusal("Somebody else changed this script meanwhile: look at it again, then go on.")


def locked(session: Session, script_id: int) -> Script | None:
    """The script for a change of it: two people changing it at once take turns."""
    return session.scalar(
        select(Script).where(Script.id == script_id).with_for_update().execution_options(populate_existing=True)
    )


def of_week(session: Session, week: date, county: str, language: Language) -> Script | None:
    """This script, held for a change of it."""
    return session.scalar(
        select(Script)
        .where(Script.week == week, Script.county == county, Script.language == language)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def newest(
    session: Session, counties: set[str] | None, *, since: date | None = None, most: int = 60, skip: int = 0
) -> list[Script]:
    """Scripts of these counties (None: all) for the weeks from `since` on, the latest week first."""
    query = select(Script).order_by(Script.week.desc(), Script.county, Script.language).limit(most).offset(skip)
    if counties is not None:
        query = query.where(Script.county.in_(counties))
    if since is not None:
        query = query.where(Script.week >= since)
    return list(session.scalars(query))
