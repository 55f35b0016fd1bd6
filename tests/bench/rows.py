"""Everything that is measured, and what it should be."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.embedded import running
from tests.bench import broadcasts, pages, receipts, talking, triage
from tests.bench.bench import Bench, Figures
from tests.bench.stage import TOKEN


@dataclass(frozen=True)
class Mark:
    """What a figure must reach and what it aims at."""

    figure: str
    enough: float
    aim: float
    sign: int = 1  # -1 where less is better

    def reached(self, value: float) -> str:
        """The aim, enough, or NO."""
        if self.sign * value >= self.sign * self.aim:
            return "aim"
        return "enough" if self.sign * value >= self.sign * self.enough else "NO"


def most(figure: str, enough: float, aim: float) -> Mark:
    return Mark(figure, enough, aim, sign=-1)


@dataclass(frozen=True)
class Row:
    name: str
    what: str
    run: Callable[[Bench], Figures]
    marks: tuple[Mark, ...] = ()

    def told(self, figures: Figures) -> dict[str, object]:
        """The figures with what they are of and how they stand."""
        reached = {mark.figure: mark.reached(figures[mark.figure]) for mark in self.marks if mark.figure in figures}
        return {"what": self.what, "figures": figures, "reached": reached}


def reports_over_http(bench: Bench) -> Figures:
    with bench.small.web() as (port, _):
        hook = f"http://127.0.0.1:{port}/hooks/{TOKEN}/africastalking/delivery"
        return receipts.over_http(hook, int(bench.seconds * 1_300), talking.CONNECTIONS)


def reports_folded(bench: Bench) -> Figures:
    folder = Path("var/bench/fold")
    shutil.rmtree(folder, ignore_errors=True)
    with running(folder) as url:
        figures = receipts.fold(url, bench.recipients)
    shutil.rmtree(folder)
    return figures


ROWS = (
    Row("naive loop of the SDK", "one person a call, nothing stored; 0 ms", lambda bench: bench.naive),
    Row(
        "broadcast, lists of 1000 at 0 ms",
        "end to end through the real code, three languages, every outcome committed",
        broadcasts.of_1000_at_once,
        (Mark("messages/s", 18_000, 30_000), Mark("x naive", 30, 30), most("CPU ms", 0.08, 0.04)),
    ),
    Row(
        "broadcast, lists of 100 at 50 ms",
        "the same",
        broadcasts.of_100_at_50,
        (Mark("messages/s", 8_000, 16_000),),
    ),
    Row(
        "broadcast, lists of 1000 at 200 ms",
        "the same",
        broadcasts.of_1000_at_200,
        (Mark("messages/s", 20_000, 40_000),),
    ),
    Row(
        "two workers against one",
        f"one PostgreSQL, provider at 200 ms, {broadcasts.FEW} calls in flight in each worker",
        broadcasts.two_workers,
        (Mark("times", 1.8, 1.95),),
    ),
    Row(
        "USSD, idle",
        f"whole sessions (join, warning, report) on {talking.CONNECTIONS} connections",
        talking.ussd_idle,
        (Mark("requests/s", 600, 1_100), most("p99 ms", 60, 35)),
    ),
    Row(
        "USSD during a broadcast",
        "the same while broadcasts go out at full speed",
        talking.ussd_in_a_broadcast,
        (most("p99 ms", 150, 60), most("max ms", 2_000, 2_000)),
    ),
    Row(
        "USSD by 50 people in a broadcast",
        f"{talking.PEOPLE} sessions at once, a key about every {talking.THUMB:.0f} s from each",
        talking.people_in_a_broadcast,
        (most("p99 ms", 100, 60), most("max ms", 2_000, 2_000)),
    ),
    Row(
        "reply during a broadcast",
        f"from the text at our hook to its answer at the provider, {talking.TEXTS_A_SECOND} texts a second",
        talking.replies,
        (most("p99 ms", 2_000, 500),),
    ),
    Row(
        "delivery reports over HTTP",
        "each committed before its 200",
        reports_over_http,
        (Mark("requests/s", 1_300, 2_500),),
    ),
    Row("delivery reports folded in", "by the job", reports_folded, (Mark("reports/s", 20_000, 50_000),)),
    Row(
        "triage page of 10,000 open",
        "the officers' list over HTTP: its first page, a late one, and two that are filtered",
        triage.page,
        (most("p99 ms", 300, 150),),
    ),
    Row(
        "pages of the console",
        f"{pages.PEOPLE} times the people, {pages.BULLETINS} bulletins, {pages.PERSONS:,} messages",
        pages.pages,
        (most("slowest ms", 300, 150), most("KiB first", 60, 40), most("KiB after", 20, 12)),
    ),
    Row(
        "first message",
        "from the bulletin's hour to the provider, its tick included; ten times the people, lists of 100 as shipped",
        broadcasts.first_message,
        (most("seconds", 2, 0.5),),
    ),
    Row(
        "growth",
        "ten times the people: cost of a message against a tenth of them, memory of the worker",
        broadcasts.growth,
        (
            most("cost against a tenth", 1.2, 1.1),
            most("memory MB", 250, 250),
            most("memory, end against early", 1.1, 1.1),
        ),
    ),
)
