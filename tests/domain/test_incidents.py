"""Reports: what staff see first, who sees them, and the steps they take."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import incidents
from domain.incidents import ADVISED, MOVES, OPEN, Incident, Kind, Level, Report, Reporter, State, When
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.subscribers import Channel
from domain.vault import Purpose, Vault
from tests.make import ENDAU, SAGALLA, make_officer

PHONE = Phone("+254711000077")


def file(
    session: Session, vault: Vault, now: datetime, kind: Kind = Kind.LIVESTOCK_THEFT, ward: str | None = ENDAU
) -> Incident:
    report = Report(kind, ward, When.TODAY, "Mbuzi kumi zimeibwa", Language.KAMBA)
    return incidents.file(session, vault, PHONE, report, now, channel=Channel.USSD)


def peace(session: Session, county: str | None = None) -> Officer:
    return make_officer(session, f"peace-{county}", Grant(role=Role.PEACE, county=county))


def test_a_report_is_sealed_and_keeps_its_number_apart(session: Session, vault: Vault, now: datetime) -> None:
    filed = file(session, vault, now)

    reporter = session.scalars(select(Reporter)).one()
    assert b"Mbuzi" not in (filed.words_sealed or b"")
    assert vault.open(filed.words_sealed or b"", Purpose.INCIDENT) == "Mbuzi kumi zimeibwa"
    assert vault.reveal(reporter.phone_sealed, Purpose.REPORTER) == PHONE
    assert not any("phone" in column.name for column in Incident.__table__.columns)


def test_one_phone_has_another_code_word_for_every_report(session: Session, vault: Vault, now: datetime) -> None:
    first, second = file(session, vault, now), file(session, vault, now)

    assert first.code_word != second.code_word


def test_the_urgent_is_first_then_the_late_then_what_is_taken_up(session: Session, vault: Vault, now: datetime) -> None:
    def filed(hours: float, kind: Kind) -> Incident:
        return file(session, vault, now - timedelta(hours=hours), kind)

    taken = filed(30, Kind.VIOLENCE_INJURY)
    taken.move(State.CHECKING, now)
    low = filed(23, Kind.WATER_PASTURE)  # due in an hour
    late_low = filed(30, Kind.WATER_PASTURE)
    medium = filed(1, Kind.LIVESTOCK_THEFT)  # due in three hours
    late_medium = filed(5, Kind.LIVESTOCK_THEFT)
    later_medium = filed(9, Kind.LIVESTOCK_THEFT)
    high = filed(0.1, Kind.VIOLENCE_INJURY)  # not late yet
    late_high = filed(0.5, Kind.VIOLENCE_INJURY)
    critical = filed(0, Kind.LIVESTOCK_THEFT)
    critical.level = Level.CRITICAL
    closed = filed(40, Kind.LIVESTOCK_THEFT)
    closed.move(State.CLOSED, now)
    session.flush()
    in_order = [critical, late_high, high, later_medium, late_medium, late_low, medium, low, taken]

    assert incidents.queue(session, None, now=now) == in_order
    assert [incident for incident in in_order if incident.late(now)] == [late_high, later_medium, late_medium, late_low]
    assert incidents.count(session, None) == len(in_order)
    assert incidents.queue(session, None, now=now, start=1, most=2) == [late_high, high]
    assert incidents.queue(session, None, [State.CLOSED], now=now) == [closed]


def test_critical_is_late_at_once(session: Session, vault: Vault, now: datetime) -> None:
    filed = file(session, vault, now)
    filed.level = Level.CRITICAL

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


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_left_and_only_by_its_moves(
    state: State, session: Session, vault: Vault, now: datetime
) -> None:
    for then in State:
        incident = file(session, vault, now)
        incident.state = state
        if then in MOVES[state]:
            incident.move(then, now)
            assert (incident.closed_at is None) == (then in OPEN)
        else:
            with pytest.raises(Refusal):
                incident.move(then, now)
            assert incident.state is state


def test_a_step_needs_its_reason_and_a_refused_one_leaves_no_note(
    session: Session, vault: Vault, now: datetime
) -> None:
    incident, officer = file(session, vault, now), peace(session)

    with pytest.raises(Refusal, match="5000 letters"):
        incidents.add_note(session, vault, incident, officer, "x" * 5001, now)
    with pytest.raises(Refusal, match="Write what you found"):
        incidents.add_note(session, vault, incident, officer, "  ", now, move_to=State.CLOSED)
    with pytest.raises(Refusal, match="cannot become"):
        incidents.add_note(session, vault, incident, officer, "Nimepiga simu", now, move_to=State.NEW)
    assert (incident.state, incidents.notes(session, incident)) == (State.NEW, [])

    incidents.add_note(session, vault, incident, officer, " Chifu amethibitisha ", now, move_to=State.CONFIRMED)
    session.flush()

    (note,) = incidents.notes(session, incident)
    assert incident.state is State.CONFIRMED
    assert (note.moved_to, vault.open(note.words_sealed, Purpose.INCIDENT)) == (State.CONFIRMED, "Chifu amethibitisha")


def test_every_kind_has_an_advised_level_and_none_is_the_restricted_one() -> None:
    assert set(ADVISED) == set(Kind)
    assert not any(word in kind for kind in Kind for word in ("gbv", "child", "sexual", "restricted"))
