"""The level advised for an incident: from what was told, who told it, and the drought where it happened."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from domain import advice, drought_records, duty, intake
from domain.areas import Area
from domain.incidents import Handling, Verification
from domain.indicators import DroughtRecord
from domain.intake import Report
from domain.languages import Language
from domain.officers import Grant, Role
from domain.phases import Phase
from domain.sightings import Hurt, Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.triage import CLOCKS, Ground, Level
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_incident, make_officer, next_phone

LOW, MEDIUM, HIGH, CRITICAL = Kind.WATER_PASTURE, Kind.LIVESTOCK_THEFT, Kind.VIOLENCE_INJURY, Level.CRITICAL
ZONE = "kitui.mixed-farming"


@pytest.mark.parametrize(
    ("kind", "told", "level", "grounds"),
    [
        (LOW, {}, Level.LOW, []),
        (MEDIUM, {}, Level.MEDIUM, []),
        (HIGH, {}, Level.HIGH, []),
        (LOW, {"hurt": Hurt.NOBODY, "ongoing": True}, Level.LOW, []),
        (LOW, {"hurt": Hurt.HURT}, Level.HIGH, [Ground.HURT]),
        (LOW, {"hurt": Hurt.KILLED, "ongoing": False}, Level.HIGH, [Ground.HURT]),
        (LOW, {"hurt": Hurt.KILLED, "ongoing": True}, CRITICAL, [Ground.HURT_NOW]),
        (LOW, {"hurt": Hurt.HURT, "happened": When.NOW}, CRITICAL, [Ground.HURT_NOW]),
        (LOW, {"hurt": Hurt.HURT, "happened": When.NOW, "ongoing": False}, Level.HIGH, [Ground.HURT]),
        (LOW, {"weapons": True}, Level.LOW, []),
        (LOW, {"weapons": True, "ongoing": True}, CRITICAL, [Ground.WEAPONS_NOW]),
        (Kind.PEACE_POSITIVE, {"hurt": Hurt.HURT, "ongoing": True}, Level.INFO, []),
    ],
)
def test_the_level_follows_what_was_told(
    session: Session,
    vault: Vault,
    now: datetime,
    kind: Kind,
    told: dict[str, object],
    level: Level,
    grounds: list[Ground],
) -> None:
    incident = make_incident(session, now, kind=kind, vault=vault, **told)

    assert (incident.level, incident.advised, incident.advised_on) == (level, level, (Ground.KIND, *grounds))
    assert incident.due_at == incident.opened_at + CLOCKS[level].take_up


@pytest.mark.parametrize(("numbers", "level"), [([1, 1, 1], Level.LOW), ([1, 2], Level.LOW), ([1, 2, 3], Level.MEDIUM)])
def test_three_sources_raise_it_and_one_that_repeats_itself_does_not(
    session: Session, vault: Vault, now: datetime, numbers: list[int], level: Level
) -> None:
    incident = make_incident(session, now, kind=LOW, vault=vault)
    for number in numbers[1:]:
        session.add(
            Sighting(
                incident_id=incident.id,
                number=number,
                kind=LOW,
                ward=ENDAU,
                happened=When.TODAY,
                language=Language.SWAHILI,
                channel=Channel.USSD,
                told_at=now,
            )
        )

    assert advice.reckon(session, incident, now) == (level is not Level.LOW)
    assert (incident.sources, incident.level) == (len(set(numbers)), level)


@pytest.mark.parametrize(
    ("records", "dry"),
    [
        ([], False),
        ([(None, "2026-10-01", Phase.ALARM)], True),
        ([(None, "2026-10-01", Phase.EMERGENCY)], True),
        ([(None, "2026-10-01", Phase.ALERT)], False),
        ([(None, "2026-10-01", Phase.RECOVERY), (None, "2026-09-01", Phase.ALARM)], False),
        ([(None, "2026-10-01", None), (None, "2026-09-01", Phase.ALARM)], True),
        ([(None, "2026-07-01", Phase.ALARM)], False),  # 146 days ago
        ([(None, "2026-10-01", Phase.ALERT), (ZONE, "2026-09-01", Phase.ALARM)], True),
        ([(None, "2026-10-01", Phase.ALARM), (ZONE, "2026-10-01", Phase.ALERT)], False),
        ([(None, "2026-10-01", Phase.ALARM), (ZONE, "2026-07-01", Phase.ALERT)], True),
        ([(None, "2026-10-01", Phase.ALERT), ("kitui.another", "2026-10-01", Phase.ALARM)], False),
    ],
)
def test_drought_is_the_last_phase_of_the_zone_or_else_of_the_county(
    session: Session, now: datetime, records: list[tuple[str | None, str, Phase | None]], dry: bool
) -> None:
    officer = make_officer(session, "mwende", Grant(role=Role.OFFICER))
    session.execute(update(Area).where(Area.slug == ENDAU).values(livelihood_zone=ZONE))
    for zone, month, phase in records:
        session.add(
            DroughtRecord(
                county="kitui",
                zone=zone,
                month=date.fromisoformat(month),
                phase=phase,
                source="NDMA",
                published_on=date(2026, 11, 12),
                entered_by=officer.id,
                entered_at=now,
            )
        )

    declared = drought_records.declared(session, ENDAU, now)
    assert (declared is not None and declared.phase in advice.DRY) == dry
    assert drought_records.declared(session, None, now) is None
    assert make_incident(session, now, kind=LOW).level is (Level.MEDIUM if dry else Level.LOW)


def test_open_reports_follow_a_drought_that_is_declared_and_taken_back(session: Session, now: datetime) -> None:
    officer = make_officer(session, "mwende", Grant(role=Role.OFFICER))
    low, good, elsewhere, closed = (
        make_incident(session, now, kind=LOW),
        make_incident(session, now, kind=Kind.PEACE_POSITIVE),
        make_incident(session, now, ward=SAGALLA, kind=LOW),
        make_incident(session, now, kind=LOW, handling=Handling.CLOSED),
    )
    low.alerted = Level.LOW

    def declare(phase: Phase) -> None:
        month, published = date(2026, 10, 1), date(2026, 11, 12)
        given = {"phase": phase, "source": "NDMA", "published_on": published, "entered_by": officer.id}
        record = DroughtRecord(county="kitui", month=month, entered_at=now, **given)  # type: ignore[arg-type]
        drought_records.keep(session, officer, [record], now)
        advice.follow_drought(session, ["kitui"], now)
        session.flush()

    declare(Phase.ALARM)
    assert (low.level, low.advised_on) == (Level.MEDIUM, (Ground.KIND, Ground.DROUGHT))
    assert duty.to_page(session, now) == [low.id]
    assert [each.level for each in (good, elsewhere, closed)] == [Level.INFO, Level.LOW, Level.LOW]
    declare(Phase.ALERT)
    assert (low.level, low.advised_on) == (Level.LOW, (Ground.KIND,))


def test_what_a_person_decided_stands_and_advice_is_shown_beside_it(
    session: Session, vault: Vault, now: datetime
) -> None:
    incident = make_incident(session, now, kind=LOW, vault=vault)
    incident.level, incident.level_decided = Level.INFO, True
    incident.kind = HIGH

    assert not advice.reckon(session, incident, now)
    assert (incident.level, incident.advised) == (Level.INFO, Level.HIGH)


def test_the_clock_goes_on_while_the_level_stands(session: Session, vault: Vault, now: datetime) -> None:
    incident = make_incident(session, now, kind=HIGH, vault=vault)
    incident.verify(Verification.CHECKING, now)

    advice.reckon(session, incident, now + timedelta(hours=1))
    assert incident.due_at == now + CLOCKS[Level.HIGH].check
    incident.kind = LOW
    advice.reckon(session, incident, now + timedelta(hours=1))
    assert incident.due_at == now + timedelta(hours=1) + CLOCKS[Level.LOW].check


def test_what_is_told_later_raises_it_and_says_so(session: Session, vault: Vault, now: datetime) -> None:
    def told(**more: object) -> intake.Filed:
        report = Report(LOW, ENDAU, When.TODAY, "", Language.SWAHILI, **more)  # type: ignore[arg-type]
        return intake.file(session, vault, phone, report, now, channel=Channel.USSD)

    phone = next_phone()
    first = told()
    again = told(continues=first.sighting.id, ongoing=True)
    assert (again.new, again.raised) == (False, False)

    again = told(continues=first.sighting.id, hurt=Hurt.HURT)
    assert (again.raised, again.incident.level) == (True, CRITICAL)
    assert not told(continues=first.sighting.id).raised
