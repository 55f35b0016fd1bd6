"""What in a text may point at a person is marked; what only looks like it is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import area_files
from domain.redaction import Why, flags

PLACES = area_files.gazetteer()


def marked(text: str) -> list[tuple[str, str]]:
    return [(text[flag.start : flag.end], flag.why) for flag in flags(text, PLACES)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Piga 0712345678 sasa", ["0712345678"]),
        ("piga 07 12 34 56 78", ["07 12 34 56 78"]),
        ("call +254 712-345-678.", ["+254 712-345-678"]),
        ("namba 254712345678", ["254712345678"]),
        ("O712 345 678 ni yake", ["O712 345 678"]),
        ("ni 712 345 678", ["712 345 678"]),
        ("landline 020 2722 000", ["020 2722 000"]),
        ("0112.345.678", ["0112.345.678"]),
        ("Piga 999, 112, 1195 au 0800 597 000", []),
        ("ng'ombe 120 na mbuzi 1500", []),
    ],
)
def test_telephone_numbers(text: str, parts: list[str]) -> None:
    assert marked(text) == [(part, Why.PHONE) for part in parts]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Waliongozwa na Bwana Mutua jana", [("Mutua", Why.NAME)]),
        ("Bi. Ndanu aliona", [("Ndanu", Why.NAME)]),
        ("Chifu Zakayo Ndonga alikuja", [("Zakayo", Why.NAME), ("Ndonga", Why.NAME)]),
        ("chifu mutua alikuja", [("mutua", Why.NAME)]),
        ("MZEE MBUVI ALIPIGWA KISIMANI", [("MBUVI", Why.NAME)]),
        ("Jana usiku Zakayo alipigwa", [("Zakayo", Why.NAME)]),
        ("Mutua alipigwa", [("Mutua", Why.NAME)]),
        ("Wazee wa Mutha na Kitui East walikutana na Chief jana Novemba", []),
        ("Walitoka Tana River hadi Endau. Ngamia waliingia. Polisi na KWS walikuja", []),
        ("WATU WAMEKIMBIA KWA SHULE", []),
        ("Mama alilia, mzee alikimbia", []),
        ("Gari KBA 123C na KCD456", [("KBA 123C", Why.PLATE), ("KCD456", Why.PLATE)]),
        ("pikipiki KMFB 789K", [("KMFB 789K", Why.PLATE)]),
        ("gari kba 123c, kwa 100 watu", [("kba 123c", Why.PLATE)]),
        ("kitambulisho 28765432", [("28765432", Why.IDENTITY)]),
        ("bei ni 1,500,000 au 2500", []),
        ("Wakamba na Msomali walipigana", [("Wakamba", Why.COMMUNITY), ("Msomali", Why.COMMUNITY)]),
        ("the Orma, a Maasai", [("Orma", Why.COMMUNITY), ("Maasai", Why.COMMUNITY)]),
        ("wakamba wa ukoo wa aombe", [("wakamba", Why.COMMUNITY), ("aombe", Why.COMMUNITY)]),
        ("Akamba ma Kĩtui", [("Akamba", Why.COMMUNITY)]),
        ("Watu wa Taita Taveta na Sagalla", []),
        ("chanzo 2 cha mbuyu-kijani-12", [("mbuyu-kijani-12", Why.CODE_WORD)]),
        ("", []),
    ],
)  # fmt: skip
def test_names_numbers_and_labels(text: str, parts: list[tuple[str, Why]]) -> None:
    assert marked(text) == parts


@given(st.text(alphabet=st.sampled_from("Ab 01279254+-.'\nĩ KBC"), max_size=60))
def test_flags_never_overlap_and_stay_inside(text: str) -> None:
    found = flags(text, PLACES)

    assert all(0 <= flag.start < flag.end <= len(text) for flag in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
