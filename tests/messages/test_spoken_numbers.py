"""Figures as a presenter says them: in Swahili words, and in digits where we cannot be sure."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.languages import Language
from messages.spoken_numbers import left, spoken
from messages.swahili_numerals import cardinal

SW = Language.SWAHILI
FIGURES = st.text(alphabet="0123456789.,:/-–%*#+() \n\u200f\x00aekmKESwtuĩ’'٣", max_size=40)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "sifuri"),
        (10, "kumi"),
        (19, "kumi na tisa"),
        (100, "mia moja"),
        (105, "mia moja na tano"),
        (999, "mia tisa na tisini na tisa"),
        (1000, "elfu moja"),
        (1500, "elfu moja, mia tano"),
        (10_001, "elfu kumi, moja"),
        (11_000, "elfu kumi na moja"),
        (1_234_567, "milioni moja, elfu mia mbili na thelathini na nne, mia tano na sitini na saba"),
        (999_000_000, "milioni mia tisa na tisini na tisa"),
    ],
)
def test_a_number_is_counted_as_in_cldr(number: int, words: str) -> None:
    assert cardinal(number) == words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("24/11/2026", "tarehe ishirini na nne mwezi wa kumi na moja, elfu mbili ishirini na sita"),
        ("tarehe 01/02/2007.", "tarehe moja mwezi wa pili, elfu mbili na saba."),
        ("24 Novemba 2026", "tarehe ishirini na nne Novemba, elfu mbili ishirini na sita"),
        ("mwaka 2025", "mwaka elfu mbili ishirini na tano"),
        # Hours: six behind the clock's, with the part of the day.
        ("06:00", "saa kumi na mbili asubuhi"),
        ("saa 07:15", "saa moja na robo asubuhi"),
        ("00:00", "saa sita usiku"),
        ("12:30", "saa sita na nusu mchana"),
        ("saa 16:10", "saa kumi na dakika kumi jioni"),
        ("05:00", "saa kumi na moja alfajiri"),
        ("saa 10:30 asubuhi", "saa nne na nusu asubuhi"),
        ("08:00-17:00", "saa mbili asubuhi hadi saa kumi na moja jioni"),
        ("saa 3 asubuhi", "saa tatu asubuhi"),
        # Parts, ranges, money, measures.
        ("6.5", "sita nukta tano"),
        ("0.05", "sifuri nukta sifuri tano"),
        ("(3-5)", "(tatu hadi tano)"),
        ("35%", "asilimia thelathini na tano"),
        ("asilimia 35.5%", "asilimia thelathini na tano nukta tano"),
        ("20–25%", "asilimia ishirini hadi ishirini na tano"),
        ("KES 500", "shilingi mia tano"),
        ("Ksh1,500/=", "shilingi elfu moja, mia tano"),
        ("Ksh. 20.50", "shilingi ishirini na senti hamsini"),
        ("5km", "kilomita tano"),
        ("kg 90,", "kilo tisini,"),
        ("3-5 km", "kilomita tatu hadi tano"),
        ("20 lita", "lita ishirini"),
        ("25.4 mm", "milimita ishirini na tano nukta nne"),
        # Codes and telephones, digit by digit.
        ("1195", "moja, moja, tisa, tano"),
        ("Piga 999 au 112.", "Piga tisa, tisa, tisa au moja, moja, mbili."),
        ("*384*1#", "nyota, tatu, nane, nne, nyota, moja, reli"),
        ("0800 597 000", "sifuri, nane, sifuri, sifuri, tano, tisa, saba, sifuri, sifuri, sifuri"),
        ("+254 800 597 000", "sifuri, nane, sifuri, sifuri, tano, tisa, saba, sifuri, sifuri, sifuri"),
        ("JIUNGE kwa 22384", "JIUNGE kwa mbili, mbili, tatu, nane, nne"),
        ("007", "sifuri, sifuri, saba"),
        # What is counted decides the last word.
        ("watu 3", "watu watatu"),
        ("Ng’ombe 112", "Ng’ombe mia moja na kumi na wawili"),
        ("miezi 3-5", "miezi mitatu hadi mitano"),
        ("visima 21", "visima ishirini na kimoja"),
        ("maswali 8", "maswali manane"),
        ("siku 5", "siku tano"),
        ("Mbuzi: 3", "Mbuzi: watatu"),
        ("Maswali: 5.", "Maswali: matano."),
        ("Simu kwa studio: 5", "Simu kwa studio: tano"),  # it is calls that are counted
        ("Watoto: 116 au 1195", "Watoto: moja, moja, sita au moja, moja, tisa, tano"),
        ("Tarehe: 01/02/2007", "Tarehe: moja mwezi wa pili, elfu mbili na saba"),
        ("bei ya 250", "bei ya mia mbili na hamsini"),
        ("mwaka 2026 06:00", "mwaka elfu mbili ishirini na sita saa kumi na mbili asubuhi"),
    ],
)  # fmt: skip
def test_a_figure_is_said(written: str, said: str) -> None:
    assert spoken(written, SW) == said
    assert left(written, SW) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "kwanza"), (2, "pili"), (3, "tatu"), (4, "nne"), (5, "tano"), (6, "sita"), (7, "saba"), (8, "nane"),
        (9, "tisa"), (10, "kumi"), (11, "kumi na moja"), (12, "kumi na mbili"),
    ],
)  # fmt: skip
def test_a_month_is_called_by_its_number(number: int, said: str) -> None:
    assert spoken(f"Mwezi wa {number} mwaka 2026.", SW) == f"Mwezi wa {said} mwaka elfu mbili ishirini na sita."
    assert spoken(f"01/{number:02}/2026", SW) == f"tarehe moja mwezi wa {said}, elfu mbili ishirini na sita"


@pytest.mark.parametrize(
    "written",
    [
        "31/02/2026", "2026-11-24", "12/7", "A3", "COVID-19", "1st", "-0.5", "1 500", "5-3", "12345678", "1,50",
        "kilima 3", "wiki ya 2", "mwezi wa 13", "darasa la 1", "saa 10:30", "saa 02:00 asubuhi", "6:30", "3:00pm",
        "zaidi ya 112", "KES 5 milioni", "3.2.1", "24/11/2026x", "60\u200f", "*384*",
    ],
)  # fmt: skip
def test_what_is_unclear_stays_in_digits(written: str) -> None:
    assert spoken(written, SW) == written
    assert left(written, SW)


def test_our_own_short_code_is_dictated_where_it_is_given() -> None:
    assert spoken("Tumia 20880.", SW, ["20880"]) == "Tumia mbili, sifuri, nane, nane, sifuri."


@pytest.mark.parametrize("language", [Language.KAMBA, Language.TAITA, Language.ENGLISH])
def test_other_languages_keep_their_digits_and_say_for_which_a_note_is_needed(language: Language) -> None:
    words = "24/11/2026: 116, mbũi 3 (*384#). 116!"

    assert spoken(words, language) == words
    assert left(words, language) == ["24/11/2026", "116", "3", "*384#"]


@given(st.text(max_size=60) | FIGURES)
@example("06:00 7")
@example("saa 3 \u202e24/11/2026\u0000")
def test_any_text_is_said_once_and_for_all(words: str) -> None:
    said = spoken(words, SW)

    assert spoken(said, SW) == said
    assert said == words or re.search("[0-9]", words)


@given(
    st.lists(st.sampled_from(["Endau/Malalani", "Rong'e", "Kĩw'ũ", "24/11/2026", "35%", "Voi,", "12", "999", "7/8"]))
)
def test_words_without_figures_are_kept_as_they_stand(words: list[str]) -> None:
    said = iter(spoken(" ".join(words), SW).split())

    assert all(word in said for word in words if not re.search("[0-9]", word))
