"""A standing order: messages from approved library versions, at hours a rule names, until a day."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import drafting, hours, leaving, recurrence, series_texts, standing, subscribers, titles
from domain.areas import county_of
from domain.audiences import Audience
from domain.bulletins import Kind
from domain.db import Base
from domain.languages import Language
from domain.library import LibraryVersion
from domain.library_texts import LibraryText
from domain.officers import Officer
from domain.recurrence import Rule
from domain.refusals import Refusal
from domain.senders import Sender
from domain.series_life import MOVES, OPEN_TO_EDIT, State

# A drought warning is written from its month's figures and declares NDMA's phase: it cannot come by itself.
KINDS = (Kind.PEACE, Kind.NOTICE)


class Series(Base):
    """The rule is read as: at `hour`, Nairobi's, on `weekdays` (0 is Monday) or `monthdays`, in `months`, to `ends_on`.

    Empty `months` are all twelve. `versions` are taken in turn. Areas, zones, kinds and languages as of a bulletin.
    """

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("cardinality(areas) > 0", name="areas"),
        CheckConstraint("(weekdays = '{}') <> (monthdays = '{}')", name="recurrence"),
        CheckConstraint("ends_on >= starts_on", name="end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    title: Mapped[str]
    kind: Mapped[Kind]
    areas: Mapped[list[str]]
    hour: Mapped[time]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    versions: Mapped[list[int]]
    author_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime]
    weekdays: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    monthdays: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    months: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    zones: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    audience_kinds: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    audience_languages: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    public: Mapped[bool] = mapped_column(default=False, server_default="false")
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    hands: Mapped[list[int]] = mapped_column(default_factory=list)
    submitter_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_hash: Mapped[str | None] = mapped_column(default=None)
    returned_because: Mapped[str | None] = mapped_column(default=None)
    halted_because: Mapped[str | None] = mapped_column(default=None)

    @property
    def rule(self) -> Rule:
        return Rule(
            hour=self.hour,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            weekdays=tuple(self.weekdays),
            monthdays=tuple(self.monthdays),
            months=tuple(self.months),
        )

    @property
    def counties(self) -> set[str]:
        return {county_of(area) for area in self.areas}

    @property
    def audience(self) -> Audience:
        return Audience(
            areas=tuple(self.areas),
            zones=tuple(self.zones),
            kinds=tuple(subscribers.Kind(kind) for kind in self.audience_kinds),
            languages=tuple(Language(language) for language in self.audience_languages),
            neutral=self.kind is Kind.PEACE,
        )

    def texts_of(self, version: LibraryVersion) -> list[LibraryText]:
        """The signed texts that go out for this version. Once approved: those the approver read, none signed later."""
        return [
            text
            for text in version.texts
            if text.signed and (self.approved_at is None or (text.signed_at or self.approved_at) <= self.approved_at)
        ]

    def fingerprint(
        self, versions: Sequence[LibraryVersion], sender: Sender | None = None, code: str | None = None
    ) -> str:
        """What an approval binds: the versions with their texts, the audience, the recurrence to its end, the sender.

        `sender` is the one registered now for this kind's use, `code` the short code where a text names it; without
        them this is only the series itself.
        """
        bound = {
            "kind": self.kind,
            "areas": sorted(self.areas),
            "audience": [sorted(self.zones), sorted(self.audience_kinds), sorted(self.audience_languages)],
            "public": self.public,
            "rule": [
                f"{self.hour}",
                f"{self.starts_on}",
                f"{self.ends_on}",
                self.weekdays,
                self.monthdays,
                self.months,
            ],
            "sender": [self.kind.sender_use, *([sender.name, sender.sender_class] if sender else [])],
            "code": code if series_texts.names_code(self._texts(versions)) else None,
            "turns": self.versions,
            "versions": [[version.id, version.approved_hash, self._words(version)] for version in versions],
        }
        return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()

    def _texts(self, versions: Sequence[LibraryVersion]) -> list[LibraryText]:
        return [text for version in versions for text in self.texts_of(version)]

    def _words(self, version: LibraryVersion) -> list[tuple[str, int]]:
        return sorted((text.fingerprint(), text.signer_id or 0) for text in self.texts_of(version))

    def seen(self, versions: Sequence[LibraryVersion]) -> str:
        """What an officer looked at when deciding: it changes with every step and every bound word."""
        return f"{self.state}.{self.fingerprint(versions)}"

    def move(self, state: State) -> None:
        """Take one step of the life. Raises `Refusal` for a step that does not exist."""
        if state not in MOVES[self.state]:
            raise Refusal("A series that is %(now)s cannot become %(then)s.", now=self.state, then=state)
        self.state = state

    def check_plan(self, now: datetime) -> None:
        """Raise the first `Refusal` about the decision itself: what, where and when."""
        titles.check(self.title)
        if self.kind not in KINDS:
            raise Refusal("A drought warning is written from the figures of its month: it cannot recur by itself.")
        if not self.areas:
            raise Refusal("Choose at least one area.")
        if self.kind is Kind.PEACE and any(area.count(".") > 1 for area in self.areas):
            raise Refusal("A peace message goes to a constituency or more, so that it points at nobody.")
        drafting.check_zones(self.zones, self.areas)
        if self.kind is Kind.PEACE and (self.zones or self.audience_languages):
            raise Refusal("A peace message goes to everybody in its constituencies: leave out zones and languages.")
        recurrence.check(self.rule, now)

    def check_ready(self, versions: Sequence[LibraryVersion], now: datetime) -> None:
        """Raise the first `Refusal` that stands between this series and people's phones."""
        self.check_plan(now)
        self.check_texts(versions, now)

    def check_texts(self, versions: Sequence[LibraryVersion], now: datetime) -> None:
        """Raise the first `Refusal` about the library versions it takes its turns from."""
        if not versions or len(versions) != len(self.versions):
            raise Refusal("Choose at least one text of the library.")
        for version in versions:
            series_texts.check_version(version, self.kind, self.counties, hours.local(now).date())

    def submit(self, officer: Officer, versions: Sequence[LibraryVersion], now: datetime) -> None:
        """Ask for approval, the first or after it was halted."""
        self.check_ready(versions, now)
        standing.check_writer(officer, self.areas, now)
        self.move(State.SUBMITTED)
        self._void()
        self.submitter_id = officer.id
        self.touched_by(officer)

    def approve(
        self,
        officer: Officer,
        versions: Sequence[LibraryVersion],
        now: datetime,
        sender: Sender | None,
        code: str | None,
    ) -> None:
        """Stand for every date of it; `sender` is what it goes out as, `code` who answers: others by then halt it."""
        self.check_approver(officer, versions, now)
        self.check_ready(versions, now)
        self._check_hour(sender)
        series_texts.check_code(self._texts(versions), code)
        self.move(State.APPROVED)
        self.approver_id, self.approved_at = officer.id, now
        self.approved_hash = self.fingerprint(versions, sender, code)

    def _check_hour(self, sender: Sender | None) -> None:
        """Refuse an hour at which the operator lets nothing out: each message would come a day late, with its date."""
        hours = leaving.window(self.kind, sender.sender_class if sender else None, by_night=False)
        if not hours.opens <= self.hour.hour < hours.closes:
            raise Refusal(
                "Messages like this leave between %(opens)s:00 and %(closes)s:00: choose another hour.",
                opens=hours.opens,
                closes=hours.closes,
            )

    def give_back(self, officer: Officer, versions: Sequence[LibraryVersion], reason: str, now: datetime) -> None:
        """Return it to its author, with a reason."""
        self.check_approver(officer, versions, now)
        if not reason.strip():
            raise Refusal("Say why you return it, so that it can be mended.")
        self.move(State.RETURNED)
        self.returned_because = reason.strip()

    def halt(self, officer: Officer, reason: str, now: datetime) -> None:
        """Hold it until it is approved anew: an officer's or an approver's word, with a reason."""
        standing.check_stopper(officer, self.areas, self.kind, now)
        if not reason.strip():
            raise Refusal("Say why it is halted, so that others know what to mend.")
        self.halt_because(reason.strip())

    def halt_because(self, reason: str) -> None:
        """The same by the service itself."""
        self.move(State.HALTED)
        self.halted_because = reason

    def end(self, officer: Officer, now: datetime) -> None:
        """Close it for good before its last day."""
        standing.check_stopper(officer, self.areas, self.kind, now)
        self.move(State.ENDED)
        self.approved_hash = None  # ended by its last day it keeps it: what it made that evening may still leave

    def reopen(self) -> None:
        """An edit: back to a draft, and whatever was approved is void."""
        self.check_open()
        self.state = State.DRAFT
        self._void()

    def _void(self) -> None:
        self.submitter_id = self.approver_id = self.approved_at = None
        self.approved_hash = self.returned_because = self.halted_because = None

    def touched_by(self, officer: Officer) -> None:
        """Remember for ever who had a hand in it: an edit voids an approval, but not this."""
        self.hands = sorted({*self.hands, self.author_id, officer.id})

    def check_open(self) -> None:
        """Refuse a change where there is no way back to a draft."""
        if self.state not in OPEN_TO_EDIT:
            raise Refusal("This series is %(now)s and cannot be changed any more.", now=self.state)

    def check_approver(self, officer: Officer, versions: Sequence[LibraryVersion], now: datetime) -> None:
        """Refuse who had a hand in it or in its words, and who does not approve this kind in all of its counties."""
        wrote = any(text.written_by(officer) for version in versions for text in version.texts)
        if wrote or officer.id in {self.author_id, self.submitter_id, *self.hands}:
            raise Refusal("Somebody else must decide: you wrote or submitted this series or one of its texts.")
        standing.check_approver(officer, self.areas, self.kind, now)

    def check_made(self, made_at: datetime) -> None:
        """Refuse what it made before it was halted, ended or changed: a later approval is not one of that."""
        if self.state not in (State.APPROVED, State.ENDED) or self.approved_at is None or self.approved_at > made_at:
            raise Refusal("The series is not approved now: it must be approved anew first.")
        if self.approved_hash is None:
            raise Refusal("The series was ended.")

    def check_standing(
        self, versions: Sequence[LibraryVersion], sender: Sender | None, code: str | None, now: datetime
    ) -> None:
        """Raise the `Refusal` why nothing more of an approved one may leave."""
        for version in versions:
            series_texts.check_usable(version, hours.local(now).date())
        series_texts.check_code(self._texts(versions), code)
        if self.fingerprint(versions, sender, code) != self.approved_hash:
            raise Refusal("Its texts, its audience, the name it goes out as or its short code are not as approved.")


def locked(session: Session, series_id: int) -> Series | None:
    """The series for a decision about it: two officers, or an officer and the clock, take turns."""
    return session.scalar(
        select(Series).where(Series.id == series_id).with_for_update().execution_options(populate_existing=True)
    )
