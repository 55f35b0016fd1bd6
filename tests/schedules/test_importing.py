"""A list of people joins in the worker: killed at any point it goes on where it was, and greets nobody twice."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import joining_lists, subscriber_imports
from domain.hours import DAY, local
from domain.languages import Language
from domain.listed_people import Listed, Person
from domain.phones import Phone
from domain.sealed_columns import TEXT_BODY, TEXT_PHONE
from domain.subscriber_imports import Consent, Evidence, File, State, SubscriberImport
from domain.subscribers import Subscriber
from domain.texts import Reason, SingleText
from domain.texts import State as TextState
from messages import parked
from messages.jobs import defer_import
from messages.segments import segment
from schedules import importing, retention
from schedules.crew import Crew
from tests.make import ENDAU, SAGALLA, next_phone
from tests.schedules.conftest import WallClock

NIGHT = datetime.fromisoformat("2026-11-24T21:10:00+03:00")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)


def confirmed(session: Session, crew: Crew, people: list[Person]) -> SubscriberImport:
    now = crew.now()
    consent = Consent(Evidence.SIGNED_LIST, date(2026, 11, 20), "NDMA office, Kitui town")
    file = File("kitui", "orodha.csv", b"x")
    row = subscriber_imports.look(session, crew.vault, Listed(people), consent, file, None, now)
    subscriber_imports.confirm(session, row, None, now)
    session.commit()
    return row


def somebody(ward: str = ENDAU, language: Language = Language.KAMBA) -> Person:
    return Person(next_phone(), ward, language)


def greeted(session: Session, crew: Crew) -> list[tuple[Phone, str, datetime]]:
    session.rollback()
    texts = session.scalars(select(SingleText).where(SingleText.reason == Reason.WELCOME).order_by(SingleText.id))
    return [
        (
            TEXT_PHONE.phone(crew.vault, text),
            TEXT_BODY.read(crew.vault, text),
            local(text.created_at),
        )
        for text in texts
    ]


def jobs(session: Session) -> list[tuple[str, int]]:
    rows = session.connection().exec_driver_sql("SELECT task_name, priority FROM procrastinate_jobs ORDER BY id")
    return [(name, priority) for name, priority in rows]


def test_everybody_joins_and_is_told_how_to_stop(session: Session, crew: Crew) -> None:
    people = [somebody(), somebody(SAGALLA, Language.ENGLISH), somebody()]
    row = confirmed(session, crew, people)

    importing.join_import(crew, row.id)

    found = {phone: words for phone, words, _ in greeted(session, crew)}
    assert found.keys() == {person.phone for person in people}
    assert "To leave, send STOP." in found[people[1].phone]
    assert "Kujiondoa" in found[people[0].phone] or "STOP" in found[people[0].phone]
    assert {len(segment(words).parts) for words in found.values()} <= {1, 2}
    assert jobs(session) == [("send_text", 8)] * 3
    session.refresh(row)
    assert (row.state, row.done, row.rows_sealed) == (State.DONE, 3, None)


def test_greetings_go_out_by_day_a_few_a_minute(session: Session, crew: Crew, clock: WallClock) -> None:
    clock.moment = NIGHT
    importing.join_import(crew, confirmed(session, crew, [somebody() for _ in range(5)]).id)

    minutes = Counter(f"{at:%d %H:%M}" for _, _, at in greeted(session, crew))
    assert minutes == {"25 07:00": 2, "25 07:01": 2, "25 07:02": 1}
    assert all(DAY.holds(at) for _, _, at in greeted(session, crew))


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_killed_at_any_point_it_goes_on_and_nobody_joins_or_is_greeted_twice(
    session: Session, crew: Crew, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    people = [somebody() for _ in range(5)]
    row = confirmed(session, crew, people)
    queue, calls = importing.outbox.queue_welcomes, []

    def dying(*given: object, **named: object) -> None:
        calls.append(1)
        queue(*given, **named)  # type: ignore[arg-type]
        if len(calls) == dies_at:
            raise SystemExit  # as SIGKILL: nothing of this transaction is committed

    monkeypatch.setattr(importing.outbox, "queue_welcomes", dying)
    with pytest.raises(SystemExit):
        importing.join_import(crew, row.id)
    session.refresh(row)
    assert (row.state, row.done) == (State.JOINING, 2 * (dies_at - 1))

    importing.join_import(crew, row.id)
    importing.join_import(crew, row.id)

    assert Counter(phone for phone, _, _ in greeted(session, crew)) == Counter(person.phone for person in people)
    assert session.scalar(select(func.count(Subscriber.id))) == 5


def test_put_aside_it_is_over_and_its_numbers_are_gone(session: Session, crew: Crew) -> None:
    row = confirmed(session, crew, [somebody()])
    defer_import(session, row.id)
    [job] = session.connection().exec_driver_sql("UPDATE procrastinate_jobs SET status = 'failed' RETURNING id").one()
    parked.put_aside(session, job, crew.now())

    assert (row.state, row.rows_sealed, row.finished_at) == (State.DONE, None, crew.now())


def test_taken_back_it_stops_and_no_greeting_leaves(session: Session, crew: Crew, clock: WallClock) -> None:
    clock.moment = NIGHT
    people = [somebody() for _ in range(4)]
    row = confirmed(session, crew, people)
    with crew.sessions.begin() as other:
        held = subscriber_imports.held(other, row.id)
        assert held is not None
        importing._join(other, crew, held, people[:2], lambda _: "Karibu.")
    session.refresh(row)
    joining_lists.take_back(session, crew.vault, row, None, NIGHT)
    session.commit()

    importing.join_import(crew, row.id)

    session.expire_all()
    assert (row.state, row.done) == (State.TAKEN_BACK, 2)
    assert {person.active for person in session.scalars(select(Subscriber))} == {False}
    states = session.execute(select(SingleText.state, SingleText.phone_sealed, SingleText.body_sealed)).all()
    assert states == [(TextState.NOT_SENT, None, None)] * 2


def test_the_numbers_of_a_list_nobody_let_join_go_after_a_day(session: Session, crew: Crew, clock: WallClock) -> None:
    stopped = confirmed(session, crew, [somebody()])
    waiting = confirmed(session, crew, [somebody()])
    waiting.state, waiting.started_at = State.LOOKED_AT, None
    session.commit()

    for passed, kept in ((timedelta(hours=23), [True, True]), (timedelta(hours=2), [False, False])):
        clock.moment += passed
        retention.tidy(crew)
        session.expire_all()
        assert [row.rows_sealed is not None for row in (stopped, waiting)] == kept

    assert (stopped.state, waiting.state) == (State.DONE, State.DROPPED)
    importing.join_import(crew, stopped.id)
    assert session.scalar(select(func.count(Subscriber.id))) == 0
