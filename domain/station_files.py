"""Stations that are known beforehand: read from a file, and put on the list where they are not there yet.

CSV with a line of headings: `name`, `counties`, `languages`, and as far as known `frequency`, `area`, `minutes`, `day`,
`time`, `remarks`, `source`; several counties or languages in one cell stand between semicolons. Our own file holds what
was found in print or is remembered (its remarks say which): nobody asked the stations yet, so none is confirmed.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from domain import audit, csv_tables, station_changes
from domain.areas import Gazetteer, Level
from domain.hours import local
from domain.record_rows import Row
from domain.refusals import Refusal
from domain.station_changes import Details
from domain.stations import SPOKEN, USUAL_SLOT, called

STATIONS_CSV = Path(__file__).parent / "data" / "stations.csv"
MOST_BYTES = 1_000_000
NEEDED = ("name", "counties", "languages")
LINES = ("name", "frequency", "area", "remarks", "source")
COLUMNS = {*NEEDED, *LINES, "minutes", "day", "time"}
UNSEEN = {"Cc", "Cf"}  # control signs; marks of direction and of no width
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class BadFileError(Exception):
    """Nothing of the file can be read; the sentence says what to do."""


@dataclass(slots=True)
class Reading:
    """What a file says; `faults` name their row, as a spreadsheet counts them, and their column."""

    found: list[Details] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def load(session: Session, found: Iterable[Details], now: datetime, **by: str) -> int:
    """Put on the list what is not there by its name, retired or not; returns how many. What is there stays as it is."""
    added = 0
    for details in found:
        if called(session, details.name) is None:
            station = station_changes.put(session, details, now)
            audit.record(session, None, "loaded a station", f"station {station.id}", now=now, **by)
            added += 1
    return added


def own(places: Gazetteer, now: datetime) -> list[Details]:
    """The stations that come with the service."""
    return read(STATIONS_CSV.read_bytes(), places, local(now).date()).found


def read(data: bytes, places: Gazetteer, today: date) -> Reading:
    """Read a whole file. Raises `BadFileError` when there are no rows to read."""
    reading, named = Reading(), dict[str, int]()
    for number, cells in _rows(data):
        row = Row(cells)
        details = _details(row, places)
        name = " ".join(details.name.split()).casefold()
        if name and (first := named.setdefault(name, number)) != number:
            row.faults["name"] = Refusal("This station stands in row %(row)s already.", row=first)
        if not row.faults and (checked := row.take("", partial(_checked, details, today))):
            reading.found.append(checked)
        reading.faults += [f"row {number}, {column}: {why}".replace(", :", ":") for column, why in row.faults.items()]
    return reading


def _checked(details: Details, today: date, _cell: str) -> Details:
    return station_changes.checked(details, today)


def _details(row: Row, places: Gazetteer) -> Details:
    said: dict[str, Any] = {name: row.cells.get(name, "").strip() for name in LINES}
    return Details(
        **said,
        counties=row.take("counties", lambda text: _each(text, lambda name: _county(name, places))) or (),
        languages=row.take("languages", lambda text: _each(text, _language)) or (),
        minutes=row.take("minutes", _minutes) or 0,
        airs_on=row.take("day", _day),
        airs_at=row.take("time", _hour),
    )


def _each(text: str, meant: Callable[[str], str]) -> tuple[str, ...]:
    """What the parts of a cell mean, each once."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts:
        raise Refusal("This must be filled in.")
    return tuple(dict.fromkeys(map(meant, parts)))


def _county(name: str, places: Gazetteer) -> str:
    for area in places.meanings(name):
        if area.level is Level.COUNTY:
            return area.slug
    known = ", ".join(county.name for county in places.counties)
    raise Refusal("There is no county “%(name)s” here: write one of %(known)s.", name=name[:60], known=known)


def _language(name: str) -> str:
    for language in SPOKEN:
        if name.lower() in (language.value, language.name.lower()):
            return language.value
    known = ", ".join(language.name.title() for language in SPOKEN)
    raise Refusal("“%(name)s” is no language of scripts: write one of %(known)s.", name=name[:60], known=known)


def _minutes(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise Refusal("Choose how many minutes the station gives.")
    return int(text or USUAL_SLOT)


def _day(text: str) -> int | None:
    if text and text.lower() not in DAYS:
        raise Refusal("Choose the day of the slot.")
    return DAYS.index(text.lower()) if text else None


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        raise Refusal("Give the hour as 09:30.") from None


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row that holds anything, by column, with its number as a spreadsheet shows it."""
    text, columns, number = csv_tables.letters(data), None, 0
    if len(data) > MOST_BYTES or "\0" in text:
        raise BadFileError("This is no list of stations: save it as CSV UTF-8, in Excel by Save As.")
    try:
        for number, cells in csv_tables.rows(text):
            if cells and columns is None:
                columns = _columns(cells)
            elif cells:
                yield number, dict(zip(columns or (), map(_seen, cells), strict=False))
    except csv.Error as error:
        raise BadFileError(f"row {number + 1} is no CSV ({error}); is a quotation mark left open?") from None
    if columns is None:
        raise BadFileError("The file is empty.")


def _columns(cells: list[str]) -> list[str]:
    named = [_seen(cell).strip().lower() for cell in cells]
    if missing := [name for name in NEEDED if name not in named]:
        raise BadFileError(f"The first row must name the columns; missing: {', '.join(missing)}.")
    if strange := [name for name in named if name and name not in COLUMNS]:
        raise BadFileError(f"The first row names columns that are not known: {', '.join(strange)}.")
    if twice := [name for name in COLUMNS if named.count(name) > 1]:
        raise BadFileError(f"The first row names columns twice: {', '.join(sorted(twice))}.")
    return named


def _seen(cell: str) -> str:
    """A cell in NFC, without the control and direction marks that nobody sees: two names alike are one."""
    letters = unicodedata.normalize("NFC", cell)
    return "".join(letter for letter in letters if letter in "\t\n" or unicodedata.category(letter) not in UNSEEN)
