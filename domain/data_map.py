"""What every table keeps, of whom: read from `data/data_map.csv` and laid over the tables as they are.

The papers a county hands to the Data Commissioner are made of it, and a test holds that no table and no column of free
words is missing from it, so a paper cannot fall behind the code.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Column, LargeBinary, Table

from domain.schema import metadata

MAP_CSV = Path(__file__).parent / "data" / "data_map.csv"
SEALED, PRINTS = ("_sealed",), ("_lookup", "_hash")
NOT_SECRET = {"document"}  # bytes that are somebody's public alert


class Activity(StrEnum):
    """What data is processed for; the impact assessment has a paragraph for each."""

    WARNINGS = "warnings"
    LEAVING = "leaving"
    TALK = "talk"
    SENDING = "sending"
    REPORTS = "reports"
    RESTRICTED = "restricted"
    STAFF = "staff"
    RADIO = "radio"
    BULLETINS = "bulletins"
    FIGURES = "figures"
    PLACES = "places"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Held:
    """One table. `whose` is empty where no row is about a person.

    `tells` are columns in clear that say something of a person or of what one told; `neutral` are columns of free words
    or codes that do not. Moments, numbers and choices from a list that are in neither say nothing by themselves.
    """

    table: Table
    activity: Activity
    whose: str
    row: str
    tells: tuple[str, ...]
    neutral: tuple[str, ...]

    @property
    def sealed(self) -> list[str]:
        """Columns only our keys open."""
        return [column.name for column in self.table.columns if column.name.endswith(SEALED)]

    @property
    def prints(self) -> list[str]:
        """Columns that tell whether two values are the same and cannot be turned back."""
        return [column.name for column in self.table.columns if is_print(column)]


def is_print(column: Column[object]) -> bool:
    """Whether a column holds keyed or hashed prints."""
    return isinstance(column.type, LargeBinary) and column.name.endswith(PRINTS)


def read() -> list[Held]:
    """Every table that is in the file, by activity and name."""
    with MAP_CSV.open(newline="", encoding="utf-8") as file:
        kept = [
            Held(
                metadata.tables[row["table"]],
                Activity(row["activity"]),
                row["whose"],
                row["row"],
                tuple(row["tells"].split()),
                tuple(row["neutral"].split()),
            )
            for row in csv.DictReader(file)
        ]
    order = list(Activity)
    return sorted(kept, key=lambda one: (order.index(one.activity), one.table.name))
