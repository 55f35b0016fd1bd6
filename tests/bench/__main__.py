"""`make bench`: every figure beside what it should be and the naive loop of the same run, as a table and as JSON."""

import argparse
import json
import signal
import sys
from pathlib import Path

from tests.bench import crowd, machine
from tests.bench.bench import Bench, Figures
from tests.bench.rows import ROWS, Row

LINE = "{:37} {:27} {:>10} {:>10} {:>10}  {}"


def main() -> int:
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped on the way out
    bench = Bench(recipients=asked.recipients, rounds=asked.rounds, seconds=asked.seconds, naive_messages=asked.naive)
    facts = machine.facts()
    _say(", ".join(f"{name} {fact}" for name, fact in facts.items()))
    _say(LINE.format("", "", "measured", "enough", "aim", "reached"))
    measured: dict[str, Figures] = {}
    failed: dict[str, str] = {}
    with bench.opened:
        for row in asked.only:
            bench.progress.row(row.name)
            try:
                measured[row.name] = row.run(bench)
            except Exception as fault:  # one that does not come out leaves the others their turn
                failed[row.name] = f"{type(fault).__name__}: {fault}"
            bench.progress.end()
            _show(row, measured.get(row.name), failed.get(row.name, ""))
    told = {row.name: row.told(measured[row.name]) for row in ROWS if row.name in measured}
    options = {"recipients": bench.recipients, "rounds": bench.rounds, "seconds": bench.seconds}
    asked.json.write_text(json.dumps({**facts, **options, "rows": told, "failed": failed}, indent=2) + "\n")
    return 1 if failed else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--recipients", type=int, help="people (100000); the rows about growth take ten times as many")
    parser.add_argument("--only", default="", help="parts of the names of rows, with commas between them")
    parser.add_argument("--rounds", type=int, help="of each broadcast, of which the middle one counts (3)")
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), help="where the figures are kept")
    parser.add_argument("--quick", action="store_true", help="a little of it all: shows that it runs")
    asked = parser.parse_args()
    parts = asked.only.split(",")
    asked.only = [row for row in ROWS if any(part.strip() in row.name for part in parts)]
    if not asked.only:
        parser.error("no row has that in its name: " + "; ".join(row.name for row in ROWS))
    asked.recipients = asked.recipients or (2_000 if asked.quick else 100_000)
    if not 1 <= asked.recipients <= crowd.MOST // 10:
        parser.error(f"--recipients must be from 1 to {crowd.MOST // 10}")
    asked.rounds = asked.rounds or (1 if asked.quick else 3)
    asked.seconds, asked.naive = (1.0, 40) if asked.quick else (10.0, 800)
    return asked


def _show(row: Row, figures: Figures | None, fault: str) -> None:
    if figures is None:
        _say(f"{row.name:37} {fault}")
        return
    marks = {mark.figure: mark for mark in row.marks}
    for number, (figure, value) in enumerate(figures.items()):
        mark = marks.get(figure)
        beside = (_short(mark.enough), _short(mark.aim), mark.reached(value)) if mark else ("", "", "")
        _say(LINE.format("" if number else row.name, figure, _short(value), *beside))


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 1 else f"{value:.3f}"


def _say(line: str) -> None:
    print(line.rstrip(), flush=True)  # noqa: T201  the table


if __name__ == "__main__":
    sys.exit(main())
