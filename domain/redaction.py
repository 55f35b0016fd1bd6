"""What in a text may point at a person: marked for whoever is about to send it on, who must read it all the same."""

import re
from enum import StrEnum
from typing import NamedTuple

from domain.areas import Gazetteer


class Why(StrEnum):
    """What a marked part may be."""

    PHONE = "phone"


class Flag(NamedTuple):
    """One part of a text: the letters from `start` up to `end`."""

    start: int
    end: int
    why: Why


_NUMBER = re.compile(r"(?<!\d)\+?(?:254|0)?[17](?:[\s.-]?\d){8}(?!\d)")


def flags(text: str, _places: Gazetteer) -> list[Flag]:
    """What in `text` may point at a person, in order; none overlaps another."""
    return [Flag(*match.span(), Why.PHONE) for match in _NUMBER.finditer(text)]
