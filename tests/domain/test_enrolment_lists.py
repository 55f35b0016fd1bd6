"""Numbers from a baraza: how many an officer may give, and what the officer learns of them."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import conversations, enrolment_lists, invitations, subscribers
from domain.areas import Gazetteer
from domain.conversations import Ask, Question
from domain.enrolment_lists import MOST_A_DAY, Baraza, EnrolmentList
from domain.invitations import Invited, invite_from_list
from domain.languages import Language
from domain.officers import Officer
from domain.refusals import Refusal
from domain.vault import Vault
from tests.make import ENDAU, make_officer, make_subscriber, next_phone

BARAZA = Baraza(ENDAU, "Endau sokoni", date(2026, 11, 23), Language.KAMBA)


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "zawadi")


def give(session: Session, officer: Officer, now: datetime, numbers: int, place: str = "Endau") -> EnrolmentList:
    row = enrolment_lists.begin(session, officer, Baraza(ENDAU, place, now.date(), Language.KAMBA), numbers, now)
    row.silent = numbers  # none of them was asked
    session.flush()
    return row


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"place": "x"}, "where the baraza was"),
        ({"place": "0711000001"}, "no telephone or identity number"),
        ({"held_on": date(2026, 11, 25)}, "was today or within"),
        ({"held_on": date(2026, 10, 1)}, "was today or within"),
    ],
)
def test_a_baraza_has_a_place_and_a_day(
    session: Session, officer: Officer, now: datetime, changes: dict[str, object], says: str
) -> None:
    fields = {"ward": ENDAU, "place": "Endau", "held_on": date(2026, 11, 24), "language": Language.KAMBA} | changes
    with pytest.raises(Refusal, match=says):
        enrolment_lists.begin(session, officer, Baraza(**fields), 1, now)  # type: ignore[arg-type]


def test_three_hundred_numbers_a_day_are_enough_whatever_became_of_them(
    session: Session, officer: Officer, now: datetime
) -> None:
    give(session, officer, now, 290)

    with pytest.raises(Refusal, match="today you may still give 10"):
        give(session, officer, now, 11)
    with pytest.raises(Refusal, match="a moment ago"):
        give(session, officer, now + timedelta(minutes=1), 290)
    give(session, officer, now, 10)
    give(session, make_officer(session, "auma"), now, MOST_A_DAY)
    give(session, officer, now + timedelta(days=1), MOST_A_DAY)


def test_a_number_is_asked_once_in_half_a_year_by_lists_and_volunteers_alike(
    session: Session, vault: Vault, places: Gazetteer, officer: Officer, now: datetime
) -> None:
    row = give(session, officer, now, 1)
    stranger, known, refused, asked, busy = (next_phone() for _ in range(5))
    make_subscriber(session, vault, places, now, phone=known)
    invitations.never_again(session, vault, refused)
    invitations.invite(session, vault, next_phone(), asked, now)

    conversations.ask(session, vault, busy, Question(Ask.ERASE), now)
    numbers = (stranger, stranger, known, refused, asked, busy)

    found = [invite_from_list(session, vault, row.id, phone, now) for phone in numbers]

    assert found == [True, False, False, False, False, False]
    assert invitations.invite(session, vault, next_phone(), busy, now) is Invited.KEEP_SILENT
    later = now + timedelta(hours=1)  # its question is over, and that it was busy silences nobody
    assert invite_from_list(session, vault, row.id, busy, later)


def test_joining_counts_on_the_list_that_asked_and_once(
    session: Session, vault: Vault, places: Gazetteer, officer: Officer, now: datetime
) -> None:
    row, other = give(session, officer, now, 5), give(session, officer, now, 1, "Malalani")
    phones = [next_phone() for _ in range(3)]
    for phone in phones:
        invite_from_list(session, vault, row.id, phone, now)

    seen = []
    for phone in phones:
        person = make_subscriber(session, vault, places, now, phone=phone)
        make_subscriber(session, vault, places, now)
        session.refresh(row)
        seen.append(row.joined_so_far(now + timedelta(days=1)))
    subscribers.leave(person, now)
    make_subscriber(session, vault, places, now, phone=phones[2])
    session.refresh(row)

    assert seen == [0, 0, 3]
    assert (row.joined, other.joined) == (3, 0)
    assert row.joined_so_far(now + timedelta(hours=23)) is None
    assert enrolment_lists.of_counties(session, ["kitui"], 9, 0) == [other, row]
    assert enrolment_lists.of_counties(session, ["makueni"], 9, 0) == []
