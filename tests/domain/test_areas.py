"""Three counties, eighteen constituencies, ninety wards, and the names that mean more than one of them."""

from collections import Counter

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.area_files import load_areas
from domain.areas import Area, Gazetteer, Level, around, constituency_of, inside


def test_the_counties_have_their_wards(places: Gazetteer) -> None:
    assert Counter(area.level for area in places.areas.values()) == {
        Level.COUNTY: 3,
        Level.CONSTITUENCY: 18,
        Level.WARD: 90,
    }
    assert [(county.name, len(places.wards([county.slug]))) for county in places.counties] == [
        ("Kitui", 40),
        ("Makueni", 30),
        ("Taita Taveta", 20),
    ]


def test_every_area_lies_in_its_parent_and_has_a_point_in_the_region(places: Gazetteer) -> None:
    for area in places.areas.values():
        assert area.parent is None or area.parent in places
        assert -4.5 < area.lat < 0.1
        assert 37 < area.lon < 39.5


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("Endau", {"kitui.kitui-east.endau-malalani"}),
        ("MUTHA", {"kitui.kitui-south.mutha"}),
        ("rong'e", {"taita-taveta.mwatate.ronge"}),
        ("Ronge", {"taita-taveta.mwatate.ronge"}),
        ("Sagala", {"taita-taveta.voi.sagalla"}),
        ("Mbitini", {"kitui.kitui-rural.mbitini", "makueni.makueni.mbitini"}),
        ("Nzambani", {"kitui.kitui-east.nzambani", "makueni.kibwezi-east.ivingoni-nzambani"}),
        ("Makueni", {"makueni", "makueni.makueni"}),
        ("Nairobi", set()),
        ("", set()),
    ],
)
def test_a_spelling_means_the_areas_it_may_mean(places: Gazetteer, typed: str, slugs: set[str]) -> None:
    assert {area.slug for area in places.meanings(typed)} == slugs


def test_nuu_is_not_nguu_and_waita_is_not_waia(places: Gazetteer) -> None:
    for one, other in (("Nuu", "Nguu"), ("Waita", "Waia")):
        meant, also = places.meanings(one), places.meanings(other)
        assert meant
        assert also
        assert {area.slug for area in meant}.isdisjoint(area.slug for area in also)


def test_wards_of_several_areas_are_each_named_once(places: Gazetteer) -> None:
    wards = places.wards(["kitui.kitui-east", "kitui", "kitui.kitui-east.nzambani"])

    assert len(wards) == len(set(wards)) == 40


def test_loading_again_changes_nothing_and_keeps_the_countys_own_zones(session: Session) -> None:
    session.execute(update(Area).where(Area.slug == "kitui.kitui-south.mutha").values(livelihood_zone="marginal mixed"))

    assert load_areas(session) == 111
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Area)) == 111
    assert session.get_one(Area, "kitui.kitui-south.mutha").livelihood_zone == "marginal mixed"
    session.rollback()


def test_an_area_that_left_the_files_stays_for_the_people_in_it(session: Session) -> None:
    gone = Area(
        slug="kitui.kitui-east.gone", level=Level.WARD, name="Gone", display_name="Gone (Kitui East)",
        lat=-1.4, lon=38.5, population=100, iebc_code="0000", position=111,
    )  # fmt: skip
    session.add(gone)

    load_areas(session)

    assert Gazetteer.read(session)["kitui.kitui-east.gone"].display_name == "Gone (Kitui East)"
    session.rollback()


def test_the_database_holds_what_the_files_say(session: Session, places: Gazetteer) -> None:
    read = Gazetteer.read(session)

    assert list(read.areas) == list(places.areas)
    assert {folded: sorted(slugs) for folded, slugs in read.aliases.items()} == {
        folded: sorted(slugs) for folded, slugs in places.aliases.items()
    }


def test_a_slug_tells_where_it_lies() -> None:
    assert around("kitui.kitui-east.nzambani") == ["kitui", "kitui.kitui-east", "kitui.kitui-east.nzambani"]
    assert constituency_of("kitui.kitui-east.nzambani") == constituency_of("kitui.kitui-east") == "kitui.kitui-east"
    assert constituency_of("kitui") == "kitui"
    assert inside("kitui.kitui-east", "kitui")
    assert inside("kitui", "kitui")
    assert not inside("kitui.kitui-eastern", "kitui.kitui-east")
