"""What leaves for planning: no row stands for fewer than three people, whatever was asked for."""

from collections import Counter
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from domain import subscribers
from domain.areas import Gazetteer
from domain.languages import Language
from domain.subscriber_exports import Values, coarsened, export
from domain.subscriber_search import Search
from domain.subscribers import AgeBand, Gender, Kind
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_subscriber

EAST = "kitui.kitui-east"
VOO = "kitui.kitui-east.voo-kyamatu"
ZOMBE = "kitui.kitui-east.zombe-mwitika"
HERE = Values("kitui", EAST, ENDAU, "sw", "person", "2026-11", "hears")

values = st.builds(
    Values,
    county=st.just("kitui"),
    constituency=st.sampled_from([EAST, "kitui.kitui-south"]),
    ward=st.sampled_from([ENDAU, VOO, "kitui.kitui-south.mutha"]),
    language=st.sampled_from(["sw", "kam"]),
    kind=st.sampled_from(["person", "intermediary"]),
    joined=st.sampled_from(["2026-10", "2026-11"]),
    standing=st.sampled_from(["hears", "pauses"]),
    gender=st.sampled_from(["", "female"]),
)


def test_whose_values_three_share_keep_their_ward_and_the_others_lose_it() -> None:
    found = coarsened(Counter({HERE: 3, HERE._replace(ward=VOO): 1, HERE._replace(ward=ZOMBE): 2}))

    assert found.people == {HERE: 3, HERE._replace(ward=""): 3}
    assert (found.rows, found.left_out) == (6, 0)


def test_the_one_intermediary_of_a_ward_is_no_row_of_their_own() -> None:
    chief = HERE._replace(kind="intermediary", language="kam")

    found = coarsened(Counter({HERE: 5, chief: 1}))

    assert (found.people, found.left_out) == ({HERE: 5}, 1)


@given(st.dictionaries(values, st.integers(1, 5), max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_values_are_those_of_one_or_two_and_nobody_is_told_twice(people: dict[Values, int]) -> None:
    found = coarsened(Counter(people))

    assert all(count >= 3 for count in found.people.values())
    assert found.rows + found.left_out == sum(people.values())
    assert found.left_out < 3


def test_an_export_tells_of_the_people_searched_for_by_the_ward_searched_for(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    for _ in range(3):
        make_subscriber(session, vault, places, now, wards=[SAGALLA, ENDAU])
    make_subscriber(session, vault, places, now, wards=[SAGALLA])
    session.flush()

    found = export(session, Search((ENDAU,)), now, described=False)

    assert found.people == {HERE: 3}
    [(_, names)], [(_, again)] = list(found.pseudonymous()), list(found.pseudonymous())
    assert len({*names, *again}) == 6


def test_gender_and_age_stand_in_the_place_of_the_ward(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    for number in range(9):
        person = make_subscriber(session, vault, places, now, language=Language.KAMBA)
        subscribers.describe(person, Gender.FEMALE if number > 3 else Gender.MALE, AgeBand.OLD)
        subscribers.become(person, Kind.PERSON)
    session.flush()

    found = export(session, Search((ENDAU,)), now, described=True)

    assert found.people == {Values("kitui", EAST, "", "kam", "person", "", "hears", "female", "old"): 5}
    assert found.left_out == 4
