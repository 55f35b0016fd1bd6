"""What each version of the notice said, so that the county can show what a person agreed to.

A row is never changed: whoever changes a sentence of the consent writes a new version below. Words in Kamba and Taita
were said once a speaker had signed all of them (the ledger and `wordings` keep who and when), before that the Swahili.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from domain.languages import FLOOR, Language
from domain.subscribers import Channel

CSV = Path(__file__).parent / "data" / "notices.csv"


class Road(StrEnum):
    """How the notice came to a person."""

    DIALLED = "dialled"  # screens with the question at their end
    TEXTED = "texted"  # the answer to JOIN, and the greeting of a list


ROADS = {Channel.USSD: Road.DIALLED, Channel.SMS: Road.TEXTED, Channel.CONSOLE: Road.TEXTED}


@dataclass(frozen=True, slots=True)
class Notice:
    """One version, said since a day. %(ward)s stands for the name of the person's ward."""

    version: str
    since: date
    words: Mapping[tuple[Road, Language], str] = field(default_factory=dict)

    def said(self, channel: Channel, language: Language) -> list[tuple[Language, str]]:
        """What a person of this language may have been told: in Kamba and Taita the Swahili stands behind it."""
        spoken = [language] if language in (FLOOR, Language.ENGLISH) else [language, FLOOR]
        road = ROADS[channel]
        return [(each, self.words[road, each]) for each in spoken if (road, each) in self.words]


@cache
def notices() -> dict[str, Notice]:
    """Every version by its name, the newest last."""
    found: dict[str, Notice] = {}
    with CSV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            notice = found.setdefault(row["version"], Notice(row["version"], date.fromisoformat(row["since"]), {}))
            words = {(Road(row["road"]), Language(row["language"])): row["words"]}
            found[notice.version] = Notice(notice.version, notice.since, {**notice.words, **words})
    return found
