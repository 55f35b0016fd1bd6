import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.compose import (
    ascii_screen,
    corrections,
    costly,
    dear,
    mended,
    normalise,
    parts_saved,
    plain,
    price,
    remedy,
)
from messages.segments import Encoding, segment


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ng’ombe", "ng'ombe"),
        ("ngʼombe", "ng'ombe"),
        ("ng`ombe ng´ombe ng‘ombe", "ng'ombe ng'ombe ng'ombe"),
        ("“Maji” „leo‟ «sasa»", '"Maji" "leo" "sasa"'),
        ("2–3 — 4 − 1", "2-3 - 4 - 1"),
        ("subiri…", "subiri..."),
        ("Ksh\u00a01,234.50 saa\u202f9", "Ksh 1,234.50 saa 9"),
        ("ma\u200bji\ufeff ki\u00adsima\u200e", "maji kisima"),
        ("moja\r\nmbili\rtatu\u2028nne", "moja\nmbili\ntatu\nnne"),
        ("  moja  \n mbili \n\n", "moja\n mbili"),
        ("i\u0303 U\u0303", "ĩ Ũ"),
        ("i\u200b\u0303", "ĩ"),
        ("moja\x00\x1bmbili\ud83d", "mojambili"),
    ],
)
def test_typing_accidents_are_put_right(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@pytest.mark.parametrize("text", ["Mũndũ nĩ", "Ĩla Ũla", "35°C • 10", "é ñ à ì ù Ç ç", "😀", "[x] {y} ~ | €5"])
def test_what_a_reader_could_tell_apart_is_left_alone(text: str) -> None:
    assert normalise(text) == text


@given(st.text(alphabet=st.characters(), max_size=80) | st.text(alphabet="i\u0303 \u200b\r\n`’", max_size=20))
def test_putting_right_twice_is_the_same_as_once(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_the_plain_form_only_drops_the_tilde_of_kamba_letters() -> None:
    assert plain("Ĩla mũndũ Ũkĩ") == "Ila mundu Uki"
    assert plain("i\u0303la") == "ila"
    assert plain("ñ ã é ì ù ò ’ °") == "ñ ã é ì ù ò ’ °"


def test_the_plain_form_of_a_kamba_alert_costs_one_part_where_the_full_one_costs_two() -> None:
    alert = "Mũnyao nĩwongelekete Kitui South. Tavyai ndithya syenyu mbee wa mwaĩ kũthela. Manzĩ nĩ manini."

    assert len(segment(normalise(alert)).parts) == 2
    assert segment(plain(normalise(alert))).encoding is Encoding.GSM7
    assert len(segment(plain(normalise(alert))).parts) == 1


@pytest.mark.parametrize(
    ("text", "screen"),
    [
        ("Mũndũ nĩ", "Mundu ni"),
        ("ng’ombe – “maji”…", 'ng\'ombe - "maji"...'),
        ("Kĩtui\n1. Ĩĩ", "Kitui\n1. Ii"),
        ("ñandu café Ångström straße Ærø", "nandu cafe Angstrom strasse AEro"),
        ("35°C ½ • moja", "35C 1/2 - moja"),
        ("≥5 中", "?5 ?"),
    ],
)
def test_a_ussd_screen_is_folded_to_ascii(text: str, screen: str) -> None:
    assert ascii_screen(text) == screen


@given(st.text(alphabet=st.characters(), max_size=80))
def test_a_ussd_screen_is_always_printable_ascii(text: str) -> None:
    screen = ascii_screen(text)

    assert screen.isascii()
    assert all(letter == "\n" or letter.isprintable() for letter in screen)


def test_the_characters_that_cost_more_are_named_once_each() -> None:
    assert costly("Mũndũ nĩ 35°C €5") == ("ũ", "ĩ", "°")
    assert costly("Ng'ombe [5] ~ €") == ()


@pytest.mark.parametrize(
    ("text", "cost"), [("", "0"), ("a" * 160, "1600.00"), ("a" * 161, "3200.00"), ("ĩ" * 71, "3200.00")]
)
def test_every_part_of_every_text_is_paid(text: str, cost: str) -> None:
    assert price(text, people=2000, per_part=Decimal("0.80")) == Decimal(cost)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Maji ni haba.\r\n Kĩw'ũ", ()),
        ("ng’ombe ng’ombe…", (("’", "'"), ("…", "..."))),
        ("ma\u200bji", (("\u200b", ""),)),
        ("saa\u00a09\tjioni", ()),  # looks the same
    ],
)
def test_what_is_put_right_can_be_shown(typed: str, shown: tuple[tuple[str, str], ...]) -> None:
    assert corrections(typed) == shown


@pytest.mark.parametrize(
    ("letter", "better"),
    [("°", " deg"), ("•", "-"), ("€", "EUR"), ("[", "("), ("😀", ""), ("ç", "c"), ("ĩ", None), ("я", None)],
)
def test_each_dear_letter_has_a_remedy_or_none_but_a_speaker_knows(letter, better):
    assert remedy(letter) == better


def test_the_dear_letters_are_those_of_ucs2_before_those_that_count_as_two():
    assert dear("Kĩw'ũ [2]") == ("ĩ", "ũ")
    assert dear("[2] ng'ombe ñ") == ("[", "]")
    assert dear("ng'ombe ñ é") == ()


def test_mending_replaces_only_what_was_asked_and_leaves_no_gap():
    text = "35° C • maji 😀 tele ĩ"

    assert mended(text, "°") == "35 deg C • maji 😀 tele ĩ"
    assert mended(text, "°•😀ĩ") == "35 deg C - maji tele ĩ"
    assert parts_saved("°" + "a" * 100, " deg" + "a" * 100) == 1


def test_signs_that_xml_cannot_carry_are_taken_out() -> None:
    assert normalise("Uka\ufffeme\uffff.") == "Ukame."
