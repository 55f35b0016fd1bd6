"""A question that nobody answered is over; a report that waited for a yes is not lost by it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain import conversations
from domain.conversations import OPEN_FOR, Ask, Conversation, Question
from domain.incidents import Incident
from domain.languages import Language
from domain.officers import Grant, Role
from domain.reporters import Reporter
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import Sighting
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from schedules import questions, retention
from schedules.crew import Crew
from tests.make import ENDAU, make_officer, next_phone
from tests.schedules.conftest import WallClock

THEFT = Question(Ask.REPORT, words="Wezi wameiba mbuzi", kind="livestock_theft", ward=ENDAU, language="kam")


def ask(session: Session, crew: Crew, question: Question) -> None:
    conversations.ask(session, crew.vault, next_phone(), question, crew.now())
    session.commit()


def on_duty(session: Session, crew: Crew) -> None:
    make_officer(session, "wanza", Grant(role=Role.PEACE), phone="+254711999001", vault=crew.vault, on_duty=True)
    session.commit()


def test_a_report_without_an_answer_is_filed_as_partial_once_and_whoever_is_on_duty_is_told(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    on_duty(session, crew)
    ask(session, crew, THEFT)
    questions.close_unanswered(crew)
    assert session.scalar(select(func.count()).select_from(Incident)) == 0, "it is still open"

    clock.moment += OPEN_FOR[Ask.REPORT]
    questions.close_unanswered(crew)
    questions.close_unanswered(crew)

    telling = session.scalars(select(Sighting)).one()
    assert (telling.partial, telling.kind, telling.ward) == (True, Kind.LIVESTOCK_THEFT, ENDAU)
    assert (telling.channel, telling.language) == (Channel.SMS, Language.KAMBA)
    assert SIGHTING_WORDS.read(crew.vault, telling) == "Wezi wameiba mbuzi"
    assert session.scalars(select(SingleText.reason)).all() == [Reason.ALERT], "nobody else is texted"
    assert session.scalar(select(func.count()).select_from(Reporter)) == 1
    assert session.scalars(select(Conversation.question_sealed)).one() is None


def test_a_report_of_words_alone_is_filed_as_something_else_somewhere(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    ask(session, crew, Question(Ask.REPORT, words="Kuna vita", kind="strange", ward="nowhere"))
    clock.moment += OPEN_FOR[Ask.REPORT]
    questions.close_unanswered(crew)

    telling = session.scalars(select(Sighting)).one()
    assert (telling.kind, telling.ward, telling.language) == (Kind.OTHER, None, Language.SWAHILI)


@pytest.mark.parametrize("asked", [ask for ask in Ask if ask is not Ask.REPORT])
def test_any_other_question_is_only_closed(session: Session, crew: Crew, clock: WallClock, asked: Ask) -> None:
    ask(session, crew, Question(asked, options=("1",)))
    clock.moment += OPEN_FOR[asked]
    questions.close_unanswered(crew)

    row = session.scalars(select(Conversation)).one()
    assert (row.ask, row.question_sealed, row.expires_at) == (None, None, None)
    assert session.scalar(select(func.count()).select_from(Incident)) == 0
    assert session.scalar(select(func.count()).select_from(SingleText)) == 0


def test_one_that_our_keys_do_not_open_does_not_hold_back_a_report(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    ask(session, crew, Question(Ask.PLACE))
    session.execute(update(Conversation).values(question_sealed=b"not ours"))
    ask(session, crew, THEFT)
    clock.moment += OPEN_FOR[Ask.PLACE]
    questions.close_unanswered(crew)

    assert session.scalar(select(func.count()).select_from(Incident)) == 1
    assert set(session.scalars(select(Conversation.question_sealed))) == {None}


def test_reports_under_a_forgotten_key_fill_no_round_and_are_told_of_once(
    session: Session, crew: Crew, clock: WallClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(questions, "AT_ONCE", 2)
    for _ in range(3):
        ask(session, crew, THEFT)
    session.execute(update(Conversation).values(question_sealed=b"not ours"))
    clock.moment += timedelta(minutes=1)
    for _ in range(3):
        ask(session, crew, THEFT)
    clock.moment += OPEN_FOR[Ask.REPORT]
    questions.close_unanswered(crew)

    assert session.scalar(select(func.count()).select_from(Incident)) == 2
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "questions could not be closed and are tried again: {'Unsealable': 3}"
    ]


def test_who_is_answering_at_this_moment_is_left_to_it(session: Session, crew: Crew, clock: WallClock) -> None:
    ask(session, crew, THEFT)
    clock.moment += OPEN_FOR[Ask.REPORT]
    session.scalars(select(Conversation).with_for_update()).one()
    questions.close_unanswered(crew)
    assert session.scalar(select(func.count()).select_from(Incident)) == 0

    session.rollback()
    questions.close_unanswered(crew)
    assert session.scalar(select(func.count()).select_from(Incident)) == 1


@pytest.mark.parametrize(
    ("opened", "time", "kept"),
    [(False, timedelta(hours=23), 1), (False, timedelta(hours=25), 0), (True, timedelta(days=13), 1)],
)
def test_a_conversation_is_forgotten_when_it_is_silent_and_nothing_is_open(
    session: Session, crew: Crew, clock: WallClock, opened: bool, time: timedelta, kept: int
) -> None:
    phone = next_phone()
    if opened:
        conversations.ask(session, crew.vault, phone, Question(Ask.STAY), crew.now())
    conversations.of(session, crew.vault, phone).heard_at = crew.now()
    session.commit()
    clock.moment += time
    retention.tidy(crew)

    assert session.scalar(select(func.count()).select_from(Conversation)) == kept
