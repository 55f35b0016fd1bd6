"""Our own PostgreSQL: from the wheel's binaries as well as an installed server's, and after a SIGKILL."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from domain.embedded import Postgres, bundled_binaries, main


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path("var") / f"test-embedded-{os.getpid()}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_the_wheels_server_survives_a_kill_and_keeps_its_data(folder: Path) -> None:
    server = Postgres(folder, bin_folder=bundled_binaries())
    server.start()
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        os.kill(int((server.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        (server.data / "postmaster.pid").write_text("1\n")
        server.start()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)
    finally:
        server.stop()


def test_a_command_runs_beside_it_and_its_answer_is_passed_on(folder: Path) -> None:
    asks = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 1'); raise SystemExit(3)"

    assert main(["--data", str(folder), "--", "python3", "-c", asks]) in (1, 3)
    assert not (folder / "postgres" / "data" / "postmaster.pid").exists(), "it was stopped"


def test_a_command_with_an_address_of_its_own_starts_nothing(folder: Path) -> None:
    folder.mkdir(parents=True)
    asks = "import os; raise SystemExit(os.environ['DATABASE_URL'] != 'postgresql://db.example/mbiu')"

    code = main(["--url", "postgresql://db.example/mbiu", "--data", str(folder), "--", "python3", "-c", asks])

    assert code == 0
    assert list(folder.iterdir()) == []


def test_forgetting_stops_the_server_and_removes_what_it_kept(folder: Path) -> None:
    server = Postgres(folder / "postgres")
    server.start()

    assert main(["--data", str(folder), "--forget"]) == 0

    assert not server.folder.exists()
    assert not server.socket.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url)


def test_forgetting_where_nothing_was_kept_is_no_error(folder: Path) -> None:
    assert main(["--data", str(folder), "--forget"]) == 0
