"""Reports: what staff see first, who sees them, and the steps they take."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import incidents, intake, timeline
from domain.incidents import HANDLING_MOVES, VERIFICATION_MOVES, VERIFIED, Handling, Incident, Verification
from domain.intake import Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.reporters import Reporter
from domain.sealed_columns import REPORTER_PHONE, SIGHTING_WORDS, STEP_WORDS
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import TAXONOMY, Kind
from domain.triage import Level
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_officer, next_phone

PHONE = Phone("+254711000077")


def file(
    session: Session, vault: Vault, now: datetime, kind: Kind = Kind.LIVESTOCK_THEFT, ward: str | None = ENDAU
) -> Incident:
    report = Report(kind, ward, When.TODAY, "Mbuzi kumi zimeibwa", Language.KAMBA)
    return intake.file(session, vault, next_phone(), report, now, channel=Channel.USSD).incident


def peace(session: Session, county: str | None = None) -> Officer:
    return make_officer(session, f"peace-{county}", Grant(role=Role.PEACE, county=county))


def test_a_report_is_sealed_and_keeps_its_number_apart(session: Session, vault: Vault, now: datetime) -> None:
    report = Report(Kind.LIVESTOCK_THEFT, ENDAU, When.TODAY, "Mbuzi kumi zimeibwa", Language.KAMBA)
    intake.file(session, vault, PHONE, report, now, channel=Channel.USSD)

    filed = session.scalars(select(Sighting)).one()
    reporter = session.scalars(select(Reporter)).one()
    assert b"Mbuzi" not in (filed.words_sealed or b"")
    assert SIGHTING_WORDS.read(vault, filed) == "Mbuzi kumi zimeibwa"
    assert REPORTER_PHONE.phone(vault, reporter) == PHONE
    assert not any("phone" in column.name for table in (Incident, Sighting) for column in table.__table__.columns)


def test_one_phone_has_another_code_word_for_every_report(session: Session, vault: Vault, now: datetime) -> None:
    reports = [Report(Kind.OTHER, ward, When.TODAY, "", Language.KAMBA) for ward in (ENDAU, SAGALLA)]
    first, second = (intake.file(session, vault, PHONE, one, now, channel=Channel.USSD).incident for one in reports)

    assert first.code_word != second.code_word


def test_a_code_word_is_never_used_twice(
    session: Session, vault: Vault, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = file(session, vault, now).code_word
    drawn = iter([taken, "mbuyu-kijani-100"])
    monkeypatch.setattr(intake, "new_code_word", lambda: next(drawn))

    assert file(session, vault, now).code_word == "mbuyu-kijani-100"


def test_the_urgent_is_first_then_the_late_then_what_is_taken_up(session: Session, vault: Vault, now: datetime) -> None:
    def filed(hours: float, kind: Kind) -> Incident:
        return file(session, vault, now - timedelta(hours=hours), kind)

    taken = filed(30, Kind.VIOLENCE_INJURY)
    taken.verify(Verification.CHECKING, now)
    low = filed(23, Kind.WATER_PASTURE)  # due in an hour
    late_low = filed(30, Kind.WATER_PASTURE)
    medium = filed(1, Kind.LIVESTOCK_THEFT)  # due in three hours
    late_medium = filed(5, Kind.LIVESTOCK_THEFT)
    later_medium = filed(9, Kind.LIVESTOCK_THEFT)
    high = filed(0.1, Kind.VIOLENCE_INJURY)  # not late yet
    late_high = filed(0.5, Kind.VIOLENCE_INJURY)
    critical = filed(0, Kind.LIVESTOCK_THEFT)
    critical.level = Level.CRITICAL
    critical.reckon(now)
    closed = filed(40, Kind.LIVESTOCK_THEFT)
    closed.verify(Verification.FALSE, now)
    closed.handle(Handling.CLOSED, now)
    session.flush()
    in_order = [critical, late_high, high, later_medium, late_medium, late_low, medium, low, taken]

    assert incidents.queue(session, None, now=now) == in_order
    assert [incident for incident in in_order if incident.late(now)] == [late_high, later_medium, late_medium, late_low]
    assert incidents.count(session, None) == len(in_order)
    assert incidents.queue(session, None, now=now, start=1, most=2) == [late_high, high]
    assert incidents.closed(session, None) == [closed]


def test_critical_is_late_at_once(session: Session, vault: Vault, now: datetime) -> None:
    filed = file(session, vault, now)
    filed.level = Level.CRITICAL
    filed.reckon(now)

    assert filed.late(now + timedelta(seconds=1))


def test_an_officer_sees_their_county_and_reports_without_a_place(
    session: Session, vault: Vault, now: datetime
) -> None:
    kitui, taita, nowhere = (file(session, vault, now, ward=ward) for ward in (ENDAU, SAGALLA, None))
    here, admin = peace(session, "kitui"), make_officer(session, "kilonzo", Grant(role=Role.ADMIN))

    assert set(incidents.queue(session, {"kitui"}, now=now)) == {kitui, nowhere}
    assert incidents.count(session, {"kitui"}) == 2
    assert [incidents.seen_by(here, incident, now) for incident in (kitui, taita, nowhere)] == [True, False, True]
    assert not any(incidents.seen_by(admin, incident, now) for incident in (kitui, taita, nowhere))


def test_a_role_ends_at_midnight_in_nairobi(session: Session, vault: Vault, now: datetime) -> None:
    officer = make_officer(session, "wanza", Grant(role=Role.PEACE, ends_on=now.date()))
    before_midnight = now.replace(hour=20, minute=59)  # 23:59 in Nairobi

    assert incidents.seen_by(officer, file(session, vault, now), before_midnight)
    assert not incidents.seen_by(officer, file(session, vault, now), before_midnight + timedelta(minutes=1))


@pytest.mark.parametrize("verification", Verification)
def test_every_verification_can_be_left_and_only_by_its_moves(
    verification: Verification, session: Session, vault: Vault, now: datetime
) -> None:
    for then in Verification:
        incident = file(session, vault, now)
        incident.verification = verification
        if then in VERIFICATION_MOVES[verification]:
            incident.verify(then, now)
            assert incident.taken_up_at == now
        else:
            with pytest.raises(Refusal):
                incident.verify(then, now)
            assert incident.verification is verification


@pytest.mark.parametrize("handling", Handling)
def test_every_handling_can_be_left_and_only_by_its_moves(
    handling: Handling, session: Session, vault: Vault, now: datetime
) -> None:
    for then in Handling:
        incident = file(session, vault, now)
        incident.verification, incident.handling = Verification.CONFIRMED, handling
        if then in HANDLING_MOVES[handling]:
            incident.handle(then, now)
            assert (incident.closed_at is None) == (then is not Handling.CLOSED) == (incident.due_at is not None)
        else:
            with pytest.raises(Refusal):
                incident.handle(then, now)
            assert incident.handling is handling


@pytest.mark.parametrize("verification", Verification)
def test_only_what_was_verified_is_closed(
    verification: Verification, session: Session, vault: Vault, now: datetime
) -> None:
    incident = file(session, vault, now)
    incident.verification = verification
    if verification in VERIFIED:
        incident.handle(Handling.CLOSED, now)
    else:
        with pytest.raises(Refusal, match="Say first"):
            incident.handle(Handling.CLOSED, now)


def test_a_step_needs_its_reason_and_a_refused_one_leaves_nothing(
    session: Session, vault: Vault, now: datetime
) -> None:
    incident, officer = file(session, vault, now), peace(session)

    with pytest.raises(Refusal, match="5000 letters"):
        timeline.note(session, vault, incident, officer, "x" * 5001, now)
    with pytest.raises(Refusal, match="Write what you found"):
        timeline.verify(session, vault, incident, officer, Verification.FALSE, "  ", now)
    with pytest.raises(Refusal, match="cannot become"):
        timeline.verify(session, vault, incident, officer, Verification.NEW, "Nimepiga simu", now)
    assert (incident.verification, timeline.of(session, incident)) == (Verification.NEW, [])

    timeline.verify(session, vault, incident, officer, Verification.CONFIRMED, " Chifu amethibitisha ", now)
    session.flush()

    (step,) = timeline.of(session, incident)
    assert incident.verification is Verification.CONFIRMED
    assert (step.value, STEP_WORDS.read(vault, step)) == ("confirmed", "Chifu amethibitisha")


def test_every_kind_has_an_advised_level_and_none_is_the_restricted_one() -> None:
    assert set(TAXONOMY) == set(Kind)
    assert not any(word in kind for kind in Kind for word in ("gbv", "child", "sexual", "restricted"))
