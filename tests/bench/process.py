"""A worker or a clock as `python -m schedules` starts them, but in daytime: a broadcast would wait until morning else.

Our clock runs up to a day behind the real one, never before it: what a worker defers to a later moment would be held
back by the real clock of the database.
"""

import argparse
import asyncio
import logging
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.hours import local
from schedules import clock, worker
from schedules.__main__ import keep_what_is_loaded, muster, stand_back
from schedules.crew import Crew
from settings import Settings, from_environment

HALF_PAST_NINE = timedelta(hours=9, minutes=30)


def behind_daylight(moment: datetime) -> timedelta:
    """How long ago it was last 09:30 in Nairobi."""
    here = local(moment)
    since_midnight = here - here.replace(hour=0, minute=0, second=0, microsecond=0)
    return (since_midnight - HALF_PAST_NINE) % timedelta(days=1)


def crew(settings: Settings, behind: timedelta) -> Crew:
    """The crew of the service itself, whose clock on the wall shows a moment of this or the last morning."""
    return replace(muster(settings), now=lambda: datetime.now(UTC) - behind)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.process", description=__doc__)
    parser.add_argument("process", choices=["worker", "clock"])
    parser.add_argument("--behind", type=float, default=0.0, help="seconds")
    parser.add_argument("--in-flight", type=int, default=worker.IN_FLIGHT)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    worker.IN_FLIGHT = asked.in_flight
    settings = from_environment()
    keep_what_is_loaded()
    ours = crew(settings, timedelta(seconds=asked.behind))
    if asked.process == "worker":
        stand_back()
        asyncio.run(worker.work(ours, settings.database_url))
        return
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: stopped.append(got))
    clock.run(ours, settings.database_url, keep_on=lambda: not stopped)


if __name__ == "__main__":
    main()
