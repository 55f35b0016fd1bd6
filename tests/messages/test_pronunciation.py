"""How names and terms are said: fifteen wards checked by hand, and what a script's list holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.areas import Gazetteer, fold
from messages.pronunciation import listed, said, terms


@pytest.mark.parametrize(
    ("ward", "syllables"),
    [
        ("Mwingi", "MWI-ngi"),
        ("Kitui Township", "ki-TU-i Township"),
        ("Kyangwithya East", "kya-NGWI-thya East"),
        ("Zombe/Mwitika", "ZO-mbe/mwi-TI-ka"),
        ("Nguutani", "nguu-TA-ni"),  # a long vowel is one syllable
        ("Mukaa", "mu-KAA"),  # and counts for two at the end
        ("Nuu", "NUU"),
        ("Mbooni", "MBOO-ni"),
        ("Mtito Andei", "m-TI-to a-NDE-i"),  # an m before t is a syllable
        ("Mgange", "m-GA-nge"),
        ("Mbololo", "mbo-LO-lo"),  # before b it is not
        ("Kasigau", "ka-si-GA-u"),
        ("Rong'e", "RO-ng'e"),
        ("Kwa Mutonga/Kithumula", "kwa mu-TO-nga/ki-thu-MU-la"),
        ("Nzaui/Kilili/Kalamba", "nza-U-i/ki-LI-li/ka-LA-mba"),
        ("Kĩw’ũ", "KĨ-w'ũ"),
        ("", ""),
    ],
)
def test_a_name_is_broken_into_syllables(ward: str, syllables: str) -> None:
    assert said(ward) == syllables


def test_terms_are_spelled_with_letters_as_swahili_writes_them() -> None:
    assert terms()["NDMA"] == "en-di-em-ei"
    assert terms()["KWS"] == "kei-dabliu-es"
    assert terms()["Mbiu"] == "MBI-u"


def test_a_script_lists_its_places_and_terms_once_in_the_order_they_are_met(places: Gazetteer) -> None:
    words = "Hii ni Mbiu, kaunti ya Kitui. NDMA: Zombe/Mwitika na Kitui Township.\nKitui na mwingi wa habari, Central."

    assert listed(words, {}, places) == [
        ("Mbiu", "MBI-u"),
        ("Kitui", "ki-TU-i"),
        ("NDMA", "en-di-em-ei"),
        ("Zombe/Mwitika", "ZO-mbe/mwi-TI-ka"),
        ("Kitui Township", "ki-TU-i Township"),
    ]


def test_what_officers_wrote_wins_as_whole_words_in_any_case(places: Gazetteer) -> None:
    known = {"ZOMBE": "zo-MBE", "Rong'e": "RO-nge", "el nino": "el NI-nyo", "Kit": "kit"}
    words = "Zombe/Mwitika, Kitui. El  Nino imefika rong’e; mrong'e."

    assert listed(words, known, places) == [
        ("ZOMBE", "zo-MBE"),
        ("Mwitika", "mwi-TI-ka"),
        ("Kitui", "ki-TU-i"),
        ("el nino", "el NI-nyo"),
        ("Rong'e", "RO-nge"),
    ]


def test_a_place_below_the_ward_is_no_name_where_a_sentence_begins(places: Gazetteer) -> None:
    small = Gazetteer(places.areas, {}, [(fold("Kisima"), "kitui.kitui-south.mutha", "Kisima")])

    assert listed("Kisima kimejaa. Kisima!", {}, small) == []
    assert listed("Watu wa Kisima wanakutana.", {}, small) == [("Kisima", "ki-SI-ma")]


@given(st.text(max_size=80), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_any_text_can_be_looked_through(words: str, known: dict[str, str]) -> None:
    listed(words, known, Gazetteer.of([], []))


@given(st.text(alphabet="aeiouĩũmbngkty' /", max_size=20).map(str.strip))
def test_no_letter_of_a_name_is_lost(name: str) -> None:
    assert said(name).replace("-", "").lower() == name
