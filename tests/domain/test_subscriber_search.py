"""Finding subscribers, newest first and a page at a time, and changing what they asked an officer to change."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import audit, subscriber_acts, subscriber_search, subscribers
from domain.areas import Gazetteer
from domain.languages import Language
from domain.officers import Grant, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.subscriber_search import Search, Standing
from domain.subscribers import Kind, Subscriber
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_officer, make_subscriber, next_phone

MUTHA = "kitui.kitui-south.mutha"
VOO = "kitui.kitui-east.voo-kyamatu"
KITUI = (ENDAU, MUTHA, VOO)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(KITUI), ["new", "chief", "pausing"]),
        (Search((SAGALLA,)), ["taita"]),
        (Search((MUTHA,)), ["chief"]),
        (Search(KITUI, language=Language.KAMBA), ["chief"]),
        (Search(KITUI, kind=Kind.PERSON), ["new", "pausing"]),
        (Search(KITUI, standing=Standing.HEARS), ["new", "chief"]),
        (Search(KITUI, standing=Standing.PAUSES), ["pausing"]),
        (Search(KITUI, standing=Standing.LEFT), ["left"]),
        (Search(KITUI, joined_since=date(2026, 11, 24)), ["new"]),
    ],
)
def test_people_are_found_by_where_they_live_and_what_they_chose(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, search: Search, found: list[str]
) -> None:
    before = now - timedelta(days=9)
    names = {make_subscriber(session, vault, places, before, wards=[SAGALLA]).id: "taita"}
    pausing = make_subscriber(session, vault, places, before)
    subscribers.pause(pausing, 30, now)
    chief = make_subscriber(session, vault, places, before, wards=[ENDAU, MUTHA], language=Language.KAMBA)
    subscribers.become(chief, Kind.INTERMEDIARY)
    left = make_subscriber(session, vault, places, before)
    subscribers.leave(left, now)
    names |= {pausing.id: "pausing", chief.id: "chief", left.id: "left"}
    names[make_subscriber(session, vault, places, now).id] = "new"
    session.flush()

    page = subscriber_search.page(session, search, now)

    assert [names[person.id] for person in page.people] == found
    assert subscriber_search.count(session, search, now, page) == len(found)


def test_pages_follow_each_other_there_and_back(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber_search, "AT_ONCE", 2)
    ids = [make_subscriber(session, vault, places, now).id for _ in range(5)][::-1]
    search = Search(KITUI)

    first = subscriber_search.page(session, search, now)
    second = subscriber_search.page(session, search, now, before=first.older)
    third = subscriber_search.page(session, search, now, before=second.older)
    back = subscriber_search.page(session, search, now, after=third.newer)
    top = subscriber_search.page(session, search, now, after=back.newer)

    pages = [[person.id for person in page.people] for page in (first, second, third, back, top)]
    assert pages == [ids[:2], ids[2:4], ids[4:], ids[2:4], ids[:2]]
    assert (first.newer, third.older, top.newer) == (0, 0, 0)
    assert subscriber_search.count(session, search, now, first) == 5


def test_a_number_is_found_where_it_lives_also_when_it_has_left(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    subscribers.leave(make_subscriber(session, vault, places, now, phone=phone), now)
    session.flush()

    officer = make_officer(session, "zawadi")

    def found(phone: Phone, *wards: str) -> bool:
        return subscriber_search.look_up(session, vault, officer, phone, wards, now) is not None

    assert (found(phone, *KITUI), found(phone, SAGALLA), found(next_phone(), *KITUI)) == (True, False, False)


@pytest.fixture
def person(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> Subscriber:
    return make_subscriber(session, vault, places, now, wards=[ENDAU, SAGALLA])


def change(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, person: Subscriber, seen: str, *wards: str
) -> list[str]:
    officer = make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="kitui"))
    wanted = (wards, Language.KAMBA, Kind.PERSON)
    return subscriber_acts.change(session, vault, officer, person, wanted, of=KITUI, seen=seen, places=places, now=now)


def test_wards_change_in_the_officer_s_counties_and_stay_elsewhere_on_record_without_the_number(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, person: Subscriber
) -> None:
    assert change(session, vault, places, now, person, subscriber_acts.stamp(vault, person), MUTHA, VOO) == [
        "wards",
        "language",
    ]

    assert (sorted(person.wards), person.language) == (sorted([SAGALLA, MUTHA, VOO]), Language.KAMBA)
    session.flush()
    [line] = audit.history(session, f"subscriber {person.id}")
    assert line.detail == {"changed": ["wards", "language"]}


def test_what_changed_meanwhile_what_left_and_what_is_elsewhere_is_refused(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, person: Subscriber
) -> None:
    seen = subscriber_acts.stamp(vault, person)
    officer = make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="kitui"))

    def tried(seen: str, *wards: str) -> None:
        wanted = (wards, Language.KAMBA, Kind.PERSON)
        with pytest.raises(Refusal):
            subscriber_acts.change(session, vault, officer, person, wanted, of=KITUI, seen=seen, places=places, now=now)

    tried(seen, "taita-taveta.voi.mbololo")
    subscribers.become(person, Kind.INTERMEDIARY)
    tried(seen, MUTHA)
    subscribers.leave(person, now)
    tried(subscriber_acts.stamp(vault, person), MUTHA)
    assert person.wards == [ENDAU, SAGALLA]


def test_a_stamp_is_of_one_person_and_of_these_keys(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, person: Subscriber
) -> None:
    alike = make_subscriber(session, vault, places, now, wards=person.wards)

    stamps = {subscriber_acts.stamp(vault, each) for each in (person, alike)}
    stamps.add(subscriber_acts.stamp(Vault.parse(Vault.new_keys()), person))
    assert len(stamps) == 3
