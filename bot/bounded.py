"""A question that is given up after some seconds, whatever becomes of it.

A database that is frozen, or whose disk hangs, answers nothing at all: no timeout of its own ends that, and whoever
watches us must be told in time.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Bounded(Generic[T]):
    """Asks one question at a time, in a thread that nobody waits for at the end; who asks meanwhile shares it."""

    def __init__(self, question: Callable[[], T], seconds: float) -> None:
        self._question = question
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asked: Future[T] | None = None

    def __call__(self) -> T:
        """The answer, or what it raised. Raises `TimeoutError`."""
        with self._lock:
            asked = self._asked
            if asked is None or asked.done():
                asked = self._asked = Future()
                threading.Thread(target=self._ask, args=(asked,), daemon=True).start()
        return asked.result(self._seconds)

    def _ask(self, asked: "Future[T]") -> None:
        try:
            asked.set_result(self._question())
        except BaseException as fault:
            asked.set_exception(fault)
