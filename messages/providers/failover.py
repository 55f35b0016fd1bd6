"""Whether a provider is fit to carry messages: pure, the clock passed in; what follows from it is the caller's."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from messages.providers.base import Fault, Outcome, Result

WINDOW = timedelta(minutes=2)
LEAST_CALLS = 5  # within the window, before a rate says anything
TOO_MANY = 0.5  # share of bad calls at which it rests
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=10)

# Our account or our set-up is turned away, for every message alike: only money or a person mends that.
PAUSES = {Fault.ACCOUNT, Fault.SENDER, Fault.BALANCE}


@dataclass
class Health:
    """One provider as one process sees it.

    It works until too many calls of the window were bad; then it rests, and when the rest is over a link test tells:
    an answer closes the matter, none makes the next rest twice as long. `test_at` None means that it works.
    """

    rests: int = 0
    test_at: datetime | None = None
    _calls: deque[tuple[datetime, bool]] = field(default_factory=deque)

    def heard(self, good: bool, now: datetime) -> bool:
        """Note how a call went; True when that makes it rest, and only then."""
        self._calls.append((now, good))
        while self._calls[0][0] <= now - WINDOW:
            self._calls.popleft()
        bad = sum(not good for _, good in self._calls)
        if self.test_at is not None or len(self._calls) < LEAST_CALLS or bad < TOO_MANY * len(self._calls):
            return False
        self._rest(now)
        return True

    def tested(self, reached: bool, now: datetime) -> bool:
        """Note what a link test said; True when that ends the rest."""
        if not reached:
            self._rest(now)
            return False
        self.test_at = None
        return True

    def _rest(self, now: datetime) -> None:
        doublings: int = 2 ** min(self.rests, 6)  # six pass the longest rest
        self.test_at = now + min(FIRST_REST * doublings, LONGEST_REST)
        self.rests += 1
        self._calls.clear()


def answered(results: Sequence[Result]) -> bool:
    """Whether a call was good: the provider said something of at least one person. A refusal is an answer too."""
    deaf = {Fault.TRANSIENT, Fault.THROTTLED, Fault.IN_DOUBT}
    return any(result.outcome is Outcome.ACCEPTED or result.fault not in deaf for result in results)
