"""What is forgotten, and that nothing is forgotten early."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from domain import conversations, inbox, intake, invitations, officer_sessions, receipts, unsent_forms
from domain.conversations import Ask, Question
from domain.further_answers import FurtherAnswer
from domain.incidents import Handling, Incident, Verification
from domain.intake import Report
from domain.languages import Language
from domain.moments import hour
from domain.officer_sessions import OfficerSession
from domain.reporters import Reporter
from domain.second_factors import SecondFactorReset
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText, State
from domain.unsent_forms import UnsentForm
from messages import outbox, parked
from schedules import retention, texts
from schedules.crew import Crew
from tests.make import ENDAU, make_officer, make_reply, next_phone
from tests.schedules.conftest import MemoryNetwork, WallClock


@pytest.fixture
def incident(session: Session, crew: Crew, now: datetime) -> Incident:
    report = Report(Kind.OTHER, ENDAU, When.NOW, "Ugomvi kisimani", Language.SWAHILI)
    incident = intake.file(session, crew.vault, next_phone(), report, now, channel=Channel.USSD).incident
    session.commit()
    return incident


def after(crew: Crew, clock: WallClock, time: timedelta) -> None:
    clock.moment += time
    retention.tidy(crew)


@pytest.mark.parametrize(
    ("closed", "time", "kept"),
    [
        (True, timedelta(days=89), 1),
        (True, timedelta(days=91), 0),
        (False, timedelta(days=364), 1),
        (False, timedelta(days=366), 0),
    ],
)
def test_the_number_of_a_reporter_is_forgotten_on_time_and_the_incident_stays(
    session: Session, crew: Crew, incident: Incident, clock: WallClock, closed: bool, time: timedelta, kept: int
) -> None:
    if closed:
        incident.verify(Verification.CONFIRMED, crew.now())
        incident.handle(Handling.CLOSED, crew.now())
        session.commit()
    after(crew, clock, time)

    assert session.scalar(select(func.count()).select_from(Reporter)) == kept
    assert session.scalar(select(func.count()).select_from(Incident)) == 1


@pytest.mark.parametrize(("days", "kept"), [(2.9, True), (3.1, False)])
def test_by_what_words_are_known_again_is_forgotten_after_three_days_and_the_words_stay(
    session: Session, crew: Crew, incident: Incident, clock: WallClock, days: float, kept: bool
) -> None:
    after(crew, clock, timedelta(days=days))

    told = session.execute(select(Sighting.words_lookup, Sighting.words_sealed)).one()
    assert [value is not None for value in told] == [kept, True]


def test_a_county_may_forget_the_numbers_of_closed_reports_sooner(
    session: Session, crew: Crew, incident: Incident, clock: WallClock
) -> None:
    incident.verify(Verification.FALSE, crew.now())
    incident.handle(Handling.CLOSED, crew.now())
    session.commit()
    after(replace(crew, reporter_kept=timedelta(days=7)), clock, timedelta(days=8))

    assert session.scalars(select(Reporter)).all() == []


def test_what_counts_the_reports_of_an_hour_is_cut_when_it_is_over(
    session: Session, crew: Crew, incident: Incident, clock: WallClock
) -> None:
    after(crew, clock, timedelta(hours=1, minutes=59))
    assert session.scalars(select(Reporter.hour_lookup)).one() != b""
    after(crew, clock, timedelta(minutes=2))
    session.rollback()
    assert session.scalars(select(Reporter.hour_lookup)).one() == b""


def test_moments_beside_a_number_become_an_hour_and_what_is_still_to_leave_keeps_its_own(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    clock.moment += timedelta(minutes=17, seconds=41)
    sent, waits = (
        outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
        for _ in range(2)
    )
    asked = Question(Ask.SOURCE, about="1")
    conversations.ask(session, crew.vault, phone := next_phone(), asked, crew.now())
    conversations.of(session, crew.vault, phone).hear(crew.vault, phone, "Ndio", crew.now())
    session.commit()
    texts.send_text(crew, sent.id)
    whole, exact = hour(crew.now()), crew.now()
    after(crew, clock, timedelta(hours=2))
    session.expire_all()

    assert {sent.created_at, sent.claimed_at, sent.settled_at} == {whole}
    assert waits.created_at == exact
    [row] = session.scalars(select(conversations.Conversation))
    assert (row.heard_at, row.expires_at) == (whole, whole + timedelta(days=3))
    assert row.open_question(crew.vault, crew.now()) == asked


def test_the_engine_keeps_no_more_than_the_hour_of_a_job_that_waits_or_failed(session: Session, crew: Crew) -> None:
    outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
    session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    session.execute(text("UPDATE procrastinate_events SET at = '2026-11-24 09:31:17.123456+03' WHERE type = 'failed'"))
    session.commit()
    retention.tidy(crew)

    events = session.scalars(text("SELECT at FROM procrastinate_events WHERE type IN ('deferred', 'failed')")).all()
    assert [moment == hour(moment) for moment in events] == [True, True]
    assert parked.count(session) == 1


def test_a_text_keeps_its_number_until_its_end_is_known_or_a_day_and_its_words_a_week(
    session: Session, crew: Crew, clock: WallClock, network: MemoryNetwork
) -> None:
    text = outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    texts.send_text(crew, text.id)
    after(crew, clock, timedelta(hours=23))
    session.refresh(text)
    assert text.phone_lookup is not None

    after(crew, clock, timedelta(hours=2))
    session.refresh(text)
    assert text.phone_lookup is None
    assert text.provider_id is None, "the provider would know by it whose it was"
    assert text.body_sealed is not None

    after(crew, clock, timedelta(days=7))
    session.refresh(text)
    assert text.body_sealed is None
    assert text.state is State.ACCEPTED
    assert session.scalar(select(func.count()).select_from(SingleText)) == 1


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [
        (inbox.State.DONE, 29, 1),
        (inbox.State.DONE, 31, 0),
        (inbox.State.FLAGGED, 179, 1),
        (inbox.State.FLAGGED, 181, 0),
        (inbox.State.NEW, 400, 1),
    ],
)
def test_a_callback_goes_when_it_has_become_something(
    session: Session, crew: Crew, clock: WallClock, state: inbox.State, days: int, kept: int
) -> None:
    callback, _ = inbox.receive(
        session, crew.vault, provider="africastalking", kind=inbox.Kind.SMS, external_id="1", body=b"", now=crew.now()
    )
    callback.state = state
    inbox.settle(session, callback)
    session.commit()
    after(crew, clock, timedelta(days=days))

    assert session.scalar(select(func.count()).select_from(inbox.Callback)) == kept


@pytest.mark.parametrize(("stage", "days", "kept"), [("strange", 29, 1), ("strange", 31, 0), ("new", 400, 1)])
def test_a_report_for_nothing_we_sent_goes_after_a_month(
    session: Session, crew: Crew, clock: WallClock, stage: str, days: int, kept: int
) -> None:
    told = receipts.Told("africastalking", "ATXid_1", next_phone(), "delivered", False, "Success")
    receipts.keep(session.connection(), crew.vault, told, crew.now())
    session.execute(update(receipts.WaitingReceipt).values(stage=stage))
    session.commit()
    after(crew, clock, timedelta(days=days))

    assert session.scalar(select(func.count()).select_from(receipts.WaitingReceipt)) == kept


@pytest.mark.parametrize(("days", "kept"), [(179, 1), (182, 0)])
def test_an_invitation_is_forgotten_when_the_number_may_be_asked_again(
    session: Session, crew: Crew, clock: WallClock, days: int, kept: int
) -> None:
    invitations.invite(session, crew.vault, next_phone(), next_phone(), crew.now())
    session.commit()
    after(crew, clock, timedelta(days=days))

    assert session.scalar(select(func.count()).select_from(invitations.Invitation)) == kept


def test_an_hour_later_nobody_knows_the_minute_in_which_a_person_was_written_to_once_more(
    session: Session, crew: Crew, clock: WallClock, now: datetime
) -> None:
    reply = make_reply(session, crew.vault, now)
    sent = {"words_sealed": b"x", "officer_id": make_officer(session, "mwende").id, "sent_at": now}
    session.add(FurtherAnswer(reply_id=reply.id, **sent))
    session.commit()

    after(crew, clock, timedelta(hours=2))

    assert now != hour(now)
    assert session.scalars(select(FurtherAnswer.sent_at)).one() == hour(now)


@pytest.mark.parametrize(
    ("days", "browsers", "forms", "reasons"), [(0.9, 1, 1, 2), (1.1, 1, 0, 2), (91, 1, 0, 0), (401, 0, 0, 0)]
)
def test_sessions_of_officers_what_they_could_not_send_and_why_a_factor_was_reset_are_forgotten(
    session: Session, crew: Crew, clock: WallClock, days: float, browsers: int, forms: int, reasons: int
) -> None:
    officer = make_officer(session, "mwende")
    officer_sessions.begin(session, officer.id, crew.now(), by="password", device="Firefox on Linux")
    unsent_forms.keep(session, crew.vault, officer.id, "/console/x", [("words", "Mvua")], crew.now(), device="")
    for ended_at in (crew.now(), None):
        asked = {"officer_id": officer.id, "asked_by": officer.id, "asked_at": crew.now(), "ended_at": ended_at}
        session.add(SecondFactorReset(reason="Stood before me", **asked))
    session.commit()
    after(crew, clock, timedelta(days=days))

    counted = [session.scalar(select(func.count()).select_from(table)) for table in (OfficerSession, UnsentForm)]
    assert counted == [browsers, forms]
    assert sum(map(bool, session.scalars(select(SecondFactorReset.reason)))) == reasons
