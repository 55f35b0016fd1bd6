"""A volunteer puts numbers forward; nobody is asked twice, and nobody who is known or has refused."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import erasure, invitations, subscribers
from domain.areas import Gazetteer
from domain.invitations import MOST_A_DAY, Invitation, Invited, Leaver, invite, never_again
from domain.moments import day
from domain.vault import Vault
from tests.make import make_subscriber, next_phone


def test_a_stranger_is_asked_once_in_half_a_year_whoever_puts_them_forward(
    session: Session, vault: Vault, now: datetime
) -> None:
    volunteer, other, stranger = next_phone(), next_phone(), next_phone()

    assert invite(session, vault, volunteer, stranger, now) is Invited.ASK
    assert invite(session, vault, volunteer, stranger, now) is Invited.KEEP_SILENT
    assert invite(session, vault, other, stranger, now + timedelta(days=179)) is Invited.KEEP_SILENT
    assert invite(session, vault, other, stranger, now + timedelta(days=180)) is Invited.ASK


def test_an_invitation_keeps_a_day_and_no_number(session: Session, vault: Vault, now: datetime) -> None:
    volunteer, stranger = next_phone(), next_phone()
    invite(session, vault, volunteer, stranger, now)

    kept = session.execute(select(Invitation.__table__)).one()
    assert kept.invited_on == day(now)
    assert volunteer.e164[1:] not in repr(kept)
    assert stranger.e164[1:] not in repr(kept)


@pytest.mark.parametrize("how", ["subscribed", "left", "erased", "refused", "own"])
def test_who_is_known_or_refused_is_left_in_peace(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, how: str
) -> None:
    volunteer = phone = next_phone()
    if how != "own":
        phone = next_phone()
    if how in ("subscribed", "left", "erased"):
        person = make_subscriber(session, vault, places, now, phone=phone)
    if how == "left":
        subscribers.leave(person, now)
    if how == "erased":
        erasure.erase(session, vault, phone, now)
    if how == "refused":
        never_again(session, vault, phone)
        never_again(session, vault, phone)

    assert invite(session, vault, volunteer, phone, now) is Invited.KEEP_SILENT
    assert session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_fifty_a_day_are_enough_and_then_the_answer_tells_nothing_of_the_number(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    volunteer, known = next_phone(), next_phone()
    make_subscriber(session, vault, places, now, phone=known)
    asked = [invite(session, vault, volunteer, next_phone(), now) for _ in range(MOST_A_DAY)]

    assert asked == [Invited.ASK] * 50
    assert invite(session, vault, volunteer, next_phone(), now) is Invited.ENOUGH
    assert invite(session, vault, volunteer, known, now) is Invited.ENOUGH
    assert invite(session, vault, next_phone(), next_phone(), now) is Invited.ASK
    assert invite(session, vault, volunteer, next_phone(), now + timedelta(days=1)) is Invited.ASK


def test_joining_takes_back_a_refusal_and_forgets_the_invitation(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone, other = next_phone(), next_phone()
    for each in (phone, other):
        invite(session, vault, next_phone(), each, now)
        never_again(session, vault, each)
    make_subscriber(session, vault, places, now, phone=phone)

    assert session.scalar(select(func.count()).select_from(Invitation)) == 1
    assert session.scalar(select(func.count()).select_from(Leaver)) == 1
    assert invitations.invite(session, vault, next_phone(), other, now) is Invited.KEEP_SILENT
