"""An answer that leaves a report as urgent as it was is put down at once; all others go where they are looked at."""

from dataclasses import replace
from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from domain import asides, incidents, intake
from domain.incidents import Handling, Verification
from domain.intake import Filed, Report
from domain.languages import Language
from domain.phones import Phone
from domain.reporters import CallTime, Reporter
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import Hurt, Source, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.triage import Level
from domain.vault import Vault
from tests.make import ENDAU, next_phone

ATTACK = Report(Kind.VIOLENCE_INJURY, ENDAU, When.NOW, "", Language.SWAHILI)
SENTENCE = "Wezi wa mifugo wanne karibu na kisima"


class Door:
    def __init__(self, session: Session, vault: Vault, now: datetime) -> None:
        self.session, self.vault, self.now = session, vault, now

    def file(self, phone: Phone, report: Report, *, partial: bool = False) -> Filed:
        filed = intake.file(self.session, self.vault, phone, report, self.now, channel=Channel.USSD, partial=partial)
        if not report.continues:
            filed.incident.alerted = Level.HIGH  # as whoever files it leaves it
        return filed

    def add(self, filed: Filed, phone: Phone, **told: Any) -> bool:
        return asides.add(self.session, self.vault, phone, replace(ATTACK, continues=filed.sighting.id, **told))

    def kept(self, filed: Filed) -> dict[str, object]:
        """All that an answer may change."""
        self.session.flush()
        self.session.expire_all()
        sighting, incident = filed.sighting, filed.incident
        words = SIGHTING_WORDS.read(self.vault, sighting)
        told = {name: getattr(sighting, name) for name in ("happened", "ongoing", "hurt", "source", "words_lookup")}
        found = {name: getattr(incident, name) for name in ("level", "advised", "grounds", "mass", "sources", "due_at")}
        reporter = self.session.get_one(Reporter, sighting.id)
        return {**told, **found, "words": words, "may": (reporter.may_text, reporter.may_call)}


@pytest.fixture
def door(session: Session, vault: Vault, now: datetime) -> Door:
    return Door(session, vault, now)


@pytest.mark.parametrize(
    "told",
    [
        {"ongoing": True},
        {"hurt": Hurt.NOBODY},
        {"source": Source.HEARD},
        {"words": SENTENCE},
        {"may_text": True},
        {"may_call": CallTime.EVENING},
        {"happened": When.UNKNOWN, "source": Source.SEEN},
    ],
    ids=lambda told: "-".join(told),
)
def test_an_aside_is_kept_as_any_other_answer(door: Door, told: dict[str, Any]) -> None:
    phone, other = next_phone(), next_phone()
    first, second = door.file(phone, ATTACK), door.file(other, ATTACK)

    assert door.add(first, phone, **told)
    door.file(other, replace(ATTACK, continues=second.sighting.id, **told))

    assert door.kept(first) == door.kept(second)


def test_two_asides_add_up(door: Door) -> None:
    phone = next_phone()
    filed = door.file(phone, ATTACK)

    assert all(door.add(filed, phone, **{name: told}) for name, told in
               [("may_text", True), ("may_call", CallTime.MORNING), ("source", Source.TOLD)])  # fmt: skip

    kept = door.kept(filed)
    assert (kept["may"], kept["source"]) == ((True, CallTime.MORNING), Source.TOLD)


@pytest.mark.parametrize(
    "told",
    [
        {"ongoing": False},
        {"hurt": Hurt.HURT},
        {"hurt": Hurt.KILLED},
        {"weapons": True},
        {"place": "karibu na kisima"},
        {"happened": When.EARLIER},
    ],
    ids=str,
)
def test_what_may_change_its_urgency_is_none(door: Door, told: dict[str, Any]) -> None:
    phone = next_phone()
    filed = door.file(phone, ATTACK)
    before = door.kept(filed)

    assert not door.add(filed, phone, **told)
    assert door.kept(filed) == before


def test_who_said_that_people_are_hurt_may_say_killed(door: Door) -> None:
    phone = next_phone()
    filed = door.file(phone, replace(ATTACK, hurt=Hurt.HURT))

    assert door.add(filed, phone, hurt=Hurt.KILLED)
    assert not door.add(filed, phone, hurt=Hurt.NOBODY)


def test_more_words_and_words_that_may_mark_it_are_none(door: Door) -> None:
    phone = next_phone()
    told, untold = door.file(phone, replace(ATTACK, words=SENTENCE)), door.file(next_phone(), ATTACK)
    untold.incident.alerted = Level.MEDIUM

    assert not door.add(told, phone, words="Wana bunduki")
    assert not door.add(untold, phone, words=SENTENCE), "of what calls nobody copies are counted"
    assert door.add(untold, phone, words="Wezi"), "so short that many write it"


def test_own_number_is_not_kept_in_words(door: Door) -> None:
    phone = next_phone()
    filed = door.file(phone, ATTACK)

    assert door.add(filed, phone, words=f"Nipigie {phone.e164}")
    assert phone.e164[-9:] not in str(door.kept(filed)["words"])


@pytest.mark.parametrize("moved", [False, True])
def test_what_is_closed_or_moved_while_somebody_answers_is_looked_at(
    door: Door, session: Session, sessions: sessionmaker[Session], vault: Vault, now: datetime, moved: bool
) -> None:
    phone = next_phone()
    filed, other = door.file(phone, ATTACK), door.file(next_phone(), ATTACK)
    session.commit()
    incidents.locked(session, filed.incident.id)
    if moved:
        filed.sighting.incident_id, filed.sighting.number = other.incident.id, 2
    else:
        filed.incident.verify(Verification.FALSE, now)
        filed.incident.handle(Handling.CLOSED, now)
    session.flush()
    kept = []

    def answer() -> None:
        with sessions.begin() as theirs:
            kept.append(asides.add(theirs, vault, phone, replace(ATTACK, continues=filed.sighting.id, may_text=True)))

    answering = Thread(target=answer)
    answering.start()
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while answering.is_alive() and not session.scalar(waits):
        pass
    session.commit()
    answering.join(10)

    assert kept == [False]


def test_what_is_closed_or_cut_off_or_gone_is_looked_at(door: Door, session: Session, now: datetime) -> None:
    phone = next_phone()
    closed, cut_off = door.file(phone, ATTACK), door.file(next_phone(), ATTACK, partial=True)
    closed.incident.verify(Verification.FALSE, now)
    closed.incident.handle(Handling.CLOSED, now)

    assert not door.add(closed, phone, source=Source.SEEN)
    assert not door.add(cut_off, phone, source=Source.SEEN)
    session.delete(cut_off.sighting)
    assert not door.add(cut_off, phone, source=Source.SEEN)
