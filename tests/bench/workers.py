"""Workers on a stage, and one broadcast by them: timed, its cost taken, its books compared."""

import itertools
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from domain import batches
from domain.bulletins import Bulletin
from domain.languages import Language
from schedules import departure
from schedules.crew import Crew
from tests.bench import machine
from tests.bench.provider import Network
from tests.bench.stage import GLANCE, Stage, wait_until
from tests.make import make_approved

PATIENCE = 600.0  # seconds until a broadcast that does not end is given up
TEXTS = {
    Language.SWAHILI: "Ukame, hali ya hatari Kitui. Hifadhi maji na malisho. NDMA haiombi pesa.",
    Language.KAMBA: "Yua yi vo, thina munene. Sulukya kiw'u na liu wa indo, ta indo tene. NDMA ndikulasya mbesa.",
    Language.TAITA: "Kwawa kwa mvua, malagho gha hatari. Bikani machi na nyasi, tabai ng'ombe. NDMA deikalomba pesa.",
}
_serials = itertools.count(1)


class NotReconciled(Exception):
    """What was sent, what was committed and what the provider served are not the same: the figure would be a lie."""


@dataclass(frozen=True)
class Run:
    """One broadcast, measured: seconds from its start to the last commit, and the processor seconds it took."""

    people: int
    took: float
    worker: float
    postgres: float
    memory: list[float]  # MB of the first worker, sampled evenly

    @property
    def rate(self) -> float:
        return self.people / self.took

    @property
    def cost(self) -> float:
        """Milliseconds of processor time a message."""
        return 1000 * (self.worker + self.postgres) / self.people

    def figures(self) -> dict[str, float]:
        return {
            "messages/s": self.rate,
            "CPU ms": self.cost,
            "worker CPU ms": 1000 * self.worker / self.people,
            "PostgreSQL CPU ms": 1000 * self.postgres / self.people,
        }


@dataclass
class Workers:
    """Workers that run, and the clock's part in this process."""

    stage: Stage
    crew: Crew
    network: Network
    pids: list[int]
    settings: dict[str, str]

    @cached_property
    def everywhere(self) -> list[str]:
        return [county.slug for county in self.crew.places.counties]

    def approve(self, *where: str, at: datetime | None = None) -> Bulletin:
        """A bulletin in three languages, ready to leave, whose texts begin with its own name."""
        now = self.crew.now()
        with self.crew.sessions.begin() as session:
            serial = f"NDMA {next(_serials)}"
            words = {language: f"{serial}: {text}" for language, text in TEXTS.items()}
            return make_approved(
                session, now, areas=list(where) or self.everywhere, texts=words, title=serial, send_at=at or now
            )

    def broadcast(self, *where: str) -> Run:
        """One bulletin to everybody there, from the clock's tick to the last commit. Raises `NotReconciled`."""
        bulletin, owed = self.approve(*where), self.stage.count("subscribers WHERE left_at IS NULL")
        began, spent = time.perf_counter(), self._cpu()
        departure.start_due(self.crew)
        memory = self.until_sent(bulletin)
        took = time.perf_counter() - began
        worker, postgres = (after - before for after, before in zip(self._cpu(), spent, strict=True))
        return Run(self.reconcile(bulletin, 1 if where else owed), took, worker, postgres, memory)

    def until_sent(self, bulletin: Bulletin) -> list[float]:
        """Wait for the end; the memory of the first worker every half second."""
        show, memory = self.stage.progress.stage("sending"), [machine.megabytes(self.pids[0])]
        ends, shown = time.monotonic() + PATIENCE, time.monotonic()
        while not self.stage.ask("SELECT finished_at FROM bulletins WHERE id = %s", bulletin.id):
            if time.monotonic() > ends:
                raise NotReconciled(f"bulletin {bulletin.id} did not end within {PATIENCE} seconds")
            if time.monotonic() > shown + 0.5:
                shown = time.monotonic()
                memory.append(machine.megabytes(self.pids[0]))
                with self.crew.sessions() as session:
                    done = batches.progress(session, bulletin.id)
                show(int(done.settled), self.stage.people)
            time.sleep(GLANCE)
        return memory

    def reconcile(self, bulletin: Bulletin, least: int) -> int:
        """How many were sent to: the same in our counters, in our rows, and in the provider's books, each once.

        `least` is how many were owed it when it started; who joined since may have been in time.
        Raises `NotReconciled`.
        """
        with self.crew.sessions() as session:
            done = batches.progress(session, bulletin.id)
        rows = self.stage.ask(
            "SELECT count(*) FROM deliveries WHERE bulletin_id = %s AND state = 'accepted'", bulletin.id
        )
        served, different = self.network.served(bulletin.title)
        whole = least <= done.size <= self.stage.count("subscribers WHERE left_at IS NULL")
        if not (whole and done.size == done.accepted == rows == served == different):
            raise NotReconciled(
                f"{bulletin.title}: {least} and more were owed it, {done.size} listed, {done.accepted} counted, "
                f"{rows} written down, {served} served, {different} of them different: no figure comes of this"
            )
        return int(done.size)

    def _cpu(self) -> tuple[float, float]:
        """Of our processes, this one's part as the clock included, and of PostgreSQL."""
        return sum(map(machine.seconds, self.pids)) + time.thread_time(), self.stage.cpu()


@contextmanager
def at_work(
    stage: Stage, network: Network, *, lists: int = 1000, count: int = 1, in_flight: int | None = None
) -> Iterator[Workers]:
    """So many worker processes, warm: a small bulletin has gone out before."""
    command = [sys.executable, "-m", "tests.bench.process", "worker", f"--behind={stage.behind.total_seconds()}"]
    command += [f"--in-flight={in_flight}"] if in_flight else []
    settings = {"AFRICASTALKING_BASE_URL": network.address, "AFRICASTALKING_BATCH": str(lists)}
    with ExitStack() as started:
        pids = [started.enter_context(stage.start(*command, **settings)).pid for _ in range(count)]
        wait_until(lambda: stage.count("procrastinate_workers") == count, "the workers")
        workers = Workers(stage, stage.crew(lists), network, pids, settings)
        workers.broadcast("kitui.kitui-central.township")
        yield workers
