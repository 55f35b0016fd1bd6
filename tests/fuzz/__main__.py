"""`make fuzz`: so many requests at a web of real processes, and then what it has kept, logged and grown by."""

import argparse
import asyncio
import itertools
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.crash.reckoning import DIGITS
from tests.crash.service import Service, eventually, ground, leave_in_order
from tests.fuzz.promises import Kept, fault, stumbles
from tests.fuzz.visits import BASE, MARK, NUMBERS, SECRET, Visit, visits
from tests.fuzz.wire import Connection

TWILIO = {"TWILIO_AUTH_TOKEN": SECRET, "TWILIO_ACCOUNT_SID": "ACfuzz", "TWILIO_FROM": "MBIU"}
LOCAL = {
    "HOOK_TOKENS": "local",
    "AFRICASTALKING_USERNAME": "fuzz",
    "AFRICASTALKING_API_KEY": "fuzz",
    "AFRICASTALKING_SHORT_CODE": "20880",
}
CONNECTIONS = 8
AT_ONCE = 200  # visits drawn, and then made
MOST_GROWTH = 64  # MiB, from a tenth of the way to the end
DRAIN = 300  # seconds the worker has for what was left to it


class Fuzz:
    """The run: `answered` counts requests by door and status, `faults` names what was not as promised."""

    def __init__(self, here: Service, requests: int, longest: float) -> None:
        self.here, self.requests, self.longest = here, requests, longest
        self.answered: Counter[tuple[str, int]] = Counter()
        self.faults: list[str] = []
        self.waits: list[float] = []
        self.kept = Kept(here.settings.vault)
        self.grown = [0, 0]

    def run(self, number: int) -> None:
        """Drawn by the hundred, as one test of Hypothesis each, and then made: nothing is asked while it draws."""
        for turn in itertools.count():
            if self.answered.total() >= self.requests:
                return
            asyncio.run(self._make(drawn(number + turn)))
            self._weigh()

    async def _make(self, drawn: Iterable[Visit]) -> None:
        """All of them, each connection one visit after the other."""
        waiting = iter(list(drawn))
        await asyncio.gather(*(self._walk(waiting) for _ in range(CONNECTIONS)))

    async def _walk(self, waiting: Iterator[Visit]) -> None:
        mine = [Connection(self.here.port, self.waits, self.longest) for _ in range(2)]
        for visit in waiting:
            for group in visit:
                answers = await asyncio.gather(*(c.ask(one) for c, one in zip(mine, group, strict=False)))
                for one, (status, body) in zip(group, answers, strict=False):
                    self.answered[one.door, status] += 1
                    self.kept.note(one, status)
                    if not status:
                        self.faults.append(
                            f"no answer: {body.decode()} {one.method} {one.door}, {one.body[:120]!r}, {one.headers}"
                        )
                    elif wrong := fault(one, status, body):
                        self.faults.append(f"{wrong}: {one.body[:120]!r} {one.headers}")
        for connection in mine:
            connection.close()

    def _weigh(self) -> None:
        done, now = self.answered.total(), sum(map(_resident, family(self.here.process("web0").pid)))
        self.grown = [now, now] if done < self.requests / 10 else [self.grown[0] or now, now]


def drawn(number: int) -> list[Visit]:
    """Some visits, always the same of one number."""
    found: list[Visit] = []

    @seed(number)
    @settings(
        max_examples=AT_ONCE,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(visits)
    def draw(visit: Visit) -> None:
        found.append(visit)

    draw()
    return found


def family(pid: int) -> list[int]:
    """A process and all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *itertools.chain.from_iterable(family(int(child)) for child in below)]


def _resident(pid: int) -> int:
    """Memory in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20


def afterwards(fuzz: Fuzz, before: list[int]) -> None:
    """What must be so when all was answered, and again when the worker has done what it was left."""
    here = fuzz.here
    if family(here.process("web0").pid) != before:
        fuzz.faults.append("a process of the web ended and was begun anew")
    with here.sessions() as session:
        fuzz.faults += fuzz.kept.missing(session) + stumbles(session)
    if left := [*here.folder.glob("spool/*/[!.]*")]:
        fuzz.faults.append(f"{len(left)} are left in the spool of a database that was there")
    if fuzz.grown[1] - fuzz.grown[0] > MOST_GROWTH:
        fuzz.faults.append(f"the web grew by {fuzz.grown[1] - fuzz.grown[0]} MiB")
    for name in TWILIO:  # nothing is sent there
        del here.environment[name]
    here.start(workers=2, clocks=1)
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND scheduled_at IS NULL"
    if not eventually(
        lambda: here.scalar(jobs) + here.scalar("SELECT count(*) FROM receipts WHERE stage = 'new'") == 0, DRAIN
    ):
        fuzz.faults.append(f"{here.scalar(jobs)} jobs are not done after {DRAIN} s")
    if parked := here.scalar("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"):
        fuzz.faults.append(f"{parked} jobs are parked")
    here.supervise()
    fuzz.faults += here.fell
    for log in here.logs():
        said = log.read_bytes()
        if MARK.encode() in said or any(run[-9:].decode() in {n[-9:] for n in NUMBERS} for run in DIGITS.findall(said)):
            fuzz.faults.append(f"a number or somebody's words stand in {log.name}")
        if b"Traceback" in said:
            fuzz.faults.append(f"a traceback in {log.name}: {said[said.index(b'Traceback') :][:1500].decode()}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=None, help="to play a run again")
    parser.add_argument("--longest", type=float, default=2, help="seconds that an answer may take")
    asked = parser.parse_args()
    leave_in_order()
    number = random.randrange(10**6) if asked.seed is None else asked.seed
    print(f"seed {number}, {asked.requests:,} requests", flush=True)
    folder = Path("var/fuzz")
    with ground(folder.with_name("fuzz-postgres")) as postgres:
        here = Service(folder, postgres, reports=False)
        here.environment |= TWILIO | LOCAL | {"PUBLIC_BASE_URL": BASE, "WEB_CONCURRENCY": "1", "WEB_THREADS": "8"}
        try:
            here.start(workers=0, clocks=0, web=1)
            eventually(lambda: here.answers(), 30)
            before, began = family(here.process("web0").pid), time.monotonic()
            fuzz = Fuzz(here, asked.requests, asked.longest)
            fuzz.run(number)
            took = time.monotonic() - began
            afterwards(fuzz, before)
        finally:
            here.stop()
    report(fuzz, took)
    sys.exit(1 if fuzz.faults else 0)


def report(fuzz: Fuzz, took: float) -> None:
    total, waits = fuzz.answered.total(), sorted(fuzz.waits)
    print(
        f"{total:,} requests in {took:.0f} s, {total / took:.0f} a second; load {' '.join(f'{x:.1f}' for x in os.getloadavg())}"
    )
    print(
        f"p50 {1000 * waits[len(waits) // 2]:.0f} ms, p99 {1000 * waits[len(waits) * 99 // 100]:.0f} ms, longest {1000 * waits[-1]:.0f} ms"
    )
    print(f"memory of the web {fuzz.grown[0]} MiB after a tenth, {fuzz.grown[1]} MiB at the end")
    print(f"kept {len(set(fuzz.kept.asked)):,} different authentic knocks\n")
    statuses = sorted({status for _, status in fuzz.answered})
    print(f"{'door':28}" + "".join(f"{status:>9}" for status in statuses))
    for door in sorted({door for door, _ in fuzz.answered}):
        print(f"{door:28}" + "".join(f"{fuzz.answered[door, status]:9,}" for status in statuses))
    print(f"\n{len(fuzz.faults)} faults")
    for one, count in Counter(fuzz.faults).most_common(40):
        print(f"FAULT {count} x {one}")


if __name__ == "__main__":
    main()
