"""The months that figures are told of: one, three or twelve, up to one that is named."""

from datetime import date, datetime, time
from enum import IntEnum
from typing import NamedTuple

from domain.drought_records import month_end
from domain.hours import at_wall_time


class Length(IntEnum):
    """How many months."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


class Span(NamedTuple):
    """Whole months in Nairobi: from the first day on, and before `after`."""

    first: date
    after: date
    length: Length

    @classmethod
    def ending(cls, month: date, length: Length) -> "Span":
        """So many months, the last of them `month`."""
        months = month.year * 12 + month.month - length
        return cls(date(months // 12, months % 12 + 1, 1), month_end(month), length)

    @property
    def begins(self) -> datetime:
        return at_wall_time(datetime.combine(self.first, time()))

    @property
    def ends(self) -> datetime:
        """The moment after it."""
        return at_wall_time(datetime.combine(self.after, time()))

    @property
    def months(self) -> list[date]:
        """The first day of each, the oldest first."""
        found = [self.first]
        while (following := month_end(found[-1])) < self.after:
            found.append(following)
        return found

    def over(self, month: date, today: date) -> bool:
        """Whether a month of it has ended."""
        return month_end(month) <= today
