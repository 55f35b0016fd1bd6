"""How often one phone confided within the hour: in the memory of this process alone, for nothing of it may be kept."""

from collections import defaultdict
from datetime import datetime, timedelta
from threading import Lock

from bot.actions import Action, Confide, Locate

MOST_AN_HOUR = 3  # of one phone, in each process: more is a flood, and is answered with the helplines alone
HOUR = timedelta(hours=1)


class Confidences:
    """The moments of the last hour, by what a phone is looked up by."""

    def __init__(self) -> None:
        self._kept: dict[tuple[bytes, type], list[datetime]] = defaultdict(list)
        self._counting = Lock()

    def are_enough(self, action: Action, lookup: bytes, now: datetime) -> bool:
        """Whether this phone has confided enough; counts it where not. Anything else never is."""
        if not isinstance(action, Confide | Locate):
            return False
        with self._counting:
            self._forget(now)
            kept = self._kept[lookup, type(action)]
            if len(kept) < MOST_AN_HOUR:
                kept.append(now)
                return False
            return True

    def _forget(self, now: datetime) -> None:
        for key, moments in list(self._kept.items()):
            if moments[-1] <= now - HOUR:
                del self._kept[key]
            else:
                self._kept[key] = [moment for moment in moments if moment > now - HOUR]
