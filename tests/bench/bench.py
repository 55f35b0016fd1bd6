"""What the rows share: how large, how often, the naive loop of this run, and the databases that are already full."""

import os
import shutil
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property

from africastalking.SMS import SMSService

from domain.embedded import running
from tests.bench.progress import Progress
from tests.bench.provider import provider
from tests.bench.stage import ROOT, Stage
from tests.bench.workers import Run, at_work

Figures = dict[str, float]


@dataclass
class Bench:
    """`seconds` is how long each load of requests lasts; of `rounds` the middle one counts."""

    recipients: int
    rounds: int
    seconds: float
    naive_messages: int
    progress: Progress = field(default_factory=Progress)
    opened: ExitStack = field(default_factory=ExitStack)
    _stages: dict[int, Stage] = field(default_factory=dict)

    @property
    def small(self) -> Stage:
        """The people of most rows."""
        return self.stage(self.recipients)

    @property
    def large(self) -> Stage:
        """Ten times as many: what has grown shows here."""
        return self.stage(10 * self.recipients)

    @property
    def desk(self) -> Stage:
        """Nobody to be warned: only officers and what they read."""
        return self.stage(0)

    @cached_property
    def naive(self) -> Figures:
        """The loop a county would otherwise write: the SDK as it comes, one person a call, nothing stored."""
        with provider() as network:
            sms = SMSService("sandbox", "key")
            sms._baseUrl = f"{network.address}/version1"
            rounds = [self._loop(sms, self.naive_messages // 4) for _ in range(4)][1:]  # the first warms everything
        return {what: statistics.median(found[what] for found in rounds) for what in rounds[0]}

    @cached_property
    def headline(self) -> Run:
        """The broadcast by lists of 1,000 at 0 ms, which other rows are compared with."""
        with provider() as network, at_work(self.small, network) as workers:
            return self.middle(workers.broadcast)

    def middle(self, run: Callable[[], Run]) -> Run:
        """Of all rounds the one of the median rate; of an even number, the slower."""
        return sorted((run() for _ in range(self.rounds)), key=lambda one: one.rate)[(self.rounds - 1) // 2]

    def beside_naive(self, run: Run) -> Figures:
        return {**run.figures(), "x naive": run.rate / self.naive["messages/s"]}

    def _loop(self, sms: SMSService, messages: int) -> Figures:
        began, spent = time.perf_counter(), time.process_time()
        for n in range(messages):
            sms.send("Ukame.", [f"+2547110{n:05d}"])
        took, spent = time.perf_counter() - began, time.process_time() - spent
        return {"messages/s": messages / took, "CPU ms": 1000 * spent / messages}

    def stage(self, people: int) -> Stage:
        """So many people, filled once."""
        if people not in self._stages:
            folder = ROOT / "var" / f"bench-postgres-{os.getpid()}-{people}"
            self.opened.callback(shutil.rmtree, folder)
            self._stages[people] = Stage(self.opened.enter_context(running(folder)), people, self.progress)
            self.opened.callback(self._stages[people].look.close)
            self._stages[people].fill()
        return self._stages[people]
