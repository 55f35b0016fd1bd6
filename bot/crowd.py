"""Invented people for a local run: the counties filled as they might be one day."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.areas import Gazetteer
from domain.languages import Language
from domain.phones import Phone
from domain.subscribers import NOTICE_VERSION, Channel, Kind, Subscriber, hidden
from domain.vault import Vault

# +254 711 0xxxxx: a range of their own, so that filling twice adds nobody twice and nobody real is among them.
FIRST_NUMBER = 254711000000
MOST = 100_000
AT_ONCE = 1000
# How many of a hundred chose each language. Invented, along what each county's stations speak.
SPEAK: dict[str, dict[Language, int]] = {
    "kitui": {Language.KAMBA: 74, Language.SWAHILI: 23, Language.ENGLISH: 3},
    "makueni": {Language.KAMBA: 72, Language.SWAHILI: 24, Language.ENGLISH: 4},
    "taita-taveta": {Language.TAITA: 61, Language.SWAHILI: 35, Language.ENGLISH: 4},
}
SECOND_WARD, INTERMEDIARY = 0.08, 0.02  # shares


def fill(session: Session, vault: Vault, places: Gazetteer, people: int, now: datetime) -> Iterator[int]:
    """Add so many invented subscribers, a thousand at a time; gives how many of each thousand were new.

    The same person has the same number, ward and language in every run; a number that is known already is left alone.
    """
    wards = places.wards([county.slug for county in places.counties])
    weights = [places[ward].population for ward in wards]
    for start in range(0, people, AT_ONCE):
        rows = [_person(vault, places, wards, weights, i, now) for i in range(start, min(start + AT_ONCE, people))]
        added = insert(Subscriber).on_conflict_do_nothing(index_elements=[Subscriber.phone_lookup])
        yield len(session.execute(added.returning(Subscriber.id), rows).all())


def _person(
    vault: Vault, places: Gazetteer, wards: list[str], weights: list[int], i: int, now: datetime
) -> dict[str, object]:
    chance = Random(i)  # noqa: S311  invention, not a secret
    (home,) = chance.choices(wards, weights)
    near = places.wards([places[home].parent or home]) if chance.random() < SECOND_WARD else [home]
    speak = SPEAK[places[home].county]
    sealed, lookup = hidden(vault, Phone(f"+{FIRST_NUMBER + i}"))
    return {
        "phone_sealed": sealed,
        "phone_lookup": lookup,
        "wards": list(dict.fromkeys([home, chance.choice(near)])),
        "language": chance.choices(list(speak), list(speak.values()))[0],
        "kind": Kind.INTERMEDIARY if chance.random() < INTERMEDIARY else Kind.PERSON,
        "notice_version": NOTICE_VERSION,
        "consent_channel": Channel.USSD,
        "consented_at": now,
        "joined_at": now,
    }
