"""One month of a county in the browser: its own figures and those of each zone, one bulletin behind them all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain import zones
from domain.areas import Gazetteer
from domain.indicators import DroughtRecord, Indicator
from domain.measures import MEASURES
from domain.officers import Officer
from domain.record_rows import NORMAL, SAID, Row, cells, read
from domain.refusals import Refusal
from messages.compose import normalise

SHARED = ("published_on", "source")
OF_A_ZONE = ("phase", "trend", "modifier", "remarks")


@dataclass(slots=True)
class Section:
    """The fields of the county or of one zone. `name` begins the names of its fields: short, for there are 180."""

    name: str
    zone: str | None
    values: Mapping[str, str]
    faults: Mapping[str, Refusal] = field(default_factory=dict)

    @property
    def filled(self) -> bool:
        """Whether anything was said here; the constant normal ranges, which stand in every form, say nothing."""
        return any(value for column, value in self.values.items() if not column.endswith(NORMAL)) or any(
            self.values.get(indicator.value + NORMAL) not in ("", None, str(measure.normal))
            for indicator, measure in MEASURES.items()
        )

    @property
    def open(self) -> bool:
        """Whether its figures are in sight at once."""
        return self.zone is None or bool(self.faults) or any(self.values.get(each.value) for each in Indicator)


@dataclass(slots=True)
class Sheet:
    """The whole form; `stood` is what was kept of the month when it was opened."""

    month: date
    shared: dict[str, str]
    sections: list[Section]
    stood: str

    @property
    def faulty(self) -> bool:
        return any(section.faults for section in self.sections)

    def fault(self, column: str) -> Refusal | None:
        """What is wrong with a field that all sections share."""
        return next((section.faults[column] for section in self.sections if column in section.faults), None)


def scopes(county: str) -> list[str | None]:
    """The county as a whole, then its zones."""
    return [None, *(zone.slug for zone in zones.of_county(county))]


def _named(county: str) -> Iterator[tuple[str, str | None]]:
    return ((str(number), zone) for number, zone in enumerate(scopes(county)))


def stamp(standing: Mapping[str | None, DroughtRecord]) -> str:
    """Changes whenever what is kept of a month does."""
    return " ".join(sorted(f"{record.id}@{record.entered_at.timestamp()}" for record in standing.values()))


def shown(county: str, month: date, standing: Mapping[str | None, DroughtRecord]) -> Sheet:
    """A month as it is kept, for the first look."""
    said = {zone: cells(record, county) for zone, record in standing.items()}
    shared = _shared(next(iter(said.values()), {}))
    sections = [Section(name, zone, _values(said.get(zone, {}))) for name, zone in _named(county)]
    return Sheet(month, shared, sections, stamp(standing))


def _shared(said: Mapping[str, str]) -> dict[str, str]:
    return {column: said.get(column, "") for column in SHARED}


def _values(said: Mapping[str, str]) -> dict[str, str]:
    constant = {indicator.value + NORMAL: str(measure.normal) for indicator, measure in MEASURES.items()}
    return constant | {column: value for column, value in said.items() if column in fields()}


def fields() -> Iterator[str]:
    """The columns of a section."""
    yield from OF_A_ZONE
    for indicator in Indicator:
        yield from (indicator.value, indicator.value + NORMAL, indicator.value + SAID)


def typed(county: str, month: date, form: Mapping[str, str]) -> Sheet:
    """The form as it came back."""
    sections = [
        Section(name, zone, {column: normalise(form.get(f"{name}:{column}", "")) for column in fields()})
        for name, zone in _named(county)
    ]
    return Sheet(month, {column: normalise(form.get(column, "")) for column in SHARED}, sections, form.get("stood", ""))


def records(
    sheet: Sheet,
    county: str,
    officer: Officer,
    places: Gazetteer,
    now: datetime,
    standing: Mapping[str | None, DroughtRecord],
) -> list[DroughtRecord]:
    """What the form says; its sections keep what is wrong with them. One that is empty, and was, is left out.

    What stands and has a source or a day of its own keeps it, unless that field was changed.
    """
    own = {zone: _shared(cells(record, county)) for zone, record in standing.items()}
    first = next(iter(own.values()), {})
    changed = {column: value for column, value in sheet.shared.items() if value != first.get(column)}
    found = []
    wanted = [section for section in sheet.sections if section.filled or section.zone in standing]
    for section in wanted or sheet.sections[:1]:
        of = {"county": places[county].name, "zone": section.zone or "", "month": f"{sheet.month:%Y-%m}"}
        row = Row({**section.values, **sheet.shared, **own.get(section.zone, {}), **changed, **of})
        record = read(row, officer, places, now)
        section.faults = row.faults
        if record is not None:
            found.append(record)
    return [] if sheet.faulty else found


def last_month(today: date) -> date:
    """The newest month that is over."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
