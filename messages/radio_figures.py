"""The drought record on air: what NDMA declared of a county and its zones, and the figures a listener can picture."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.indicators import DroughtRecord, Figure, Indicator
from domain.segments import Part, Segment, Speech
from domain.spans import Span, plain
from messages import radio_sentences as say
from messages.radio_sentences import Sentence
from messages.radio_studio import Studio, day

AT_HOME = (Indicator.RAIN, Indicator.WATER_DISTANCE, Indicator.WATER_COST)
AT_MARKET = (Indicator.TERMS_OF_TRADE,)


def declared(studio: Studio, records: Sequence[DroughtRecord]) -> Segment | None:
    """Phase, trend and figures, each of its month; shorter: without the figures. `records`: the county's own first."""
    speeches = tuple(_spoken(studio, records, AT_HOME))
    if not speeches:
        return None
    return Segment(Part.FIGURES, speeches, short=tuple(_spoken(studio, records, ())))


def at_market(studio: Studio, records: Sequence[DroughtRecord]) -> Segment | None:
    """What a goat is worth."""
    speeches = tuple(
        studio.line(
            say.fill(say.IN_MARKET, place=_place(studio, record), **_month(record.month)),
            *figures,
            source=_source(record),
        )
        for record in records
        if (figures := list(_measured(records, record, AT_MARKET)))
    )
    return Segment(Part.MARKET, speeches) if speeches else None


def _spoken(studio: Studio, records: Sequence[DroughtRecord], wanted: Sequence[Indicator]) -> Iterator[Speech]:
    said: date | None = None
    for record in records:
        figures = list(_measured(records, record, wanted))
        if record.phase is None and not figures:
            continue
        month = [say.fill(say.OF_MONTH, **_month(record.month))] if record.month != said else []
        yield studio.line(*month, *_standing(studio, record), *figures, source=_source(record))
        said = record.month


def _standing(studio: Studio, record: DroughtRecord) -> Iterator[Sentence]:
    """As NDMA declared it; nothing is worked out from the figures."""
    place = _place(studio, record)
    if record.phase is None:
        yield say.fill(say.MEASURED_THERE, place=place)
        return
    yield say.fill(say.PHASE_THERE, place=place, phase=say.PHASES[record.phase])
    if record.trend is not None:
        yield say.fill(say.TREND_THERE, trend=say.TRENDS[record.trend])


def _measured(
    records: Sequence[DroughtRecord], record: DroughtRecord, wanted: Sequence[Indicator]
) -> Iterator[Sentence]:
    """Of a zone only what the county's own record of that month does not have: the same thing told twice is lost."""
    county = next((other for other in records if other.zone is None and other.month == record.month), record)
    for indicator in wanted:
        told = record is not county and _in_numbers(county, indicator)
        if not told and (figure := _in_numbers(record, indicator)):
            yield _sentence(figure)


def _in_numbers(record: DroughtRecord, indicator: Indicator) -> Figure | None:
    """The figure, unless the bulletin gave it in words, which are English."""
    figure = record.figure(indicator)
    return figure if figure and figure.value.in_numbers else None


def _sentence(figure: Figure) -> Sentence:
    unit = say.UNITS[figure.indicator]
    value = _span(figure.value, unit)
    if figure.normal.in_numbers:
        value = say.fill(say.BESIDE_NORMAL, value=value, normal=_span(figure.normal, unit))
    return say.fill(say.FIGURES[figure.indicator], value=value)


def _span(span: Span, unit: Sentence) -> Sentence:
    ends = {"unit": unit, "low": plain(span.low), "high": plain(span.high)}
    if span.low is None or span.high is None:
        return say.fill(say.AT_MOST if span.low is None else say.AT_LEAST, **ends)
    return say.fill(say.EXACTLY if span.low == span.high else say.BETWEEN, **ends)


def _place(studio: Studio, record: DroughtRecord) -> Sentence:
    county = say.fill(say.THE_COUNTY, places=studio.county_name)
    return county if record.zone is None else say.ZONES[record.zone]


def _month(month: date) -> dict[str, object]:
    return {"month": month.month, "year": month.year}


def _source(record: DroughtRecord) -> str:
    return f"{record.source}, {day(record.published_on)}"
