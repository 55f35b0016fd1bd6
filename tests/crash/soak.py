"""Broadcast after broadcast, and at a random instant one of the processes is killed."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from domain.bulletins import Kind
from domain.embedded import Postgres
from tests.crash.accounts import Accounts, audit
from tests.crash.service import Service, eventually, service

# Who is killed, and how often of a hundred.
VICTIMS = {"worker0": 25, "worker1": 20, "clock0": 15, "clock1": 5, "web0": 15, "postgres": 20}


def soak(
    folder: Path,
    postgres: Postgres,
    *,
    kills: int,
    seed: int,
    people: int,
    settle: float,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[dict[str, int], Accounts]:
    """Kill so often, let it settle by itself for at most `settle` seconds, and compare the books."""
    chance = random.Random(seed)
    with service(folder, postgres, batch=10, latency=0.4, seed=seed) as here:
        here.people(people)
        here.start(workers=2, clocks=2, web=1)
        eventually(lambda: here.scalar("SELECT count(*) FROM heartbeats") == 2, 30)
        for _ in range(kills):
            if here.scalar("SELECT count(*) FROM bulletins WHERE state IN ('approved', 'sending')") == 0:
                here.broadcast(chance.choice([Kind.DROUGHT, Kind.PEACE]))
            time.sleep(chance.uniform(0.2, 2.5))
            (victim,) = chance.choices(list(VICTIMS), list(VICTIMS.values()))
            here.supervise()
            here.kill(victim)
            tell(victim)
        quiet = eventually(here.is_quiet, settle)
        here.supervise()
        with here.sessions() as session:
            accounts = audit(session, here.settings.vault, here.books)
        accounts.faults += here.fell + ([] if quiet else ["it did not come to rest by itself"])
        return here.killed, accounts


def outage(here: Service, seconds: float) -> float:
    """Take the database away from a broadcast for so long; returns the seconds from its return to the end of all."""
    started = here.scalar("SELECT count(*) FROM bulletins") + 1
    here.broadcast()
    eventually(lambda: here.scalar("SELECT count(*) FROM batches WHERE state = 'done'") > 0, 30)
    here.postgres.stop()
    time.sleep(seconds)
    here.postgres.start()
    back = time.monotonic()
    eventually(lambda: here.scalar("SELECT count(*) FROM bulletins WHERE state = 'sent'") == started, 90)
    return time.monotonic() - back
