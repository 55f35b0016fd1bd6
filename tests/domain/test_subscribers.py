"""Joining is consent, once; leaving is at once and until an explicit join."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import known_numbers, subscribers
from domain.areas import Gazetteer
from domain.languages import Language
from domain.moments import day
from domain.refusals import Refusal
from domain.subscribers import NOTICE_VERSION, AgeBand, Gender, Subscriber
from domain.vault import Vault
from tests.make import ENDAU, make_subscriber, next_phone

MUTHA = "kitui.kitui-south.mutha"


def test_joining_keeps_the_consent_and_no_readable_number(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    person = make_subscriber(session, vault, places, now, phone=phone)

    assert (person.notice_version, person.consented_at) == (NOTICE_VERSION, day(now))
    stored = session.execute(select(Subscriber.__table__)).one()
    assert phone.e164[1:] not in repr(stored)


def test_joining_twice_is_one_subscriber_with_the_newer_choices(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    first = make_subscriber(session, vault, places, now, phone=phone)
    second = make_subscriber(session, vault, places, now, phone=phone, wards=[MUTHA], language=Language.KAMBA)

    assert first.id == second.id
    assert (second.wards, second.language) == ([MUTHA], Language.KAMBA)
    assert session.scalar(select(func.count()).select_from(Subscriber)) == 1


def test_who_left_comes_back_by_joining(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> None:
    phone = next_phone()
    person = make_subscriber(session, vault, places, now, phone=phone)
    subscribers.leave(person, now)
    subscribers.leave(person, now + timedelta(hours=1))
    assert person.left_at == day(now), "the first STOP counts"

    assert make_subscriber(session, vault, places, now, phone=phone).active


def test_who_stays_agrees_to_the_notice_of_today_and_keeps_the_road_they_joined_by(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    person = make_subscriber(session, vault, places, now - timedelta(days=300))
    person.notice_version = "2026-01"
    subscribers.stay(person, now)

    assert (person.notice_version, person.consented_at) == (NOTICE_VERSION, day(now))
    assert person.consent_channel is subscribers.Channel.USSD


@pytest.mark.parametrize(
    "wards", [[], ["kitui"], ["kitui.kitui-south"], ["nowhere"], [ENDAU, *(f"x{n}" for n in range(5))]]
)
def test_wards_are_one_to_five_that_we_know(places: Gazetteer, wards: list[str]) -> None:
    with pytest.raises(Refusal):
        subscribers.checked_wards(wards, places)


def test_six_wards_are_too_many_and_one_named_twice_is_one(places: Gazetteer) -> None:
    six = places.wards(["kitui.kitui-east"])[:6]
    assert len(six) == 6

    with pytest.raises(Refusal):
        subscribers.checked_wards(six, places)
    assert subscribers.checked_wards([MUTHA, MUTHA], places) == [MUTHA]


def test_what_is_skipped_stays_as_it_was_told(session, vault, places, now):
    person = make_subscriber(session, vault, places, now)
    for told in ((Gender.FEMALE, AgeBand.MIDDLE), (None, AgeBand.OLD), (Gender.MALE, None)):
        subscribers.describe(person, *told)

    assert (person.gender, person.age_band) == (Gender.MALE, AgeBand.OLD)


def test_what_they_told_about_themselves_outlasts_leaving_and_is_theirs_to_take_back(session, vault, places, now):
    phone = next_phone()
    person = make_subscriber(session, vault, places, now, phone=phone)
    subscribers.describe(person, Gender.FEMALE, AgeBand.OLD)
    subscribers.leave(person, now)
    session.flush()
    back = make_subscriber(session, vault, places, now, phone=phone)

    assert (back.gender, back.age_band) == (Gender.FEMALE, AgeBand.OLD)
    assert known_numbers.known(session, vault, phone).described

    subscribers.describe(back, None, None)
    session.flush()

    assert not known_numbers.known(session, vault, phone).described
