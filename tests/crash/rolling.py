"""`python -m tests.crash.rolling`: deploy in the middle of broadcasts, lose a web, and compare all books."""

import argparse
import os
import signal
import sys
import threading
import time
from pathlib import Path

from tests.crash.accounts import audit
from tests.crash.fleet import CADDY, Callers, Fleet
from tests.crash.service import Service, eventually, ground, leave_in_order, service

PLACES = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.rolling", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--callers", type=int, default=6)
    asked = parser.parse_args()
    leave_in_order()
    if CADDY is None:
        sys.exit("install caddy first: the webs stand behind it")
    folder = Path("var/rolling")
    with (
        ground(folder.with_name("rolling-postgres")) as postgres,
        service(folder, postgres, batch=10, latency=0.4) as here,
    ):
        here.people(asked.people)
        sys.exit(drill(here, asked.rounds, asked.callers))


def drill(here: Service, rounds: int, callers: int) -> int:
    """Two webs of two processes, three workers, two clocks; the number of faults."""
    fleet = Fleet(here, processes=2)
    most, ended = [0], threading.Event()
    counting = threading.Thread(target=_count_places, args=(here, most, ended), daemon=True)
    counting.start()
    began = time.monotonic()
    with Callers(here.settings.public_base_url, callers) as calling:
        for n in range(rounds):
            here.broadcast()
            eventually(lambda n=n: here.scalar("SELECT count(*) FROM batches WHERE state = 'done'") > n, 60)
            fleet.deploy()
            print(f"deploy {n + 1} of {rounds}: {calling.dialled} have dialled", flush=True)
    seconds = time.monotonic() - began
    refused = _lose_a_web(here, callers)
    quiet = eventually(fleet.is_quiet, 180)
    ended.set()
    counting.join()
    with here.sessions() as session:
        found = audit(session, here.settings.vault, refused.leave(calling.leave(here.books)))
    texts = here.scalar("SELECT count(*) FROM inbox WHERE kind = 'sms'")
    taken = calling.texted + refused.texted
    faults = [*found.faults, *here.fell, *(f"{times} times {what}" for what, times in calling.faults.items())]
    faults += [] if quiet else ["it did not come to rest by itself"]
    faults += [] if taken - refused.faults.total() <= texts <= taken else [f"{texts} texts of {taken} were kept"]
    print(f"in {seconds:.0f} s: {calling.dialled} dialled twice and texted; the slowest answer {calling.slowest:.1f} s")
    print(f"recipients {found.recipients}, served {found.served}, in doubt {found.doubts.total()}")
    print(f"when a web died {refused.faults.total()} calls of {3 * refused.dialled} failed and were not repeated")
    print(f"connections to PostgreSQL at the most: {most[0]}")
    print("faults       ", len(faults))
    for fault in faults[:20]:
        print("FAULT", fault)
    return len(faults)


def _lose_a_web(here: Service, callers: int) -> Callers:
    """SIGKILL one web and all its children in the middle of a broadcast; returns who called meanwhile."""
    here.broadcast()
    with Callers(here.settings.public_base_url, callers, first=1_000_000) as calling:
        eventually(lambda: calling.dialled > callers, 30)
        os.killpg(here.process("web1").pid, signal.SIGKILL)
        here.process("web1").wait()
        eventually(lambda: here.scalar("SELECT count(*) FROM bulletins WHERE state = 'sending'") == 0, 60)
    return calling


def _count_places(here: Service, most: list[int], ended: threading.Event) -> None:
    while not ended.wait(0.2):
        most[0] = max(most[0], here.scalar(PLACES))


if __name__ == "__main__":
    main()
