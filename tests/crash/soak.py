"""Mixed traffic and broadcast after broadcast, and at random instants something is killed, stopped, slow or lying."""

import contextlib
import random
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import OperationalError

from domain.bulletins import Kind
from domain.embedded import Postgres
from tests.crash.desk import Desk
from tests.crash.provider import LIES
from tests.crash.reckoning import Reckoning, reckon
from tests.crash.service import Service, eventually, service

# What goes wrong, and how often of a hundred.
FAULTS = {
    "kill worker0": 16, "kill worker1": 12, "kill clock0": 10, "kill clock1": 3, "kill web0": 12, "kill postgres": 12,
    "restart web0": 6, "restart worker0": 6, "restart clock0": 2, "database away": 5, "provider": 16,
}  # fmt: skip
MISDEEDS = ("down", "slow", "trickle", *LIES)
TELEPHONES = 6  # at once


def soak(
    folder: Path,
    postgres: Postgres,
    *,
    seconds: float,
    seed: int,
    people: int,
    settle: float,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[dict[str, int], Reckoning]:
    """Trouble it for so long, let it settle by itself for at most `settle` seconds, and compare the books."""
    chance = random.Random(seed)
    with service(folder, postgres, batch=10, latency=0.4, seed=seed) as here:
        here.people(people)
        desk = Desk(here, chance)
        here.start(workers=2, clocks=2, web=1)
        eventually(lambda: here.scalar("SELECT count(*) FROM heartbeats") >= 2, 30)
        here.ask_provider(f"/ring?telephones={TELEPHONES}&crowd={people}")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(OperationalError):
                if here.scalar("SELECT count(*) FROM bulletins WHERE state IN ('approved', 'sending')") == 0:
                    here.broadcast(chance.choice([Kind.DROUGHT, Kind.PEACE]))
                desk.work()
            time.sleep(chance.uniform(0.2, 2.5))
            here.supervise()
            tell(trouble(here, chance))
        here.ask_provider("/rest")
        quiet = eventually(here.is_quiet, settle)
        here.supervise()
        for clock in ("clock0", "clock1"):  # so that nobody is paged while the books are read
            here.end(clock)
        quiet = quiet and eventually(here.is_quiet, settle)
        with here.sessions() as session:
            found = reckon(session, here.settings.vault, here.books, here.logs())
        found.faults += here.fell + ([] if quiet else ["it did not come to rest by itself"])
        return here.troubled, found


def trouble(here: Service, chance: random.Random) -> str:
    """One fault; what it was."""
    (fault,) = chance.choices(list(FAULTS), list(FAULTS.values()))
    act, _, whom = fault.partition(" ")
    if whom == "web0":  # on a slow machine it would otherwise never be there, and nobody could say anything
        eventually(here.answers, 30)
    match act:
        case "kill":
            here.kill(whom)
        case "restart":
            here.restart(whom)
        case "database":
            here.postgres.stop()
            time.sleep(chance.uniform(1, 6))
            here.postgres.start()
            here.count(fault)
        case _:
            fault = f"provider {chance.choice(MISDEEDS)}"
            here.ask_provider(f"/fault?fault={fault.split()[1]}&seconds={chance.uniform(0.5, 5):.1f}")
            here.count(fault)
    return fault


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
