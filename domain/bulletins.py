"""The decision to tell people something: what, where, when, who stands for it, and how far it has come."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from domain import chosen_texts, standing, subscribers, titles
from domain.areas import Gazetteer, county_of
from domain.audiences import Audience, Group
from domain.bulletin_texts import BulletinText
from domain.db import Base
from domain.languages import FLOOR, Language
from domain.life_cycle import MOVES, OPEN_TO_EDIT, OPEN_TO_NIGHT, State
from domain.officers import Officer
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.senders import Sender, SenderClass, Use
from domain.signed_words import Form, check_length


class Kind(StrEnum):
    DROUGHT = "drought"
    PEACE = "peace"
    NOTICE = "notice"

    @property
    def sender_use(self) -> Use:
        return Use.PEACE if self is Kind.PEACE else Use.WARNINGS

    @property
    def second_try(self) -> bool:
        """Whether people of whom nobody can say if they were sent to are sent to once more: a warning twice saves a
        herd, a peace message twice is a quarrel."""
        return self is Kind.DROUGHT


class Follow(StrEnum):
    """What a bulletin does to the one it follows."""

    UPDATE = "update"
    CANCEL = "cancel"  # it should not have been sent, or is wrong
    ALL_CLEAR = "all_clear"  # it was right, and is over


# How long a delivery report may take to settle what is unknown before a warning is sent once more.
SECOND_TRY_AFTER = timedelta(minutes=30)
FURTHEST = timedelta(days=400)  # a year, and the month it is planned in


class Bulletin(Base):
    """One warning, peace message or notice. Moments are aware; officers type and read them in Nairobi's time."""

    __tablename__ = "bulletins"
    __table_args__ = (
        CheckConstraint("cardinality(areas) > 0", name="areas"),
        CheckConstraint("expires_at > send_at", name="expiry"),
        CheckConstraint("(kind = 'drought') = (phase IS NOT NULL AND trend IS NOT NULL)", name="declared"),
        CheckConstraint("(follows_id IS NULL) = (follow IS NULL)", name="followed"),
        CheckConstraint("NOT training OR started_at IS NULL", name="training"),  # whatever our code does: never sent
        Index("ix_bulletins_due", "send_at", postgresql_where="state = 'approved' AND NOT training"),
        Index("ix_bulletins_follows_id", "follows_id", postgresql_where="follows_id IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    title: Mapped[str]  # for officers; never sent
    kind: Mapped[Kind]
    areas: Mapped[list[str]]
    send_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime]
    phase: Mapped[Phase | None] = mapped_column(default=None)
    trend: Mapped[Trend | None] = mapped_column(default=None)
    # Of the areas: only who lives in these livelihood zones, is of these kinds, chose these languages. Empty: all.
    zones: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    audience_kinds: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    audience_languages: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    # What the rule meant when it was approved: who writes a bulletin also says which ward lies in which zone.
    bound_wards: Mapped[list[str] | None] = mapped_column(default=None)
    bound_border: Mapped[list[str] | None] = mapped_column(default=None)
    training: Mapped[bool] = mapped_column(default=False, server_default="false")  # the whole road, and nothing leaves
    public: Mapped[bool] = mapped_column(default=True, server_default="true")  # in the archive and as CAP
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), default=None)
    follow: Mapped[Follow | None] = mapped_column(default=None)
    # Where its words came from, for whoever reads it later.
    record_id: Mapped[int | None] = mapped_column(ForeignKey("drought_records.id"), default=None)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("library_versions.id"), default=None)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), default=None)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    hands: Mapped[list[int]] = mapped_column(default_factory=list)  # everybody who ever changed or submitted it
    submitter_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approved_hash: Mapped[str | None] = mapped_column(default=None)
    returned_because: Mapped[str | None] = mapped_column(default=None)
    # What the approver was told it would come to; KES.
    planned_people: Mapped[int | None] = mapped_column(default=None)
    planned_cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2), default=None)
    night_approver_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    night_reason: Mapped[str | None] = mapped_column(default=None)
    night_allowed_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_as: Mapped[str | None] = mapped_column(default=None)  # the sender's name when it started, to its last retry
    sent_class: Mapped[SenderClass | None] = mapped_column(default=None)  # and how that name is registered
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    # The lists are drawn up in slices, so that the first leaves at once: the last subscriber listed, and the end.
    listed_to: Mapped[int] = mapped_column(default=0, server_default="0")
    all_listed: Mapped[bool] = mapped_column(default=False, server_default="false")
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    texts: Mapped[list[BulletinText]] = relationship(
        default_factory=list, lazy="selectin", cascade="all, delete-orphan", order_by=BulletinText.id
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
            follows=self.follows_id,
            neutral=self.kind is Kind.PEACE,
            bound=None if self.bound_wards is None else tuple(self.bound_wards),
            bound_border=None if self.bound_border is None else tuple(self.bound_border),
        )

    def bind(self, places: Gazetteer) -> None:
        """Fix its rule to the wards that it means now, and to those at a border: a map changed later moves nobody."""
        self.bound_wards = self.bound_border = None
        self.bound_wards, self.bound_border = self.audience.wards(places), self.audience.border(places)

    def text(self, language: Language, form: Form = Form.SMS) -> BulletinText | None:
        return next((text for text in self.texts if text.language is language and text.form is form), None)

    def outgoing(self) -> dict[Language, BulletinText]:
        """For each language people may have chosen, the signed SMS text they get: their own, else Swahili."""
        return chosen_texts.outgoing(self.texts)

    def wording(self) -> dict[Group, BulletinText]:
        """For every kind of reader the signed text they get; empty while Swahili is not signed."""
        return chosen_texts.wording(self.texts)

    def fingerprint(self, sender: Sender | None = None) -> str:
        """What an approval binds: every text with its signature, the audience, the sender and the time.

        `sender` is the one registered now for this kind's use; without it this is only the bulletin itself.
        """
        bound = {
            "kind": self.kind,
            "phase": self.phase,
            "trend": self.trend,
            "areas": sorted(self.areas),
            "audience": [sorted(self.zones), sorted(self.audience_kinds), sorted(self.audience_languages)],
            "wards": [self.bound_wards, self.bound_border],
            "follows": [self.follows_id, self.follow],
            "public": self.public,
            "training": self.training,
            "send_at": self.send_at.timestamp(),
            "expires_at": self.expires_at.timestamp(),
            "sender": [self.kind.sender_use, *([sender.name, sender.sender_class] if sender else [])],
            "texts": sorted((text.fingerprint(), text.signer_id or 0) for text in self.texts),
        }
        return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()

    def move(self, state: State) -> None:
        """Take one step of the life cycle. Raises `Refusal` for a step that does not exist."""
        if state not in MOVES[self.state]:
            raise Refusal("A bulletin that is %(now)s cannot become %(then)s.", now=self.state, then=state)
        self.state = state

    def reopen(self) -> None:
        """An edit: back to a draft, and whatever was approved is void."""
        self.check_open()
        self.state = State.DRAFT
        self.submitter_id = self.approver_id = self.night_approver_id = None
        self.approved_hash = self.night_reason = self.night_allowed_at = self.returned_because = None
        self.planned_people = self.planned_cost = self.bound_wards = self.bound_border = None
        self.series_id = None  # from here on people stand for it, and no series

    @property
    def seen(self) -> str:
        """What an officer looked at when deciding: it changes with every step and every bound word."""
        return f"{self.state}.{self.fingerprint()}"

    def check_plan(self, now: datetime) -> None:
        """Raise the first `Refusal` about the decision itself: what, where and when."""
        titles.check(self.title)
        if self.kind is Kind.DROUGHT and not (self.phase and self.trend):
            raise Refusal("Choose the phase and the trend as NDMA declared them.")
        if not self.areas:
            raise Refusal("Choose at least one area.")
        if self.kind is Kind.PEACE and any(area.count(".") > 1 for area in self.areas):
            raise Refusal("A peace message goes to a constituency or more, so that it points at nobody.")
        if self.kind is Kind.PEACE and (self.zones or self.audience_languages):
            raise Refusal("A peace message goes to everybody in its constituencies: leave out zones and languages.")
        if self.send_at <= now and self.follows_id is None:  # what follows leaves as soon as it is approved
            raise Refusal("The hour to send has passed: choose a later one.")
        if self.expires_at <= self.send_at:
            raise Refusal("It would expire before it is sent: choose a later end.")
        if self.expires_at - now > FURTHEST:
            raise Refusal("Choose days within a year.")

    def check_ready(self, now: datetime) -> None:
        """Raise the first `Refusal` that stands between this bulletin and people's phones."""
        self.check_plan(now)
        swahili = self.text(FLOOR)
        if swahili is None or not swahili.body.strip():
            raise Refusal("Write the Swahili text: everybody without a text of their own gets it.")
        if any(not text.body.strip() for text in self.texts):
            raise Refusal("One of the texts is empty: write it or remove it.")
        for text in self.texts:
            check_length(text.language, text.form, text.body)
        if left := next((found for text in self.texts for found in text.left), None):
            raise Refusal("A text still says %(placeholder)s: put the words there, or take it out.", placeholder=left)
        if not swahili.signed:
            raise Refusal("A Swahili reviewer must sign the Swahili text first.")

    def submit(self, officer: Officer, now: datetime) -> None:
        """Ask for approval."""
        self.check_ready(now)
        self.check_writer(officer, now)
        self.move(State.SUBMITTED)
        self.submitter_id = officer.id
        self.touched_by(officer)
        self.returned_because = None

    def approve(self, officer: Officer, now: datetime, sender: Sender | None) -> None:
        """Stand for it: another person than wrote or submitted it, holding the role for its kind and counties.

        `sender` is what it goes out as; another one by then makes the approval void.
        """
        self.check_approver(officer, now)
        self.check_ready(now)
        self.move(State.APPROVED)
        self.approver_id = officer.id
        self.approved_hash = self.fingerprint(sender)

    def give_back(self, officer: Officer, reason: str, now: datetime) -> None:
        """Return it to its author, with a reason."""
        self.check_approver(officer, now)
        if not reason.strip():
            raise Refusal("Say why you return it, so that it can be mended.")
        self.move(State.RETURNED)
        self.returned_because = reason.strip()

    def allow_night(self, officer: Officer, reason: str, now: datetime) -> None:
        """Let it go out inside quiet hours: a second approver, with a reason."""
        self.check_night_approver(officer, now)
        if self.state not in OPEN_TO_NIGHT:
            raise Refusal("It must be approved before it can be allowed at night.")
        if not reason.strip():
            raise Refusal("Say why it cannot wait until the morning.")
        self.night_approver_id, self.night_reason, self.night_allowed_at = officer.id, reason.strip(), now

    def cancel(self, officer: Officer, now: datetime) -> None:
        """Stop it, before or while it is sent; what has left cannot be called back."""
        self.check_stopper(officer, now)
        self.move(State.CANCELLED)
        if self.started_at:
            self.finished_at = now

    def pause(self, officer: Officer, now: datetime) -> None:
        """Hold it where it is, to go on later; a list that is with the provider at this moment is finished."""
        self.check_stopper(officer, now)
        if self.state is State.PAUSED:
            raise Refusal("It is paused already.")
        self.move(State.PAUSED)

    def resume(self, officer: Officer, now: datetime) -> None:
        """Let a paused one go on."""
        self.check_stopper(officer, now)
        if self.state is not State.PAUSED:
            raise Refusal("A bulletin that is %(now)s is not paused and cannot go on.", now=self.state)
        if now >= self.expires_at:
            raise Refusal("Its time ran out while it was paused: nothing more of it is sent.")
        self.move(State.SENDING)

    def touched_by(self, officer: Officer) -> None:
        """Remember for ever who had a hand in it: an edit voids an approval, but not this."""
        self.hands = sorted({*self.hands, self.author_id, officer.id})

    def check_open(self) -> None:
        """Refuse a change where there is no way back to a draft."""
        if self.state not in OPEN_TO_EDIT:
            raise Refusal("This bulletin is %(now)s and cannot be changed any more.", now=self.state)

    def check_writer(self, officer: Officer, now: datetime) -> None:
        """Refuse who does not write for all of these counties."""
        standing.check_writer(officer, self.areas, now)

    def check_approver(self, officer: Officer, now: datetime) -> None:
        """Refuse who had a hand in it, and who does not approve this kind in all of its counties."""
        if officer.id in {self.author_id, self.submitter_id, *self.hands} or any(
            text.written_by(officer) for text in self.texts
        ):
            raise Refusal("Somebody else must decide: you wrote or submitted this bulletin.")
        standing.check_approver(officer, self.areas, self.kind, now)

    def check_night_approver(self, officer: Officer, now: datetime) -> None:
        """Refuse who is no second pair of eyes."""
        self.check_approver(officer, now)
        if officer.id == self.approver_id:
            raise Refusal("A second approver decides about the night: you gave the first approval.")

    def check_stopper(self, officer: Officer, now: datetime) -> None:
        """Refuse who neither writes nor approves it: who may do either may stop it, their own as well."""
        standing.check_stopper(officer, self.areas, self.kind, now)


def locked(session: Session, bulletin_id: int) -> Bulletin | None:
    """The bulletin for a decision about it: two officers deciding at once take turns.

    Whoever writes a row that only names it (a list of its people, one that follows it) need not wait.
    """
    found = select(Bulletin).where(Bulletin.id == bulletin_id).with_for_update(key_share=True)
    return session.scalar(found.execution_options(populate_existing=True))


def due(session: Session, now: datetime) -> Sequence[int]:
    """The ids of approved bulletins whose hour has come, the oldest hour first."""
    waiting = select(Bulletin.id).where(
        Bulletin.state == State.APPROVED, Bulletin.training.is_(False), Bulletin.send_at <= now
    )
    return session.scalars(waiting.order_by(Bulletin.send_at, Bulletin.id)).all()
