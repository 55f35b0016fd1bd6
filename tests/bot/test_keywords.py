"""Texts as people spell them, and what each must be understood as."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keywords import understand
from bot.vocabulary import Wish
from domain.areas import Gazetteer
from domain.incidents import Kind
from domain.languages import Language

PLACES = Gazetteer.from_files()
SW, KAM, DAV, EN = Language.SWAHILI, Language.KAMBA, Language.TAITA, Language.ENGLISH


@pytest.mark.parametrize(
    ("text", "wish", "language"),
    [
        ("HELP", Wish.HELP, EN),
        ("help!", Wish.HELP, EN),
        ("Msaada", Wish.HELP, SW),
        ("msada tafadhali", Wish.HELP, SW),
        ("ũtethyo", Wish.HELP, KAM),
        ("Tethya", Wish.HELP, KAM),
        ("W'UTESIA", Wish.HELP, DAV),
        ("w\u2019utesia", Wish.HELP, DAV),
        ("wutesia", Wish.HELP, DAV),
        ("Help we are attacked at the pan", Wish.MESSAGE, None),
        ("Onyo", Wish.WARNING, SW),
        ("warning for my ward", Wish.WARNING, EN),
        ("Warning signs are on the road", Wish.MESSAGE, None),
        ("ripoti wezi wako hapa", Wish.REPORT, None),
        ("Report: thieves are here", Wish.REPORT, EN),
        ("LIVOTI", Wish.REPORT, KAM),
        ("JIUNGE MUTHA", Wish.JOIN, SW),
        ("Lika Mutha", Wish.JOIN, KAM),
        ("ngia Mwatate", Wish.JOIN, DAV),
        ("jion mutha", Wish.JOIN, EN),
        ("START", Wish.JOIN, EN),
        ("Join us at the baraza tomorrow, it is about the pan", Wish.MESSAGE, None),
        ("Lugha", Wish.LANGUAGE, SW),
        ("", Wish.MESSAGE, None),
        ("🙏", Wish.MESSAGE, None),
        ("1", Wish.MESSAGE, None),
    ],
)
def test_keywords_in_four_languages(text, wish, language):
    intent = understand(text, PLACES)

    assert intent.wish is wish
    assert intent.language is language


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
        ("JOIN MUTHA MAKUENI", []),
        ("JOIN NAIROBI", []),
        ("JOIN", []),
    ],
)
def test_places_are_understood_wards_first(text, slugs):
    intent = understand(text, PLACES)

    assert intent.wish is Wish.JOIN
    assert [area.slug for area in intent.areas] == slugs
    assert intent.named is (text != "JOIN")


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


@pytest.mark.parametrize(
    "text",
    ["Ngai!", "Ngai wakwa", "Smart", "Star", "Stat", "Naza", "kila", "Starting", "Registers",
     "Ngai tutethye, andu me kukw'a nzaa", "Anza vita kesho asubuhi Mutha"],
)  # fmt: skip
def test_a_word_that_is_nearly_join_is_a_message(text):
    intent = understand(text, PLACES)

    assert intent.wish is Wish.MESSAGE
    assert intent.words == text


@pytest.mark.parametrize("text", ["jion mutha", "REGESTER MUTHA", "suscribe mutha", "juinge mutha", "Jisajiri Mutha"])
def test_known_misspellings_of_join_are_understood(text):
    assert understand(text, PLACES).wish is Wish.JOIN


@pytest.mark.parametrize("text", ["Anza vita", "register my complaint", "ngia nyumba", "Jiunge nasi", "JOIN NAIROBI"])
def test_a_join_whose_place_is_not_ours_keeps_its_words(text):
    intent = understand(text, PLACES)

    assert intent.wish is Wish.JOIN
    assert intent.words == text


def test_the_prefix_of_a_shared_short_code_is_taken_off_first():
    assert understand("MBIU STOP", PLACES, prefix="mbiu").wish is Wish.STOP
    assert understand("ndma join mutha", PLACES, prefix="NDMA").wish is Wish.JOIN
    assert understand("join mutha", PLACES, prefix="NDMA").wish is Wish.JOIN


@given(st.text(max_size=300))
def test_any_text_is_understood_as_something(text):
    assert understand(text, PLACES).wish in Wish


def test_a_long_text_is_read_in_no_time():
    started = time.perf_counter()
    understand("ripoti " + "kubaka na maji " * 4000, PLACES)

    assert time.perf_counter() - started < 1
