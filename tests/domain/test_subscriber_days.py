"""Each night the subscribers of the day are counted, once, by county and by what they told."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import erasure, joining_lists, known_numbers, subscriber_days, subscribers
from domain.areas import Gazetteer
from domain.hours import at_wall_time
from domain.languages import Language
from domain.subscriber_days import SubscriberDay, change, count, owed, series
from domain.subscribers import AgeBand, Gender, Kind
from domain.vault import Vault
from tests.domain.test_subscriber_imports import let_join
from tests.make import ENDAU, SAGALLA, make_subscriber, next_phone

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def test_a_day_is_counted_by_county_language_kind_gender_and_age(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    mary = make_subscriber(session, vault, places, now - timedelta(days=9), wards=[SAGALLA, ENDAU])
    subscribers.describe(mary, Gender.FEMALE, AgeBand.OLD)
    chief = make_subscriber(session, vault, places, now, language=Language.KAMBA)
    subscribers.become(chief, Kind.INTERMEDIARY)
    leaver = make_subscriber(session, vault, places, now - timedelta(days=9))
    subscribers.leave(leaver, now)
    gone_before = make_subscriber(session, vault, places, now - timedelta(days=9))
    subscribers.leave(gone_before, now - timedelta(days=1))
    make_subscriber(session, vault, places, now + timedelta(days=1))
    session.flush()

    count(session, TUESDAY)

    rows = session.scalars(select(SubscriberDay).order_by(SubscriberDay.county, SubscriberDay.language)).all()
    assert [
        (row.county, row.language, row.kind, row.gender, row.age_band, row.people, row.joined, row.left) for row in rows
    ] == [
        ("kitui", "kam", "intermediary", "", "", 1, 1, 0),
        ("kitui", "sw", "person", "", "", 0, 0, 1),
        ("taita-taveta", "sw", "person", "female", "old", 1, 0, 0),
    ]


def test_a_day_counted_again_still_has_whom_was_erased_since(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    make_subscriber(session, vault, places, now, phone=phone)
    count(session, TUESDAY)
    erasure.erase(session, vault, phone, now)

    count(session, TUESDAY)

    assert change(session, ["kitui"], TUESDAY, 1) == (1, 1, 0, None)


@pytest.mark.parametrize(
    ("hour", "counted", "due"),
    [
        ("00:19", None, [MONDAY - timedelta(days=1)]),
        ("00:20", None, [MONDAY]),
        ("00:20", MONDAY, []),
        ("23:59", MONDAY - timedelta(days=3), [MONDAY - timedelta(days=2), MONDAY - timedelta(days=1), MONDAY]),
    ],
)
def test_what_is_owed_is_yesterday_and_what_was_missed(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, hour: str, counted: date | None, due: list[date]
) -> None:
    make_subscriber(session, vault, places, now - timedelta(days=30))
    if counted:
        count(session, counted)

    assert owed(session, at_wall_time(datetime.fromisoformat(f"2026-11-24 {hour}"))) == due


def test_after_a_long_silence_only_two_months_are_counted(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_subscriber(session, vault, places, now - timedelta(days=300))
    count(session, MONDAY - timedelta(days=200))

    found = owed(session, now)

    assert (len(found), found[-1]) == (subscriber_days.MOST_MISSED, MONDAY)


def test_the_change_of_a_county_is_told_where_every_day_of_it_was_counted(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    people = [make_subscriber(session, vault, places, now - timedelta(days=ago)) for ago in (0, 1, 1, 5)]
    subscribers.leave(people[3], now)
    make_subscriber(session, vault, places, now, wards=[SAGALLA])
    session.flush()
    for ago in (0, 1, 2):
        count(session, TUESDAY - timedelta(days=ago))

    two = change(session, ["kitui"], TUESDAY, 2)
    assert (two, two.more) == ((3, 3, 1, 1), 2)
    assert change(session, None, TUESDAY, 1) == (4, 2, 1, 3)
    assert change(session, ["kitui"], TUESDAY, 7) == (3, None, None, None)
    assert change(session, ["kitui"], TUESDAY + timedelta(days=1), 1) == (None, None, None, 3)
    assert change(session, ["makueni"], TUESDAY, 1) == (0, 0, 0, 0)
    assert [day.people for day in series(session, ["kitui"], MONDAY, TUESDAY)] == [3, 3]


def test_whom_a_list_brought_in_that_was_taken_back_did_not_leave(
    session: Session, vault: Vault, now: datetime
) -> None:
    silent, stopped = next_phone(), next_phone()
    row = let_join(session, vault, now - timedelta(days=1), [silent, stopped])
    known_numbers.heard(session, vault, stopped, now)
    subscribers.leave(subscribers.find(session, vault, stopped), now)  # type: ignore[arg-type]
    joining_lists.take_back(session, vault, row, None, now)
    session.flush()

    count(session, TUESDAY)

    assert change(session, ["kitui"], TUESDAY, 1)[:3] == (0, 0, 1)
