"""`python -m schedules` with the waits of minutes made seconds: `python -m tests.crash.run worker`.

Only what is a matter of patience is shortened, in proportion; everything else is the program as it runs in a county.
"""

from datetime import timedelta
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from schedules import __main__ as program
from schedules import clock, departure, dispatch, lent_ids, outcomes, receipts, sweeps, worker

SECONDS: list[tuple[str, object]] = [
    ("LONGEST_CALL", timedelta(seconds=6)),
    # Well over the longest call: while the clock or the database is away, nobody says that a dead call was dead.
    ("TO_SETTLE", timedelta(seconds=14)),
    ("PATIENCE", timedelta(seconds=17)),  # with a report
    ("PATIENCE", 2.0),  # with a database
    ("SECOND_TRY_AFTER", timedelta(seconds=20)),
    ("FIRST_SLICE", 2),
    ("SLICE", 8),
    ("FIRST_WAIT", timedelta(seconds=1)),
    ("LONGEST_WAIT", timedelta(seconds=3)),
    ("HEARTBEAT", 0.5),
    ("SILENCE", 3),
]
MODULES = (clock, departure, dispatch, lent_ids, outcomes, receipts, sweeps, worker)


def shorten() -> None:
    """Set each where it is known; one that is nowhere was renamed, and the test must follow."""
    for name, value in SECONDS:
        known = [module for module in MODULES if type(getattr(module, name, None)) is type(value)]
        if not known:
            raise SystemExit(f"no module of schedules has a {name} like {value!r}")
        for module in known:
            setattr(module, name, value)


class Hurried(BackgroundScheduler):
    """A timetable on which nothing is further apart than two seconds."""

    def add_job(self, func: Any, trigger: Any = None, *rest: Any, **options: Any) -> Any:
        if "seconds" in options:
            options["seconds"] = min(options["seconds"], 2)
        return super().add_job(func, trigger, *rest, **options)


if __name__ == "__main__":
    shorten()
    clock.BackgroundScheduler = Hurried
    program.main()
