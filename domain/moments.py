"""Moments as coarse as they may be kept: rows written in one breath must not find each other in a dump.

Whoever reports may also have joined, left or asked something. The exact `now` of one request, kept in two tables, would
join a report to a person without any key; so each moment beside a lasting mark of a person is only a day, and a
report's own only a minute.
"""

from datetime import datetime, timedelta

from domain.hours import local


def day(now: datetime) -> datetime:
    """The beginning of its day in Nairobi."""
    return local(now).replace(hour=0, minute=0, second=0, microsecond=0)


def hour(now: datetime) -> datetime:
    """The beginning of its hour."""
    return now.replace(minute=0, second=0, microsecond=0)


def monday(now: datetime) -> datetime:
    """The beginning of its week in Nairobi."""
    return day(now) - timedelta(days=local(now).weekday())


def minute(now: datetime) -> datetime:
    """The beginning of its minute."""
    return now.replace(second=0, microsecond=0)
