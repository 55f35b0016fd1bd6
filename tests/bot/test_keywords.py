"""Texts as people spell them, and what each must be understood as."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.enrolment import numbers_in
from bot.keywords import understand, unprefixed
from bot.vocabulary import Wish
from domain import area_files
from domain.area_files import read_aliases, read_areas
from domain.areas import Gazetteer
from domain.languages import Language
from domain.taxonomy import Kind

PLACES = area_files.gazetteer()
SW, KAM, DAV, EN = Language.SWAHILI, Language.KAMBA, Language.TAITA, Language.ENGLISH


@pytest.mark.parametrize(
    ("text", "language"),
    [("HELP", EN), ("Msaada", SW), ("ũtethyo", KAM), ("w\u2019utesia", DAV), ("Report: thieves", EN), ("LIVOTI", KAM),
     ("ripoti wezi wako hapa", None), ("Lika Mutha", KAM), ("ngia Mwatate", DAV), ("DELETE", EN), ("KUFUTA", SW)],
)  # fmt: skip
def test_a_keyword_of_one_language_names_it(text, language):
    assert understand(text, PLACES).language is language


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("KIKAMBA", KAM),
        ("kiswahili tafadhali", SW),
        ("Kidaw'ida", DAV),
        ("kitaita", DAV),
        ("TAITA", DAV),
        ("english", EN),
        ("LANGUAGE KAMBA", KAM),
        ("lugha kiswahli", SW),
        ("kĩthyomo kĩkamba", KAM),
        ("Language", None),
    ],
)
def test_a_language_is_named_with_or_without_the_keyword(text, chosen):
    intent = understand(text, PLACES)

    assert intent.wish is Wish.LANGUAGE
    assert intent.chosen is chosen


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("JOIN MUTHA", ["kitui.kitui-south.mutha"]),
        ("join mutha ward kitui county please", ["kitui.kitui-south.mutha"]),
        ("JOIN MBITINI", ["kitui.kitui-rural.mbitini", "makueni.makueni.mbitini"]),
        ("JOIN MBITINI MAKUENI", ["makueni.makueni.mbitini"]),
        ("JOIN MAKUENI MBITINI", ["makueni.makueni.mbitini"]),
        ("JOIN MBITINI KITUI", ["kitui.kitui-rural.mbitini"]),
        ("JIUNGE NZAMBANI", ["kitui.kitui-east.nzambani", "makueni.kibwezi-east.ivingoni-nzambani"]),
        ("JIUNGE kwa vonza", ["kitui.kitui-rural.kwavonza-yatta"]),
        ("JIUNGE Kĩtũĩ", ["kitui"]),
        ("JOIN VOI", ["taita-taveta.voi"]),
        ("JOIN MWATATE TAITA TAVETA", ["taita-taveta.mwatate.mwatate"]),
        ("JOIN NUU", ["kitui.mwingi-central.nuu"]),
        ("JOIN NGUU", ["makueni.kibwezi-west.nguu-masumba"]),
        ("JOIN NAIROBI", []),
        ("JOIN", []),
    ],
)
def test_places_are_understood_wards_first(text, slugs):
    intent = understand(text, PLACES)

    assert intent.wish is Wish.JOIN
    assert [area.slug for area in intent.areas] == slugs
    assert intent.named is (text != "JOIN")


@pytest.mark.parametrize("text", ["JOIN MUTHA MAKUENI", "JIUNGE MUTHAA", "WADI MUTTHA"])
def test_what_is_only_near_or_contradicts_itself_is_only_suggested(text):
    intent = understand(text, PLACES)

    assert intent.near
    assert "kitui.kitui-south.mutha" in [area.slug for area in intent.areas]


@pytest.mark.parametrize(
    ("text", "county", "wards", "asks"),
    [
        ("JOIN MAUNGU", "", ["kanziko"], True),  # perhaps the town in Taita Taveta
        ("JOIN MAUNGU", "taita-taveta", ["kanziko"], True),
        ("JOIN MAUNGU", "kitui", ["kanziko"], False),
        ("JOIN CHULUNI", "kitui", ["chuluni", "nzambani"], False),  # a ward, and a village in another: a list
        ("JOIN MASONGALENI", "makueni", ["masongaleni", "thange"], False),
    ],
)
def test_a_village_is_acted_on_only_in_the_senders_own_county(text, county, wards, asks):
    villages = [
        ("maungu", "kitui.kitui-south.kanziko", "Maungu"),
        ("chuluni", "kitui.kitui-east.nzambani", "Chuluni"),
        ("masongaleni", "makueni.kibwezi-east.thange", "Masongaleni"),
    ]
    intent = understand(text, Gazetteer.of(read_areas(), read_aliases(), villages), county=county)

    assert [area.slug.rpartition(".")[2] for area in intent.areas] == wards
    assert intent.near is asks


def test_a_place_may_come_with_a_language_but_taita_beside_a_place_is_the_county():
    assert understand("JOIN MUTHA KIKAMBA", PLACES).chosen is KAM
    assert understand("JOIN WUNDANYI TAITA", PLACES).chosen is None


@pytest.mark.parametrize(
    ("text", "ward", "kind", "words"),
    [
        ("REPORT Mutha: 3 wameibiwa", "kitui.kitui-south.mutha", Kind.LIVESTOCK_THEFT, "Mutha: 3 wameibiwa"),
        ("Ripoti mbitini makueni ndovu shambani", "makueni.makueni.mbitini", Kind.WILDLIFE, None),
        ("ripoti mbitini maji", None, Kind.WATER_PASTURE, None),
        ("report they fight over water, 2 shot", None, Kind.VIOLENCE_INJURY, None),
        ("REPORT", None, Kind.OTHER, ""),
    ],
)  # fmt: skip
def test_a_report_keeps_its_words_and_takes_a_ward_only_when_sure(text, ward, kind, words):
    intent = understand(text, PLACES)

    assert intent.wish is Wish.REPORT
    assert intent.kind is kind
    assert ([area.slug for area in intent.areas] == [ward]) is (ward is not None)
    assert words is None or intent.words == words


@pytest.mark.parametrize("text", ["register my complaint", "ngia nyumba", "Jiunge nasi", "JOIN NAIROBI"])
def test_a_join_whose_place_is_not_ours_keeps_its_words(text):
    intent = understand(text, PLACES)

    assert intent.wish is Wish.JOIN
    assert intent.words == text


def test_the_prefix_of_a_shared_short_code_is_taken_off_first():
    assert understand("MBIU STOP", PLACES, prefix="mbiu").wish is Wish.STOP
    assert understand("Ndma. stop", PLACES, prefix="NDMA").wish is Wish.STOP
    assert unprefixed("ndma ndma join", "NDMA") == "ndma join", "once"
    assert unprefixed("NDMA", "ndma") == ""
    assert understand("ndma join mutha", PLACES, prefix="NDMA").wish is Wish.JOIN
    assert understand("join mutha", PLACES, prefix="NDMA").wish is Wish.JOIN


@given(st.text(max_size=300))
def test_any_text_is_understood_as_something(text):
    assert understand(text, PLACES).wish in Wish


def test_a_long_text_is_read_in_no_time():
    started = time.process_time()
    understand("ripoti " + "kubaka na maji " * 4000, PLACES)

    assert time.process_time() - started < 2  # of this process: a busy machine is no fault; without a bound, minutes


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0712345678", 1), ("0712 345 678", 1), ("+254 712-345-678", 1), ("254712345678", 1), ("712345678", 1),
        ("0712345678 0722111222", 2), ("0712 345 678 na 0722 111 222", 2), ("0712345678,0712345678", 1),
        ("0110123456", 1), ("12345", 0), ("071234567", 0), ("0712345678901", 0), ("mutha", 0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, numbers):
    found, misread, _ = numbers_in(f"{text} Mutha")

    assert len(found) == numbers
    assert misread is (numbers == 0 and text != "mutha")
