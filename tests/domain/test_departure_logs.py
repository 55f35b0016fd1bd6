"""The files of who left: what a power cut tears off is written anew, what somebody changed is noticed."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from domain import departure_logs
from domain.departure_logs import DepartureLog, Line, LogFile, Reading
from domain.departures import Departure
from domain.vault import Vault

A_MINUTE = timedelta(minutes=1)


def line(number: int, what: Departure = Departure.STOPPED) -> Line:
    return Line(number, number.to_bytes(16), what, date(2026, 11, 24))


def read(folder: Path, vault: Vault) -> Reading:
    [(_, found)] = departure_logs.readings([folder], vault)
    assert found
    return found


@pytest.fixture
def log(now: datetime) -> DepartureLog:
    return DepartureLog(name="0a1b", begun_at=now, after=0)


def test_a_torn_end_is_written_anew_by_whoever_leads_next(
    tmp_path: Path, log: DepartureLog, vault: Vault, now: datetime
) -> None:
    file = LogFile(tmp_path, log, vault)
    file.append([line(1), line(2)], None)
    file.path.write_bytes(file.path.read_bytes()[:-5])

    next_leader = LogFile(tmp_path, log, vault)
    assert next_leader.last() == 1
    next_leader.append([line(2, Departure.ERASED), line(5)], now + A_MINUTE)
    LogFile(tmp_path, log, vault).append([line(7)], now + 2 * A_MINUTE)

    found = read(tmp_path, vault)
    assert list(found.lines) == [line(1), line(2, Departure.ERASED), line(5), line(7)]
    assert (found.faults, file.path.stat().st_mode & 0o077) == (0, 0)
    assert found.until == now + 2 * A_MINUTE
    assert file.path.read_text().count("complete") == 1, "many would tell the hour at which somebody left"


def test_a_line_that_was_changed_or_taken_out_is_noticed_and_brings_nobody_back(
    tmp_path: Path, log: DepartureLog, vault: Vault, now: datetime
) -> None:
    file = LogFile(tmp_path, log, vault)
    file.append([line(number) for number in range(1, 6)], now + A_MINUTE)
    rows = file.path.read_text().splitlines(keepends=True)
    changed = "".join([*rows[:2], *rows[3:]]).replace("4 00", "6 00")
    file.path.write_text(changed.replace("05 stopped", "05 joined"))

    found = read(tmp_path, vault)
    assert ([each.id for each in found.lines], found.faults) == ([1, 3, 6], 3)
    assert found.until == now, "from the first of them on it is not complete"


def test_a_file_without_its_end_or_weeks_behind_says_so(
    tmp_path: Path, log: DepartureLog, vault: Vault, now: datetime
) -> None:
    file = LogFile(tmp_path, log, vault)
    file.append([line(1)], now + A_MINUTE)
    mark = file.path.read_text().splitlines(keepends=True)[-1]
    file.append([line(2), line(3)], now + timedelta(days=40))
    assert read(tmp_path, vault).until == now + timedelta(days=40)

    whole = file.path.read_text().splitlines(keepends=True)
    for cut in (whole[:-1], whole[:-2], [*whole[:-2], whole[-1]], [*whole[:-1], mark]):
        file.path.write_text("".join(cut))
        assert read(tmp_path, vault).until == now


@pytest.mark.parametrize("first", ["x{}", "mbiu-departures-1 0a1b 2026-11-24T09:00:00 0123456789abcdef\n", "{}"])
def test_a_file_that_is_not_ours_is_not_believed_nor_begun_anew(
    tmp_path: Path, log: DepartureLog, vault: Vault, now: datetime, first: str
) -> None:
    file = LogFile(tmp_path, log, Vault.parse(Vault.new_keys()))
    file.append([line(1)], now)
    file.path.write_text(first.format(file.path.read_text()))

    assert list(departure_logs.readings([tmp_path], vault)) == [(file.path, None)]
    with pytest.raises(OSError, match="changed"):
        LogFile(tmp_path, log, vault).append([line(2)], now)


def test_a_share_that_is_not_mounted_is_not_made_up(
    tmp_path: Path, log: DepartureLog, vault: Vault, now: datetime
) -> None:
    with pytest.raises(FileNotFoundError):
        LogFile(tmp_path / "share", log, vault).append([line(1)], now)


def test_the_newest_life_is_the_newest_also_by_a_clock_that_is_behind(session: Session, now: datetime) -> None:
    lives = [departure_logs.begin(session, now - timedelta(days=back)) for back in (0, 30)]

    assert departure_logs.current(session) is lives[1]
    assert departure_logs.before(session, lives[1]) is lives[0]
    assert departure_logs.begin(session, lives[1].begun_at) is lives[1]
