"""Whether a provider is fit to carry messages: pure, the clock passed in; what follows from it is the caller's.

It works until its calls say otherwise (`Health`); then it rests (`rest_after`), and when the rest is over it is half
open: a link test alone goes through, and an answer ends the matter while silence makes the next rest twice as long.
"""

import threading
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from messages.providers.base import Fault, Result

WINDOW = timedelta(minutes=2)
LEAST_CALLS = 10  # within the window, before a rate says anything
TOO_MANY = 0.5  # share of bad calls at which it rests
# Bad calls one after the other at which it rests however good it was before: behind minutes of quick calls a rate would
# see one that hangs only after many lists, and everybody on each of them is unknown.
ROW = 5
# For so long "too fast" (429) is a matter of pace; without one good call in that time it is failing like others.
BUSY = timedelta(seconds=30)
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=10)

# Our account or our set-up is turned away, for every message alike: only money or a person mends that.
PAUSES = {Fault.ACCOUNT, Fault.SENDER, Fault.BALANCE}


class Health:
    """The last calls to one provider, as one process saw them. Threads may share it."""

    def __init__(self) -> None:
        self._calls: deque[tuple[datetime, bool]] = deque()
        self._bad = self._row = 0
        self._busy_since: datetime | None = None  # all 429 from then to `_busy_last`, with no good call between
        self._busy_last = datetime.min.replace(tzinfo=UTC)
        self._since: datetime | None = None
        self._lock = threading.Lock()

    def heard(self, results: Sequence[Result], now: datetime, since: datetime | None = None) -> bool:
        """Note a call; True when it must rest, which only a bad call can bring about.

        `since` is when it began to work, as the call knew it (None: nobody had asked it yet): what was before a rest
        counts no more after it. It only tells one time from another, for machines' clocks differ.
        """
        bad = not answered(results)
        with self._lock:
            if since != self._since:
                self._begin(since)
            if bad and any(result.fault is Fault.THROTTLED for result in results):
                return self._too_fast(now)
            self._note(bad, now)
            many = len(self._calls) >= LEAST_CALLS and self._bad >= TOO_MANY * len(self._calls)
            return bad and (many or self._row >= ROW)

    def back_off(self, now: datetime) -> float:
        """Seconds to wait after a 429 that names none: as long again as it has been saying so, from one on."""
        with self._lock:
            said_for = now - (self._busy_since or now)
        return 1 + min(said_for, BUSY).total_seconds()

    def _begin(self, since: datetime | None) -> None:
        self._calls.clear()
        self._bad = self._row = 0
        self._busy_since, self._since = None, since

    def _too_fast(self, now: datetime) -> bool:
        if self._busy_since is None or now - self._busy_last > WINDOW:
            self._busy_since = now
        self._busy_last = now
        return now - self._busy_since >= BUSY

    def _note(self, bad: bool, now: datetime) -> None:
        while self._calls and self._calls[0][0] <= now - WINDOW:
            self._bad -= self._calls.popleft()[1]
        self._calls.append((now, bad))
        self._bad += bad
        self._row = min(self._row + 1, len(self._calls)) if bad else 0
        if not bad:
            self._busy_since = None


def rest_after(rests: int, worked: timedelta = timedelta(0)) -> tuple[int, timedelta]:
    """Which rest in a row comes next, and its length: after so many, and having worked so long since the last.

    Who has worked for longer than the longest rest begins again with the shortest.
    """
    number = 1 if worked > LONGEST_REST else rests + 1
    doublings: int = 2 ** min(number - 1, 6)  # six pass the longest rest
    return number, min(FIRST_REST * doublings, LONGEST_REST)


def answered(results: Sequence[Result]) -> bool:
    """Whether a call was good: the provider said something of most people. A refusal is an answer too."""
    deaf = {Fault.TRANSIENT, Fault.THROTTLED, Fault.IN_DOUBT}
    return 2 * sum(result.fault in deaf for result in results) <= len(results)
