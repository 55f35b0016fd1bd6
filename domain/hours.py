"""Time as people here keep it: local wall time in Nairobi, and the hours in which bulletins may arrive."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

NAIROBI = ZoneInfo("Africa/Nairobi")

# 07:00-19:00 is the window of the Communications Authority's 2020 draft for bulk SMS, kept as our default.
OPENS = time(7, 0)
CLOSES = time(19, 0)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Nairobi."""
    return moment.astimezone(NAIROBI)


def at_wall_time(naive: datetime) -> datetime:
    """The moment an officer means by a date and hour typed without a zone."""
    return naive.replace(tzinfo=NAIROBI)


def is_quiet(moment: datetime) -> bool:
    """Whether bulletins wait now (19:00-07:00). Replies, acknowledgements and responders are not bulletins."""
    return not OPENS <= local(moment).time() < CLOSES


def next_open(moment: datetime) -> datetime:
    """The first moment from this one on in which a bulletin may go out."""
    if not is_quiet(moment):
        return moment
    here = local(moment)
    day = here.date() if here.time() < OPENS else here.date() + timedelta(days=1)
    return datetime.combine(day, OPENS, NAIROBI)


def next_day(moment: datetime) -> datetime:
    """The beginning of the next day here."""
    return datetime.combine(local(moment).date() + timedelta(days=1), time(), NAIROBI)
