"""How long ten known texts take on air, and at which speeds a station may read."""

import unicodedata

import pytest

from domain.languages import Language
from domain.refusals import Refusal
from domain.segments import Part, Segment, Speech
from messages.radio_timing import USUAL, Pace, check_speed, clock, lacks, running_time

SW, KAM, DAV, EN = Language.SWAHILI, Language.KAMBA, Language.TAITA, Language.ENGLISH


@pytest.mark.parametrize(
    ("language", "words", "seconds"),
    [
        (SW, "Ng'ombe na mbuzi wanahitaji malisho na maji kila siku.", 4.5),  # 9 words of half a second
        # Of our library: 4, 9 and 6 words.
        (SW, "Maji ni ya wote. Pangeni zamu kwenye kisima na mheshimu zamu ya mwingine. "
             "Mkikosana, ongeeni na kamati ya amani.", 9.5),
        (SW, "Zombe/Mwitika: piga 999 au 112.", 5.0),  # 4 words and 6 digits
        (SW, "Piga *384*1234#.", 5.5),  # 1 word, 7 digits, and * * # have names
        (KAM, "Nĩ mũvea.", 1.341),  # ĩ ũ e a: 4 syllables of 0.2353 and a breath of 0.4
        (KAM, "Ũmũnthĩ kwĩna mbua.", 2.047),  # 3, 2 and 2
        (KAM, "Kĩw'ũ na mbua. Ndũa na ũtũi.", 3.388),  # 5 and 6, two breaths: the apostrophe is a letter
        (DAV, "Machi na vua, w'andu na isanga", 2.988),  # 11: a sentence without its full stop
        (DAV, "Simu 116!", 2.282),  # 2 and three digits of 2
        (EN, "Store water now and sell some animals early.", 3.0),  # 8 words at 160 a minute
    ],
)  # fmt: skip
def test_a_known_text_takes_its_time(language: Language, words: str, seconds: float) -> None:
    assert USUAL.reading(words, language) == pytest.approx(seconds, abs=0.001)
    assert USUAL.reading(unicodedata.normalize("NFD", words), language) == pytest.approx(seconds, abs=0.001)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("words", ["", " \n", "...", "- – -"])
def test_nothing_to_say_takes_no_time(language: Language, words: str) -> None:
    assert USUAL.reading(words, language) == 0


def test_music_lasts_as_declared_and_what_an_officer_cut_takes_nothing() -> None:
    speeches = (Speech(cue="MUSIC", seconds=10), Speech(words="Hifadhi maji.", seconds=2))
    kept, cut = Segment(Part.PEACE, speeches), Segment(Part.PEACE, speeches, cut=True)

    assert USUAL.of(kept) == 13
    assert running_time([kept, cut]) == 13


@pytest.mark.parametrize(("part", "seconds"), [(Part.ADVICE, 60), (Part.BULLETIN, 60), (Part.PEACE, 55)])
def test_advice_is_read_at_110_words_a_minute(part: Part, seconds: float) -> None:
    assert USUAL.lasting(Speech(words="maji " * 110), part) == pytest.approx(seconds)


def test_advice_is_read_slowly_but_breathed_as_ever() -> None:
    line = Speech(words="Kĩw'ũ na mbua. Ndũa na ũtũi.", language=KAM)  # 11 syllables, two breaths

    assert USUAL.lasting(line, Part.ADVICE) == pytest.approx(11 * 60 / 255 * 120 / 110 + 2 * 0.4)


def test_a_station_reads_at_its_own_speed_as_the_database_keeps_it() -> None:
    pace = Pace({"sw": 60, "kam": 510})

    assert pace.reading("Hifadhi maji.", SW) == 2
    assert pace.reading("Nĩ mũvea.", KAM) == pytest.approx(4 * 60 / 510 + 0.4)
    assert pace.reading("Simu 116!", DAV) == USUAL.reading("Simu 116!", DAV)


@pytest.mark.parametrize(
    ("language", "least", "most"), [(SW, 80, 200), (EN, 100, 220), (KAM, 150, 400), (DAV, 150, 400)]
)
def test_a_speed_has_bounds(language: Language, least: int, most: int) -> None:
    check_speed(language, least)
    check_speed(language, most)
    for speed in (0, -1, least - 0.1, most + 0.1, float("nan"), float("inf")):
        with pytest.raises(Refusal, match=f"{least} to {most}"):
            check_speed(language, speed)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (9.6, "0:10"), (60, "1:00"), (59.7, "1:00"), (605, "10:05")]
)
def test_a_time_is_written_as_studios_do(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_a_slot_is_filled_by_nine_tenths_of_it() -> None:
    assert [lacks(seconds, 15) for seconds in (162, 809, 810, 999)] == ["12:18", "1:31", "", ""]
