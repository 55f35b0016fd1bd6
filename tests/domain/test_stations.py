"""Stations: who may put them on the list and change them, and what must be known of one."""

import threading
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from domain import station_changes, stations
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.station_changes import Details, fingerprint
from domain.stations import Station
from tests.make import make_officer, make_station

DETAILS = Details(name="Radio Mbithi", counties=("kitui",), languages=("kam",))


@pytest.fixture
def of_kitui(session: Session) -> Officer:
    return make_officer(session, "ndanu", Grant(role=Role.OFFICER, county="kitui"))


def test_what_is_written_of_a_station_is_kept(session: Session, of_kitui: Officer, now: datetime) -> None:
    known = replace(
        DETAILS, name=" Radio  Mbithi ", minutes=10, airs_on=4, airs_at=time(18, 15), speeds={"kam": 240},
        confirmed_on=date(2026, 11, 24), source="The station itself",
    )  # fmt: skip
    kept = station_changes.add(session, of_kitui, known, now)
    session.expire_all()

    assert Details.of(kept) == replace(known, name="Radio Mbithi")
    assert stations.reading(session, "kitui", Language.KAMBA) == [kept]
    assert stations.reading(session, "kitui", Language.SWAHILI) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "Write the station's name"),
        ({"name": "105.6"}, "Write the station's name"),  # a number names a station in a form
        ({"counties": ()}, "at least one county"),
        ({"languages": ()}, "at least one language"),
        ({"languages": ("en",)}, "at least one language"),
        ({"minutes": 20}, "how many minutes"),
        ({"airs_on": 3}, "both the day and the hour"),
        ({"airs_on": 7, "airs_at": time(9)}, "Choose the day"),
        ({"area": "x" * 201}, "at most 200 letters"),
        ({"confirmed_on": date(2026, 11, 25)}, "lies in the future"),
    ],
)
def test_what_does_not_fit_is_refused(
    session: Session, of_kitui: Officer, now: datetime, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        station_changes.add(session, of_kitui, replace(DETAILS, **change), now)  # type: ignore[arg-type]
    assert stations.everyone(session) == []


def test_a_station_of_two_counties_is_changed_by_who_keeps_both(session: Session, now: datetime) -> None:
    shared = make_station(session, counties=["kitui", "makueni"])
    alone = make_officer(session, "ndanu", Grant(role=Role.OFFICER, county="kitui"))
    both = make_officer(
        session, "muli", Grant(role=Role.OFFICER, county="kitui"), Grant(role=Role.LEAD, county="makueni")
    )
    known = replace(Details.of(shared), area="Kibwezi")

    for act in (
        lambda: station_changes.change(session, alone, shared, known, fingerprint(shared), now),
        lambda: station_changes.change(session, alone, shared, DETAILS, fingerprint(shared), now),  # nor takes it away
        lambda: station_changes.retire(alone, shared, now),
        lambda: station_changes.add(session, alone, replace(known, name="Another FM"), now),
    ):
        with pytest.raises(Refusal, match="a county that is not yours"):
            act()
    station_changes.change(session, both, shared, known, fingerprint(shared), now)
    assert (shared.area, shared.retired_at) == ("Kibwezi", None)


def test_nobody_overwrites_what_somebody_else_changed_meanwhile(
    session: Session, of_kitui: Officer, now: datetime
) -> None:
    station = make_station(session)
    seen = fingerprint(station)
    station_changes.change(session, of_kitui, station, replace(Details.of(station), frequency="99.9 FM"), seen, now)

    with pytest.raises(Refusal, match="Somebody else changed"):
        station_changes.change(session, of_kitui, station, DETAILS, seen, now)
    assert station.frequency == "99.9 FM"


def test_a_retired_station_gets_no_script_and_its_name_stays_taken(
    session: Session, of_kitui: Officer, now: datetime
) -> None:
    station = make_station(session)
    producer = make_officer(session, "mghoi", Grant(role=Role.PRODUCER, station_id=station.id))
    station_changes.retire(of_kitui, station, now)
    station_changes.retire(of_kitui, station, now + timedelta(days=1))

    assert station.retired_at == now
    assert stations.reading(session, "kitui", Language.KAMBA) == []
    assert stations.of_producer(session, producer, now.date()) == []
    with pytest.raises(Refusal, match="There is a station radio mbithi already"):
        station_changes.add(session, of_kitui, replace(DETAILS, name="radio mbithi"), now)

    station_changes.bring_back(of_kitui, station, now)
    assert stations.of_producer(session, producer, now.date()) == [station]


def test_of_two_who_add_one_name_at_once_the_second_is_told(sessions: sessionmaker[Session], now: datetime) -> None:
    both, said = threading.Barrier(2), []

    def desk() -> None:
        with sessions.begin() as session:
            both.wait(10)
            try:
                station_changes.put(session, DETAILS, now)
                said.append("kept")
            except Refusal as refusal:
                said.append(refusal.sentence)

    desks = [threading.Thread(target=desk) for _ in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join(30)

    assert sorted(said) == ["There is a station %(name)s already; it may be a retired one.", "kept"]
    with sessions() as session:
        assert session.query(Station).count() == 1
