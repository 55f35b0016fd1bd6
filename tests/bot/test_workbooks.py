"""Workbooks that somebody made to do harm, or that are only broken."""

import io
import zipfile
from datetime import datetime

import pytest

from bot import workbooks
from bot.record_files import reading
from domain.areas import Gazetteer
from domain.officers import Officer
from tests.bot.test_record_files import HEAD, officer, told, workbook

__all__ = ["officer"]  # the fixture


def repacked(data: bytes, **parts: bytes) -> bytes:
    """A workbook with some of its parts put in or replaced; `__` stands for a slash, `_` for a dot."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in named:
                after.writestr(name, before.read(name))
        for name, content in named.items():
            after.writestr(name, content)
    return out.getvalue()


PLAIN = workbook(HEAD, ["Kitui", "2021-04", "2021-05-12", "bulletin", 34.29, ""])
LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %s "%s">' % (bytes([98 + n]), b"&%s;" % bytes([97 + n]) * 20) for n in range(9)
)
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"xl__vbaProject_bin": b"macro"}, "This workbook has macros"),
        ({"xl__worksheets__sheet1_xml": b" " * (workbooks.MOST_UNPACKED + 1)}, "holds far more than such a table"),
        ({"xl__worksheets__sheet1_xml": LAUGHS + b"]>" + SHEET % b"<row><c><v>&j;</v></c></row>"}, "cannot be read"),
        ({"xl__workbook_xml": LAUGHS + b"]><workbook>&j;</workbook>"}, "cannot be read"),
        ({"xl__worksheets__sheet1_xml": b"<worksheet>"}, "cannot be read"),
        ({"xl__workbook_xml": b"<workbook/>"}, "no sheet with a table"),
        ({"xl__worksheets__sheet1_xml": b"<!-- " + b"<mergeCell " * 20_000 + b"-->" + SHEET % b""}, "not empty"),
    ],
)
def test_a_hostile_workbook_is_harmless(
    officer: Officer, places: Gazetteer, now: datetime, parts: dict[str, bytes], says: str
) -> None:
    [(row, _, sentence)] = told(reading(repacked(PLAIN, **parts), officer, places, now))

    assert row == 0
    assert says in sentence


def test_a_part_that_unpacks_to_more_than_it_says_breaks(officer: Officer, places: Gazetteer, now: datetime) -> None:
    bomb = b"<worksheet>" + b" " * 50_000_000
    data = repacked(PLAIN, xl__worksheets__sheet1_xml=bomb)
    lie = data.replace(len(bomb).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lie != data
    assert len(lie) < 100_000

    assert "cannot be read" in told(reading(lie, officer, places, now))[0][2]


def test_a_cell_at_the_end_of_the_world_costs_nothing(officer: Officer, places: Gazetteer, now: datetime) -> None:
    far = SHEET % b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    found = reading(repacked(PLAIN, xl__worksheets__sheet1_xml=far), officer, places, now)

    assert told(found) == [(0, "", "Choose a file that is not empty.")]
