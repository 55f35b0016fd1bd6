"""Broadcast after broadcast, and at a random instant one of the processes is killed."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from domain.bulletins import Kind
from tests.crash.accounts import Accounts, audit
from tests.crash.service import eventually, service

# Who is killed, and how often of a hundred.
VICTIMS = {"worker0": 25, "worker1": 20, "clock0": 15, "clock1": 5, "web0": 15, "postgres": 20}


def soak(
    folder: Path, *, kills: int, seed: int, people: int, tell: Callable[[str], None] = lambda _: None, settle: float
) -> tuple[dict[str, int], Accounts]:
    """Kill so often, let it settle by itself for at most `settle` seconds, and compare the books."""
    chance = random.Random(seed)
    with service(folder, batch=10, latency=0.4, seed=seed) as here:
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
