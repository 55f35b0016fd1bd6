"""What each indicator may be at all, and what is normal where that never changes.

Bounds keep out slips of the finger, not surprises. VCI is an index of 0-100 and a percentage of children ends at 100;
rCSI ends at 56 by its making (seven days, weights 1+2+1+3+1); water pans and body condition are printed as a score
below ten, if not in words. The other bounds are ours: several times the most that the bulletins of 2014-2022 print
(rain 168 %, 133 kg of maize, 8.36 km to grazing, KES 40 for 20 litres).

Constant normal ranges: rain 80-120 % and VCI 35-50 (bulletins of Kitui July 2020 and April 2021, Tana River January
2020 and May 2021). Every other is the long-term average of that county in that month: it is kept with each record.
VCI below 35 is NDMA's own mark of Alert (arXiv 1911.10339); the cuts at 20 and 10 are commonly used and unverified.
"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from domain.indicators import Figure, Indicator
from domain.refusals import Refusal
from domain.spans import Span, read


class Measure(NamedTuple):
    """The least and the most there can be; whether it may be words; the normal range, where it is constant."""

    least: int
    most: int
    in_words: bool = False
    normal: Span = Span()


MEASURES = {
    Indicator.RAIN: Measure(0, 1000, normal=Span(Decimal(80), Decimal(120))),
    Indicator.VCI: Measure(0, 100, normal=Span(Decimal(35), Decimal(50))),
    Indicator.FORAGE: Measure(0, 10, in_words=True),
    Indicator.WATER_PANS: Measure(0, 10, in_words=True),
    Indicator.CROPS: Measure(0, 10, in_words=True),
    Indicator.BODY_CONDITION: Measure(0, 10, in_words=True),
    Indicator.MILK_PRODUCTION: Measure(0, 50),
    Indicator.TERMS_OF_TRADE: Measure(0, 1000),
    Indicator.MILK_CONSUMPTION: Measure(0, 50),
    Indicator.WATER_DISTANCE: Measure(0, 100),
    Indicator.GRAZING_DISTANCE: Measure(0, 200),
    Indicator.WATER_COST: Measure(0, 500),
    Indicator.MALNUTRITION: Measure(0, 100),
    Indicator.COPING: Measure(0, 56),
}


class Vegetation(StrEnum):
    """What NDMA calls a VCI."""

    EXTREME = "extreme"
    SEVERE = "severe"
    MODERATE = "moderate"
    NORMAL = "normal"
    ABOVE = "above"


BANDS = ((10, Vegetation.EXTREME), (20, Vegetation.SEVERE), (35, Vegetation.MODERATE))
VCI_NORMAL = MEASURES[Indicator.VCI].normal


def vegetation(vci: Decimal) -> Vegetation:
    """The band a VCI lies in: below 35 some deficit, 35-50 normal, above 50 above normal."""
    for limit, band in BANDS:
        if vci < limit:
            return band
    return Vegetation.NORMAL if VCI_NORMAL.high is None or vci <= VCI_NORMAL.high else Vegetation.ABOVE


def measured(indicator: Indicator, text: str) -> Span:
    """What a cell says this indicator was, or is when all is normal. Raises `Refusal`."""
    span, measure = read(text), MEASURES[indicator]
    if span.words and not measure.in_words:
        raise Refusal("“%(text)s” is no figure: write it like 34.29, 51-75, >=1.3 or <=6.1.", text=span.words)
    if any(end is not None and not measure.least <= end <= measure.most for end in (span.low, span.high)):
        raise Refusal("This cannot be: it lies between %(least)s and %(most)s.", least=measure.least, most=measure.most)
    return span


def normal_of(figure: Figure) -> Span:
    """The normal range printed beside a figure that month, else the constant one."""
    return figure.normal if figure.normal.in_numbers else MEASURES[figure.indicator].normal
