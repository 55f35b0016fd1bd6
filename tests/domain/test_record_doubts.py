"""Warnings that never decide: what makes one, and what does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from domain.areas import Gazetteer
from domain.indicators import DroughtRecord, Figure, Indicator, Said
from domain.phases import Phase
from domain.record_doubts import (
    CalledOtherwise,
    NamesElsewhere,
    Old,
    UnusualPhase,
    doubts_of_record,
    doubts_of_text,
    fair_words,
)
from domain.spans import Span, read

TANA_RIVER = "Rain was poor in Galole, Garsen and Bura sub-counties of Tana River."
ABOVE, NORMAL, BELOW = Said.ABOVE, Said.NORMAL, Said.BELOW


def record(**said: object) -> DroughtRecord:
    """September 2019 in Taita Taveta, with nothing to ask."""
    plain = {
        "county": "taita-taveta",
        "month": date(2019, 9, 1),
        "source": "bulletin",
        "published_on": date(2019, 10, 14),
        "entered_by": 1,
        "entered_at": datetime(2019, 10, 15, tzinfo=UTC),
    }
    return DroughtRecord(**plain | said)  # type: ignore[arg-type]


def vci(value: str, said: Said | None = None, normal: str = "35-50") -> Figure:
    span, range_ = read(value), read(normal)
    return Figure(
        indicator=Indicator.VCI,
        low=span.low,
        high=span.high,
        normal_low=range_.low,
        normal_high=range_.high,
        said=said,
    )


@pytest.mark.parametrize(
    ("value", "normal", "fair"),
    [
        ("45.36", "35-50", {NORMAL}),
        ("50", "35-50", {NORMAL}),
        ("50.01", "35-50", {ABOVE}),
        ("34.29", "35-50", {BELOW}),
        ("51-75", "80-120", {BELOW}),
        ("70-90", "80-120", {BELOW, NORMAL}),
        ("70-130", "80-120", {BELOW, NORMAL, ABOVE}),
        ("133", ">=105", {NORMAL, ABOVE}),
        ("71.1", ">=89", {BELOW}),
        ("4.0", "<=6.1", {NORMAL, BELOW}),
        (">=7", "<=6.1", {ABOVE}),
        ("good", "good to fair", set()),
        ("5.5", "", set()),
    ],
)
def test_a_figure_may_fairly_be_called(value: str, normal: str, fair: set[Said]) -> None:
    assert fair_words(read(value), read(normal)) == fair


def test_a_word_that_the_normal_range_does_not_allow_is_asked_about(places: Gazetteer, now: datetime) -> None:
    trap = record(figures=[vci("45.36", ABOVE, normal="")])

    asked = doubts_of_record(trap, now, places)[0]

    assert asked == CalledOtherwise(
        Indicator.VCI,
        Span(Decimal("45.36"), Decimal("45.36")),
        Span(Decimal(35), Decimal(50)),
        ABOVE,
        frozenset({NORMAL}),
    )


@pytest.mark.parametrize(
    ("phase", "value", "asked"),
    [
        (Phase.NORMAL, "34.9", True),
        (Phase.NORMAL, "45", False),
        (Phase.ALERT, "34.29", False),
        (Phase.ALERT, "45", False),
        (Phase.ALARM, "60", True),
        (Phase.RECOVERY, "20", False),
        (Phase.RECOVERY, "60", False),
        (Phase.NORMAL, "30-40", False),
    ],
)
def test_a_phase_that_seldom_goes_with_the_vegetation_is_remarked(
    places: Gazetteer, phase: Phase, value: str, asked: bool
) -> None:
    said = record(phase=phase, figures=[vci(value)])

    doubts = doubts_of_record(said, said.entered_at, places)

    assert [type(doubt) for doubt in doubts] == ([UnusualPhase] if asked else [])


def test_a_record_is_old_after_45_days(places: Gazetteer) -> None:
    on_time = datetime(2019, 11, 15, 20, tzinfo=UTC)  # 23:00 of the 45th day in Nairobi

    assert doubts_of_record(record(), on_time, places) == []
    assert doubts_of_record(record(), on_time + timedelta(hours=1), places) == [Old(46)]


def test_a_text_about_another_county_names_its_places(places: Gazetteer) -> None:
    assert doubts_of_text(TANA_RIVER, ["taita-taveta"], places) == [
        NamesElsewhere("Galole", ("Tana River",)),
        NamesElsewhere("Garsen", ("Tana River",)),
        NamesElsewhere("Tana River", ("Tana River",)),
    ]
    assert doubts_of_text(TANA_RIVER, ["kitui"], places)[2] == NamesElsewhere("Bura", ("Taita Taveta", "Tana River"))
    assert doubts_of_record(record(remarks=TANA_RIVER), record().entered_at, places)


@pytest.mark.parametrize(
    ("county", "text"),
    [
        ("taita-taveta", "Cattle died in Bura and Mwatate; Voi town queues for water."),
        ("kitui", "Livestock deaths in Ikutha and Athi wards, and at Kwa Vonza/Yatta."),
        ("makueni", "Vendors fetch water from Athi River at Kibwezi; grass on the Yatta Plateau is gone."),
        ("makueni", "Nzambani and Mbitini had rain. The Township, the East and the Central Bank did not."),
        ("kitui", "the mata of a child, a manyatta, and tana"),
        ("kitui", "WATU WOTE WAHIFADHI MAJI. Wote wanaombwa kuuza mifugo mapema."),
        ("makueni", "Mifugo imedhoofika; mto Athi umekauka. Mto Tana haufiki hapa."),
    ],
)
def test_a_text_about_its_own_county_is_not_doubted(places: Gazetteer, county: str, text: str) -> None:
    assert doubts_of_text(text, [county], places) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("WATU WA KIBWEZI WAHIFADHI MAJI", ["KIBWEZI"]),
        ("Chuka/Igambang’ombe and Machakos Town", ["Chuka/Igambang’ombe", "Machakos Town"]),
        ("Endau-Malalani, Mwingi Central", []),
        ("Mtito Andei. Mtito Andei again", ["Mtito Andei"]),
    ],
)
def test_the_longest_name_counts_and_each_is_asked_once(places: Gazetteer, text: str, names: list[str]) -> None:
    assert [doubt.name for doubt in doubts_of_text(text, ["kitui"], places)] == names


def test_a_place_of_ones_own_below_the_wards_excuses_a_name(places: Gazetteer) -> None:
    kaloleni = ("kaloleni", "kitui.kitui-south.mutha", "Kaloleni")

    assert doubts_of_text("Kaloleni", ["kitui"], places)
    assert doubts_of_text("Kaloleni", ["kitui"], replace(places, localities=[kaloleni])) == []
