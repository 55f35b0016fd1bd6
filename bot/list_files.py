"""A list of people that comes as a file: as Excel saves it, in any usual encoding, with headings in two languages."""

import csv
import io
from collections.abc import Iterable

from bot import list_rows, uploaded_tables, workbooks
from domain.areas import Area, Gazetteer
from domain.listed_people import Fault, Listed, Person
from domain.phones import Phone
from domain.programmes import LISTENS_TO
from domain.refusals import Refusal
from messages import paper
from messages.compose import normalise

MOST_BYTES = 4 * 1024 * 1024  # of a file: twenty thousand rows of CSV are one and a half million, in UTF-16 twice that
MOST_ROWS = 20_000
MOST_COLUMNS = 25
MOST_SUGGESTED = 50  # wards that are none: of more, whoever typed them needs the list of wards
MOST_UNPACKED = 32 * 1024 * 1024  # bytes of a workbook of so many rows, eight cells each
COLUMNS = ("phone", "ward", "constituency", "language", "kind", "gender", "age")
NEEDED = ("phone", "ward")
# No number that anybody has: a sample that is sent back as it is joins nobody.
NOBODY = "07xx xxx xxx"


class _Reader:
    """Reads row by row. Each ward is looked for once: one mistake is made in many rows, and looking near is slow."""

    def __init__(self, county: Area, places: Gazetteer) -> None:
        self.county, self.places = county, places
        self.listed = Listed()
        self.columns: dict[str, int] = {}
        self.rows = self._unknown = 0
        self._first: dict[Phone, int] = {}
        self._wards: dict[tuple[str, str], str | Refusal] = {}

    def take(self, number: int, row: list[str]) -> None:
        """The headings, or somebody; what is wrong with a row is kept with the others. Raises `Refusal`."""
        if not self.columns:
            self.columns = _columns(row)
            return
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise Refusal("There are more than %(most)s rows: bring them in as several files.", most=f"{MOST_ROWS:,}")
        cells = {name: normalise(row[at]) for name, at in self.columns.items() if at < len(row)}
        try:
            self._add(number, list_rows.read(cells, self._ward, LISTENS_TO[self.county.slug][0]))
        except Refusal as refusal:
            self.listed.faults.append(Fault(number, list_rows.masked(cells.get("phone", "")), refusal))

    def _add(self, number: int, person: Person) -> None:
        before = self._first.setdefault(person.phone, number)
        if before == number:
            self.listed.people.append(person)
            return
        self.listed.twice += 1
        raise Refusal("Row %(row)s has the same number: this one is passed by.", row=before)

    def _ward(self, ward: str, constituency: str) -> str:
        found = self._wards.get((ward, constituency))
        if found is None:
            suggest = self._unknown < MOST_SUGGESTED
            try:
                found = list_rows.ward_of(self.places, self.county, ward, constituency, suggest=suggest)
            except Refusal as refusal:
                found, self._unknown = refusal, self._unknown + 1
            self._wards[ward, constituency] = found
        if isinstance(found, Refusal):
            raise found
        return found


def reading(data: bytes, county: Area, places: Gazetteer) -> Listed:
    """All a file says about people of a county; nothing is kept yet. Raises `Refusal` where it cannot be read."""
    if len(data) > MOST_BYTES:
        raise Refusal("The file is larger than %(most)s MB: bring it in as several.", most=MOST_BYTES >> 20)
    bounds = {"most_rows": 2 * MOST_ROWS, "most_columns": MOST_COLUMNS, "most_unpacked": MOST_UNPACKED}
    table = uploaded_tables.table(data, **bounds, computed=False)
    reader = _Reader(county, places)
    try:
        for number, row in table.rows:
            if row:
                reader.take(number, row)
    except csv.Error:
        raise Refusal("The file is broken off: is a quotation mark left open?") from None
    if not reader.rows:
        raise Refusal("There is no row below the headings.")
    return reader.listed


def _columns(row: list[str]) -> dict[str, int]:
    """Where the columns stand that we know; the others, such as names, are passed over and never kept."""
    named = [list_rows.column(cell) for cell in row]
    found = {name: named.index(name) for name in COLUMNS if name in named}
    if missing := [name for name in NEEDED if name not in found]:
        raise Refusal("The first row must name the columns; missing: %(names)s.", names=", ".join(missing))
    if twice := [name for name in found if named.count(name) > 1]:
        raise Refusal("These columns are there twice: %(names)s.", names=", ".join(twice))
    return found


def sample(kind: str, county: Area, places: Gazetteer) -> bytes:
    """Three rows that show how. What is sent back as it is joins nobody: the numbers are none."""
    wards = [places[slug] for slug in places.wards([county.slug])][:3]
    spoken = LISTENS_TO[county.slug][0].value
    rest = ((spoken, "person", "female", "35-59"), ("sw", "intermediary", "male", "60+"), ("", "", "", ""))
    rows = [
        [NOBODY, ward.name, places[ward.parent or county.slug].name, *said]
        for ward, said in zip(wards, rest, strict=True)
    ]
    return workbooks.written(iter([list(COLUMNS), *rows])) if kind == "xlsx" else table_of([COLUMNS, *rows])


def table_of(rows: Iterable[Iterable[str]]) -> bytes:
    """CSV for a spreadsheet, which runs none of it; with the mark that tells it is UTF-8."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([paper.cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
