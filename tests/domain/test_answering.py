"""Answering a person: once, by one officer, within what the county and the person are sent in a day."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from domain import answer_quotas, answering
from domain.answering import MOST_TO_ONE, Written
from domain.further_answers import FurtherAnswer
from domain.officers import Officer
from domain.refusals import Refusal
from domain.replies import Reply
from domain.sealed_columns import FURTHER_WORDS
from domain.vault import Vault
from tests.make import make_officer, make_reply, next_phone

DAY = timedelta(days=1)


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "mwende")


@pytest.fixture
def told(session: Session, vault: Vault, now: datetime) -> list[Reply]:
    """Three messages of one person."""
    phone = next_phone()
    return [make_reply(session, vault, now, words, phone=phone) for words in ("Moja", "Mbili", "Tatu")]


class Desk:
    """An officer of Kitui who answers."""

    def __init__(self, session: Session, vault: Vault, officer: Officer, now: datetime) -> None:
        self.session, self.vault, self.officer, self.now = session, vault, officer, now

    def send(self, told: list[Reply], settles: Collection[int], given: int, words: str = "Ijumaa.") -> None:
        written = Written(words, settles, given, "kitui", parts=1)
        held = answering.held(self.session, told[0])
        with self.session.begin_nested():
            answering.send(self.session, self.vault, held, written, self.officer, {"kitui"}, self.now)


@pytest.fixture
def desk(session: Session, vault: Vault, officer: Officer, now: datetime) -> Desk:
    return Desk(session, vault, officer, now)


def test_one_answer_settles_those_that_were_chosen_and_not_what_came_meanwhile(desk: Desk, told: list[Reply]) -> None:
    desk.send(told, [told[0].id, told[1].id], 0)

    assert [reply.answered_at for reply in told] == [desk.now, desk.now, None]
    assert answer_quotas.left(desk.session, "kitui", desk.now) == answer_quotas.USUAL - 1


def test_whoever_comes_second_is_told_so_and_nobody_is_texted_twice(desk: Desk, told: list[Reply]) -> None:
    desk.send(told, [told[0].id], 0)

    for settles, given in (([told[0].id], 0), ([told[0].id], 1), ([told[1].id], 0)):
        with pytest.raises(Refusal, match="meanwhile"):
            desk.send(told, settles, given)
    desk.send(told, [told[1].id, told[2].id], 1)


@pytest.mark.parametrize("settles", [[], [4711]])
def test_an_answer_says_which_messages_it_answers(desk: Desk, told: list[Reply], settles: list[int]) -> None:
    with pytest.raises(Refusal, match="Choose which messages"):
        desk.send(told, settles, 0)


def test_another_countys_message_is_neither_settled_nor_in_the_way(
    desk: Desk, told: list[Reply], vault: Vault, now: datetime
) -> None:
    told[2].county = "makueni"
    desk.session.flush()

    with pytest.raises(Refusal, match="Choose which messages"):
        desk.send(told, [reply.id for reply in told], 0)
    desk.send(told, [told[0].id, told[1].id], 0)
    desk.send(told, [], 1, "Na kesho.")

    assert told[2].answered_at is None
    assert desk.session.scalars(select(FurtherAnswer.reply_id)).all() == [told[1].id]


def test_an_answered_person_is_written_to_once_more_but_not_by_a_double_click(
    desk: Desk, told: list[Reply], vault: Vault
) -> None:
    desk.send(told, [reply.id for reply in told], 0)
    desk.send(told, [], 1, "Lori limechelewa.")

    with pytest.raises(Refusal, match="meanwhile"):
        desk.send(told, [], 1, "Lori limechelewa.")
    [further] = desk.session.scalars(select(FurtherAnswer))
    assert FURTHER_WORDS.read(vault, further) == "Lori limechelewa."


def test_one_person_gets_six_texts_a_day(desk: Desk, told: list[Reply]) -> None:
    desk.send(told, [reply.id for reply in told], 0)
    for given in range(1, MOST_TO_ONE):
        desk.send(told, [], given)

    assert answering.left_to_one(desk.session, told[0], desk.now) == 0
    with pytest.raises(Refusal, match="6 texts from us today"):
        desk.send(told, [], MOST_TO_ONE)
    desk.now += DAY
    desk.send(told, [], MOST_TO_ONE)


def test_a_county_sends_what_its_quota_allows_and_a_refused_answer_takes_nothing(desk: Desk, told: list[Reply]) -> None:
    answer_quotas.set_quota(desk.session, "kitui", 1)
    desk.send(told, [told[0].id], 0)

    with pytest.raises(Refusal, match="used up"):
        desk.send(told, [told[1].id], 1)
    assert told[1].answered_at is None
    answer_quotas.set_quota(desk.session, "kitui", 2)
    assert answer_quotas.left(desk.session, "kitui", desk.now) == 1
    answer_quotas.set_quota(desk.session, "kitui", None)
    assert answer_quotas.left(desk.session, "kitui", desk.now + DAY) == answer_quotas.USUAL
    with pytest.raises(Refusal, match="slip"):
        answer_quotas.set_quota(desk.session, "kitui", answer_quotas.MOST + 1)


def test_two_who_answer_one_person_take_turns(desk: Desk, told: list[Reply], sessions: sessionmaker[Session]) -> None:
    desk.session.commit()
    answering.held(desk.session, told[0])

    with sessions() as other:
        other.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            answering.held(other, told[2])
