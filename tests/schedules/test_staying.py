"""Once a season, in daylight and a few at a time, people are asked whether they stay; silence means yes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import audiences, conversations, seasons, subscribers
from domain.audiences import Audience
from domain.budgets import Budget, Spending
from domain.conversations import Ask, Question
from domain.languages import Language
from domain.life_cycle import State
from domain.moments import day
from domain.phones import Phone
from domain.sealed_columns import TEXT_BODY
from domain.subscribers import Subscriber
from domain.texts import Reason, SingleText
from messages.segments import segment
from schedules import staying
from schedules.crew import Crew
from schedules.staying import A_MINUTE, Round
from tests.make import SAGALLA, make_approved, make_officer, make_subscriber, next_phone
from tests.schedules.conftest import WallClock

SEPTEMBER = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)  # 09:00 in Nairobi


@pytest.fixture(autouse=True)
def september(clock: WallClock) -> None:
    clock.moment = SEPTEMBER


def joined(
    session: Session, crew: Crew, people: int = 1, *, phone: Phone | None = None, **who: object
) -> list[Subscriber]:
    """People who have been here since the spring."""
    since = SEPTEMBER - timedelta(days=150)
    made = [make_subscriber(session, crew.vault, crew.places, since, phone=phone, **who) for _ in range(people)]  # type: ignore[arg-type]
    session.commit()
    return made


def texts(session: Session, crew: Crew) -> list[str]:
    session.expire_all()
    found = session.scalars(select(SingleText).where(SingleText.reason == Reason.SEASON).order_by(SingleText.id))
    return [TEXT_BODY.read(crew.vault, text) for text in found]


def test_everybody_is_asked_once_and_a_clock_that_died_asks_nobody_twice(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    people = joined(session, crew, 3)

    assert Round().ask_to_stay(crew) == 3
    assert Round().ask_to_stay(crew) == 0
    clock.moment += timedelta(days=40)
    assert Round().ask_to_stay(crew) == 0

    session.expire_all()
    assert {person.asked_to_stay for person in people} == {day(SEPTEMBER)}
    [words] = set(texts(session, crew))
    assert words.startswith("Mbiu ni huduma ya ukame")
    assert "STOP" in words
    assert len(segment(words).parts) == 1


def test_a_question_stands_open_and_silence_means_staying(session: Session, crew: Crew, clock: WallClock) -> None:
    phone = next_phone()
    [person] = joined(session, crew, phone=phone)
    Round().ask_to_stay(crew)

    asked = conversations.opened(session, crew.vault, phone, crew.now())
    assert asked is not None
    assert asked.ask is Ask.STAY
    clock.moment += timedelta(days=30)
    session.refresh(person)
    assert person.active
    assert sum(audiences.count(session, Audience(areas=(person.wards[0],)), crew.places, crew.now()).values()) == 1


def test_an_unsigned_language_is_asked_in_swahili_and_english_in_english(session: Session, crew: Crew) -> None:
    for language in (Language.KAMBA, Language.ENGLISH):
        joined(session, crew, language=language)
    Round().ask_to_stay(crew)

    kamba, english = texts(session, crew)
    assert "bado unataka maonyo" in kamba
    assert "do you still want warnings" in english


def test_who_left_pauses_or_has_just_joined_is_not_asked(session: Session, crew: Crew) -> None:
    left, pausing = joined(session, crew, 2)
    subscribers.leave(left, crew.now())
    subscribers.pause(pausing, 30, crew.now())
    make_subscriber(session, crew.vault, crew.places, crew.now())
    session.commit()

    assert Round().ask_to_stay(crew) == 0


def test_an_open_question_is_waited_for_until_the_next_day(session: Session, crew: Crew, clock: WallClock) -> None:
    phone = next_phone()
    joined(session, crew, phone=phone)
    conversations.ask(session, crew.vault, phone, Question(Ask.PLACE, options=("a", "b")), crew.now())
    session.commit()
    walk = Round()
    assert walk.ask_to_stay(crew) == 0
    clock.moment += timedelta(hours=2)
    assert walk.ask_to_stay(crew) == 0, "the walk of today has passed by"

    clock.moment += timedelta(days=1)
    assert walk.ask_to_stay(crew) == 1


@pytest.mark.parametrize(
    ("hour", "asks"), [((4, 59), False), ((5, 0), True), ((14, 59), True), ((15, 0), False), ((22, 0), False)]
)
def test_only_between_eight_and_six_in_nairobi(
    session: Session, crew: Crew, clock: WallClock, hour: tuple[int, int], asks: bool
) -> None:
    joined(session, crew)
    clock.moment = SEPTEMBER.replace(hour=hour[0], minute=hour[1])

    assert bool(Round().ask_to_stay(crew)) is asks


@pytest.mark.parametrize(
    ("on", "asks"),
    [((2026, 8, 31), False), ((2026, 9, 1), True), ((2026, 10, 31), True), ((2026, 11, 1), False),
     ((2027, 1, 31), False), ((2027, 2, 1), True), ((2027, 4, 2), True), ((2027, 4, 3), False)],
)  # fmt: skip
def test_the_weeks_before_the_two_rains(on: tuple[int, int, int], asks: bool) -> None:
    assert seasons.is_asked(datetime(*on, 6, tzinfo=UTC)) is asks


def test_each_season_asks_anew(session: Session, crew: Crew, clock: WallClock) -> None:
    joined(session, crew)
    assert Round().ask_to_stay(crew) == 1
    clock.moment = datetime(2027, 2, 1, 6, tzinfo=UTC)

    assert Round().ask_to_stay(crew) == 1


def test_a_few_a_minute_so_that_answers_do_not_flood(session: Session, crew: Crew) -> None:
    joined(session, crew, A_MINUTE + 5)
    walk = Round()

    assert [walk.ask_to_stay(crew) for _ in range(3)] == [A_MINUTE, 5, 0]


def test_not_while_a_bulletin_is_being_sent(session: Session, crew: Crew) -> None:
    joined(session, crew)
    bulletin = make_approved(session, crew.now())
    bulletin.move(State.SENDING)
    session.commit()
    assert Round().ask_to_stay(crew) == 0

    bulletin.move(State.SENT)
    session.commit()
    assert Round().ask_to_stay(crew) == 1


def test_it_is_paid_from_the_countys_day_and_leaves_half_of_it_for_warnings(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    admin = make_officer(session, "kilonzo")
    session.add(Budget(county="kitui", kes_per_day=Decimal("3.2"), set_by=admin.id, set_at=crew.now()))
    joined(session, crew, 4)
    joined(session, crew, wards=[SAGALLA])
    walk = Round()

    assert walk.ask_to_stay(crew) == 3, "two of Kitui and the one of Taita Taveta"
    assert walk.ask_to_stay(crew) == 0
    spent = dict(session.execute(select(Spending.county, Spending.kes)).all())  # type: ignore[arg-type]
    assert spent == {"kitui": Decimal("1.6"), "taita-taveta": Decimal("0.8")}
    clock.moment += timedelta(days=1)
    assert walk.ask_to_stay(crew) == 2


def test_whatever_breaks_leaves_nothing_of_it(session: Session, crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    joined(session, crew)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(staying.outbox, "queue", dies)
        with pytest.raises(KeyboardInterrupt):
            Round().ask_to_stay(crew)
    session.expire_all()
    assert session.scalars(select(Subscriber.asked_to_stay)).all() == [None]
    assert session.scalar(select(func.count()).select_from(conversations.Conversation)) == 0
    assert session.scalar(select(func.count()).select_from(Spending)) == 0

    assert Round().ask_to_stay(crew) == 1


def test_how_many_were_asked_and_stay_is_counted(session: Session, crew: Crew, clock: WallClock) -> None:
    people = joined(session, crew, 3)
    Round().ask_to_stay(crew)
    clock.moment += timedelta(days=2)
    session.expire_all()
    subscribers.stay(people[0], crew.now())
    subscribers.leave(people[1], crew.now())
    session.flush()

    assert seasons.figures(session, crew.now()) == seasons.Figures(asked=3, stayed=1)
