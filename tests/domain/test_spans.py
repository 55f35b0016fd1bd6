"""What stands in a cell of a bulletin's table."""

from decimal import Decimal

import pytest

from domain.indicators import Indicator
from domain.measures import MEASURES, Vegetation, measured, vegetation
from domain.refusals import Refusal
from domain.spans import Span, read


@pytest.mark.parametrize(
    ("text", "span", "said"),
    [
        ("", Span(), ""),
        ("34.29", Span(Decimal("34.29"), Decimal("34.29")), "34.29"),
        (" 4.0 ", Span(Decimal(4), Decimal(4)), "4"),
        ("100", Span(Decimal(100), Decimal(100)), "100"),
        ("51-75", Span(Decimal(51), Decimal(75)), "51-75"),
        ("35 – 50", Span(Decimal(35), Decimal(50)), "35-50"),
        ("0 to 5", Span(Decimal(0), Decimal(5)), "0-5"),
        ("168%", Span(Decimal(168), Decimal(168)), "168"),
        (">=1.3", Span(low=Decimal("1.3")), ">=1.3"),
        ("≤ 6.1", Span(high=Decimal("6.1")), "<=6.1"),
        ("good  to fair", Span(words="good to fair"), "good to fair"),
    ],
)
def test_a_cell_is_read_and_said_again(text: str, span: Span, said: str) -> None:
    assert read(text) == span
    assert str(span) == said
    assert read(said) == span


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-5", "below zero"),
        ("75-51", "the smaller one"),
        (">=35-50", "no sign"),
        ("34,29", "no figure"),
        ("34.290", "no figure"),
        ("٣٤", "no figure"),
        ("1.2.3", "no figure"),
        ("#DIV/0!", "no figure"),
        ("5-Jun", "made a date"),
        ("2021-06-05", "made a date"),
        ("x" * 61, "too long"),
    ],
)
def test_a_slip_is_told(text: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        read(text)


@pytest.mark.parametrize("indicator", Indicator)
def test_no_indicator_goes_beyond_its_bounds(indicator: Indicator) -> None:
    most = MEASURES[indicator].most

    assert measured(indicator, f"0-{most}") == Span(Decimal(0), Decimal(most))
    with pytest.raises(Refusal, match=f"between 0 and {most}"):
        measured(indicator, str(most + 1))


def test_words_are_for_what_is_measured_in_words() -> None:
    assert measured(Indicator.FORAGE, "good to fair").words == "good to fair"
    with pytest.raises(Refusal, match="no figure"):
        measured(Indicator.VCI, "good")


@pytest.mark.parametrize(
    ("vci", "band"),
    [
        ("0", Vegetation.EXTREME),
        ("10", Vegetation.SEVERE),
        ("20", Vegetation.MODERATE),
        ("34.99", Vegetation.MODERATE),
        ("35", Vegetation.NORMAL),
        ("50", Vegetation.NORMAL),
        ("50.01", Vegetation.ABOVE),
    ],
)
def test_the_band_of_a_vci_has_its_edges(vci: str, band: Vegetation) -> None:
    assert vegetation(Decimal(vci)) is band
