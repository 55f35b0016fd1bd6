"""A month's record as a row of words: what the form and an uploaded file say, and what a download gives back.

Its columns are the record's own, and three for each indicator: the figure, the normal range printed beside it, and what
the bulletin's text calls it (`vci3m`, `vci3m_normal`, `vci3m_said`).
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from domain import drought_records, zones
from domain.areas import Gazetteer, Level, fold
from domain.hours import local
from domain.indicators import DroughtRecord, Figure, Indicator, Said
from domain.measures import MEASURES, measured
from domain.officers import Officer
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.spans import Span

OWN = ("county", "zone", "month", "phase", "trend", "modifier", "published_on", "source", "remarks")
NEEDED = ("county", "month", "published_on", "source")
NORMAL, SAID = "_normal", "_said"
COLUMNS = OWN + tuple(f"{indicator.value}{part}" for indicator in Indicator for part in ("", NORMAL, SAID))
MONTHS = ("%Y-%m", "%Y-%m-%d", "%b-%y", "%b %Y", "%B %Y", "%m/%Y")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")
WHOLE_COUNTY = ("", "county")
LONGEST_SOURCE, LONGEST_REMARKS = 200, 2000  # letters
T = TypeVar("T")


@dataclass(slots=True)
class Row:
    """Cells being read: `faults` gathers all that is wrong with them, by column."""

    cells: Mapping[str, str]
    faults: dict[str, Refusal] = field(default_factory=dict)

    def take(self, column: str, read: Callable[[str], T]) -> T | None:
        """What a cell means; None when it cannot be read, which is then among the faults."""
        try:
            return read(self.cells.get(column, "").strip())
        except Refusal as refusal:
            self.faults.setdefault(column, refusal)
            return None


def read(row: Row, officer: Officer, places: Gazetteer, now: datetime) -> DroughtRecord | None:
    """The record a row says, not kept yet; None when it has faults."""
    today = local(now).date()
    county = row.take("county", lambda text: _county(text, officer, places, today))
    zone = row.take("zone", lambda text: _zone(text, county)) if county else None
    month = row.take("month", lambda text: _month(text, today))
    published = row.take("published_on", lambda text: _published(text, month, today))
    source = row.take("source", lambda text: _line(text, LONGEST_SOURCE) or _missing())
    phase = row.take("phase", lambda text: _choice(text, Phase))
    trend = row.take("trend", lambda text: _choice(text, Trend))
    modifier = row.take("modifier", lambda text: _modifier(text, phase))
    remarks = row.take("remarks", lambda text: _line(text, LONGEST_REMARKS))
    figures = list(_figures(row))
    if not (row.faults or phase or trend or figures):
        row.faults["phase"] = Refusal("Give a phase, a trend or at least one figure.")
    if row.faults or county is None or month is None or published is None or source is None:
        return None
    return DroughtRecord(
        county=county,
        zone=zone,
        month=month,
        source=source,
        published_on=published,
        phase=phase,
        trend=trend,
        modifier=modifier or "",
        remarks=remarks or "",
        figures=figures,
        entered_by=officer.id,
        entered_at=now,
    )


def _figures(row: Row) -> Iterator[Figure]:
    for indicator in Indicator:
        column = indicator.value
        value = row.take(column, partial(measured, indicator))
        normal = row.take(column + NORMAL, partial(measured, indicator))
        said = row.take(column + SAID, lambda text: _choice(text, Said))
        if value is None or normal is None:
            continue
        if value == Span():
            # The constant ranges stand in every form: without a figure they say nothing.
            if said or normal not in (Span(), MEASURES[indicator].normal):
                row.faults[column] = Refusal("The figure is missing: beside it something is filled in.")
            continue
        yield Figure(
            indicator=indicator,
            low=value.low,
            high=value.high,
            words=value.words,
            normal_low=normal.low,
            normal_high=normal.high,
            normal_words=normal.words,
            said=said,
        )


def _missing() -> str:
    raise Refusal("This must be filled in.")


def _county(text: str, officer: Officer, places: Gazetteer, today: date) -> str:
    found = [area.slug for area in places.meanings(text or _missing()) if area.level is Level.COUNTY]
    if not found:
        known = ", ".join(county.name for county in places.counties)
        raise Refusal("There is no county “%(name)s” here: write one of %(known)s.", name=text[:60], known=known)
    drought_records.check_writer(officer, found[0], today)
    return found[0]


def _zone(text: str, county: str) -> str | None:
    """By NDMA's name or our slug."""
    if text.lower() in WHOLE_COUNTY:
        return None
    wanted = fold(text)
    meant = [zone for zone in zones.zones().values() if wanted in (fold(zone.name), fold(zone.slug))]
    for zone in meant:
        if zone.county == county:
            return zone.slug
    known = "; ".join(zone.name for zone in zones.of_county(county))
    if meant:
        raise Refusal("“%(name)s” is a zone of another county. Here are: %(known)s.", name=meant[0].name, known=known)
    raise Refusal("There is no livelihood zone “%(name)s”. Here are: %(known)s.", name=text[:60], known=known)


def _month(text: str, today: date) -> date:
    month = _day(text or _missing(), MONTHS)
    if month is None:
        raise Refusal("“%(text)s” is no month: write it like 2021-04.", text=text[:60])
    month = month.replace(day=1)
    drought_records.check_month(month, today)
    return month


def _published(text: str, month: date | None, today: date) -> date:
    day = _day(text or _missing(), DAYS)
    if day is None:
        raise Refusal("“%(text)s” is no day: write it like 2021-05-12.", text=text[:60])
    drought_records.check_published(day, month or drought_records.FIRST, today)
    return day


def _day(text: str, formats: tuple[str, ...]) -> date | None:
    for form in formats if text.isascii() else ():  # strptime takes the digits of every script
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day of the calendar, not a moment
        except ValueError:
            continue
    return None


def _choice(text: str, of: type[T]) -> T | None:
    try:
        return of(text.lower()) if text else None  # type: ignore[call-arg]
    except ValueError:
        known = ", ".join(member.value for member in of)  # type: ignore[attr-defined]
        raise Refusal("“%(text)s” is not known here: write one of %(known)s.", text=text[:60], known=known) from None


def _modifier(text: str, phase: Phase | None) -> str:
    if text and text.lower() not in drought_records.MODIFIERS:
        known = ", ".join(drought_records.MODIFIERS)
        raise Refusal("“%(text)s” is not known here: write one of %(known)s.", text=text[:60], known=known)
    if text and phase is None:
        raise Refusal("Early or late stands beside a phase: fill in the phase too.")
    return text.lower()


def _line(text: str, longest: int) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if len(text) > longest:
        raise Refusal("These words are too long: at most %(most)s letters.", most=longest)
    return text


def cells(record: DroughtRecord, county: str) -> dict[str, str]:
    """The row that says this record; `county` is its name."""
    row = {
        "county": county,
        "zone": zones.zones()[record.zone].name if record.zone else "",
        "month": f"{record.month:%Y-%m}",
        "phase": record.phase or "",
        "trend": record.trend or "",
        "modifier": record.modifier,
        "published_on": record.published_on.isoformat(),
        "source": record.source,
        "remarks": record.remarks,
    }
    for figure in record.figures:
        column = figure.indicator.value
        row |= {column: str(figure.value), column + NORMAL: str(figure.normal), column + SAID: figure.said or ""}
    return row
