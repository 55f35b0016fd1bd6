"""What people texted while the database was away comes first: nothing leaves that a STOP among it would have stopped.

Such a STOP was answered and lies in the spool of a web, which looks every two seconds, says that it has some for as
long as it does (`heartbeats.say_people_wait`) and brings it back. So nothing of ours leaves in the seconds after the
database started, after this worker found it away, full or read-only, and after the last word of a web. A web that ends
with a full spool says nothing more, and holds up nothing.
"""

import time
from collections.abc import Callable

SECONDS = 5.0


class LastOutage:
    """When this process last found the database away. `steady` tells seconds that no correction of the clock moves."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._met = float("-inf")

    def met(self) -> None:
        self._met = self._steady()

    def seconds(self) -> float:
        """How long ago that was."""
        return self._steady() - self._met


def wait(outage: LastOutage, calm: float) -> float:
    """Seconds until anything may leave, 0 for now; `calm` as the database tells it (`heartbeats.CALM`)."""
    calm = min(calm if calm >= 0 else SECONDS, outage.seconds())
    return max(SECONDS - calm, 0.0)
