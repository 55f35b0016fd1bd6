"""What a source tells after the first: never lost in what officers have read, and theirs to hear where it is new."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import timeline
from domain.areas import Gazetteer
from domain.completions import Completion
from domain.incidents import Handling, Verification
from domain.intake import Filed, Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.sealed_columns import SIGHTING_PLACE, SIGHTING_WORDS
from domain.sightings import When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.vault import Vault
from messages import filing
from tests.make import ENDAU, SAGALLA, make_officer

PHONE = Phone("+254711000078")
ATTACK = Kind.VIOLENCE_INJURY
Tell = Callable[..., Filed]


@pytest.fixture(autouse=True)
def wanza(session: Session, vault: Vault) -> Officer:
    return make_officer(session, "wanza", Grant(role=Role.PEACE), phone="+254711990001", vault=vault, on_duty=True)


@pytest.fixture
def tell(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> Tell:
    def file(words: str, later: timedelta = timedelta(), ward: str = ENDAU, kind: Kind = ATTACK, partial: bool = False,
             **more: object) -> Filed:  # fmt: skip
        report = Report(kind, ward, When.NOW, words, Language.SWAHILI, **more)  # type: ignore[arg-type]
        return filing.file(session, vault, PHONE, report, channel=Channel.SMS, places=places, now=now + later,
                           partial=partial)  # fmt: skip

    return file


def acts(session: Session, filed: Filed) -> list[Act]:
    return [step.act for step in timeline.of(session, filed.incident)]


def said(vault: Vault, filed: Filed) -> str:
    return SIGHTING_WORDS.read(vault, filed.sighting)


@pytest.mark.parametrize(
    ("words", "hours", "steps"),
    [
        ("Jirani ameuawa!", 7, []),
        ("Wengine wamejeruhiwa sokoni", 1, [Act.TOLD_MORE]),
        ("Wengine wamejeruhiwa sokoni", 7, [Act.TOLD_MORE, Act.PAGED]),
    ],
)
def test_another_event_of_one_phone_ward_and_kind_is_told_of_once_more(
    session: Session, tell: Tell, words: str, hours: int, steps: list[Act]
) -> None:
    first = tell("Jirani ameuawa")

    assert tell(words, timedelta(hours=hours)).incident is first.incident
    assert acts(session, first) == [Act.PAGED, *steps]


def test_whoever_took_it_up_hears_once_of_another_event(
    session: Session, vault: Vault, now: datetime, tell: Tell
) -> None:
    first = tell("Jirani ameuawa")
    first.incident.verify(Verification.CHECKING, now + timedelta(minutes=5))

    assert [tell(words, timedelta(minutes=9)).news for words in ("Wengine sokoni", "Na wengine tena")] == [True, False]


def test_what_was_cut_off_is_corrected_and_told_where_it_was(session: Session, tell: Tell) -> None:
    begun = tell("", kind=Kind.LIVESTOCK_THEFT, partial=True)
    filed = tell("", ward=SAGALLA, kind=ATTACK, continues=begun.sighting.id)

    assert (filed.incident, filed.news) == (begun.incident, True)
    assert (filed.incident.ward, filed.incident.kind) == (filed.sighting.ward, filed.sighting.kind) == (SAGALLA, ATTACK)
    tell("", ward=ENDAU, kind=Kind.OTHER, continues=begun.sighting.id)
    assert (filed.sighting.ward, filed.sighting.kind) == (SAGALLA, ATTACK), "it was whole by then"


def test_what_an_officer_sorted_stays_when_it_is_corrected(session: Session, tell: Tell) -> None:
    begun = tell("", kind=Kind.OTHER, partial=True)
    begun.incident.kind = Kind.WILDLIFE
    tell("", kind=ATTACK, continues=begun.sighting.id)

    assert (begun.incident.kind, begun.sighting.kind) == (Kind.WILDLIFE, ATTACK)


def test_one_that_was_closed_is_opened_with_its_steps_and_those_on_duty_hear(
    session: Session, now: datetime, tell: Tell
) -> None:
    first = tell("Jirani ameuawa")
    first.incident.verify(Verification.FALSE, now)
    first.incident.handle(Handling.CLOSED, now)
    filed = tell("Sasa wawili", timedelta(minutes=20), continues=first.sighting.id)

    assert acts(session, first) == [Act.PAGED, Act.HANDLING, Act.TOLD_MORE]
    assert (filed.incident.open, filed.incident.alerted) == (True, filed.incident.level)


@pytest.mark.parametrize(
    "number",
    [
        "0711000078",
        "+254711000078",
        "254 711 000 078",
        "0711-000-078",
        "711000078",
        "0711/000.078",
        "00254(0)711000078",
        "O711OOOO78",
    ],
)
def test_the_senders_own_number_is_not_kept_in_their_words(vault: Vault, tell: Tell, number: str) -> None:
    filed = tell(f"Wezi, nipigie {number}. Au 0722000078", place=f"kwa {number}")

    assert said(vault, filed) == "Wezi, nipigie [own number]. Au 0722000078"
    assert SIGHTING_PLACE.read(vault, filed.sighting) == "kwa [own number]"


def test_the_senders_own_number_is_not_kept_in_what_they_complete(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, tell: Tell
) -> None:
    filed = tell("Wezi")
    more = Completion(filed.sighting.id, words="nipigie 0711000078")
    filing.complete(session, vault, more, places=places, now=now)

    assert said(vault, filed) == "Wezi\nnipigie [own number]"
