"""Putting a station on the list, changing and retiring it: who may, and what must be known of it."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.hours import local
from domain.officers import Officer, Role
from domain.phones import Phone
from domain.programmes import LISTENS_TO
from domain.refusals import Refusal
from domain.sealed_columns import STATION_PHONE
from domain.stations import SLOTS, SPOKEN, USUAL_SLOT, Station, called
from domain.vault import Vault

KEPT_BY = (Role.OFFICER, Role.LEAD)
LONGEST_NAME, LONGEST_LINE, LONGEST_REMARKS = 80, 200, 2000  # letters
MANY = ("counties", "languages")
LINES = ("name", "frequency", "area", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is known of a station; the fields of `Station` that people write."""

    name: str
    counties: tuple[str, ...]
    languages: tuple[str, ...]
    minutes: int = USUAL_SLOT
    airs_on: int | None = None
    airs_at: time | None = None
    frequency: str = ""
    area: str = ""
    speeds: Mapping[str, float] = field(default_factory=dict)
    remarks: str = ""
    source: str = ""
    confirmed_on: date | None = None

    @classmethod
    def of(cls, station: Station) -> "Details":
        """As it is kept."""
        kept = {each.name: getattr(station, each.name) for each in fields(cls)}
        return cls(**kept | {name: tuple(kept[name]) for name in MANY})

    @property
    def columns(self) -> dict[str, Any]:
        """As it is to be kept."""
        return asdict(self) | {name: list(getattr(self, name)) for name in MANY}


def difference(before: Details, after: Details) -> list[str]:
    """The names of what is not the same."""
    return [each.name for each in fields(Details) if getattr(before, each.name) != getattr(after, each.name)]


def fingerprint(station: Station) -> str:
    """What tells whether a station was changed since somebody looked at it."""
    return sha256(repr((Details.of(station), station.phone_sealed)).encode()).hexdigest()


def may_change(officer: Officer, counties: Collection[str], on: date) -> bool:
    """Whether the officer keeps the stations of all these counties."""
    return all(any(officer.may(role, on, county=county) for role in KEPT_BY) for county in counties)


def check_writer(officer: Officer, counties: Collection[str], on: date) -> None:
    """Raises `Refusal`: what a station heard in several counties is told concerns them all."""
    if not may_change(officer, counties, on):
        raise Refusal(
            "This station is heard in a county that is not yours: whoever changes it is an officer or lead of all its "
            "counties."
        )


def add(session: Session, officer: Officer, details: Details, now: datetime) -> Station:
    """Put a station on the list. Raises `Refusal`."""
    check_writer(officer, details.counties, local(now).date())
    return put(session, details, now)


def put(session: Session, details: Details, now: datetime) -> Station:
    """The same by the service itself."""
    details = checked(details, local(now).date())
    _check_name(session, details.name)
    station = Station(**details.columns)
    with _name_is_free(session, details.name):
        session.add(station)
    return station


def change(session: Session, officer: Officer, station: Station, details: Details, seen: str, now: datetime) -> None:
    """Keep what is known of a station that the caller holds; `seen`: the fingerprint of what the officer looked at.

    Raises `Refusal`.
    """
    today = local(now).date()
    check_writer(officer, [*station.counties, *details.counties], today)
    if seen != fingerprint(station):
        raise Refusal("Somebody else changed this station meanwhile: look at it again, then go on.")
    details = checked(details, today)
    _check_name(session, details.name, but=station.id)
    with _name_is_free(session, details.name):
        for name, value in details.columns.items():
            setattr(station, name, value)


def retire(officer: Officer, station: Station, now: datetime) -> None:
    """Take it out of use: no script is for it any more. Again changes nothing."""
    check_writer(officer, station.counties, local(now).date())
    station.retired_at = station.retired_at or now


def bring_back(officer: Officer, station: Station, now: datetime) -> None:
    """Put it into use again."""
    check_writer(officer, station.counties, local(now).date())
    station.retired_at = None


def set_phone(station: Station, vault: Vault, phone: Phone | None) -> None:
    """Keep the newsroom's number, or forget it."""
    station.phone_sealed = vault.seal(phone.e164, *STATION_PHONE.of(station)) if phone else None


def checked(details: Details, today: date) -> Details:
    """The same with its spaces in order. Raises `Refusal`."""
    tidy: dict[str, Any] = {name: " ".join(getattr(details, name).split()) for name in LINES}
    details = replace(details, **tidy)
    if len(details.name) > LONGEST_NAME or not any(letter.isalpha() for letter in details.name):
        raise Refusal("Write the station's name, in at most %(most)s letters.", most=LONGEST_NAME)
    if not details.counties or not set(details.counties) <= LISTENS_TO.keys():
        raise Refusal("Choose at least one county the station is heard in.")
    if not details.languages or not set(details.languages) <= set(SPOKEN):
        raise Refusal("Choose at least one language the station speaks.")
    _check_slot(details)
    if any(len(getattr(details, name)) > LONGEST_LINE for name in LINES):
        raise Refusal("Write each line in at most %(most)s letters.", most=LONGEST_LINE)
    if len(details.remarks) > LONGEST_REMARKS:
        raise Refusal("Write the remarks in at most %(most)s letters.", most=LONGEST_REMARKS)
    if details.confirmed_on is not None and details.confirmed_on > today:
        raise Refusal("The day on which the station was asked lies in the future.")
    return details


def _check_slot(details: Details) -> None:
    if details.minutes not in SLOTS:
        raise Refusal("Choose how many minutes the station gives.")
    if (details.airs_on is None) != (details.airs_at is None):
        raise Refusal("Give both the day and the hour of the slot, or neither.")
    if details.airs_on is not None and details.airs_on not in range(7):
        raise Refusal("Choose the day of the slot.")


def _check_name(session: Session, name: str, *, but: int | None = None) -> None:
    other = called(session, name)
    if other is not None and other.id != but:
        raise _taken(name)


@contextmanager
def _name_is_free(session: Session, name: str) -> Iterator[None]:
    """Write a station down; somebody else may have taken its name this very moment."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise _taken(name) from None


def _taken(name: str) -> Refusal:
    return Refusal("There is a station %(name)s already; it may be a retired one.", name=name)
