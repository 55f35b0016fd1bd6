"""The county's file of places, as spreadsheets save it and as people fill it in."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from domain import area_files, localities, locality_files
from domain.areas import Gazetteer
from domain.editions import Held, newest
from domain.locality_files import BadFileError, read

FILE = Path(__file__).with_name("localities.csv")
KAVUTI = ("kavuti", "kitui.mwingi-central.nuu")
SHORT = "place,county,constituency,ward\nKavuti,Kitui,Mwingi Central,Nuu\nĨtũmbĩ,Kitui,,Nuu\n"


def one_fault(row: str, places: Gazetteer) -> str:
    [fault] = read(f"place,county,constituency,ward\nKavuti,Kitui,,Nuu\n{row}\n".encode(), places).faults
    return fault


def test_a_file_is_read_into_names_and_wards(places: Gazetteer) -> None:
    reading = read(FILE.read_bytes(), places)

    assert reading.faults == []
    assert len(reading.found) == 12
    assert reading.found[KAVUTI] == "Kavuti"
    assert reading.counties == ["kitui", "makueni", "taita-taveta"]


@pytest.mark.parametrize(
    "data",
    [
        SHORT.encode("utf-8-sig"),
        SHORT.encode("utf-16"),
        SHORT.replace(",", ";").encode(),
        ("sep=;\n" + SHORT.replace(",", ";")).encode(),
        SHORT.replace(",", "\t").encode("utf-16"),
        SHORT.replace("\n", "\r\n").encode(),
        SHORT.replace("\n", "\n\n,,,\n").encode(),
        ("Ward , COUNTY,Place,note\n" + "Nuu,KITUI,Kavuti,x\nNuu,kitui,Ĩtũmbĩ\n").encode(),
    ],
)
def test_it_is_read_as_any_spreadsheet_saves_it(places: Gazetteer, data: bytes) -> None:
    reading = read(data, places)

    assert reading.faults == []
    assert reading.found == {KAVUTI: "Kavuti", ("itumbi", "kitui.mwingi-central.nuu"): "Ĩtũmbĩ"}


def test_the_windows_alphabet_is_understood(places: Gazetteer) -> None:
    reading = read("place,county,ward\nKwa Müller,Kitui,Nuu\n".encode("cp1252"), places)

    assert list(reading.found.values()) == ["Kwa Müller"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Foo,Kitui,,Ngomenii", "row 3: no ward Ngomenii in Kitui; the nearest name is Ngomeni"),
        ("Foo,Kitui,,Qqqqq", "row 3: no ward Qqqqq in Kitui"),
        ("Foo,Kitui,,", "row 3: no ward is given for Foo; fill it in"),
        ("Foo,Nairobi,,Nuu", "row 3: no county “Nairobi”; there are Kitui, Makueni, Taita Taveta"),
        ("Foo,,,Nuu", "row 3: no county is given; one of Kitui, Makueni, Taita Taveta"),
        ("Foo,Kitui,Kitui Sout,Mutha", "row 3: no constituency Kitui Sout in Kitui; the nearest name is Kitui South"),
        (
            "Foo,Kitui,Kitui South,Nuu",
            "row 3: ward Nuu lies in Mwingi Central, not in Kitui South; correct one of them",
        ),
        (",Kitui,,Nuu", "row 3: the place has no name; fill it in"),
        ("12,Kitui,,Nuu", "row 3: “12” is no name that can be read; write it in Latin letters, as CSV UTF-8"),
        (f"{'a' * 61},Kitui,,Nuu", "row 3: the name of the place is longer than 60 letters; shorten it"),
    ],
)
def test_a_wrong_row_is_told_by_its_number_and_what_to_do(places: Gazetteer, row: str, says: str) -> None:
    assert one_fault(row, places) == says


def test_all_wrong_rows_are_told_at_once_and_the_others_are_read(places: Gazetteer) -> None:
    reading = read(b"place,county,ward\nA,Kitui,\nKavuti,Kitui,Nuu\nB b,Kitui,\n", places)

    assert [fault.partition(":")[0] for fault in reading.faults] == ["row 2", "row 4"]
    assert list(reading.found) == [KAVUTI]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"place,ward\nKavuti,Nuu\n", "missing: county. Without a county column say which county it is: --county."),
        (b"Kavuti,Kitui,Nuu\n", "The first row must name the columns; missing: place, ward, county."),
        (b"PK\x03\x04rest", "a workbook"),
        ("place,county,ward\n".encode("utf-16-le") + b"\0", "save it as CSV UTF-8"),
        (b'place,county,ward\n"' + b"a" * 200_000, "row 2 is no CSV"),
        (b"x" * (locality_files.MOST_BYTES + 1), "larger than 10 MB"),
        (b"place,county,ward\n" + b"\n" * locality_files.MOST_ROWS + b"\n", "more than 100000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(places: Gazetteer, data: bytes, says: str) -> None:
    with pytest.raises(BadFileError) as refused:
        read(data, places)

    assert says in str(refused.value)


def test_one_county_takes_its_own_rows_and_those_that_name_none(places: Gazetteer) -> None:
    data = b"place,county,ward\nKavuti,,Nuu\nMaungu,Kitui,Kanziko\nVoi,Taita Taveta,Mbololo\n"

    for county in ("Kitui", "kitui"):
        reading = read(data, places, county)
        assert sorted(reading.found.values()) == ["Kavuti", "Maungu"]
        assert (reading.elsewhere, reading.faults) == (1, [])
    assert list(read(b"place,ward\nKavuti,Nuu\n", places, "Kitui").found) == [KAVUTI]
    with pytest.raises(BadFileError, match="Nairobi"):
        read(data, places, "Nairobi")


def test_a_row_said_twice_counts_once(places: Gazetteer) -> None:
    reading = read(b"place,county,ward\nKavuti,Kitui,Nuu\nKAVUTI,Kitui,Nuu\n", places)

    assert reading.found == {KAVUTI: "Kavuti"}
    assert reading.again == 1


def test_a_county_is_replaced_and_the_others_stay(session: Session, places: Gazetteer) -> None:
    found = read(FILE.read_bytes(), places)
    localities.replace(session, found.counties, found.found)
    localities.replace(session, ["kitui"], {KAVUTI: "Kavuti"})

    assert localities.count(session) == {"kitui": (1, 1), "makueni": (2, 2), "taita-taveta": (1, 1)}
    assert newest(session)[Held.PLACES] >= 2


def test_the_gazetteer_holds_what_was_loaded_and_a_wards_own_name_only_once(
    session: Session, places: Gazetteer
) -> None:
    found = read(FILE.read_bytes(), places)
    localities.replace(session, found.counties, found.found)

    names = Gazetteer.read(session).names

    assert [named.own for named in names["mbitini"]] == [True, True]
    assert [(named.ward, named.own) for named in names["chuluni"]] == [
        ("kitui.kitui-east.chuluni", True),
        ("kitui.kitui-east.nzambani", False),
        ("kitui.kitui-south.ikanga-kyatune", False),
    ]
    assert list(names) == sorted(names)
    assert area_files.gazetteer().localities == []
