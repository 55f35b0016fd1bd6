"""The rows about broadcasts: how fast, how soon, how it grows, what a second worker adds."""

import sys
import time
from datetime import UTC, datetime, timedelta

from domain.bulletins import Bulletin
from tests.bench.bench import Bench, Figures
from tests.bench.provider import Network, provider
from tests.bench.stage import wait_until
from tests.bench.workers import Run, Workers, at_work

NOTICE = timedelta(seconds=2)  # between the approval and the hour: the clock must not have it in hand before
FEW = 2  # calls in flight in each worker, where the provider's answer is what they wait for


def of_1000_at_once(bench: Bench) -> Figures:
    return bench.beside_naive(bench.headline)


def of_100_at_50(bench: Bench) -> Figures:
    return _broadcast(bench, lists=100, delay_ms=50)


def of_1000_at_200(bench: Bench) -> Figures:
    return _broadcast(bench, lists=1000, delay_ms=200)


def _broadcast(bench: Bench, *, lists: int, delay_ms: float) -> Figures:
    with provider(delay_ms) as network, at_work(bench.small, network, lists=lists) as workers:
        return bench.beside_naive(bench.middle(workers.broadcast))


def first_message(bench: Bench) -> Figures:
    """From the hour in the bulletin to the provider, the clock's own tick included; each round is stopped then."""
    stage = bench.large
    clock = [sys.executable, "-m", "tests.bench.process", "clock", f"--behind={stage.behind.total_seconds()}"]
    with provider() as network, at_work(stage, network, lists=100) as workers, stage.start(*clock, **workers.settings):
        wait_until(lambda: stage.count("heartbeats WHERE process = 'clock'") > 0, "the clock")
        rounds = sorted(_wait_for_first(workers, network) for _ in range(bench.rounds))
    seconds, tick = rounds[(len(rounds) - 1) // 2]
    return {"seconds": seconds, "of them until the tick": tick}


def _wait_for_first(workers: Workers, network: Network) -> tuple[float, float]:
    stage = workers.stage
    hour = (workers.crew.now() + NOTICE).replace(microsecond=0) + timedelta(seconds=1)  # officers choose whole minutes
    bulletin = workers.approve(at=hour)
    real_hour = (hour + stage.behind - datetime.now(UTC)).total_seconds() + time.monotonic()

    def arrived() -> bool:
        network.look()
        return bulletin.title in network.first

    wait_until(arrived, "the first message")
    _stop(workers, bulletin)
    started = stage.ask("SELECT started_at FROM bulletins WHERE id = %s", bulletin.id)
    assert isinstance(started, datetime)
    return network.first[bulletin.title] - real_hour, (started - hour).total_seconds()


def _stop(workers: Workers, bulletin: Bulletin) -> None:
    """As an officer does; then wait until nothing of it is left."""
    workers.stage.look.execute("UPDATE bulletins SET state = 'cancelled' WHERE id = %s", [bulletin.id])
    wait_until(lambda: not workers.stage.count("procrastinate_jobs WHERE status IN ('todo', 'doing')"), "the stop", 300)


def growth(bench: Bench) -> Figures:
    """The cost of a message to ten times the people, and the memory of the worker on the way."""
    small = bench.headline
    with provider() as network, at_work(bench.large, network) as workers:
        large = workers.broadcast()
    quarter = max(len(large.memory) // 4, 1)
    early, late = max(large.memory[quarter : 2 * quarter + 1]), max(large.memory[-quarter:])
    return {
        **large.figures(),
        "cost against a tenth": large.cost / small.cost,
        "memory MB": max(large.memory),
        "memory, end against early": late / early,
    }


def two_workers(bench: Bench) -> Figures:
    """What a second worker adds while both wait for the provider: two calls in flight in each."""
    one, two = (_with(bench, count) for count in (1, 2))
    return {"times": two.rate / one.rate, "one, messages/s": one.rate, "two, messages/s": two.rate}


def _with(bench: Bench, count: int) -> Run:
    with provider(200) as network, at_work(bench.small, network, count=count, in_flight=FEW) as workers:
        return bench.middle(workers.broadcast)
