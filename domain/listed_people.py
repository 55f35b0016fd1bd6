"""The people of a list, as they were read from a file: kept sealed until they have joined, and no longer than a day."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.languages import Language
from domain.phones import Phone
from domain.refusals import Refusal
from domain.sealed_columns import LIST_ROWS
from domain.subscribers import AgeBand, Gender, Kind
from domain.vault import Vault


class Person(NamedTuple):
    """One good row. What is not said of somebody is None."""

    phone: Phone
    ward: str
    language: Language
    kind: Kind = Kind.PERSON
    gender: Gender | None = None
    age_band: AgeBand | None = None


class Fault(NamedTuple):
    """What is wrong with one row, by its number in the spreadsheet; `masked` is its number as it may be shown."""

    row: int
    masked: str
    refusal: Refusal


@dataclass(slots=True)
class Listed:
    """What a file says. `twice` of the faults are only numbers that an earlier row has."""

    people: list[Person] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    twice: int = 0

    @property
    def groups(self) -> Mapping[tuple[str, Language], int]:
        """How many people each ward and language has, whoever they are: a smaller count would tell who is known."""
        return Counter((person.ward, person.language) for person in self.people)

    def sealed(self, vault: Vault, import_id: int) -> bytes:
        """All of it in one column of this import."""
        people = [[person.phone.e164, *person[1:]] for person in self.people]
        faults = [[fault.row, fault.masked, fault.refusal.sentence, fault.refusal.values] for fault in self.faults]
        return vault.seal(json.dumps([people, faults, self.twice]), *LIST_ROWS.at(import_id))

    @classmethod
    def opened(cls, vault: Vault, sealed: bytes, import_id: int) -> "Listed":
        """The same again. Raises `Unsealable`."""
        people, faults, twice = json.loads(vault.open(sealed, *LIST_ROWS.at(import_id)))
        return cls(
            [_person(*row) for row in people],
            [Fault(row, masked, Refusal(sentence, **values)) for row, masked, sentence, values in faults],
            twice,
        )


def _person(
    e164: str, ward: str, language: str, kind: str, gender: str | None = None, age_band: str | None = None
) -> Person:
    return Person(
        Phone(e164),
        ward,
        Language(language),
        Kind(kind),
        Gender(gender) if gender else None,
        AgeBand(age_band) if age_band else None,
    )
