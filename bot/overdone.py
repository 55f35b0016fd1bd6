"""Who knocked wrongly too often, as one process knows it: the count itself is in the database."""

from datetime import datetime, timedelta
from threading import Lock

from domain import wrong_knocks
from domain.wrong_knocks import WINDOW, Door

AWAY = timedelta(seconds=10)
MOST_KNOWN = 10_000  # addresses one process remembers; whoever has more of them is no case for a limit by address


class Overdone:
    """Who is past the limit, as this process knows it; and whether the database answers."""

    def __init__(self) -> None:
        self._until: dict[tuple[Door, bytes], datetime] = {}
        self._away_until: datetime | None = None
        self._lock = Lock()

    def holds(self, door: Door, address: bytes, now: datetime) -> bool:
        """Whether this address is past the limit, until the next window."""
        return self._until.get((door, address), now) > now

    def is_away(self, now: datetime) -> bool:
        """Whether the database was away a moment ago."""
        return self._away_until is not None and now < self._away_until

    def add(self, door: Door, address: bytes, now: datetime) -> None:
        """Count no more of this address until the next window."""
        with self._lock:
            if len(self._until) >= MOST_KNOWN:
                self._until = {who: until for who, until in self._until.items() if until > now}
            if len(self._until) < MOST_KNOWN:
                self._until[door, address] = wrong_knocks.window(now) + WINDOW

    def found_away(self, now: datetime) -> None:
        """The database is away: strangers must not hold our threads while it is."""
        self._away_until = now + AWAY
