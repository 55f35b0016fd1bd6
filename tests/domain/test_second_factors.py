"""Codes of the telephone and recovery codes: which are right, and that each is taken once."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy.orm import Session

from domain import second_factors
from domain.officers import Officer
from domain.second_factors import Taken
from domain.vault import Vault
from tests.make import make_factor, make_officer

STEP = timedelta(seconds=second_factors.STEP)


@pytest.fixture
def wanza(session: Session) -> Officer:
    return make_officer(session, "wanza")


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(
    session: Session, vault: Vault, wanza: Officer, now: datetime, steps: int, right: bool
) -> None:
    telephone = make_factor(session, vault, wanza, now)
    later = now + timedelta(hours=1)

    assert second_factors.take(session, vault, wanza.id, telephone.at(later + steps * STEP), later) == (
        Taken.TELEPHONE if right else None
    )


def test_a_code_is_taken_once_and_none_before_it(session: Session, vault: Vault, wanza: Officer, now: datetime) -> None:
    telephone = make_factor(session, vault, wanza, now)
    later = now + timedelta(hours=1)
    code, before = telephone.at(later), telephone.at(later - STEP)

    taken = [second_factors.take(session, vault, wanza.id, typed, later) for typed in (code, code, before)]

    assert taken == [Taken.TELEPHONE, None, None]


def test_the_code_that_set_it_up_signs_nobody_in(session: Session, vault: Vault, wanza: Officer, now: datetime) -> None:
    telephone = make_factor(session, vault, wanza, now)

    assert not second_factors.take(session, vault, wanza.id, telephone.at(now), now)


def test_a_secret_whose_code_was_wrong_is_not_kept(
    session: Session, vault: Vault, wanza: Officer, now: datetime
) -> None:
    assert not second_factors.set_up(session, vault, wanza, pyotp.random_base32(), "12345", now)
    assert second_factors.of(session, wanza.id) is None


def test_a_recovery_code_is_taken_once_as_it_was_written_down(
    session: Session, vault: Vault, wanza: Officer, now: datetime
) -> None:
    other = make_officer(session, "mutua")
    make_factor(session, vault, wanza, now)
    make_factor(session, vault, other, now)
    code = second_factors.new_codes(session, vault, wanza.id)[3]
    written = f" {code.upper().replace('-', ' ')} "

    assert not second_factors.take(session, vault, other.id, code, now), "it is of one officer alone"
    assert second_factors.take(session, vault, wanza.id, written, now) is Taken.RECOVERY_CODE
    assert not second_factors.take(session, vault, wanza.id, code, now)
    assert second_factors.codes_left(session, wanza.id) == second_factors.RECOVERY_CODES - 1


def test_new_recovery_codes_void_the_old(session: Session, vault: Vault, wanza: Officer, now: datetime) -> None:
    make_factor(session, vault, wanza, now)
    old = second_factors.new_codes(session, vault, wanza.id)
    second_factors.new_codes(session, vault, wanza.id)

    assert not second_factors.take(session, vault, wanza.id, old[0], now)
    assert second_factors.codes_left(session, wanza.id) == second_factors.RECOVERY_CODES
