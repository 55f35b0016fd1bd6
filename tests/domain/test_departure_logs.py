"""The files of who left: what a power cut tears off is written anew, what somebody changed is noticed."""

from datetime import date, datetime
from pathlib import Path

import pytest

from domain import departure_logs
from domain.departure_logs import DepartureLog, Line, LogFile
from domain.departures import Departure


def line(number: int, what: Departure = Departure.STOPPED) -> Line:
    return Line(number, number.to_bytes(16), what, date(2026, 11, 24))


@pytest.fixture
def log(now: datetime) -> DepartureLog:
    return DepartureLog(name="0a1b", begun_at=now, after=0)


def test_a_torn_end_is_written_anew_by_whoever_leads_next(tmp_path: Path, log: DepartureLog) -> None:
    file = LogFile(tmp_path, log)
    file.append([line(1), line(2)])
    file.path.write_bytes(file.path.read_bytes()[:-5])

    next_leader = LogFile(tmp_path, log)
    assert next_leader.last() == 1
    next_leader.append([line(2, Departure.ERASED), line(5)])

    [found] = departure_logs.readings([tmp_path])
    assert list(found.lines) == [line(1), line(2, Departure.ERASED), line(5)]
    assert (found.faults, file.path.stat().st_mode & 0o077) == (0, 0)


def test_a_line_that_was_changed_or_taken_out_is_noticed_and_the_others_are_read(
    tmp_path: Path, log: DepartureLog
) -> None:
    file = LogFile(tmp_path, log)
    file.append([line(number) for number in range(1, 5)])
    rows = file.path.read_text().splitlines(keepends=True)
    file.path.write_text("".join([*rows[:2], *rows[3:]]).replace("4 00", "6 00"))

    [found] = departure_logs.readings([tmp_path])
    assert ([each.id for each in found.lines], found.faults) == ([1, 3, 6], 2)


def test_a_file_whose_beginning_was_changed_is_not_begun_anew(tmp_path: Path, log: DepartureLog) -> None:
    file = LogFile(tmp_path, log)
    file.append([line(1)])
    file.path.write_text("x" + file.path.read_text())

    with pytest.raises(OSError, match="changed"):
        LogFile(tmp_path, log).append([line(2)])


def test_a_share_that_is_not_mounted_is_not_made_up(tmp_path: Path, log: DepartureLog) -> None:
    with pytest.raises(FileNotFoundError):
        LogFile(tmp_path / "share", log).append([line(1)])
