"""The simulated network's calls to the product's hooks: paced, repeated until taken, and safe against a restart."""

import logging
import os
import sqlite3
import threading
import time

import requests

from bot.simulator.books import Books, Callback
from bot.simulator.simulation import Hooks

THREADS = 3  # calls in flight: few, for they are answered by the process that serves the pages
AT_A_TIME = 10
IDLE = 0.25  # seconds between two looks into the books when nothing is due
AGAIN = 5.0  # seconds; Africa's Talking itself repeats every minute, for twelve hours
MOST_ATTEMPTS = 720

log = logging.getLogger(__name__)


class Callbacks:
    """Posts what the books owe. `start` is cheap and may be called on every request, in any process."""

    def __init__(self, books: Books, hooks: Hooks) -> None:
        self._books = books
        self._hooks = hooks
        self._process = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._next_turn = 0.0

    def start(self) -> None:
        """Begin posting, once in each process: threads do not survive the fork of a web server."""
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._ended.clear()
                self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(THREADS)]
                for thread in self._threads:
                    thread.start()

    def stop(self) -> None:
        """Finish the calls in hand and end. What is still owed stays in the books."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        self._process = 0

    def _run(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while not self._ended.is_set():
                try:
                    self._round(session)
                except sqlite3.Error:  # the file is busy or was replaced: the books are there again later
                    log.exception("The books cannot be read")
                    self._ended.wait(AGAIN)

    def _round(self, session: requests.Session) -> None:
        owed = self._books.claim(AT_A_TIME, time.time())
        if owed:
            self._post(session, owed, self._books.behaviour().pace)
        else:
            self._ended.wait(IDLE)

    def _post(self, session: requests.Session, owed: list[Callback], pace: int) -> None:
        done: list[int] = []
        again: dict[int, float] = {}
        reached = True
        for callback in owed:
            self._await_turn(pace)
            if self._ended.is_set():
                again[callback.id] = callback.due
                continue
            status = self._status(session, callback) if reached else None
            reached = status is not None  # ten waits for a dead hook would outlast the lease
            if status == 200 or callback.attempts >= MOST_ATTEMPTS:
                done.append(callback.id)
            else:
                again[callback.id] = time.time() + AGAIN
        self._books.settle(done, again)
        if not reached:
            self._ended.wait(1)

    def _await_turn(self, pace: int) -> None:
        with self._lock:
            turn = max(self._next_turn, time.monotonic())
            self._next_turn = turn + 1 / max(pace, 1)
        self._ended.wait(max(turn - time.monotonic(), 0))

    def _status(self, session: requests.Session, callback: Callback) -> int | None:
        """The HTTP status the hook answered with, or None when it could not be reached."""
        try:
            status = self._hooks.post(session, callback.kind, callback.form).status_code
        except requests.RequestException as error:
            log.warning("The hook %s cannot be reached: %s", callback.kind, type(error).__name__)
            return None
        if status != 200:
            log.warning("The hook %s answered %s", callback.kind, status)
        return status
