"""The rows about people who knock: sessions by USSD, and how soon a text is answered, with and without a broadcast."""

import asyncio
import itertools
import operator
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from bot.crowd import FIRST_NUMBER
from tests.bench import machine
from tests.bench.bench import Bench, Figures
from tests.bench.door import Door, WrongAnswer, doors
from tests.bench.provider import Network, provider
from tests.bench.stage import wait_until
from tests.bench.workers import Workers, at_work

CONNECTIONS = 16
PEOPLE, THUMB = 50, 1.0  # who dial at once, and the seconds each of them takes for a key
WARM = 0.2  # of the time of a load, before it counts
STRANGERS, WRITERS = 254722000000, 254733000000  # numbers that nobody of the crowd has
TEXTS_A_SECOND = 20
ROADS = ("join", "warning", "report")
_calls = itertools.count()


def ussd_idle(bench: Bench) -> Figures:
    with provider() as network, at_work(bench.small, network) as workers:
        workers.broadcast()  # a warning to be read
    with bench.small.web() as (port, web):
        return _sessions(bench, port, web)


def ussd_in_a_broadcast(bench: Bench, connections: int = CONNECTIONS, thumb: float = 0.0) -> Figures:
    with provider() as network, at_work(bench.small, network) as workers:
        workers.broadcast()
        with bench.small.web() as (port, web), broadcasting(workers) as rates:
            figures = _sessions(bench, port, web, connections, thumb)
    for shared in ("CPU ms", "PostgreSQL CPU ms"):  # it works for the broadcasts as well
        del figures[shared]
    return {**figures, "messages/s": sum(rates) / len(rates)}


def people_in_a_broadcast(bench: Bench) -> Figures:
    """Not as many turns as the machine can bear, but as many as people with thumbs make."""
    return ussd_in_a_broadcast(bench, PEOPLE, THUMB)


def replies(bench: Bench) -> Figures:
    """From the post of a text at our hook to its answer at the provider, for texts that come at a steady pace."""
    with provider() as network, at_work(bench.small, network) as workers, bench.small.web() as (port, _):
        asyncio.run(_texts(port, bench.seconds * WARM))
        with broadcasting(workers) as rates:
            written = asyncio.run(_texts(port, bench.seconds))
        wait_until(lambda: _all_answered(network, written), "the last reply")
    waits = sorted(network.alone[number] - at for number, at in written.items())
    return {**_spread(waits), "replies": len(waits), "messages/s": sum(rates) / len(rates)}


@contextmanager
def broadcasting(workers: Workers) -> Iterator[list[float]]:
    """One broadcast after the other for as long as the block lasts; their rates."""
    enough, rates, faults = Event(), [], []

    def go_on() -> None:
        try:
            while not enough.is_set():
                rates.append(workers.broadcast().rate)
        except BaseException as fault:
            faults.append(fault)

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield rates
    finally:
        enough.set()
        thread.join()
    for fault in faults:
        raise fault


def _sessions(bench: Bench, port: int, web: int, connections: int = CONNECTIONS, thumb: float = 0.0) -> Figures:
    """Whole sessions by strangers who join and by people known who read a warning or report, on every connection."""

    def spent() -> tuple[float, float]:
        return machine.seconds(web), bench.small.cpu()

    async def play() -> tuple[float, tuple[float, ...], list[float]]:
        async with doors(port, connections, thumb) as opened:
            await _each(opened, bench.recipients, bench.seconds * WARM)
            for door in opened:
                door.waits.clear()
            before, cpu, began = outcomes(), spent(), time.perf_counter()
            played = await _each(opened, bench.recipients, bench.seconds)
            took, cpu = time.perf_counter() - began, tuple(map(operator.sub, spent(), cpu))
        grown = [after - once for after, once in zip(outcomes(), before, strict=True)]
        if grown != [played["join"], played["report"]]:
            raise WrongAnswer(f"{grown} people and reports came of {played}")
        return took, cpu, [wait for door in opened for wait in door.waits]

    def outcomes() -> tuple[int, int]:
        return bench.small.count("subscribers"), bench.small.count("incidents")

    took, cpu, waits = asyncio.run(play())
    web_ms, server_ms = (1000 * seconds / len(waits) for seconds in cpu)
    figures = {"requests/s": len(waits) / took, **_spread(sorted(waits))}
    return figures | {"CPU ms": web_ms + server_ms, "web CPU ms": web_ms, "PostgreSQL CPU ms": server_ms}


async def _each(opened: list[Door], known: int, seconds: float) -> Counter[str]:
    """One session after the other on each; how many of each road."""
    ends, played = time.perf_counter() + seconds, Counter[str]()

    async def one(door: Door) -> None:
        while time.perf_counter() < ends:
            call = next(_calls)
            road = ROADS[call % len(ROADS)]
            phone = STRANGERS + call if road == "join" else FIRST_NUMBER + call % known
            await door.dial(f"bench-{call}", f"+{phone}", "2" if road == "report" else "1")
            played[road] += 1

    await asyncio.gather(*(one(door) for door in opened))
    return played


async def _texts(port: int, seconds: float) -> dict[str, float]:
    """Text for help at a steady pace, whoever waits; when each number wrote."""
    written: dict[str, float] = {}
    async with doors(port, CONNECTIONS) as opened:
        free = asyncio.Queue[Door]()
        for door in opened:
            free.put_nowait(door)

        async def write(call: int) -> None:
            door = await free.get()
            number = str(WRITERS + call)
            written[number] = time.monotonic()
            form = {"id": f"bench-{call}", "from": f"+{number}", "to": "20880", "text": "help", "date": ""}
            await door.knock("sms", form)
            free.put_nowait(door)

        under_way = []
        for _ in range(max(int(seconds * TEXTS_A_SECOND), 1)):
            under_way.append(asyncio.create_task(write(next(_calls))))
            await asyncio.sleep(1 / TEXTS_A_SECOND)
        await asyncio.gather(*under_way)
    return written


def _all_answered(network: Network, written: dict[str, float]) -> bool:
    network.look()
    return written.keys() <= network.alone.keys()


def _spread(waits: list[float]) -> Figures:
    """Milliseconds, of waits in order."""
    at = {"p50 ms": 0.5, "p99 ms": 0.99, "max ms": 1.0}
    return {name: 1000 * waits[min(int(share * len(waits)), len(waits) - 1)] for name, share in at.items()}
