"""Subscribers as they leave for planning: rows without a number, each like two others at least, or like four others
where gender and age are told.

A row's pseudonym is random and another one in every export: it leads nowhere, and joins no two files. Values that fewer
than three people share are left out step by step, the ward first; who still stands alone is not in the file.
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from domain.areas import around
from domain.hours import NAIROBI
from domain.subscriber_search import Search, Standing
from domain.subscribers import Subscriber
from domain.veils import FEWEST


class Values(NamedTuple):
    """What is told of one person; "" where it is left out or was never told. Areas are slugs, the ward of the search.

    `joined` is a month, as "2026-11".
    """

    county: str
    constituency: str
    ward: str
    language: str
    kind: str
    joined: str
    standing: str
    gender: str = ""
    age_band: str = ""


FEWEST_DESCRIBED = 5  # people, where gender and age are told

# What is left out of values too few share, one step after the other.
STEPS: tuple[tuple[str, ...], ...] = (
    (),
    ("ward",),
    ("gender", "age_band"),
    ("joined",),
    ("constituency", "kind"),
    ("language", "standing"),
)


class Export(NamedTuple):
    """How many people have the same values, and how many have none that may be told."""

    people: dict[Values, int]
    left_out: int

    @property
    def rows(self) -> int:
        return sum(self.people.values())

    def pseudonymous(self) -> Iterator[tuple[Values, list[str]]]:
        """The values in their order, which tells nothing of when who came, each with a new name for every person."""
        for values, people in sorted(self.people.items()):
            yield values, [secrets.token_hex(6) for _ in range(people)]


def export(session: Session, search: Search, now: datetime, *, described: bool) -> Export:
    """The people a search finds. `described`: gender and age band in the place of the ward and the month.

    Then `search` must have nothing but the wards of whole counties, always the same: of two cuts the one taken from the
    other would tell of one person.
    """
    fewest = FEWEST_DESCRIBED if described else FEWEST
    return coarsened(_grouped(session, search, now, described=described), fewest)


def coarsened(people: Counter[Values], fewest: int = FEWEST) -> Export:
    """The same people, nobody's values shared by fewer than so many."""
    told: dict[Values, int] = {}
    rest = people
    for blank in STEPS:
        groups: Counter[Values] = Counter()
        for values, count in rest.items():
            groups[values._replace(**dict.fromkeys(blank, ""))] += count
        rest = Counter({values: count for values, count in groups.items() if count < fewest})
        told |= {values: told.get(values, 0) + count for values, count in groups.items() if count >= fewest}
    return Export(told, rest.total())


def _grouped(session: Session, search: Search, now: datetime, *, described: bool) -> Counter[Values]:
    standing = case(
        (Subscriber.left_at.is_not(None), Standing.LEFT.value),
        (Subscriber.paused_until > now, Standing.PAUSES.value),
        else_=Standing.HEARS.value,
    ).label("standing")
    month = func.to_char(func.timezone(NAIROBI.key, Subscriber.joined_at), "YYYY-MM")
    joined_in = (literal("") if described else month).label("month")
    told = (Subscriber.gender, Subscriber.age_band) if described else ()
    groups = (Subscriber.wards, Subscriber.language, Subscriber.kind, joined_in, standing, *told)
    asked = set(search.wards)
    found: Counter[Values] = Counter()
    for wards, language, kind, joined, stands, *more, count in session.execute(
        select(*groups, func.count()).where(*search.conditions(now)).group_by(*groups)
    ):
        county, constituency, ward = around(next(ward for ward in wards if ward in asked))
        home = (county, constituency, "" if described else ward)
        described_as = (one.value if one else "" for one in more)
        found[Values(*home, language.value, kind.value, joined, stands, *described_as)] += count
    return found
