"""Of each kind that is kept for a time: what is a little younger stays, what is a little older goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain import audit, inbox, invitations, receipts, results, retention_periods
from domain.audit import Audit
from domain.bulletins import Bulletin
from domain.conversations import Conversation
from domain.db import next_id
from domain.deliveries import Delivery
from domain.deliveries import State as DeliveryState
from domain.dialogues import Dialogue
from domain.figure_spans import Length, Span
from domain.further_answers import FurtherAnswer
from domain.hours import local
from domain.inbox import Callback
from domain.incidents import Handling
from domain.invitations import Invitation, Leaver
from domain.kept_kinds import RULES, Kept
from domain.languages import Language
from domain.officer_sessions import OfficerSession
from domain.officers import Officer, SignInAttempt, SignInLink
from domain.receipts import WaitingReceipt
from domain.referrals import Need, Referral, new
from domain.refusals import Refusal
from domain.replies import Reply
from domain.reply_figures import told
from domain.reporters import Reporter
from domain.results import BulletinResults
from domain.retention_periods import RetentionNight, RetentionPeriod
from domain.reveals import Reveal
from domain.second_factors import SecondFactorReset
from domain.sightings import Sighting
from domain.subscriber_imports import Evidence, SubscriberImport
from domain.subscribers import Subscriber
from domain.text_costs import Sort, TextCost
from domain.texts import Reason, SingleText, State, new_text
from domain.timeline import Step
from domain.unsent_forms import UnsentForm
from domain.wrong_knocks import WrongKnock
from schedules import old_people, retention
from schedules.crew import Crew
from tests.make import (
    make_approved,
    make_incident,
    make_officer,
    make_reply,
    make_responder,
    make_subscriber,
    next_phone,
)

_names = count(1)


@dataclass
class Shelf:
    """Where a test puts what was kept since a moment."""

    session: Session
    crew: Crew
    officer: Officer

    def add(self, *rows: object) -> None:
        self.session.add_all(rows)
        self.session.flush()

    def text(self, at: datetime) -> SingleText:
        row = new_text(
            next_id(self.session, SingleText),
            self.crew.vault,
            next_phone(),
            "Asante.",
            reason=Reason.REPLY,
            sender=None,
            now=at,
        )
        row.state = State.ACCEPTED
        self.add(row)
        return row

    def old_text(self, at: datetime) -> None:
        row = self.text(at)
        row.body_sealed = row.phone_sealed = row.phone_lookup = None
        self.session.merge(TextCost(month=date(2026, 10, 1), sort=Sort.REPLIES, texts=1, kes=Decimal(1)))

    def callback(self, at: datetime, state: inbox.State = inbox.State.DONE) -> Callback:
        row, _ = inbox.receive(
            self.session, self.crew.vault, provider="africastalking", kind=inbox.Kind.SMS,
            external_id=f"{next(_names)}", body=b"", now=at,
        )  # fmt: skip
        row.state = state
        inbox.settle(self.session, row)
        return row

    def printed(self, at: datetime) -> None:
        row = self.callback(at)
        self.session.execute(update(Callback).where(Callback.id == row.id).values(body_lookup=b"1"))

    def receipt(self, at: datetime) -> None:
        heard = receipts.Told("africastalking", f"ATXid_{next(_names)}", next_phone(), "delivered", False, "Success")
        receipts.keep(self.session.connection(), self.crew.vault, heard, at)
        self.session.execute(update(WaitingReceipt).values(stage="strange"))

    def dialogue(self, at: datetime) -> None:
        row = Dialogue(session_id=f"{next(_names)}", phone_lookup=b"1", updated_at=at)
        row.keep(self.crew.vault, state="{}", seen="", resumable=False, draft_sealed=None, now=at)
        self.add(row)

    def report(self, at: datetime, handling: Handling = Handling.CLOSED) -> None:
        vault = self.crew.vault
        incident = make_incident(
            self.session, at, handling=handling, words="Ugomvi kisimani leo", place="x", vault=vault
        )
        [sighting] = self.session.scalars(select(Sighting).where(Sighting.incident_id == incident.id))
        chief = make_responder(self.session, vault, f"Chief {next(_names)}")
        new(self.session, vault, incident, self.officer.id, Need.CHECK, {Language.SWAHILI: "x"}, chief.id, [], at)
        asked = {"asked_by": self.officer.id, "asked_at": at, "reason_sealed": b"x"}
        step = {"incident_id": incident.id, "at": at, "act": "note", "words_sealed": b"x"}
        self.add(Reveal(sighting_id=sighting.id, **asked), Step(**step))

    def open_report(self, at: datetime) -> None:
        self.report(at, Handling.OPEN)

    def answered(self, at: datetime) -> None:
        reply = make_reply(self.session, self.crew.vault, at)
        reply.answered_at, reply.answered_by, reply.answer_sealed = at, self.officer.id, b"x"
        further = {"words_sealed": b"x", "officer_id": self.officer.id, "sent_at": at}
        self.add(FurtherAnswer(reply_id=reply.id, **further))

    def unanswered(self, at: datetime) -> None:
        make_reply(self.session, self.crew.vault, at)

    def left(self, at: datetime) -> None:
        person = make_subscriber(self.session, self.crew.vault, self.crew.places, at)
        person.left_at = at

    def sent(self, at: datetime) -> None:
        bulletin = make_approved(self.session, at)
        bulletin.started_at = bulletin.finished_at = at
        person = make_subscriber(self.session, self.crew.vault, self.crew.places, at)
        counted = BulletinResults(bulletin_id=bulletin.id, counted_at=at + timedelta(hours=48), counts={"kept": 1})
        about = {"subscriber_id": person.id, "bulletin_id": bulletin.id, "batch_id": 1, "provider": "twilio"}
        self.add(counted, Delivery(**about, provider_id=None, state=DeliveryState.DELIVERED, at=at))

    def people(self, at: datetime) -> None:
        about = {"county": "kitui", "file_name": "x", "file_hash": b"1", "kept_by": "x", "agreed_on": at.date()}
        rows = {"evidence": Evidence.SIGNED_LIST, "rows_sealed": b"x", "people": 1, "left_out": {}}
        self.add(SubscriberImport(officer_id=self.officer.id, looked_at=at, **about, **rows))

    def reset(self, at: datetime) -> None:
        asked = {"officer_id": self.officer.id, "asked_by": self.officer.id, "asked_at": at, "ended_at": at}
        self.add(SecondFactorReset(reason="Stood before me", **asked))

    def browser(self, at: datetime) -> None:
        about = {"officer_id": self.officer.id, "began_at": at, "seen_at": at, "by": "password", "device": "x"}
        self.add(OfficerSession(token_hash=f"{next(_names)}".encode(), **about))

    def form(self, at: datetime) -> None:
        self.add(UnsentForm(officer_id=self.officer.id, path="/", device="", fields_sealed=b"x", kept_at=at))


def some(column: InstrumentedAttribute[object]) -> Select[tuple[int]]:
    """How many rows still have it."""
    return select(func.count()).where(column.is_not(None))


LOOKUP = b"0123456789abcdef"
# How a row of each kind is made that is kept since a moment, and how many are still there.
KINDS: dict[Kept, tuple[Callable[[Shelf, datetime], object], Select[tuple[int]]]] = {
    Kept.REPLIES: (Shelf.answered, some(Reply.body_sealed)),
    Kept.OPEN_REPLIES: (Shelf.unanswered, some(Reply.phone_sealed)),
    Kept.LEFT: (Shelf.left, some(Subscriber.id)),
    Kept.DELIVERIES: (Shelf.sent, some(Delivery.batch_id)),
    Kept.REPORTERS: (Shelf.report, some(Reporter.sighting_id)),
    Kept.OPEN_REPORTERS: (Shelf.open_report, some(Reporter.sighting_id)),
    Kept.INCIDENT_WORDS: (Shelf.report, some(Sighting.words_sealed)),
    Kept.TEXTS: (Shelf.old_text, some(SingleText.id)),
    Kept.CALLBACKS: (Shelf.callback, some(Callback.id)),
    Kept.FLAGGED: (lambda shelf, at: shelf.callback(at, inbox.State.FLAGGED), some(Callback.id)),
    Kept.SESSIONS: (Shelf.browser, some(OfficerSession.id)),
    Kept.AUDIT: (lambda shelf, at: audit.record(shelf.session, None, "approved", "bulletin 1", now=at), some(Audit.id)),
    Kept.INVITATIONS: (
        lambda shelf, at: shelf.add(
            Invitation(phone_lookup=f"{next(_names)}".encode(), volunteer_lookup=b"", invited_on=at)
        ),
        some(Invitation.phone_lookup),
    ),
    Kept.RESETS: (Shelf.reset, select(func.count()).where(SecondFactorReset.reason != "")),
    Kept.RECEIPTS: (Shelf.receipt, some(WaitingReceipt.id)),
    Kept.TEXT_WORDS: (Shelf.text, some(SingleText.body_sealed)),
    Kept.TEXT_LOOKUPS: (Shelf.text, some(SingleText.phone_lookup)),
    Kept.TOLD_PRINTS: (Shelf.open_report, some(Sighting.words_lookup)),
    Kept.TEXT_PRINTS: (Shelf.printed, some(Callback.body_lookup)),
    Kept.DIALOGUES: (Shelf.dialogue, some(Dialogue.session_id)),
    Kept.DROPPED: (Shelf.dialogue, some(Dialogue.state_sealed)),
    Kept.CONVERSATIONS: (
        lambda shelf, at: shelf.add(Conversation(phone_lookup=f"{next(_names)}".encode(), heard_at=at)),
        some(Conversation.phone_lookup),
    ),
    Kept.LISTS: (Shelf.people, some(SubscriberImport.rows_sealed)),
    Kept.FORMS: (Shelf.form, some(UnsentForm.id)),
    Kept.LINKS: (
        lambda shelf, at: shelf.add(
            SignInLink(token_hash=f"{next(_names)}".encode(), officer_id=shelf.officer.id, expires_at=at)
        ),
        some(SignInLink.token_hash),
    ),
    Kept.ATTEMPTS: (
        lambda shelf, at: shelf.add(SignInAttempt(username="x", address_lookup=LOOKUP, at=at)),
        some(SignInAttempt.id),
    ),
    Kept.KNOCKS: (
        lambda shelf, at: shelf.add(WrongKnock(door="hook", address_lookup=LOOKUP, window_at=at, times=1)),
        some(WrongKnock.door),
    ),
    Kept.REPORTER_LOOKUPS: (Shelf.open_report, select(func.count()).where(Reporter.hour_lookup != b"")),
    Kept.MOMENTS: (
        Shelf.callback,
        select(func.count()).where(Callback.received_at != func.date_trunc("hour", Callback.received_at)),
    ),
    Kept.NIGHTS: (
        lambda shelf, at: shelf.add(RetentionNight(on=local(at).date(), kind="texts", rows=1)),
        select(func.count()).where(RetentionNight.kind == "texts"),
    ),
}

SHIPPED = timedelta(days=90)  # of reporters


@pytest.fixture
def shelf(session: Session, crew: Crew) -> Shelf:
    return Shelf(session, crew, make_officer(session, "mwende"))


@pytest.mark.parametrize("kind", Kept)
def test_what_is_a_little_younger_stays_and_what_is_a_little_older_goes(shelf, now, kind) -> None:
    make, left = KINDS[kind]
    bit = timedelta(days=1) if kind is Kept.NIGHTS else timedelta(minutes=1)
    for at in (now - RULES[kind].period + bit, now - RULES[kind].period - bit):
        make(shelf, at)
    shelf.session.commit()
    before = shelf.session.scalar(left)

    shelf.session.rollback()
    forgotten = retention.forget(shelf.crew, kind, now, retention_periods.shipped(RULES[Kept.REPORTERS].period))

    assert (before, shelf.session.scalar(left)) == (2, 1)
    assert forgotten > 0


def test_of_an_old_report_all_words_go_and_all_that_is_counted_stays(shelf, session, now) -> None:
    shelf.report(now - timedelta(days=366))
    session.commit()

    retention.tidy(shelf.crew)

    words = (
        Sighting.words_sealed, Sighting.place_sealed, Step.words_sealed, Referral.words_sealed, Reveal.reason_sealed
    )  # fmt: skip
    assert [session.scalar(some(column)) for column in words] == [0] * len(words)
    assert session.execute(select(Sighting.kind, Sighting.ward, Sighting.told_at)).one().ward is not None
    assert session.scalars(select(Referral)).one().words(shelf.crew.vault) == {}


def test_figures_of_messages_stay_when_their_words_and_numbers_go(shelf, session, now) -> None:
    for _ in range(4):
        shelf.answered(now - timedelta(days=400))
    unanswered = make_reply(session, shelf.crew.vault, now - timedelta(days=400))
    session.commit()
    span, today = Span.ending(local(now - timedelta(days=400)).date(), Length.MONTH), local(now).date()
    before = [row[:5] for row in told(session, None, span, today)]  # a wait is told to the hour from then on

    retention.tidy(shelf.crew)

    session.expire_all()
    assert [row[:5] for row in told(session, None, span, today)] == before
    assert before[0][3] == 5
    rows = session.scalars(select(Reply).where(Reply.id != unanswered.id)).all()
    assert {row.phone_sealed for row in rows} == {None}
    assert len({row.phone_lookup for row in rows} - {None}) == 4, "each is nobody's, and none joins another"
    assert unanswered.phone_sealed is not None, "somebody waits for an answer"


def test_who_left_goes_and_is_brought_back_by_nobody_but_themselves(shelf, session, now) -> None:
    phone = next_phone()
    person = make_subscriber(session, shelf.crew.vault, shelf.crew.places, now, phone=phone)
    person.left_at = now - timedelta(days=181)
    session.commit()

    retention.tidy(shelf.crew)

    assert session.scalar(some(Leaver.phone_lookup)) == 1
    invited = invitations.invite(session, shelf.crew.vault, next_phone(), phone, now)
    assert invited is invitations.Invited.KEEP_SILENT


def test_what_came_of_a_bulletin_stays_when_its_deliveries_go_and_is_counted_no_more(shelf, session, now) -> None:
    shelf.sent(now - timedelta(days=366))
    session.commit()
    retention.tidy(shelf.crew)
    retention.tidy(shelf.crew)  # the walk that finds nothing is the last

    bulletin = session.scalars(select(Bulletin)).one()
    results.count(session, bulletin, shelf.crew.places, now)
    kept = session.scalars(select(BulletinResults)).one()
    assert (kept.counts, kept.all_gone) == ({"kept": 1}, True)
    with pytest.raises(Refusal, match="these counts stay"):
        results.check_may_ask(kept, bulletin, now)


def test_nothing_of_a_bulletin_goes_before_it_was_counted_for_the_last_time(shelf, session, now) -> None:
    shelf.sent(now - timedelta(days=366))
    session.execute(update(BulletinResults).values(counted_at=now - timedelta(days=365, hours=1)))
    session.commit()

    assert retention.tidy(shelf.crew)[Kept.DELIVERIES] == 0


def test_deliveries_that_somebody_holds_are_not_taken_for_gone(shelf, session, sessions, now) -> None:
    shelf.sent(now - timedelta(days=400))
    session.commit()
    held, periods = select(Delivery).with_for_update(), retention_periods.shipped(SHIPPED)
    with sessions() as other:
        other.scalars(held).one()
        retention.forget(shelf.crew, Kept.DELIVERIES, now, periods)

    assert retention.forget(shelf.crew, Kept.DELIVERIES, now, periods) == 1


def test_texts_of_a_month_whose_sums_are_not_kept_stay(shelf, session, now) -> None:
    shelf.old_text(now - timedelta(days=500))
    session.execute(update(TextCost).values(month=date(2025, 1, 1)))
    session.commit()

    assert retention.tidy(shelf.crew)[Kept.TEXTS] == 0


def test_a_county_chooses_within_bounds_and_it_counts_at_the_next_run(shelf, session, now) -> None:
    shelf.answered(now - timedelta(days=100))
    with pytest.raises(Refusal, match="from 90 to 1095"):
        retention_periods.choose(session, shelf.officer, Kept.REPLIES, 89, now, SHIPPED)
    with pytest.raises(Refusal, match="cannot be changed"):
        retention_periods.choose(session, shelf.officer, Kept.AUDIT, 400, now, SHIPPED)
    retention_periods.choose(session, shelf.officer, Kept.REPLIES, 365, now, SHIPPED)
    retention_periods.choose(session, shelf.officer, Kept.REPLIES, 99, now, SHIPPED)
    session.commit()

    assert retention.tidy(shelf.crew)[Kept.REPLIES] == 2  # the message, and what was written once more
    [line] = audit.history(session, "kept words of messages")[1:]
    assert line.detail == {"days": 99, "before": 365}


def test_what_tells_of_reports_is_kept_shorter_only_after_a_week_and_that_can_be_taken_back(session, now) -> None:
    officer, week = make_officer(session, "mwende"), timedelta(days=7)

    def kept(at) -> int:
        return retention_periods.periods(session, SHIPPED, at)[Kept.REPORTERS].days

    def choose(days, at):
        return retention_periods.choose(session, officer, Kept.REPORTERS, days, at, SHIPPED)

    assert choose(1, now) == now + week
    assert (kept(now), kept(now + week - timedelta(seconds=1)), kept(now + week)) == (90, 90, 1)
    assert choose(2, now + timedelta(days=6)) == now + timedelta(days=13), "shortened again, it begins anew"
    retention_periods.take_back(session, officer, Kept.REPORTERS, now + week)
    assert (kept(now + 3 * week), retention_periods.chosen(session)) == (90, {})
    assert choose(200, now) is None
    assert kept(now) == 200, "longer at once"
    choose(30, now)
    retention_periods.take_back(session, officer, Kept.REPORTERS, now)
    assert kept(now + week) == 200
    choose(30, now)
    with pytest.raises(Refusal, match="nothing to take back"):
        retention_periods.take_back(session, officer, Kept.REPORTERS, now + week)
    details = [line.detail for line in audit.history(session, "kept numbers of closed reports")]
    assert {"days": 1, "before": 90, "from": "2026-12-01"} in details


def test_who_cannot_be_opened_keeps_nobody_behind_them(shelf, session, now, monkeypatch) -> None:
    monkeypatch.setattr(old_people, "PAGE", 1)
    for _ in range(3):
        shelf.left(now - timedelta(days=181))
    session.execute(update(Subscriber).where(Subscriber.id < select(func.max(Subscriber.id)).scalar_subquery()).values(
        phone_sealed=b"under a lost key"
    ))  # fmt: skip
    session.commit()

    assert retention.tidy(shelf.crew)[Kept.LEFT] == 1
    assert session.scalar(some(Subscriber.id)) == 2


def test_the_setting_of_the_server_counts_until_the_county_chooses(session, crew, now) -> None:
    week = timedelta(days=7)
    assert retention_periods.periods(session, week, now)[Kept.REPORTERS] == week
    retention_periods.choose(session, make_officer(session, "mwende"), Kept.REPORTERS, 30, now, week)
    session.add(RetentionPeriod(kind="of a later version", days=1, officer_id=None, set_at=now))
    session.add(RetentionPeriod(kind=Kept.CALLBACKS, days=9999, officer_id=None, set_at=now))
    session.flush()

    found = retention_periods.periods(session, week, now)
    assert (found[Kept.REPORTERS].days, found[Kept.CALLBACKS].days) == (30, 90)


def test_more_than_a_slice_goes_in_one_run_and_the_sums_of_a_day_add_up(shelf, session, now, monkeypatch) -> None:
    monkeypatch.setattr(retention, "SLICE", 2)
    for _ in range(2):
        for _ in range(5):
            shelf.callback(now - timedelta(days=31))
        session.commit()
        retention.tidy(shelf.crew)

    assert session.scalar(some(Callback.id)) == 0
    assert retention_periods.forgotten(session, local(now).date())[Kept.CALLBACKS] == 10


def test_what_somebody_holds_is_not_waited_for_and_goes_with_the_next_run(shelf, session, sessions, now) -> None:
    shelf.callback(now - timedelta(days=31))
    session.commit()
    with sessions() as other:
        other.execute(select(Callback).with_for_update())
        assert retention.tidy(shelf.crew)[Kept.CALLBACKS] == 0

    assert retention.tidy(shelf.crew)[Kept.CALLBACKS] == 1


def test_a_kind_that_fails_holds_back_no_other(shelf, session, now, monkeypatch) -> None:
    shelf.callback(now - timedelta(days=31))
    session.commit()
    monkeypatch.setitem(retention.ACTS, Kept.REPLIES, lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        retention.tidy(shelf.crew)

    assert session.scalar(some(Callback.id)) == 0
