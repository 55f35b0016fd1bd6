"""Months of the drought record as files: what is taken, and what each slip is told."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot import record_files
from bot.record_files import Reading, reading, sample, written
from domain.areas import Gazetteer
from domain.officers import Grant, Officer, Role
from domain.record_doubts import CalledOtherwise, Old, doubts_of_record
from domain.record_rows import COLUMNS

OBSERVED = Path(__file__).parents[1] / "domain" / "observed_bulletins.csv"
COUNTIES = "Kitui, Makueni, Taita Taveta."
ZONES = "Marginal Mixed Farming; Mixed Farming."
PHASES = "normal, alert, alarm, emergency, recovery."
TRAPS = {"2019-09", "2019-10", "2022-03"}
ROW = {"county": "Kitui", "month": "2021-04", "published_on": "2021-05-12", "source": "bulletin", "vci3m": "34.29"}


@pytest.fixture
def officer() -> Officer:
    officer = Officer(username="zawadi", name="Zawadi", grants=[Grant(role=Role.OFFICER)])
    officer.id = 1
    return officer


def table(*rows: Mapping[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def workbook(*rows: list[object], merged: str = "", percent: str = "") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    if percent:
        sheet[percent].number_format = "0.00%"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def told(found: Reading) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, str(fault.refusal)) for fault in found.faults]


def test_the_observed_months_are_taken_and_only_the_traps_are_doubted(
    officer: Officer, places: Gazetteer, now: datetime
) -> None:
    found = reading(OBSERVED.read_bytes(), officer, places, now)

    assert told(found) == []
    assert len(found.records) == 28
    doubts = {
        (record.county, f"{record.month:%Y-%m}"): doubt
        for record in found.records
        for doubt in doubts_of_record(record, now, places)
        if not isinstance(doubt, Old)
    }
    assert doubts.keys() == {("taita-taveta", month) for month in TRAPS}
    assert {type(doubt) for doubt in doubts.values()} == {CalledOtherwise}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sample_is_taken_as_it_is(officer: Officer, places: Gazetteer, now: datetime, kind: str) -> None:
    found = reading(sample(kind, "Kitui", "Mixed Farming"), officer, places, now)

    assert told(found) == []
    assert [record.zone for record in found.records] == [None, "kitui.mixed-farming"]
    assert len(found.records[0].figures) == 5


def test_what_is_downloaded_says_the_same_when_it_is_uploaded(
    officer: Officer, places: Gazetteer, now: datetime
) -> None:
    row = ROW | {"remarks": "=HYPERLINK(1); ĩ", "forage": "good to fair", "milk_l_normal": ">=1.3", "milk_l": "1-2"}
    first = reading(table(row), officer, places, now)

    file = written(first.records, "Kitui")
    again = reading(file, officer, places, now)

    assert "'=HYPERLINK" in file.decode("utf-8-sig")
    assert written(again.records, "Kitui") == file
    assert again.records[0].remarks == "=HYPERLINK(1); ĩ"


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"county": "Nairobi"}, "county", "There is no county “Nairobi” here: write one of " + COUNTIES),
        ({"county": ""}, "county", "This must be filled in."),
        ({"zone": "Coffee"}, "zone", "There is no livelihood zone “Coffee”. Here are: " + ZONES),
        (
            {"zone": "Mixed Farming: Horticulture and Dairy"},
            "zone",
            "“Mixed Farming: Horticulture and Dairy” is a zone of another county. Here are: " + ZONES,
        ),
        ({"month": "2021-13"}, "month", "“2021-13” is no month: write it like 2021-04."),
        ({"month": "2027-01"}, "month", "This month is not over yet."),
        ({"month": "2026-11"}, "month", "This month is not over yet."),
        ({"month": "9999-12"}, "month", "This month is not over yet."),
        ({"month": "٢٠٢١-04"}, "month", "“٢٠٢١-04” is no month: write it like 2021-04."),
        ({"vci3m": "٣٤"}, "vci3m", "“٣٤” is no figure: write it like 34.29, 51-75, >=1.3 or <=6.1."),
        ({"published_on": "2021-03-31"}, "published_on", "A bulletin is not published before its month is over."),
        ({"published_on": "2026-11-25"}, "published_on", "This day has not come yet."),
        ({"published_on": "12.5."}, "published_on", "“12.5.” is no day: write it like 2021-05-12."),
        ({"source": " "}, "source", "This must be filled in."),
        ({"phase": "crisis"}, "phase", "“crisis” is not known here: write one of " + PHASES),
        ({"modifier": "late"}, "modifier", "Early or late stands beside a phase: fill in the phase too."),
        ({"vci3m": "134"}, "vci3m", "This cannot be: it lies between 0 and 100."),
        ({"vci3m": "-3"}, "vci3m", "No figure here is below zero."),
        ({"muac_pct": "101"}, "muac_pct", "This cannot be: it lies between 0 and 100."),
        ({"vci3m_normal": "35-500"}, "vci3m_normal", "This cannot be: it lies between 0 and 100."),
        ({"vci3m": ""}, "phase", "Give a phase, a trend or at least one figure."),
        ({"tot_kg_normal": ">=89"}, "tot_kg", "The figure is missing: beside it something is filled in."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_by_row_and_column(
    officer: Officer, places: Gazetteer, now: datetime, changes: dict[str, str], column: str, says: str
) -> None:
    found = reading(table(ROW, ROW | {"month": "2021-03"} | changes), officer, places, now)

    assert told(found) == [(3, column, says)]


def test_an_officer_brings_months_of_their_own_county_only(officer: Officer, places: Gazetteer, now: datetime) -> None:
    officer.grants = [Grant(role=Role.OFFICER, county="makueni")]

    [(_, column, says)] = told(reading(table(ROW), officer, places, now))

    assert (column, says) == ("county", "You do not keep the drought record of this county.")


def test_one_month_stands_in_one_row(officer: Officer, places: Gazetteer, now: datetime) -> None:
    found = reading(table(ROW, ROW | {"zone": "Mixed Farming"}, ROW), officer, places, now)

    assert told(found) == [(4, "month", "Row 2 is of the same month and the same zone.")]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Choose a file that is not empty."),
        (b"\n , ,\n", "Choose a file that is not empty."),
        (b"county,month,published_on,source\n", "There is no row below the headings."),
        (b"month,source\n", "The first row must name the columns; missing: county, published_on."),
        (table(ROW | {"ndvi": "1"}), "These columns are not known: ndvi. Take their names from the sample file."),
        (table(ROW).replace(b"source", b"month,source"), "These columns are there twice: month."),
        (table(ROW) + b'"' + b"a" * 200_000, "The file is broken off: is a quotation mark left open?"),
        (table(*[ROW] * 1001), "There are more than 1000 rows: upload the years one at a time."),
        (b"\x89PNG\0\0", "This file is neither CSV nor .xlsx."),
        (b"\xd0\xcf\x11\xe0rest", "This is an old or a locked workbook: save it as .xlsx without a password."),
        (b"PK\x03\x04rest", "This workbook cannot be read: open it in a spreadsheet and save it anew as .xlsx."),
    ],
)
def test_a_file_that_is_no_table_is_told(
    officer: Officer, places: Gazetteer, now: datetime, data: bytes, says: str
) -> None:
    faults = [fault for fault in told(reading(data, officer, places, now)) if fault[0] == 0]

    assert faults == [(0, "", says)]


def test_unseen_signs_stay_outside(officer: Officer, places: Gazetteer, now: datetime) -> None:
    spoilt = ROW | {"source": "\u202eKitui\u200b bulletin", "remarks": "\ufeffMaji\u2066"}

    [record] = reading(table(spoilt), officer, places, now).records

    assert (record.source, record.remarks) == ("Kitui bulletin", "Maji")


HEAD: list[object] = ["county", "month", "published_on", "source", "vci3m", "water_pans"]


def test_a_workbook_is_read_as_it_is_seen(officer: Officer, places: Gazetteer, now: datetime) -> None:
    row = ["Kitui", datetime(2021, 4, 1), datetime(2021, 5, 12), "bulletin", 0.3429, "5-6"]  # noqa: DTZ001  Excel's

    found = reading(workbook(HEAD, row, [], percent="E2"), officer, places, now)

    assert told(found) == []
    assert [str(figure.value) for figure in found.records[0].figures] == ["34.29", "5-6"]


def test_merged_cells_are_named(officer: Officer, places: Gazetteer, now: datetime) -> None:
    row = ["Kitui", "2021-04", "2021-05-12", "bulletin", 34.29, ""]

    found = reading(workbook(HEAD, row, row, merged="A2:A3"), officer, places, now)

    assert told(found) == [(0, "", "Cells are merged (A2:A3): undo that and fill in each of them.")]


def test_a_formula_without_a_value_and_a_date_for_a_figure_are_told(
    officer: Officer, places: Gazetteer, now: datetime
) -> None:
    row = ["Kitui", "2021-04", "2021-05-12", "bulletin", "=30+4", datetime(2021, 6, 5)]  # noqa: DTZ001

    assert told(reading(workbook(HEAD, row), officer, places, now)) == [
        (2, "vci3m", "This formula has no value: open and save the file, or type the figure."),
        (2, "water_pans", "A spreadsheet made a date of this: format the column as text and type it again."),
    ]


def test_the_columns_are_those_of_the_sample() -> None:
    assert record_files.EXAMPLE.keys() < set(COLUMNS)
