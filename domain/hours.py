"""Time as people here keep it: local wall time in Nairobi, and the hours of a day in which something may go out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

NAIROBI = ZoneInfo("Africa/Nairobi")


@dataclass(frozen=True, slots=True)
class Window:
    """Whole hours of a day here: from `opens` on and before `closes`, 24 being the end of the day."""

    opens: int
    closes: int

    def holds(self, moment: datetime) -> bool:
        """Whether something may go out now. Outside it is quiet."""
        return self.opens <= local(moment).hour < self.closes

    def closing(self, moment: datetime) -> datetime:
        """When it closes on the day of this moment."""
        return _midnight(local(moment)) + timedelta(hours=self.closes)

    def within(self, other: "Window") -> "Window":
        """The hours in both."""
        return Window(max(self.opens, other.opens), min(self.closes, other.closes))


ALL_DAY = Window(0, 24)
# The window of the Communications Authority's 2020 draft for bulk SMS, kept as ours.
DAY = Window(7, 19)
# Minutes to which a moment is rounded that nobody chose.
ROUND = 5


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Nairobi."""
    return moment.astimezone(NAIROBI)


def at_wall_time(naive: datetime) -> datetime:
    """The moment an officer means by a date and hour typed without a zone."""
    return naive.replace(tzinfo=NAIROBI)


def next_open(moment: datetime, window: Window) -> datetime:
    """The first moment from this one on that lies in the window."""
    here = local(moment)
    if window.holds(here):
        return moment
    day = _midnight(here) if here.hour < window.opens else next_day(here)
    return day + timedelta(hours=window.opens)


def open_between(start: datetime, end: datetime, window: Window) -> timedelta:
    """How much time in the window passed from one moment to another; none if that was before."""
    passed, day = timedelta(), _midnight(local(start))
    while day < end:
        opens, closes = day + timedelta(hours=window.opens), day + timedelta(hours=window.closes)
        passed += max(min(closes, end) - max(opens, start), timedelta())
        day = next_day(day)
    return passed


def open_after(start: datetime, time: timedelta, window: Window) -> datetime:
    """The moment at which so much time in the window has passed since another; itself in the window."""
    moment = next_open(start, window)
    while moment + time >= window.closing(moment):
        time -= window.closing(moment) - moment
        moment = next_open(window.closing(moment), window)
    return moment + time


def next_day(moment: datetime) -> datetime:
    """The beginning of the next day here."""
    return _midnight(local(moment)) + timedelta(days=1)


def soon(now: datetime) -> datetime:
    """The next full five minutes: early enough to hurry, late enough to be read on a clock."""
    here = local(now).replace(second=0, microsecond=0)
    return here + timedelta(minutes=ROUND - here.minute % ROUND)


def _midnight(here: datetime) -> datetime:
    return datetime.combine(here.date(), time(), NAIROBI)
