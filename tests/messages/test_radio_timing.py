"""How long ten known texts take on air."""

import unicodedata

import pytest

from domain.languages import Language
from domain.scripts import Speech
from messages.radio_timing import clock, lasting, reading, running_time

SW, KAM, DAV, EN = Language.SWAHILI, Language.KAMBA, Language.TAITA, Language.ENGLISH


@pytest.mark.parametrize(
    ("language", "words", "seconds"),
    [
        (SW, "Hifadhi maji.", 1.0),  # 2 words of half a second
        (SW, "Ng'ombe na mbuzi wanahitaji malisho na maji kila siku.", 4.5),  # 9: the apostrophe is a letter
        (SW, "Piga 999 au 112.", 4.0),  # 2 words and 6 digits
        (SW, "Tarehe 24/11/2026.", 4.5),  # 1 word and 8 digits
        (SW, "Piga *384*1234#.", 5.5),  # 1 word, 7 digits, and * * # have names
        (KAM, "Nĩ mũvea.", 4 * 60 / 255 + 0.4),  # ĩ ũ e a
        (KAM, "Kĩw'ũ na mbua. Ndũa na ũtũi.", 11 * 60 / 255 + 0.8),  # two sentences
        (DAV, "Machi na vua, w'andu na isanga", 11 * 60 / 255 + 0.4),  # a sentence without its full stop
        (DAV, "Simu 116!", 8 * 60 / 255 + 0.4),  # 2 vowels and 3 digits of 2 syllables
        (EN, "Store water now and sell some animals early.", 3.0),  # 8 words at 160 a minute
    ],
)
def test_a_known_text_takes_its_time(language: Language, words: str, seconds: float) -> None:
    assert reading(words, language) == pytest.approx(seconds)
    assert reading(unicodedata.normalize("NFD", words), language) == pytest.approx(seconds)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("words", ["", " \n", "...", "- – -"])
def test_nothing_to_say_takes_no_time(language: Language, words: str) -> None:
    assert reading(words, language) == 0


def test_music_lasts_as_declared_and_is_added_to_the_words() -> None:
    music, words = Speech(cue="MUSIC", seconds=10), Speech(words="Hifadhi maji.", seconds=2)

    assert lasting(music) == 10
    assert lasting(words) == 3
    assert running_time([music, words]) == 13


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (9.6, "0:10"), (60, "1:00"), (59.7, "1:00"), (605, "10:05")]
)
def test_a_time_is_written_as_studios_do(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
