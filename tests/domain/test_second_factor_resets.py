"""A lost second factor: who asks, who may agree, and what is gone then."""

from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, officer_sessions, second_factor_resets, second_factors
from domain.audit import Audit
from domain.officer_sessions import OfficerSession
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.vault import Vault
from tests.make import make_factor, make_officer

REASON = "Stood before me with the staff card; the telephone was stolen."


@pytest.fixture
def wanza(session: Session, vault: Vault, now: datetime) -> Officer:
    """A peace officer of Kitui with a second factor."""
    officer = make_officer(session, "wanza", Grant(role=Role.PEACE, county="kitui"))
    make_factor(session, vault, officer, now)
    return officer


@pytest.fixture
def admin(session: Session) -> Officer:
    return make_officer(session, "kilonzo", Grant(role=Role.ADMIN))


@pytest.mark.parametrize(
    ("grants", "may"),
    [
        ([Grant(role=Role.ADMIN)], True),
        ([Grant(role=Role.LEAD, county="kitui")], True),
        ([Grant(role=Role.APPROVER)], True),
        ([Grant(role=Role.APPROVER, county="makueni")], False),
        ([Grant(role=Role.OFFICER, county="kitui")], False),
        ([Grant(role=Role.PEACE, county="kitui")], False),
    ],
)
def test_a_second_person_is_an_admin_or_stands_over_the_same_county(
    session: Session, wanza: Officer, admin: Officer, now: datetime, grants: list[Grant], may: bool
) -> None:
    copies = [Grant(role=grant.role, county=grant.county) for grant in grants]
    second = make_officer(session, "second", *copies)

    assert second_factor_resets.may_decide(second, admin.id, wanza, now.date()) is may


def test_neither_who_asked_nor_the_officer_agrees(wanza: Officer, admin: Officer, now: datetime) -> None:
    wanza.grants.append(Grant(role=Role.ADMIN))

    assert not second_factor_resets.may_decide(admin, admin.id, wanza, now.date())
    assert not second_factor_resets.may_decide(wanza, admin.id, wanza, now.date())


def test_a_role_held_in_the_place_of_who_asked_does_not_count(
    session: Session, wanza: Officer, admin: Officer, now: datetime
) -> None:
    deputy = make_officer(session, "deputy", Grant(role=Role.LEAD, county="kitui", deputy_for=admin.id))

    assert not second_factor_resets.may_decide(deputy, admin.id, wanza, now.date())
    assert second_factor_resets.may_decide(deputy, wanza.id + admin.id + 99, wanza, now.date())


@pytest.mark.parametrize(
    ("given", "days", "refused"),
    [
        ([("asker", "sock")], 13, True),
        ([("asker", "sock")], 15, False),
        ([("sock", "asker")], 1, True),
        ([("asker", "between"), ("between", "sock")], 1, True),
        ([("between", "asker"), ("between", "sock")], 1, True),
        ([(None, "asker"), (None, "sock")], 1, False),  # on the server
        ([("asker", "between")], 1, False),
    ],
)
def test_two_accounts_of_one_hand_are_no_two_people(
    session: Session, wanza: Officer, now: datetime, given: list[tuple[str | None, str]], days: int, refused: bool
) -> None:
    who = {name: make_officer(session, name, Grant(role=Role.ADMIN)) for name in ("asker", "between", "sock")}
    for by, to in given:
        at = now - timedelta(days=days)
        audit.record(session, who[by].id if by else None, "invited", f"officer {who[to].id}", now=at)
    reset = second_factor_resets.ask(session, wanza, who["asker"], REASON, now)

    with pytest.raises(Refusal, match="14 days") if refused else nullcontext():
        second_factor_resets.decide(session, reset.id, who["sock"], True, now)

    assert (second_factors.of(session, wanza.id) is not None) is refused


def test_no_number_is_kept_in_a_reason(session: Session, wanza: Officer, admin: Officer, now: datetime) -> None:
    typed = f"{REASON} 0711 000 099, card 23456789."
    assert second_factor_resets.ask(session, wanza, admin, typed, now).reason == f"{REASON} [number], card [number]."


def test_with_a_yes_everything_that_proved_the_officer_is_gone(
    session: Session, vault: Vault, wanza: Officer, admin: Officer, now: datetime
) -> None:
    second_factors.new_codes(session, vault, wanza.id)
    officer_sessions.begin(session, wanza.id, now, by="password", device="Firefox on Linux")
    other = make_officer(session, "other", Grant(role=Role.ADMIN))

    reset = second_factor_resets.ask(session, wanza, admin, REASON, now)
    second_factor_resets.decide(session, reset.id, other, True, now)

    assert second_factors.of(session, wanza.id) is None
    assert second_factors.codes_left(session, wanza.id) == 0
    assert session.scalars(select(OfficerSession.ended_at)).all() == [now]
    acts = session.execute(select(Audit.officer_id, Audit.what).order_by(Audit.id)).all()
    assert acts == [(admin.id, "asked to reset the second factor of"), (other.id, second_factor_resets.RESET)]
    assert len(second_factor_resets.lately(session, wanza.id, now)) == 1
    with pytest.raises(Refusal, match="is over"):
        second_factor_resets.decide(session, reset.id, other, True, now)


def test_with_a_no_it_stays(session: Session, wanza: Officer, admin: Officer, now: datetime) -> None:
    other = make_officer(session, "other", Grant(role=Role.ADMIN))
    reset = second_factor_resets.ask(session, wanza, admin, REASON, now)

    second_factor_resets.decide(session, reset.id, other, False, now)

    assert second_factors.of(session, wanza.id) is not None


def test_a_request_lives_a_day_and_then_may_be_made_again(
    session: Session, wanza: Officer, admin: Officer, now: datetime
) -> None:
    reset = second_factor_resets.ask(session, wanza, admin, REASON, now)
    with pytest.raises(Refusal, match="asked already"):
        second_factor_resets.ask(session, wanza, admin, REASON, now)

    tomorrow = now + timedelta(days=1)
    with pytest.raises(Refusal, match="is over"):
        second_factor_resets.decide(session, reset.id, wanza, True, tomorrow)
    assert second_factor_resets.ask(session, wanza, admin, REASON, tomorrow).id != reset.id


def test_what_cannot_be_asked(session: Session, wanza: Officer, admin: Officer, now: datetime) -> None:
    for officer, reason, said in [
        (wanza, "lost", "how you recognised"),
        (admin, REASON, "their own"),
        (make_officer(session, "mwende"), REASON, "has no second factor"),
    ]:
        with pytest.raises(Refusal, match=said):
            second_factor_resets.ask(session, officer, admin, reason, now)
