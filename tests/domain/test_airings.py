"""What a station says of a broadcast: bounds, corrections, and that the same said twice is one note."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from domain.airings import MOST, MOST_CORRECTIONS, Airing, Told, note
from domain.officers import Officer
from domain.refusals import Refusal
from domain.script_links import Taker
from domain.scripts import Script
from domain.stations import Station
from tests.make import make_officer, make_script_for_stations, make_station, next_version


@pytest.fixture
def script(session: Session, now: datetime) -> Script:
    return make_script_for_stations(session, now)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


@pytest.fixture
def mghoi(session: Session) -> Officer:
    return make_officer(session, "mghoi")


def test_two_who_send_the_same_note_at_once_make_one(
    session: Session, sessions: sessionmaker[Session], now: datetime, script: Script, station: Station, mghoi: Officer
) -> None:
    session.commit()
    start = Barrier(2)

    def run() -> None:
        with sessions.begin() as other:
            of = (other.get_one(Script, script.id), other.get_one(Station, station.id))
            start.wait(5)
            note(other, *of, Taker(mghoi.id), Told(1, now, 14), now)

    both = [Thread(target=run) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert count(session) == 1


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Airing)) or 0


def test_a_note_sent_twice_is_one_and_a_repeat_another(
    session: Session, now: datetime, script: Script, station: Station, mghoi: Officer
) -> None:
    told, taker = Told(1, now - timedelta(hours=2), 14, 6, "Wengi walipiga."), Taker(mghoi.id)

    assert note(session, script, station, taker, told, now) is not None
    assert note(session, script, station, taker, told, now) is None
    assert count(session) == 1

    note(session, script, station, taker, replace(told, aired_at=now - timedelta(hours=1), calls=None), now)
    assert count(session) == 2


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"aired_at": timedelta(minutes=1)}, "still to come"),
        ({"aired_at": timedelta(days=-3)}, "had not begun"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"calls": -1}, "how many called"),
        ({"calls": 10_001}, "how many called"),
        ({"remarks": "x" * 501}, "shorter"),
        ({"version": 2}, "approved"),
        ({"version": 9}, "approved"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, now: datetime, script: Script, station: Station, mghoi: Officer, changes: dict, why: str
) -> None:
    next_version(script, now, approved=False)
    after = changes.pop("aired_at", timedelta(0))

    with pytest.raises(Refusal, match=why):
        note(
            session,
            script,
            station,
            Taker(mghoi.id),
            Told(**{"version": 1, "aired_at": now + after, "minutes": 14, **changes}),
            now,
        )
    assert count(session) == 0


def test_what_is_too_long_ago_is_refused(session: Session, now: datetime, station: Station, mghoi: Officer) -> None:
    script = make_script_for_stations(session, now, weeks=-5)
    aired = now - timedelta(days=30)
    note(session, script, station, Taker(mghoi.id), Told(1, aired, 14), now)

    with pytest.raises(Refusal, match="too long ago"):
        note(session, script, station, Taker(mghoi.id), Told(1, aired - timedelta(minutes=1), 14), now)


def test_who_noted_it_corrects_it_for_a_week_and_nobody_else(
    session: Session, now: datetime, script: Script, station: Station, mghoi: Officer
) -> None:
    told = Told(1, now, 14, 6)
    airing = note(session, script, station, Taker(mghoi.id), told, now)
    assert airing is not None
    right, other = replace(told, minutes=12, aired_at=now - timedelta(hours=1)), make_officer(session, "kazungu")

    note(session, script, station, Taker(mghoi.id), right, now + timedelta(days=6), airing.id)
    assert (airing.minutes, airing.aired_at, airing.noted_at, count(session)) == (12, right.aired_at, now, 1)

    for taker, when in ((Taker(other.id), now), (Taker(mghoi.id), now + timedelta(days=7))):
        with pytest.raises(Refusal, match="Only who noted"):
            note(session, script, station, taker, told, when, airing.id)
        with pytest.raises(Refusal, match="Only who noted"):  # neither by saying it of the same moment
            note(session, script, station, taker, right, when)


def test_a_correction_stays_within_its_station_and_meets_no_other_note(
    session: Session, now: datetime, script: Script, station: Station, mghoi: Officer
) -> None:
    taker, told = Taker(mghoi.id), Told(1, now, 14)
    first = note(session, script, station, taker, told, now)
    assert first is not None
    note(session, script, station, taker, replace(told, aired_at=now - timedelta(hours=1)), now)

    with pytest.raises(Refusal, match="noted already"):
        note(session, script, station, taker, replace(told, aired_at=now - timedelta(hours=1)), now, first.id)
    with pytest.raises(Refusal, match="noted already"):
        note(session, script, make_station(session, "Radio Vuria"), taker, told, now, first.id)


def test_a_station_neither_notes_nor_corrects_endlessly(
    session: Session, now: datetime, script: Script, station: Station, mghoi: Officer
) -> None:
    for minute in range(MOST):
        note(session, script, station, Taker(mghoi.id), Told(1, now - timedelta(minutes=minute), 14), now)

    with pytest.raises(Refusal, match="often enough"):
        note(session, script, station, Taker(mghoi.id), Told(1, now - timedelta(hours=1), 14), now)
    for calls in range(MOST_CORRECTIONS):
        note(session, script, station, Taker(mghoi.id), Told(1, now, 14, calls), now)
    with pytest.raises(Refusal, match="corrected often enough"):
        note(session, script, station, Taker(mghoi.id), Told(1, now, 14, MOST_CORRECTIONS), now)
