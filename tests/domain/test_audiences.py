"""Whom a message is for: the rule, the counts, and the wording each group gets."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import area_files, audiences, coverage, sender_blocks, subscribers
from domain.areas import Gazetteer
from domain.audiences import Audience, Group, by_language
from domain.coverage import Coverage
from domain.deliveries import Delivery, State
from domain.languages import Language
from domain.subscribers import Kind
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_subscriber

MUTHA = "kitui.kitui-south.mutha"
NUU = "kitui.mwingi-central.nuu"
KITUI = Audience(areas=("kitui",))


def test_an_audience_counts_each_person_once_and_nobody_who_left(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_subscriber(session, vault, places, now, wards=[ENDAU, MUTHA], language=Language.KAMBA)
    make_subscriber(session, vault, places, now, wards=[SAGALLA], language=Language.TAITA)
    subscribers.leave(make_subscriber(session, vault, places, now), now)

    assert audiences.count(session, KITUI, places, now) == {Group(Language.KAMBA): 1}


def test_who_pauses_is_counted_apart_until_the_day_it_ends(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_subscriber(session, vault, places, now)
    pausing = make_subscriber(session, vault, places, now)
    back_on = subscribers.pause(pausing, 7, now)

    for moment, hear in ((now, 1), (back_on - timedelta(minutes=1), 1), (back_on, 2)):
        session.flush()
        people = {Group(Language.SWAHILI): hear}
        assert audiences.count(session, KITUI, places, moment) == people
        assert audiences.count_by_county(session, KITUI, places, moment) == {"kitui": people}
        covered = coverage.now_of(session, moment)
        assert covered.people[ENDAU] == covered.people["kitui"] == by_language(people)
        assert covered.paused.get("kitui", 0) == 2 - hear
    subscribers.resume(pausing)
    session.flush()
    assert audiences.count(session, KITUI, places, now) == {Group(Language.SWAHILI): 2}


def test_who_left_while_pausing_is_counted_nowhere(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    person = make_subscriber(session, vault, places, now)
    subscribers.pause(person, 7, now)
    subscribers.leave(person, now)
    session.flush()

    assert coverage.now_of(session, now) == Coverage()


def test_who_blocked_the_sender_is_counted_apart(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    people = [make_subscriber(session, vault, places, now) for _ in range(3)]
    sender_blocks.block(session, people[0], "AMANI", now)
    endau = Audience(areas=(ENDAU,))

    assert audiences.count(session, endau, places, now, "AMANI") == {Group(Language.SWAHILI): 2}
    assert audiences.survey(session, endau, places, now, "AMANI").blocked == 1
    assert audiences.count(session, endau, places, now, "MBIU") == {Group(Language.SWAHILI): 3}
    assert audiences.survey(session, endau, places, now, None).blocked == 0


def test_one_walk_counts_all_three(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> None:
    people = [make_subscriber(session, vault, places, now) for _ in range(5)]
    subscribers.become(people[0], Kind.INTERMEDIARY)
    sender_blocks.block(session, people[1], "AMANI", now)
    subscribers.pause(people[2], 7, now)
    subscribers.leave(people[3], now)
    session.flush()

    found = audiences.survey(session, KITUI, places, now, "AMANI")
    assert found == (audiences.count(session, KITUI, places, now, "AMANI"), 1, 1)
    assert sum(found.people.values()) == 2
    nobody = Audience(areas=("kitui",), zones=("kitui.mixed-farming",))
    assert audiences.survey(session, nobody, places, now, None) == ({}, 0, 0)


@pytest.mark.parametrize(
    ("rule", "people"),
    [
        (Audience(areas=("kitui",), languages=(Language.KAMBA,)), {Group(Language.KAMBA): 1}),
        (
            Audience(areas=("kitui",), kinds=(Kind.INTERMEDIARY,)),
            {Group(Language.SWAHILI, Kind.INTERMEDIARY): 1},
        ),
        (Audience(areas=("kitui",), languages=(Language.TAITA,)), {}),
        (
            Audience(areas=("kitui",), neutral=True),
            {
                Group(Language.KAMBA, neutral=True): 1,
                Group(Language.SWAHILI, Kind.INTERMEDIARY): 1,
            },
        ),
    ],
)
def test_a_rule_narrows_by_kind_and_language_and_knows_the_border(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, rule: Audience, people: dict[Group, int]
) -> None:
    make_subscriber(session, vault, places, now, wards=[MUTHA], language=Language.KAMBA)
    subscribers.become(make_subscriber(session, vault, places, now, wards=[NUU]), Kind.INTERMEDIARY)
    session.flush()

    assert audiences.count(session, rule, places, now) == people


def test_a_zone_is_its_wards_and_a_ward_nobody_placed_is_in_none(places: Gazetteer) -> None:
    rule = Audience(areas=("kitui",), zones=("kitui.mixed-farming",))
    own = area_files.gazetteer()

    assert rule.wards(own) == []
    own[NUU].livelihood_zone = "kitui.mixed-farming"
    assert rule.wards(own) == [NUU]


def test_what_follows_a_bulletin_is_for_whoever_may_have_it_wherever_they_live_now(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    moved, paused, left, refused, stranger = (make_subscriber(session, vault, places, now) for _ in range(5))
    session.flush()
    for person, state in ((moved, State.UNKNOWN), (paused, State.DELIVERED), (left, State.ACCEPTED)):
        session.add(_delivery(person.id, state, now))
    session.add(_delivery(refused.id, State.REFUSED, now))
    subscribers.move(moved, [SAGALLA], places)
    subscribers.pause(paused, 7, now)
    subscribers.leave(left, now)
    session.flush()
    assert stranger.active

    rule = Audience(areas=("kitui",), follows=7)
    assert audiences.count(session, rule, places, now) == {Group(Language.SWAHILI): 2}
    assert audiences.count_by_county(session, rule, places, now) == {"kitui": {Group(Language.SWAHILI): 2}}
    assert audiences.survey(session, rule, places, now, None).paused == 0


def _delivery(person: int, state: State, now: datetime) -> Delivery:
    return Delivery(
        subscriber_id=person,
        bulletin_id=7,
        batch_id=1,
        state=state,
        provider="africastalking",
        provider_id=None,
        at=now,
    )
