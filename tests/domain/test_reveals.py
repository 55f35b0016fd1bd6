"""A number is seen by one officer, once, after a second person agreed; the number itself is in no row of it."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from domain import audit, intake, reveals, timeline
from domain.incidents import Incident
from domain.intake import Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.reporters import Reporter
from domain.reveals import Reveal
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.vault import Vault
from tests.make import ENDAU, make_officer, next_phone

PHONE = next_phone()


@pytest.fixture
def sighting(session: Session, vault: Vault, now: datetime) -> Sighting:
    report = Report(Kind.OTHER, ENDAU, When.NOW, "Ugomvi", Language.SWAHILI)
    return intake.file(session, vault, PHONE, report, now, channel=Channel.USSD).sighting


@pytest.fixture
def peace(session: Session) -> Officer:
    return make_officer(session, "makena", Grant(role=Role.PEACE, county="kitui"), Grant(role=Role.LEAD))


@pytest.fixture
def saida(session: Session) -> Officer:
    return make_officer(session, "saida", Grant(role=Role.PROTECTION, county="kitui"))


def granted(session: Session, vault: Vault, sighting: Sighting, peace: Officer, saida: Officer, now: datetime) -> int:
    reveal = reveals.ask(session, vault, sighting, peace, "Anatishiwa", now)
    reveals.decide(session, vault, reveal.id, saida, True, now)
    return reveal.id


def test_the_number_is_seen_once_and_each_step_is_kept_without_it(
    session: Session, vault: Vault, now: datetime, sighting: Sighting, peace: Officer, saida: Officer
) -> None:
    reveal_id = granted(session, vault, sighting, peace, saida, now)

    assert reveals.look(session, vault, reveal_id, peace, now) == PHONE
    with pytest.raises(Refusal, match="shown already"):
        reveals.look(session, vault, reveal_id, peace, now)
    session.flush()
    incident = session.get_one(Incident, sighting.incident_id)
    acts = [(step.act, step.officer_id, step.value) for step in timeline.of(session, incident)]
    assert acts == [
        (Act.REVEAL_ASKED, peace.id, "1"),
        (Act.REVEAL_GRANTED, saida.id, "1"),
        (Act.REVEALED, peace.id, "1"),
    ]
    trail = [(line.what, line.detail) for line in audit.history(session, f"incident {incident.id}")]
    assert [what for what, _ in trail] == [reveals.AUDITED[act] for act, _, _ in acts]
    assert PHONE.e164[4:] not in str(trail)


def test_who_asked_may_not_decide_nor_an_officer_of_another_county_or_role(
    session: Session, vault: Vault, now: datetime, sighting: Sighting, peace: Officer
) -> None:
    reveal = reveals.ask(session, vault, sighting, peace, "Anatishiwa", now)
    strangers = [
        make_officer(session, "voi", Grant(role=Role.PROTECTION, county="taita-taveta")),
        make_officer(session, "kilonzo", Grant(role=Role.ADMIN)),
        make_officer(session, "wanza", Grant(role=Role.PEACE)),
    ]

    for officer in (peace, *strangers):
        with pytest.raises(Refusal, match="Another person"):
            reveals.decide(session, vault, reveal.id, officer, True, now)
    assert reveals.waiting(session, None, peace, now) == []
    assert reveals.waiting(session, {"taita-taveta"}, strangers[0], now) == []
    assert [row[0] for row in reveals.waiting(session, {"kitui"}, strangers[0], now)] == [reveal]


@pytest.mark.parametrize("reason", ["", "  ", "a" * 1001])
def test_a_request_needs_a_reason_that_somebody_reads(
    session: Session, vault: Vault, now: datetime, sighting: Sighting, peace: Officer, reason: str
) -> None:
    with pytest.raises(Refusal, match="why"):
        reveals.ask(session, vault, sighting, peace, reason, now)


def test_nothing_is_shown_when_refused_too_late_or_deleted(
    session: Session, vault: Vault, now: datetime, sighting: Sighting, peace: Officer, saida: Officer
) -> None:
    refused = reveals.ask(session, vault, sighting, peace, "Anatishiwa", now)
    with pytest.raises(Refusal, match="asked for this number already"):
        reveals.ask(session, vault, sighting, peace, "Tena", now)
    with pytest.raises(Refusal, match="not granted"):
        reveals.look(session, vault, refused.id, peace, now)
    reveals.decide(session, vault, refused.id, saida, False, now)
    with pytest.raises(Refusal, match="has decided"):
        reveals.decide(session, vault, refused.id, saida, True, now)
    with pytest.raises(Refusal, match="not granted"):
        reveals.look(session, vault, refused.id, peace, now)

    late = granted(session, vault, sighting, peace, saida, now)
    with pytest.raises(Refusal, match="a day has passed"):
        reveals.look(session, vault, late, peace, now + timedelta(hours=24))
    with pytest.raises(Refusal, match="Only who asked"):
        reveals.look(session, vault, late, saida, now)
    peace.grants.clear()
    with pytest.raises(Refusal, match="Only who asked"):
        reveals.look(session, vault, late, peace, now)
    peace.grants.append(Grant(role=Role.PEACE))
    session.delete(session.get_one(Reporter, sighting.id))
    session.flush()
    with pytest.raises(Refusal, match="deleted"):
        reveals.look(session, vault, late, peace, now)


def test_of_two_looks_at_once_one_sees_the_number(
    sessions: sessionmaker[Session],
    session: Session,
    vault: Vault,
    now: datetime,
    sighting: Sighting,
    peace: Officer,
    saida: Officer,
) -> None:
    reveal_id = granted(session, vault, sighting, peace, saida, now)
    session.commit()
    seen: list[Phone] = []

    def look() -> None:
        with sessions() as mine:
            try:
                phone = reveals.look(mine, vault, reveal_id, mine.get_one(Officer, peace.id), now)
                mine.commit()
                seen.append(phone)
            except Refusal:
                pass

    both = [threading.Thread(target=look) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert seen == [PHONE]
    session.expire_all()
    assert session.scalars(select(Reveal)).one().seen_at == now
