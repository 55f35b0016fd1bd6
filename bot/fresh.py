"""What a process holds in memory, for every request asks for it; read again soon after the database says it changed."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from domain import editions
from domain.editions import Held

T = TypeVar("T")


class Fresh(Generic[T]):
    """Call it for the value. It is at most `PATIENCE` older than the database's; while that is away, the last stays.

    `until_known` is the value for as long as the database was never reached; without one, asking for it then fails.
    """

    PATIENCE = 2.0  # seconds between two looks: one small query, in whichever request is the first

    def __init__(
        self,
        sessions: sessionmaker[Session],
        held: Held,
        read: Callable[[Session], T],
        until_known: T | None = None,
    ) -> None:
        self._sessions, self._held, self._read, self._until_known = sessions, held, read, until_known
        self._value: T | None = None
        self._edition = -1
        self._look_at = 0.0
        self._looking = threading.Lock()

    def __call__(self) -> T:
        if self._value is None:
            with self._looking:
                if self._value is None:
                    self._first_look()
        elif time.monotonic() >= self._look_at and self._looking.acquire(blocking=False):
            try:
                self._look()
            except SQLAlchemyError:
                self._look_at = time.monotonic() + self.PATIENCE
            finally:
                self._looking.release()
        assert self._value is not None  # noqa: S101  for the type: `_look` has set it, or raised
        return self._value

    def _first_look(self) -> None:
        try:
            self._look()
        except SQLAlchemyError:
            if self._until_known is None:
                raise
            self._value, self._look_at = self._until_known, time.monotonic() + self.PATIENCE

    def _look(self) -> None:
        with self._sessions() as session:
            edition = editions.newest(session).get(self._held, 0)
            if edition != self._edition:
                self._value, self._edition = self._read(session), edition
        self._look_at = time.monotonic() + self.PATIENCE
