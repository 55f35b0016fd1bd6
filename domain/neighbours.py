"""The counties around ours, and their constituencies: places that a bulletin of ours hardly speaks of.

`domain/data/neighbours.csv`: the constituencies of the 2012 boundaries, which the elections of 2013-2022 used.
"""

import csv
from functools import cache
from pathlib import Path

from domain.areas import fold

NEIGHBOURS_CSV = Path(__file__).parent / "data" / "neighbours.csv"

# The counties beyond them, by name alone, but for those that a people is called by as well.
FURTHER = (
    *("Baringo", "Bomet", "Bungoma", "Busia", "Elgeyo-Marakwet", "Garissa", "Homa Bay", "Isiolo", "Kakamega"),
    *("Kericho", "Kiambu", "Kirinyaga", "Kisumu", "Laikipia", "Lamu", "Mandera", "Marsabit", "Migori", "Mombasa"),
    *("Murang'a", "Nairobi", "Nakuru", "Narok", "Nyamira", "Nyandarua", "Nyeri", "Siaya", "Trans Nzoia"),
    *("Uasin Gishu", "Vihiga", "Wajir", "West Pokot"),
)
SIDES = {"North", "South", "East", "West", "Central", "Town", "Rural"}


def stem(name: str) -> str:
    """A constituency's name as people say it of all its sides: "Kibwezi" of Kibwezi West."""
    return " ".join(word for word in name.split() if word not in SIDES) or name


@cache
def neighbours() -> dict[str, tuple[str, str]]:
    """The name and its county of each neighbouring county and constituency, by the folded name."""
    found: dict[str, tuple[str, str]] = {}
    with NEIGHBOURS_CSV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row["county"], row["constituency"], stem(row["constituency"])):
                found.setdefault(fold(name), (name, row["county"]))
    return found
