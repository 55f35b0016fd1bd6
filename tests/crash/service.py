"""The service as a supervisor would run it: a durable PostgreSQL, the web, workers and clocks, each a real process."""

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import psycopg
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot import crowd
from domain import area_files, db, migrations, senders
from domain.bulletins import Bulletin, Kind
from domain.embedded import Postgres
from domain.languages import Language
from domain.officers import Grant, Role
from settings import Settings, from_environment
from tests.make import make_approved, make_officer

T = TypeVar("T")
LONGEST_END = 40  # seconds: of a worker whose calls hang
ROOT = Path(__file__).parents[2]

# What the service itself has no need to remember, or forgets. Whoever was ever in doubt may have been served twice: the
# product's second try, or a report that came later. Of a list: who was on it first, and at each claim.
REMEMBER = """
    CREATE TABLE was_unknown (subscriber_id bigint, bulletin_id bigint, reason text);
    CREATE TABLE text_was_unknown (text_id bigint);
    CREATE TABLE every_text (text_id bigint, phone_lookup bytea);
    CREATE TABLE listed (bulletin_id bigint, recipients bigint[]);
    CREATE TABLE claimed (bulletin_id bigint, at timestamptz, recipients bigint[]);
    CREATE FUNCTION remember_doubt() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO was_unknown VALUES (NEW.subscriber_id, NEW.bulletin_id, NEW.reason); RETURN NULL; END $$;
    CREATE FUNCTION remember_doubtful_text() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO text_was_unknown VALUES (NEW.id); RETURN NULL; END $$;
    CREATE FUNCTION remember_text() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO every_text VALUES (NEW.id, NEW.phone_lookup); RETURN NULL; END $$;
    CREATE FUNCTION remember_list() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO listed VALUES (NEW.bulletin_id, NEW.recipients); RETURN NULL; END $$;
    CREATE FUNCTION remember_claim() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO claimed VALUES (NEW.bulletin_id, NEW.claimed_at, NEW.recipients); RETURN NULL; END $$;
    CREATE TRIGGER remember_doubt AFTER INSERT OR UPDATE ON deliveries FOR EACH ROW
        WHEN (NEW.state = 'unknown') EXECUTE FUNCTION remember_doubt();
    CREATE TRIGGER remember_doubtful_text AFTER UPDATE ON texts FOR EACH ROW
        WHEN (NEW.state = 'unknown') EXECUTE FUNCTION remember_doubtful_text();
    CREATE TRIGGER remember_text AFTER INSERT ON texts FOR EACH ROW EXECUTE FUNCTION remember_text();
    CREATE TRIGGER remember_list AFTER INSERT ON batches FOR EACH ROW EXECUTE FUNCTION remember_list();
    CREATE TRIGGER remember_claim AFTER UPDATE ON batches FOR EACH ROW
        WHEN (NEW.attempts > OLD.attempts) EXECUTE FUNCTION remember_claim();
"""


def leave_in_order() -> None:
    """From now on SIGTERM, as `timeout` sends it, raises: what was started is stopped on the way out, and only once."""

    def leave(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it comes to the process and to its group
        sys.exit(128 + signal.SIGTERM)

    signal.signal(signal.SIGTERM, leave)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def ground(folder: Path) -> Iterator[Postgres]:
    """A durable PostgreSQL that can be killed and started again, with a database for others to be copied from."""
    postgres = Postgres(folder, durable=True)
    postgres.forget()
    postgres.start()
    engine = db.connect(postgres.url)
    migrations.upgrade(engine)
    with db.sessions(engine).begin() as session:
        area_files.load_areas(session)
        senders.register(session, sender_id="MBIU", short_code="20880")
        session.execute(text(REMEMBER))
    engine.dispose()
    try:
        yield postgres
    finally:
        postgres.forget()


def own_database(postgres: Postgres) -> str:
    """The address of a fresh copy."""
    name = f"crash_{time.monotonic_ns()}"
    url = make_url(postgres.url)
    with psycopg.connect(url.set(database="postgres").render_as_string(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {url.database}")
    return url.set(database=name).render_as_string()


class Service:
    """Its processes by name. `troubled` counts what we did to it; `fell` names what ended by itself: nothing may."""

    def __init__(
        self,
        folder: Path,
        postgres: Postgres,
        *,
        batch: int = 10,
        latency: float = 0.0,
        seed: int = 0,
        reports: bool = True,
    ) -> None:
        """A database and a provider on ground that is laid; `latency` is in seconds, on the average."""
        self.folder = folder.resolve()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.books = self.folder / "books"
        self.postgres = postgres
        self.troubled: dict[str, int] = {}
        self.fell: list[str] = []
        self._chance = random.Random(seed)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._commands: dict[str, list[str]] = {}
        web, provider, self._outside = free_port(), free_port(), free_port()
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "MBIU_LOCAL": "1",
            "MBIU_DATA": str(self.folder),
            "DATABASE_URL": own_database(postgres),
            "PORT": str(web),
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{web}",
            "AFRICASTALKING_BASE_URL": f"http://127.0.0.1:{provider}",
            "AFRICASTALKING_BATCH": str(batch),
        }
        self.port = web
        hooks = f"http://127.0.0.1:{web}/hooks/local/africastalking"
        where = ["--port", str(provider), "--control", str(self._outside), "--books", str(self.books)]
        how = ["--hooks", hooks, "--latency", str(latency), "--seed", str(seed), *["--reports"] * reports]
        self.run("outside", [sys.executable, "-m", "tests.crash.provider", *where, *how])
        eventually(self.ask_provider, 30)
        self.settings: Settings = from_environment(self.environment)
        self.engine: Engine = db.connect(self.settings.database_url)
        self.sessions: sessionmaker[Session] = db.sessions(self.engine)

    # What is in it.

    def people(self, count: int) -> None:
        with self.sessions.begin() as session:
            for _ in crowd.fill(session, self.settings.vault, area_files.gazetteer(), count, datetime.now(UTC)):
                pass

    def broadcast(self, kind: Kind = Kind.DROUGHT) -> int:
        """Approve a bulletin to everybody, for now and, by a second approver and with a reason, for the night too."""
        now = datetime.now(UTC)
        with self.sessions.begin() as session:
            number = len(session.scalars(select(Bulletin.id)).all()) + 1
            bulletin = make_approved(
                session,
                now,
                kind=kind,
                areas=["kitui", "makueni", "taita-taveta"],
                texts={Language.SWAHILI: f"NDMA, ilani nambari {number}: hifadhi maji."},
            )
            second = make_officer(session, f"second{number}", Grant(role=Role.APPROVER))
            bulletin.allow_night(second, "A test of what does not wait", now)
            return bulletin.id

    # Its processes.

    def run(self, name: str, command: list[str]) -> None:
        self._commands[name] = command
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that a kill takes its children, and nobody else's
            )

    def start(self, *, workers: int = 1, clocks: int = 1, web: int = 0, hurried: bool = True) -> None:
        module = "tests.crash.run" if hurried else "schedules"
        for name, count in (("worker", workers), ("clock", clocks)):
            for n in range(count):
                self.run(f"{name}{n}", [sys.executable, "-m", module, name])
        for n in range(web):
            line = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:"))
            self.run(f"web{n}", ["sh", "-c", line.removeprefix("web:").strip()])

    def process(self, name: str) -> subprocess.Popen[bytes]:
        return self._processes[name]

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def logs(self) -> list[Path]:
        """What its processes and the database have written down, but not what is outside."""
        ours = (log for log in self.folder.glob("*.log") if log.stem != "outside")
        return [*ours, self.postgres.data / "server.log"]

    def count(self, trouble: str) -> None:
        self.troubled[trouble] = self.troubled.get(trouble, 0) + 1

    def kill(self, name: str) -> None:
        """SIGKILL it and all its children, and start it again as a supervisor would."""
        self.count(f"kill {name.rstrip('0123456789')}")
        if name == "postgres":
            self.kill_postgres()
            time.sleep(self._chance.choice([0, 0, 1, 4]))  # the last is longer than the engine waits
            self.postgres.start()
            return
        process = self._processes[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(self._chance.uniform(0, 0.5))
        self.run(name, self._commands[name])

    def restart(self, name: str) -> None:
        """SIGTERM, and start it again when it has ended, as an upgrade does."""
        self.count(f"restart {name.rstrip('0123456789')}")
        self.end(name)
        self.run(name, self._commands[name])

    def end(self, name: str) -> None:
        """SIGTERM, and wait until it has ended."""
        process = self._processes.pop(name)
        process.terminate()
        try:
            code = process.wait(LONGEST_END)
        except subprocess.TimeoutExpired:
            self.fell.append(f"{name} does not end within {LONGEST_END} s of SIGTERM")
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
        if code not in (0, -signal.SIGTERM, 128 + signal.SIGTERM, -signal.SIGKILL):
            self.fell.append(f"{name} ended with {code} after SIGTERM: {self.log(name)[-2000:]}")

    def kill_postgres(self) -> None:
        """SIGKILL the postmaster and every backend, as a power cut would."""
        postmaster = int((self.postgres.data / "postmaster.pid").read_text().splitlines()[0])
        family = [postmaster, *map(int, Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split())]
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        eventually(lambda: not any(Path(f"/proc/{pid}/fd").exists() and _lives(pid) for pid in family), 20)

    def supervise(self) -> None:
        """Note and start again what ended without being killed."""
        for name, process in list(self._processes.items()):
            if process.poll() is not None:
                self.fell.append(f"{name} ended by itself with {process.returncode}: {self.log(name)[-2000:]}")
                self.run(name, self._commands[name])

    def stop(self) -> None:
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.engine.dispose()

    # What it says.

    def ask_provider(self, path: str = "/standing") -> dict[str, int]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._outside}{path}", timeout=20) as answer:
            said: dict[str, int] = json.load(answer)
        return said

    def answers(self) -> bool:
        """Whether its web does."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def scalar(self, query: str) -> int:
        with self.sessions() as session:
            return int(session.scalar(text(query)) or 0)

    def is_quiet(self) -> bool:
        """Whether nothing is under way any more: no bulletin, list, text, job or report, and none on disk."""
        left = """
            (SELECT count(*) FROM bulletins WHERE state IN ('approved', 'sending'))
            + (SELECT count(*) FROM batches WHERE state <> 'done')
            + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))
            + (SELECT count(*) FROM inbox WHERE state IN ('new', 'waiting'))
            + (SELECT count(*) FROM receipts WHERE stage IN ('new', 'waiting'))"""
        # In the order in which a report travels: seen here or at its next place, it is never missed.
        outside = self.ask_provider()
        on_disk = [*self.folder.glob("spool/people/[!.]*"), *self.folder.glob("spool/reports/[!.]*")]
        return outside["reports"] + outside["telephones"] + len(on_disk) == 0 and self.scalar(f"SELECT {left}") == 0


def _lives(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def eventually(ask: Callable[[], T], seconds: float) -> T:
    """What it says once that is true; the last it said when the time is over. Who is away says nothing."""
    until = time.monotonic() + seconds
    while True:
        try:
            said = ask()
        except (OperationalError, urllib.error.URLError):
            if time.monotonic() > until:
                raise
        else:
            if said or time.monotonic() > until:
                return said
        time.sleep(0.05)


@contextlib.contextmanager
def service(folder: Path, postgres: Postgres, **options: float) -> Iterator[Service]:
    """A service whose processes are gone afterwards."""
    here = Service(folder, postgres, **options)  # type: ignore[arg-type]
    try:
        yield here
    finally:
        here.stop()
