"""Where everything is measured: a fresh durable PostgreSQL full of people, and the service's own processes on it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import psycopg
import requests
from flask import Flask

from domain import area_files, db, migrations
from domain.officers import Officer
from domain.vault import Vault
from schedules.crew import Crew
from settings import Settings, from_environment
from tests.bench import crowd, machine
from tests.bench.process import behind_daylight, crew
from tests.bench.progress import Progress
from tests.make import make_cookie, signed_cookie

ROOT = Path(__file__).parents[2]
TOKEN = "of-the-bench-alone"  # of our hooks
GLANCE = 0.01  # seconds between two looks at whether it has ended


@dataclass
class Stage:
    """One database and what runs on it."""

    url: str
    people: int
    progress: Progress
    keys: str = field(default_factory=Vault.new_keys)
    behind: timedelta = field(default_factory=lambda: behind_daylight(datetime.now(UTC)))

    def __post_init__(self) -> None:
        self.look = psycopg.connect(self.url, autocommit=True)
        self.postmaster = int(str(self.ask("SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)")))

    def environment(self, **more: str) -> dict[str, str]:
        """Every setting, and nothing of the machine's own: no real account is ever within reach."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "MBIU_LOCAL": "1",
            "MBIU_DATA": str(ROOT / "var" / "bench"),
            "MBIU_KEYS": self.keys,
            "DATABASE_URL": self.url,
            "PUBLIC_BASE_URL": "http://127.0.0.1",
            "HOOK_TOKENS": TOKEN,
            "AFRICASTALKING_USERNAME": "bench",
            "AFRICASTALKING_API_KEY": "bench",
            "AFRICASTALKING_SHORT_CODE": "20880",
            "AFRICASTALKING_BASE_URL": "http://127.0.0.1:1",
            **more,
        }

    def settings(self, **more: str) -> Settings:
        return from_environment(self.environment(**more))

    def crew(self, lists: int) -> Crew:
        """What the clock has in hand, in this process."""
        return crew(self.settings(AFRICASTALKING_BATCH=str(lists)), self.behind)

    def fill(self) -> None:
        engine = db.connect(self.url)
        migrations.upgrade(engine)
        with db.sessions(engine).begin() as session:
            area_files.load_areas(session)
        engine.dispose()
        ours = self.crew(1)
        now = ours.now()
        crowd.fill(self.look, ours.vault, ours.places, self.people, now, self.progress.stage("filling"))

    @contextmanager
    def start(self, *command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """A program in the service's own environment, ended by SIGTERM after the block."""
        (ROOT / "var" / "bench").mkdir(parents=True, exist_ok=True)
        with (
            (ROOT / "var" / "bench" / "programs.log").open("a") as log,
            subprocess.Popen(
                command, env=self.environment(**environment), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            ) as process,
        ):
            try:
                yield process
            finally:
                process.terminate()

    @contextmanager
    def web(self) -> Iterator[tuple[int, int]]:
        """The web as the Procfile starts it: its port on loopback, and its process."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line)
        with self.start("sh", "-c", lines["web"], PORT=str(port)) as process:
            wait_until(lambda: _answers(port), "the web")
            yield port, process.pid

    @contextmanager
    def browser(self, officer_id: int) -> Iterator[requests.Session]:
        """A browser in which this officer is signed in: by the web's clock, which is the wall's."""
        engine = db.connect(self.url)
        with db.sessions(engine).begin() as session:
            holds = make_cookie(session, session.get_one(Officer, officer_id), datetime.now(UTC))
        engine.dispose()
        signer = Flask("signer")
        signer.config.update(SECRET_KEY=self.settings().secret_keys[0], SESSION_COOKIE_NAME="mbiu")
        with requests.Session() as browser:
            browser.cookies.set(*signed_cookie(signer, holds))
            yield browser

    def ask(self, question: str, *values: object) -> object:
        """The one value that answers."""
        row = self.look.execute(question, values, prepare=True).fetchone()
        return row[0] if row else None

    def count(self, what: str) -> int:
        """How many rows a table has, or a table and a condition."""
        return int(str(self.ask(f"SELECT count(*) FROM {what}")))  # noqa: S608  our own words

    def cpu(self) -> float:
        """Processor seconds of the whole PostgreSQL so far."""
        return machine.seconds(self.postmaster)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:  # not yet
        return False


def wait_until(true: Callable[[], bool], what: str, patience: float = 60.0) -> None:
    ends = time.monotonic() + patience
    while not true():
        if time.monotonic() > ends:
            raise TimeoutError(f"waited {patience:.0f} seconds in vain for {what}")
        time.sleep(GLANCE)
