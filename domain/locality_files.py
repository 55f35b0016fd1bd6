"""The county's file of places, read: every row a name and the ward it lies in, or a sentence that says what to do.

CSV with a line of headings: `place`, `ward`, `county` and, where a county has two wards of one name, `constituency`;
other columns are passed over, their order is free. As Excel saves it: commas, semicolons or tabs, any usual encoding.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache

from domain import csv_tables
from domain.areas import Area, Gazetteer, Level, county_of, fold, inside

MOST_BYTES = 10_000_000
MOST_ROWS = 100_000
LONGEST = 60  # letters of a name: more is a description, which nobody types
HEADINGS = ("place", "ward", "county", "constituency")


class BadFileError(Exception):
    """Nothing of the file can be read; the sentence says what to do."""


@dataclass(slots=True)
class Reading:
    """What a file says: `found` are the names by folded name and ward; `faults` name their row."""

    found: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    elsewhere: int = 0  # rows of other counties than the one asked for
    again: int = 0  # rows that say what an earlier one said

    @property
    def counties(self) -> list[str]:
        return sorted({county_of(ward) for _, ward in self.found})


class _BadRowError(Exception):
    """What is wrong with one row, and what to do."""


def read(data: bytes, places: Gazetteer, county: str = "") -> Reading:
    """Read a whole file. With a `county` (its name or slug) only its rows count, and those that name none are its own.

    Raises `BadFileError` when there are no rows to read.
    """
    try:
        only = _county(places, county) if county else None
    except _BadRowError as fault:
        raise BadFileError(f"--county: {fault}.") from None
    reading = Reading()
    ward_of = cache(lambda *named: _ward(places, *named))
    for number, row in _rows(data, needs_county=only is None):
        try:
            outer = _county(places, row["county"]) if row["county"] or only is None else only
            if only is not None and outer is not only:
                reading.elsewhere += 1
                continue
            folded, name = _name(row["place"])
            if not row["ward"]:
                raise _BadRowError(f"no ward is given for {name}; fill it in")
            key = folded, ward_of(outer.slug, row["constituency"], row["ward"])
        except _BadRowError as fault:
            reading.faults.append(f"row {number}: {fault}")
            continue
        reading.again += key in reading.found
        reading.found.setdefault(key, name)
    return reading


def _rows(data: bytes, *, needs_county: bool) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row that holds anything, with its number as a spreadsheet shows it."""
    number = 0
    columns: dict[str, int] | None = None
    try:
        for number, cells in csv_tables.rows(_text(data)):
            if number > MOST_ROWS:
                raise BadFileError(f"There are more than {MOST_ROWS} rows; load the counties one at a time.")
            if not cells:
                continue
            if columns is None:
                columns = _columns(cells, needs_county=needs_county)
                continue
            filled = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
            yield number, {name: filled.get(name, "") for name in HEADINGS}
    except csv.Error as error:
        raise BadFileError(f"row {number + 1} is no CSV ({error}); is a quotation mark left open?") from None
    if columns is None:
        raise BadFileError("The file is empty.")


def _text(data: bytes) -> str:
    """The file's letters."""
    if len(data) > MOST_BYTES:
        raise BadFileError(f"The file is larger than {MOST_BYTES // 1_000_000} MB; load the counties one at a time.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadFileError("This is a workbook, not CSV: in Excel choose Save As, CSV UTF-8.")
    text = csv_tables.letters(data)
    if "\0" in text:
        raise BadFileError("This is no text: save it as CSV UTF-8.")
    return text


def _columns(cells: list[str], *, needs_county: bool) -> dict[str, int]:
    named = [cell.strip().lower() for cell in cells]
    needed = HEADINGS[:3] if needs_county else HEADINGS[:2]
    if missing := [name for name in needed if name not in named]:
        raise BadFileError(
            f"The first row must name the columns; missing: {', '.join(missing)}."
            + (" Without a county column say which county it is: --county." if missing == ["county"] else "")
        )
    return {name: named.index(name) for name in HEADINGS if name in named}


def _name(place: str) -> tuple[str, str]:
    name = " ".join(place.split())
    if not name:
        raise _BadRowError("the place has no name; fill it in")
    if len(name) > LONGEST:
        raise _BadRowError(f"the name of the place is longer than {LONGEST} letters; shorten it")
    folded = fold(name)
    if len(folded) < 2 or folded.isdigit() or "\N{REPLACEMENT CHARACTER}" in name:
        raise _BadRowError(f"“{name}” is no name that can be read; write it in Latin letters, as CSV UTF-8")
    return folded, name


def _county(places: Gazetteer, name: str) -> Area:
    found = [area for area in places.meanings(name) if area.level is Level.COUNTY]
    found = found or [area for area in places.counties if area.slug == name]
    if not found:
        known = ", ".join(area.name for area in places.counties)
        raise _BadRowError(f"no county “{name}”; there are {known}" if name else f"no county is given; one of {known}")
    return found[0]


def _ward(places: Gazetteer, county: str, constituency: str, name: str) -> str:
    """The one ward of this name there; the constituency is needed only where a county has two."""
    here = [places[slug] for slug in places.wards([county])]
    meant = {area.slug for area in places.meanings(name)}
    found = [area.slug for area in here if area.slug in meant or fold(area.name) == fold(name)]
    where = places[county].name
    if not found:
        raise _BadRowError(f"no ward {name} in {where}{_nearest(name, here)}")
    if constituency:
        outer = _constituency(places, county, constituency)
        within = [slug for slug in found if inside(slug, outer.slug)]
        if not within:
            real = places[found[0].rpartition(".")[0]].name
            raise _BadRowError(f"ward {name} lies in {real}, not in {outer.name}; correct one of them")
        found = within
    if len(found) > 1:
        raise _BadRowError(f"{where} has {len(found)} wards {name}; fill in the constituency")
    return found[0]


def _constituency(places: Gazetteer, county: str, name: str) -> Area:
    here = places.children(county)
    meant = {area.slug for area in places.meanings(name)}
    for area in here:
        if area.slug in meant:
            return area
    raise _BadRowError(f"no constituency {name} in {places[county].name}{_nearest(name, here)}")


def _nearest(name: str, areas: list[Area]) -> str:
    near = _like(fold(name), tuple(area.name for area in areas))
    return f"; the nearest name is {near}" if near else ""


@lru_cache(1000)  # one mistake is made in many rows, and comparing is slow
def _like(folded: str, names: tuple[str, ...]) -> str | None:
    by_name = {fold(name): name for name in names}
    near = get_close_matches(folded[:LONGEST], by_name, n=1)
    return by_name[near[0]] if near else None
