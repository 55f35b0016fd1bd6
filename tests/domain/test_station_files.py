"""The file of known stations: what it says, what is wrong with it, and what loading leaves alone."""

from datetime import date, datetime, time

import pytest
from sqlalchemy.orm import Session

from domain import station_files, stations
from domain.areas import Gazetteer
from domain.station_files import BadFileError
from tests.make import make_station

TODAY = date(2026, 11, 24)
HEAD = "name,counties,languages,minutes,day,time\n"


def read(rows: str, places: Gazetteer) -> station_files.Reading:
    return station_files.read((HEAD + rows).encode(), places, TODAY)


def test_our_own_file_is_whole_and_says_of_each_how_sure_it_is(places: Gazetteer) -> None:
    reading = station_files.read(station_files.STATIONS_CSV.read_bytes(), places, TODAY)

    assert reading.faults == []
    assert reading.found
    for details in reading.found:
        assert details.source, details.name
        assert details.remarks.startswith(("Verified", "Partly verified", "From memory")), details.name
        assert (details.confirmed_on, details.airs_on) == (None, None), "nobody asked a station yet"


def test_a_row_says_what_is_known(places: Gazetteer) -> None:
    [details] = read("\u202eRadio\u200b Mbithi\x07,Taita-Taveta; kitui,Swahili;dav,15,Friday,18:30\n", places).found

    assert details.name == "Radio Mbithi"
    assert (details.counties, details.languages) == (("taita-taveta", "kitui"), ("sw", "dav"))
    assert (details.minutes, details.airs_on, details.airs_at) == (15, 4, time(18, 30))


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("A FM,Nairobi,kam,,,\n", ["row 2, counties: There is no county “Nairobi”"]),
        ("A FM,Kitui,kam,,,\na  fm,Kitui,sw,,,\n", ["row 3, name: This station stands in row 2"]),
        ("A FM,Kitui,Kikuyu,,Someday,\n", ["row 2, languages: “Kikuyu”", "row 2, day: Choose"]),
        ("A FM,Kitui,kam,soon,,25:00\n", ["row 2, minutes: Choose", "row 2, time: Give"]),
        ("\n,Kitui,kam,,,\nB FM,,kam,,,\n", ["row 3: Write the station's name", "row 4, counties: This must"]),
        ("A FM,Kitui,kam,20,,\n", ["row 2: Choose how many minutes"]),
    ],
)
def test_what_is_wrong_names_its_row_and_column(places: Gazetteer, rows: str, faults: list[str]) -> None:
    found = read(rows, places).faults

    assert len(found) == len(faults), found
    assert all(said.startswith(fault) for said, fault in zip(found, faults, strict=True)), found


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"name,counties\nA,Kitui\n",
        b"name,counties,languages,price\n",
        b"name,counties,languages,Name\n",
        b"PK\x03\x04\0",
    ],
)
def test_what_is_no_list_of_stations_is_refused_whole(places: Gazetteer, data: bytes) -> None:
    with pytest.raises(BadFileError):
        station_files.read(data, places, TODAY)


def test_loading_adds_what_is_not_there_and_overwrites_nothing(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    make_station(session, "radio mbithi", frequency="99.9 FM", retired_at=now)
    found = read("Radio Mbithi,Kitui,kam,,,\nOther FM,Makueni,kam,,,\n", places).found

    assert [station_files.load(session, found, now) for _ in range(2)] == [1, 0]
    assert [(one.name, one.frequency) for one in stations.everyone(session)] == [
        ("Other FM", ""), ("radio mbithi", "99.9 FM"),
    ]  # fmt: skip
