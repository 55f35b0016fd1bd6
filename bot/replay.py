"""The spool brought back: a thread of the web process takes what waits, in order, as soon as the database is there."""

import contextlib
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.callbacks import DatabaseAway
from bot.services import Services
from bot.spool import Posted, Spool
from domain import departures, erasure, wall_clock
from domain.heartbeats import SPOOL, beat, say_people_wait
from domain.vault import Unsealable

log = logging.getLogger(__name__)

AGAIN = 2.0  # seconds between two looks, and to a database that was away
AT_ONCE = 500  # files in one reading of the folder: reports step back for a text within a second or so
# While texts of people wait here, nobody else is sent to that a STOP among them would have stopped. Not for ever: a
# spool that nobody can empty must not keep a warning from everybody.
SAYS_EVERY, SAYS_FOR = 1.0, 900.0  # seconds
MOST_TRIES = 3  # of one file with a database that takes everything else


class Replay:
    """Takes what the spool holds. `start` is cheap and may be called on every request, in any process."""

    def __init__(self, app: Flask, act: Callable[[Posted], object], *, again: float = AGAIN) -> None:
        """`act` is what the doors call; it raises `DatabaseAway` and does nothing twice."""
        self._app = app
        self._act = act
        self._again = again
        self._process = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread()
        self._tries: Counter[str] = Counter()
        self._since = self._said = 0.0  # since when they wait, and when it was said last; 0 when nobody waits
        self._looked_at: tuple[int, list[Path]] = (0, [])

    @property
    def _services(self) -> Services:
        found: Services = self._app.extensions["mbiu"]
        return found

    @property
    def _spool(self) -> Spool:
        return self._services.spool

    def start(self) -> None:
        """Begin, once in each process: threads do not survive the fork of a web server."""
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._ended.clear()
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Finish the callback in hand and end. What waits stays in the spool."""
        self._ended.set()
        if self._process == os.getpid():
            self._thread.join()
        self._process = 0

    def _run(self) -> None:
        while not self._ended.wait(self._again):
            try:
                self.round()
                self.forget_aside()
            except OSError as fault:  # the folder cannot be read or written just now
                log.error("The spool cannot be replayed: %s", type(fault).__name__)

    def round(self) -> None:
        """Take what waits until nothing does or the database is away; nothing while another process is at it."""
        if not self._spool.waiting():
            self._since = 0.0
            return
        with self._spool.alone() as alone:
            while alone and (files := self._spool.oldest(AT_ONCE)):
                for file in files:
                    self._say_people_wait()
                    if self._ended.is_set() or not self._take(file):
                        return

    def _say_people_wait(self) -> None:
        """Say it in the database, where this thread can; where it cannot, no worker can send."""
        if not self._spool.people_wait():
            self._since = 0.0
            return
        now = time.monotonic()
        self._since = self._since or now
        if now - self._said < SAYS_EVERY or now - self._since > SAYS_FOR:
            return
        with contextlib.suppress(SQLAlchemyError), self._services.sessions.begin() as session:
            say_people_wait(session)
            self._said = now

    def forget_aside(self) -> None:
        """Drop what was put aside long ago, or names a number that was erased since; looked at anew after each erasure.

        A clock that is a year ahead would take all of it for old.
        """
        if not (files := self._spool.aside()):
            return
        with contextlib.suppress(SQLAlchemyError), self._services.sessions() as session:
            if wall_clock.doubt_shown(session, self._services.now()) is None:
                self._spool.forget_aside()
            state = (departures.newest_erasure(session), files)
            if state == self._looked_at:
                return
            for file in files:
                if self._is_erased(session, file):
                    file.unlink(missing_ok=True)
            self._looked_at = state

    def _is_erased(self, session: Session, file: Path) -> bool:
        try:
            posted = self._spool.read(file)
        except (OSError, Unsealable, ValueError):  # another process was quicker, or nobody can read it
            return False
        phones = erasure.named(posted.body.decode(errors="replace"))
        return departures.erased_since(session, self._services.vault, phones, posted.received_at)

    def _take(self, file: Path) -> bool:
        """Whether to go on with the next: it is gone from the spool, done or put aside."""
        try:
            posted = self._spool.read(file)
        except (Unsealable, ValueError):
            self._put_aside(file)
            return True
        try:
            with self._app.app_context():
                self._act(posted)
        except Exception as fault:  # this thread must not end: people's texts would wait for ever
            if not isinstance(fault, DatabaseAway):
                log.error("A callback in the spool made us stumble: %s", type(fault).__name__)
            return self._stuck(file)
        file.unlink()
        self._tries.pop(file.name, None)
        return True

    def _stuck(self, file: Path) -> bool:
        """A file that fails again and again, while others could be taken, must not hold them back for ever."""
        if not self._database_writes():
            return False
        self._tries[file.name] += 1
        if self._tries[file.name] < MOST_TRIES:
            return False
        self._put_aside(file)
        return True

    def _database_writes(self) -> bool:
        try:
            with self._services.sessions.begin() as session:
                beat(session, SPOOL, self._services.now())
        except SQLAlchemyError:
            return False
        return True

    def _put_aside(self, file: Path) -> None:
        log.error("A callback in the spool cannot be taken and is put aside: %s", file.name)
        self._spool.set_aside(file)
        self._tries.pop(file.name, None)
