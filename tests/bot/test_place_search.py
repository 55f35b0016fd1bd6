"""What people call a place, and the wards it may mean: a name, a village, or nearly one of these."""

import string
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.place_search import MOST_BEGINNING, MOST_NEAR, How, Place, areas_named, beginning, find, sure
from bot.place_steps import PLACES as PLACE_STEPS
from bot.screens import BUDGET, pages
from bot.talk import Caller, State, Talk
from domain import area_files, locality_files
from domain.area_files import read_aliases, read_areas
from domain.areas import Gazetteer, Level, fold
from domain.languages import Language
from messages.catalog import Catalog

FILE = Path(__file__).parents[1] / "domain" / "localities.csv"
BARE = area_files.gazetteer()
FOUND = locality_files.read(FILE.read_bytes(), BARE).found
PLACES = Gazetteer.of(read_areas(), read_aliases(), [(folded, ward, name) for (folded, ward), name in FOUND.items()])


def exact(text: str, county: str = "") -> list[tuple[str, str]]:
    return [(place.ward, place.how.value) for place in find(PLACES, text, county) if place.how is not How.NEAR]


def near(text: str, county: str = "") -> list[str]:
    found = find(PLACES, text, county)
    assert {place.how for place in found} <= {How.NEAR}
    return [place.ward for place in found]


@pytest.mark.parametrize(
    ("typed", "wards"),
    [
        ("Mbitini", ["kitui.kitui-rural.mbitini", "makueni.makueni.mbitini"]),
        ("Mbitini Makueni", ["makueni.makueni.mbitini"]),
        ("makueni mbitini", ["makueni.makueni.mbitini"]),
        ("mbitini kitui rural", ["kitui.kitui-rural.mbitini"]),
        ("Wadi ya Mbitini, kaunti ya Kitui", ["kitui.kitui-rural.mbitini"]),
        ("Nzambani", ["kitui.kitui-east.nzambani", "makueni.kibwezi-east.ivingoni-nzambani"]),
        ("Nzambani Kibwezi East", ["makueni.kibwezi-east.ivingoni-nzambani"]),
        ("Nuu", ["kitui.mwingi-central.nuu"]),
        ("Nguu", ["makueni.kibwezi-west.nguu-masumba"]),
        ("Waita", ["kitui.mwingi-central.waita"]),
        ("Waia", ["makueni.mbooni.waia-kako"]),
        ("Mutito", ["kitui.kitui-east.mutito-kaliku"]),
        ("Mutomo", ["kitui.kitui-south.mutomo"]),
        ("Kalawa", ["makueni.mbooni.kalawa"]),
        ("Kalamba", ["makueni.makueni.nzaui-kilili-kalamba"]),
        ("Mumoni", ["kitui.mwingi-north.mumoni"]),
        ("Mbooni Makueni", ["makueni.mbooni.mbooni"]),
        ("Mwatate", ["taita-taveta.mwatate.mwatate"]),
        ("Wundanyi", ["taita-taveta.wundanyi.wundanyi-mbale"]),
        ("Mwingi Central", ["kitui.mwingi-central.central"]),
        ("Mwingi Central Kitui", ["kitui.mwingi-central.central"]),
        ("MUTĪTŨ", ["kitui.kitui-east.mutito-kaliku"]),
        ("rong’e", ["taita-taveta.mwatate.ronge"]),
        ("sokoni kwa vonza", ["kitui.kitui-rural.kwavonza-yatta"]),
        ("karibu na Zombe market", ["kitui.kitui-east.zombe-mwitika"]),
        ("Endau - Malalani", ["kitui.kitui-east.endau-malalani"]),
    ],
)
def test_a_wards_name_is_found_however_it_is_set(typed: str, wards: list[str]) -> None:
    assert exact(typed) == [(ward, "name") for ward in wards]


def test_the_senders_county_comes_first() -> None:
    assert [ward for ward, _ in exact("Mbitini", "makueni")] == ["makueni.makueni.mbitini", "kitui.kitui-rural.mbitini"]
    assert exact("Kavuti") == exact("Kavuti", "kitui")


def test_a_ward_and_a_village_elsewhere_are_both_found_and_the_ward_is_first() -> None:
    assert exact("Chuluni", "makueni") == [
        ("kitui.kitui-east.chuluni", "name"),
        ("kitui.kitui-east.nzambani", "locality"),
        ("kitui.kitui-south.ikanga-kyatune", "locality"),
    ]
    assert exact("Masongaleni") == [
        ("makueni.kibwezi-east.masongaleni", "name"),
        ("makueni.kibwezi-east.thange", "locality"),
    ]
    assert exact("Chuluni Nzambani") == [("kitui.kitui-east.nzambani", "locality")]
    assert exact("kijiji cha Kavuti, Miambani") == [("kitui.kitui-central.miambani", "locality")]


@pytest.mark.parametrize("typed", ["Mbitini Taita", "Maungu Taita Taveta", "Chuluni Mutha", "Nuu Nairobi"])
def test_what_contradicts_the_name_leaves_nothing_exact(typed: str) -> None:
    assert exact(typed) == []
    assert near(typed)


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("Makueni", {"makueni", "makueni.makueni"}),
        ("Kitui", {"kitui"}),
        ("Kitui Central", {"kitui.kitui-central"}),
        ("kitui central kitui", {"kitui.kitui-central"}),
        ("kaunti ya Taita Taveta", {"taita-taveta"}),
        ("Voi", {"taita-taveta.voi"}),
        ("Kibwezi", {"makueni.kibwezi-west", "makueni.kibwezi-east"}),
    ],
)
def test_a_county_or_constituency_alone_is_no_ward(typed: str, slugs: set[str]) -> None:
    assert find(PLACES, typed) == []
    assert {area.slug for area in areas_named(PLACES, typed)} == slugs


@pytest.mark.parametrize("typed", ["Nairobi", "", "kesho", "Mutha"])
def test_what_is_no_outer_area_names_none(typed: str) -> None:
    assert areas_named(PLACES, typed) == []


@pytest.mark.parametrize(
    ("typed", "county", "ward"),
    [
        ("Nuu", "", "kitui.mwingi-central.nuu"),
        ("Mwatate", "kitui", "taita-taveta.mwatate.mwatate"),
        ("Maungu", "kitui", "kitui.kitui-south.kanziko"),
        ("Mbitini Makueni", "kitui", "makueni.makueni.mbitini"),
        ("Maungu", "", None),  # perhaps the town in Taita Taveta
        ("Maungu", "taita-taveta", None),
        ("Chuluni", "kitui", None),
        ("Masongaleni", "makueni", None),
        ("Mbitini", "kitui", None),
        ("Kyuzo", "kitui", None),
        ("Nairobi", "", None),
    ],
)
def test_only_what_can_mean_one_place_is_sure(typed: str, county: str, ward: str | None) -> None:
    found = sure(find(PLACES, typed, county), county)

    assert (found.ward if found else None) == ward


def test_a_ward_is_named_once_by_the_best_it_was_found_by() -> None:
    assert find(PLACES, "mbitini", "kitui")[0] == Place("kitui.kitui-rural.mbitini", "Mbitini", How.NAME)
    assert len({place.ward for place in find(PLACES, "mbitin")}) == len(find(PLACES, "mbitin")) == 2


@pytest.mark.parametrize(
    ("typed", "ward"),
    [
        ("Kyuzo", "kitui.mwingi-north.kyuso"),
        ("wadi ya Mutiito", "kitui.kitui-east.mutito-kaliku"),
        ("Kyangwithia west", "kitui.kitui-central.kyangwithya-west"),
        ("Maungo", "kitui.kitui-south.kanziko"),
        ("Nuuu", "kitui.mwingi-central.nuu"),
        ("Mbusyani", "kitui.kitui-south.mutha"),
        ("Mulungu", "makueni.makueni.wote"),
        ("Mtibini Makueni", "makueni.makueni.mbitini"),
    ],
)
def test_a_slip_of_the_thumb_is_offered_first(typed: str, ward: str) -> None:
    assert near(typed, ward.partition(".")[0])[0] == ward


def test_what_stands_beside_a_slip_narrows_it_too() -> None:
    found = near("Mbitni Makueni", "kitui")

    assert found[0] == "makueni.makueni.mbitini"
    assert all(ward.startswith("makueni.") for ward in found)


@pytest.mark.parametrize("typed", ["xy", "Ruu", "Nairobi", "maji", "hapa kwetu", "123", "😀😀😀", " ", "ya kwa"])
def test_what_is_near_nothing_finds_nothing(typed: str) -> None:
    assert find(PLACES, typed) == []


WARDS = [area for area in BARE.areas.values() if area.level is Level.WARD and len(fold(area.name)) >= 6]


@given(st.sampled_from(WARDS), st.data())
def test_one_typo_in_the_name_of_a_ward_still_offers_it(ward: object, data: st.DataObject) -> None:
    name = ward.name  # type: ignore[attr-defined]
    at = data.draw(st.sampled_from([i for i, letter in enumerate(name) if letter.isalpha()]))
    slip = data.draw(st.sampled_from(["", *string.ascii_lowercase]) | st.just(name[at] * 2))

    county = data.draw(st.sampled_from(["", "kitui", "makueni", "taita-taveta"]))

    found = find(BARE, name[:at] + slip + name[at + 1 :], county)

    assert ward.slug in [place.ward for place in found]  # type: ignore[attr-defined]


@given(st.text() | st.text(st.sampled_from("kituimbn '/-ya😀̃"), max_size=300))
def test_any_text_is_searched_without_a_fault(text: str) -> None:
    for county in ("", "kitui"):
        assert len(find(PLACES, text, county)) <= MOST_NEAR
        assert len(beginning(PLACES, text, county)) <= MOST_BEGINNING
    areas_named(PLACES, text)


@pytest.mark.parametrize("text", ["a" * 10_000, "kitui " * 2_000, "mb " * 3_000, "😀" * 10_000, "ũ" * 10_000])
def test_ten_thousand_letters_take_no_longer_than_a_name(text: str) -> None:
    began = process_time()

    find(PLACES, text)
    beginning(PLACES, text)

    assert process_time() - began < 1  # hundredths in truth; without a bound, minutes


def test_first_letters_find_wards_then_villages_the_county_first() -> None:
    found = beginning(PLACES, "mb", "makueni")
    assert found == []

    found = beginning(PLACES, "Mbo", "makueni")
    assert [(place.ward, place.how.value) for place in found] == [
        ("makueni.mbooni.mbooni", "name"),
        ("taita-taveta.taveta.mboghoni", "name"),
        ("taita-taveta.voi.mbololo", "name"),
        ("kitui.kitui-south.athi", "locality"),
    ]
    assert beginning(PLACES, "wadi ya kavu", "kitui") == [
        Place("kitui.mwingi-central.nuu", "Kavuti", How.LOCALITY),
        Place("kitui.kitui-central.miambani", "Kavuti", How.LOCALITY),
    ]
    assert [place.ward for place in beginning(PLACES, "malal")] == ["kitui.kitui-east.endau-malalani"]
    assert beginning(PLACES, "xyz") == []


def test_every_ward_is_found_by_its_own_first_letters_and_by_its_name() -> None:
    for ward in (area for area in BARE.areas.values() if area.level is Level.WARD):
        assert ward.slug in [place.ward for place in beginning(PLACES, fold(ward.name)[:3])]
        assert (ward.slug, "name") in exact(ward.name)


@pytest.mark.parametrize("letters", ["mmmm", "mmmmx"])
@pytest.mark.parametrize("language", list(Language))
def test_the_longest_village_of_the_longest_ward_fits_the_phone(language: Language, letters: str) -> None:
    longest = max((area for area in BARE.areas.values() if area.level is Level.WARD), key=lambda a: len(a.display_name))
    rows = [("m" * size, longest.slug, "M" * size) for size in (4, locality_files.LONGEST)]
    places = Gazetteer.of(read_areas(), read_aliases(), rows)
    catalog = Catalog.load(Path("locales"))
    view = PLACE_STEPS["found"].view(Talk(Caller(), State("found", language, sought=letters), places, catalog))
    mistaken = catalog.say(words.WRONG_KEY, language)

    shown = [page.text(mistaken) for page in pages(view, catalog.say(words.MORE, language), mistaken)]

    assert longest.display_name in "".join(shown)
    assert all(len(text) <= BUDGET for text in shown)
