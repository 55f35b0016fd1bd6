"""Who left is copied to files every few seconds: they are what a restored database is told before anything is sent."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError

from domain import departure_logs
from domain.departure_logs import AT_ONCE, DepartureLog, LogFile
from domain.heartbeats import DEPARTURES, beat
from schedules.crew import Crew

log = logging.getLogger(__name__)

MARKED_EVERY = timedelta(minutes=10)  # how far they may lag behind where nobody leaves


class DatabaseWentBack(OSError):
    """It has forgotten an act that stands in a file: nothing more is copied until `restore --came-back-to` mends it."""


class Copying:
    """Every folder is brought level by itself: one that is away for a while catches up."""

    def __init__(self) -> None:
        self._files: dict[tuple[Path, str], LogFile] = {}
        self._away: set[Path] = set()
        self._beaten: datetime | None = None

    def copy_departures(self, crew: Crew) -> None:
        """Write down what is not in the files yet; where nobody has left there is a file that says so."""
        if not crew.departure_folders:
            return
        now = crew.now()
        with crew.sessions.begin() as session:
            current, newest = departure_logs.current(session), departure_logs.newest(session)
            if current is None:
                current = departure_logs.begin(session, now)
        crew.departure_folders[0].mkdir(mode=0o700, parents=True, exist_ok=True)
        level = True
        for folder in crew.departure_folders:
            try:
                self._bring_level(crew, folder, current, newest, now)
            except OSError as fault:
                level = False
                if folder not in self._away:  # once, and not every few seconds until somebody mends it
                    log.error("the departures cannot be copied to a folder: %s", type(fault).__name__)
                self._away.add(folder)
            except OperationalError:
                level = False  # somebody is writing for longer than a stop may wait for us: the next round
        if level and (self._beaten is None or now - self._beaten >= MARKED_EVERY):
            with crew.sessions.begin() as session:
                beat(session, DEPARTURES, now)
            self._beaten = now

    def _bring_level(self, crew: Crew, folder: Path, current: DepartureLog, newest: int, now: datetime) -> None:
        file = self._files.setdefault((folder, current.name), LogFile(folder, current, crew.vault))
        with crew.sessions() as session:
            if (line := file.newest()) and not departure_logs.stands(session, line):
                raise DatabaseWentBack
        while file.last() < newest:
            with crew.sessions.begin() as session:
                lines = departure_logs.newer(session, file.last())
            if not lines:
                break
            file.append(lines, now if len(lines) < AT_ONCE else None)
        if file.marked is None or now - file.marked >= MARKED_EVERY or not file.path.exists():
            file.append([], now)
        if folder in self._away:
            self._away.discard(folder)
            log.info("the departures are copied again")
