"""When a standing order comes: dates by a rule that a person can read.

Nairobi has no summer time, so an hour on the wall is always one moment and arithmetic of days is enough.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from domain import hours
from domain.refusals import Refusal

# A year and the month it is planned in: who approves must not bind those who come after them for longer.
LONGEST = timedelta(days=396)
# More messages than people in one place will read: a year of them twice a week is 104.
MOST_DATES = 200
WHOLE_WEEK = tuple(range(7))
SHORTEST_MONTH = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """At `hour` on `weekdays` (0 is Monday) or on `monthdays`, in `months` (none: all), from one day to another.

    A day that a month does not have means its last one: the 31st comes on 30 November, and on 29 February in 2028.
    """

    hour: time
    starts_on: date
    ends_on: date
    weekdays: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()

    def falls_on(self, day: date) -> bool:
        """Whether it comes on this day."""
        if not self.starts_on <= day <= self.ends_on or (self.months and day.month not in self.months):
            return False
        _, length = monthrange(day.year, day.month)
        return day.weekday() in self.weekdays or day.day in {min(wanted, length) for wanted in self.monthdays}

    @property
    def shortened(self) -> bool:
        """Whether it may mean the last day of a shorter month."""
        return any(wanted > SHORTEST_MONTH for wanted in self.monthdays)


def coming(rule: Rule, after: datetime) -> Iterator[datetime]:
    """Every date of it later than this moment, the first first."""
    day = max(rule.starts_on, hours.local(after).date())
    while day <= rule.ends_on:
        moment = datetime.combine(day, rule.hour, hours.NAIROBI)
        if moment > after and rule.falls_on(day):
            yield moment
        day += timedelta(days=1)


def next_dates(rule: Rule, after: datetime, count: int) -> list[datetime]:
    """The first so many dates later than this moment; fewer where it ends before."""
    return list(islice(coming(rule, after), count))


def due_between(rule: Rule, after: datetime, until: datetime) -> list[datetime]:
    """The dates later than `after`, up to and with `until`."""
    return list(takewhile(lambda moment: moment <= until, coming(rule, after)))


def check(rule: Rule, now: datetime) -> None:
    """Raise the first `Refusal` about the rule itself."""
    if bool(rule.weekdays) == bool(rule.monthdays):
        raise Refusal("Choose days of the week or days of the month: one of the two.")
    if not hours.DAY.holds(datetime.combine(rule.starts_on, rule.hour, hours.NAIROBI)):
        raise Refusal("Choose an hour between 07:00 and 19:00: a series does not wake people.")
    if rule.ends_on < rule.starts_on:
        raise Refusal("Its last day lies before its first.")
    if rule.ends_on - hours.local(now).date() > LONGEST:
        raise Refusal("Choose a last day within thirteen months: then somebody thinks about it anew.")
    number = len(next_dates(rule, now, MOST_DATES + 1))
    if not number:
        raise Refusal("It would never come: no such day lies between now and its last day.")
    if number > MOST_DATES:
        raise Refusal("It would come more than %(most)s times: choose fewer days.", most=MOST_DATES)
