"""The watch on the clock on the wall: while it is in doubt nothing is sent, expired or forgotten."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from domain import outages, wall_clock
from domain.wall_clock import Doubt
from schedules.crew import Crew

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two looks at the database's clock
STEP = timedelta(seconds=5)  # a jump of more than this is seen at once
SETTLES = 15.0  # seconds after a jump in which ages (of claims, of signs of life) are not what they seem


class Watch:
    """One a process. `steady` tells seconds that no correction of the clock moves."""

    def __init__(self, crew: Crew, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._crew = crew
        self._steady = steady
        self._lock = threading.Lock()
        self._began = (crew.now(), steady())
        self._looked = self._jumped = float("-inf")
        self._found: Doubt | None = None
        self.jumps = 0

    def doubt(self) -> Doubt | None:
        """What speaks against the time now; believed moments are remembered. Cheap, and may be asked from any thread.

        Raises what the database raises when it is away.
        """
        with self._lock:
            now, steady = self._crew.now(), self._steady()
            if self._stepped(now, steady):
                self._jumped, self._looked = steady, float("-inf")
                self.jumps += 1
                log.warning("the clock of this machine jumped")
            if steady - self._looked >= EVERY:
                self._found, self._looked = self._look(now), steady
            return self._found or (Doubt.STEP if steady - self._jumped < SETTLES else None)

    def _stepped(self, now: datetime, steady: float) -> bool:
        wall, seconds = self._began
        self._began = now, steady
        return abs((now - wall) - timedelta(seconds=steady - seconds)) > STEP

    def _look(self, now: datetime) -> Doubt | None:
        with self._crew.sessions.begin() as session:
            found = wall_clock.doubt(session, now)
            if found is None:
                wall_clock.believe(session, now)
        if found is not self._found:
            log.warning(
                "the time of this machine is %s", f"in doubt ({found}): nothing leaves" if found else "believed"
            )
        return found

    def guarding(self, job: Callable[[Crew], object]) -> Callable[[Crew], None]:
        """The job, left out while time is in doubt; the next tick asks again. So is one that finds no database."""

        @functools.wraps(job)
        def guarded(crew: Crew) -> None:
            try:
                if self.doubt() is None:
                    job(crew)
            except SQLAlchemyError as fault:
                if (outage := outages.of(fault)) is None:
                    raise
                log.warning("%s waits for the database (%s)", job.__name__, outage)

        return guarded
