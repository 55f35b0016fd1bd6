"""A million invented people in seconds: rows made as text and written by COPY."""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random

import psycopg

from bot.crowd import FIRST_NUMBER, SPEAK
from domain.areas import Gazetteer
from domain.phones import Phone
from domain.subscribers import NOTICE_VERSION, hidden
from domain.vault import Vault

AT_ONCE = 10_000
MOST = 1_000_000  # numbers of the range: +254 711 000 000 and on
COPY = """COPY subscribers
    (phone_sealed, phone_lookup, wards, language, kind, notice_version, consent_channel, consented_at, joined_at)
    FROM STDIN"""


def fill(
    connection: "psycopg.Connection[tuple[object, ...]]",
    vault: Vault,
    places: Gazetteer,
    people: int,
    now: datetime,
    show: Callable[[int, int], None],
) -> None:
    """Add so many subscribers to an empty table, spread as the population is, and let the planner know of them."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        rows = _rows(vault, places, people, now)
        for done in range(0, people, AT_ONCE):
            copy.write("".join(itertools.islice(rows, AT_ONCE)))
            show(done, people)
    # As it is before any broadcast; in the middle of one an ANALYZE has been seen to spoil the plan.
    connection.execute("VACUUM ANALYZE")
    connection.execute("CHECKPOINT")


def _rows(vault: Vault, places: Gazetteer, people: int, now: datetime) -> Iterator[str]:
    wards = places.wards([county.slug for county in places.counties])
    chance = Random(1)
    homes = chance.choices(wards, [places[ward].population for ward in wards], k=people)
    for i, home in enumerate(homes):
        speak = SPEAK[places[home].county]
        (language,) = chance.choices(list(speak), list(speak.values()))
        sealed, lookup = hidden(vault, Phone(f"+{FIRST_NUMBER + i}"))
        yield (
            f"\\\\x{sealed.hex()}\t\\\\x{lookup.hex()}\t{{{home}}}\t{language}\tperson\t{NOTICE_VERSION}\tussd\t{now}\t{now}\n"
        )
