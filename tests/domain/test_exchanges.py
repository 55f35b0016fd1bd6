"""The inbox by person: in which order, of which counties, and what of a flood of messages is shown."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import exchanges, replies
from domain.exchanges import Given, Wanted
from domain.languages import Language
from domain.officers import Officer
from domain.phones import Phone
from domain.replies import Reply, Topic
from domain.sealed_columns import REPLY_BODY
from domain.vault import Vault
from tests.make import make_officer, make_reply, next_phone

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERYTHING = Wanted(None)


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "mwende")


def listed(session: Session, vault: Vault, wanted: Wanted = EVERYTHING, **page: int) -> list[tuple[str, int]]:
    lines = exchanges.listed(session, wanted, **page)
    return [(REPLY_BODY.read(vault, line.last), line.open) for line in lines]


def test_whoever_waits_longest_comes_first_and_behind_the_open_ones_the_newest_answered(
    session: Session, vault: Vault, now: datetime, officer: Officer
) -> None:
    often, once = next_phone(), next_phone()
    make_reply(session, vault, now - 3 * DAY, "Kwanza", phone=often)
    make_reply(session, vault, now - 2 * DAY, "Mmoja", phone=once)
    make_reply(session, vault, now - HOUR, "Tena", phone=often)
    for words in ("Zamani", "Juzi"):
        replies.answer(make_reply(session, vault, now - DAY, words), vault, officer, "Ndiyo.", now)
    replies.keep(
        session, vault, None, "Bila namba", subscriber=None, language=Language.SWAHILI, county="kitui",
        bulletin_id=None, now=now,
    )  # fmt: skip
    session.flush()

    everything = [("Tena", 2), ("Mmoja", 1), ("Bila namba", 1), ("Juzi", 0), ("Zamani", 0)]
    assert listed(session, vault) == everything
    assert [listed(session, vault, skip=skip, most=2) for skip in (0, 2, 4)] == [
        everything[:2], everything[2:4], everything[4:],
    ]  # fmt: skip
    assert exchanges.waiting(session, EVERYTHING) == 3
    assert [line.since for line in exchanges.listed(session, EVERYTHING, most=1)] == [now - 3 * DAY]


def test_an_officer_sees_of_each_person_what_they_wrote_to_their_county_and_to_none(
    session: Session, vault: Vault, now: datetime
) -> None:
    moved = next_phone()
    first, *_ = [
        make_reply(session, vault, now, words, phone=moved, county=county)
        for county, words in (("kitui", "Kitui"), ("makueni", "Makueni"), (None, "Kokote"))
    ]
    make_reply(session, vault, now, "Mgeni", county="taita-taveta")

    assert listed(session, vault, Wanted({"kitui"})) == [("Kokote", 2)]
    seen = exchanges.messages(session, first, {"kitui"})
    assert [REPLY_BODY.read(vault, reply) for reply in seen] == ["Kitui", "Kokote"]


def test_a_filter_finds_people_by_any_message_and_shows_all_that_waits_of_them(
    session: Session, vault: Vault, now: datetime, officer: Officer
) -> None:
    asks, other = next_phone(), next_phone()
    thanks = make_reply(session, vault, now, "Asante", phone=asks, topic=Topic.FEEDBACK, language=Language.KAMBA)
    replies.answer(thanks, vault, officer, "Karibu.", now)
    make_reply(session, vault, now, "Lini?", phone=asks)
    make_reply(session, vault, now, "Wapi?", phone=other, county="makueni")
    session.flush()

    assert listed(session, vault, Wanted(None, topic=Topic.FEEDBACK)) == [("Lini?", 1)]
    assert listed(session, vault, Wanted(None, language=Language.KAMBA)) == [("Lini?", 1)]
    assert listed(session, vault, Wanted(None, county="makueni")) == [("Wapi?", 1)]
    assert listed(session, vault, Wanted(None, on_air=True)) == []


def passed(session: Session, vault: Vault, told: list[Reply]) -> list[str]:
    return [
        f"> {one.words(vault)}" if isinstance(one, Given)
        else REPLY_BODY.read(vault, one)
        for day in exchanges.days(session, told) for one in day.passed
    ]  # fmt: skip


def test_an_answer_stands_once_behind_what_it_settles_also_when_moments_are_hours(
    session: Session, vault: Vault, now: datetime, officer: Officer
) -> None:
    phone, struck = next_phone(), now.replace(minute=0)
    told = [make_reply(session, vault, struck, words, phone=phone) for words in ("Moja", "Mbili", "Tatu")]
    for reply in told[:2]:
        replies.answer(reply, vault, officer, "Ijumaa.", struck + timedelta(minutes=20))
    session.flush()

    assert passed(session, vault, told) == ["Moja", "Mbili", "> Ijumaa.", "Tatu"]


def test_whoever_writes_too_often_in_a_day_is_folded(session: Session, vault: Vault, now: datetime) -> None:
    phone = next_phone()
    told = [make_reply(session, vault, now - DAY, "Jana", phone=phone)]
    told += [make_reply(session, vault, now, f"Ujumbe {number}", phone=phone) for number in range(24)]

    before, today = exchanges.days(session, told)

    assert (len(before.passed), len(before.folded)) == (1, 0)
    assert (len(today.passed), len(today.folded)) == (exchanges.A_DAY, 4)
    assert listed(session, vault) == [("Ujumbe 23", 25)]
    assert len(exchanges.messages(session, told[0], None, most=5)) == 5
    assert told[0] in exchanges.messages(session, told[0], None, most=5)


def test_a_message_without_a_number_is_alone(session: Session, vault: Vault, now: datetime) -> None:
    make_reply(session, vault, now, phone=Phone("+254711000041"))
    alone = [
        replies.keep(
            session, vault, None, words, subscriber=None, language=Language.SWAHILI, county="kitui", bulletin_id=None,
            now=now,
        )
        for words in ("Moja", "Mbili")
    ]  # fmt: skip
    session.flush()

    assert exchanges.messages(session, alone[0], None) == [alone[0]]
    assert exchanges.waiting(session, EVERYTHING) == 3
