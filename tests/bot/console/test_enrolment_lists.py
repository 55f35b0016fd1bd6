"""Enrolment lists in the console: people are asked on their own phones, and the officer learns no more than counts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import conversations, invitations
from domain.areas import Gazetteer
from domain.conversations import Ask, Question
from domain.enrolment_lists import EnrolmentList
from domain.hours import local
from domain.languages import Language
from domain.officers import Grant, Role
from domain.phones import Phone
from domain.sealed_columns import TEXT_BODY, TEXT_PHONE
from domain.subscribers import find
from domain.texts import Reason, SingleText
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.test_subscriber_imports import words
from tests.bot.test_hooks import sms
from tests.make import ENDAU, make_officer, make_subscriber

ENROLMENT = "/console/enrolment"
FORM = {"ward": ENDAU, "place": "Endau sokoni", "held_on": "2026-11-24", "language": "kam"}
KNOWN, REFUSED, BUSY, FREE = (Phone(f"+25471100000{last}") for last in range(1, 5))
Give = Callable[..., str]


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "mwende")
    return client


@pytest.fixture
def give(mwende: FlaskClient) -> Give:
    """Give a list; the words of the page that answers."""

    def numbers(*lines: str, **changes: str) -> str:
        form = {**FORM, **changes, "numbers": "\n".join(lines)}
        return words(mwende.post(f"{ENROLMENT}/", data=form, follow_redirects=True).text)

    return numbers


def asked(session: Session, vault: Vault) -> list[tuple[Phone, str, str]]:
    session.rollback()
    texts = session.scalars(select(SingleText).where(SingleText.reason == Reason.INVITATION).order_by(SingleText.id))
    return [
        (
            TEXT_PHONE.phone(vault, text),
            TEXT_BODY.read(vault, text),
            f"{local(text.created_at):%d %H:%M}",
        )
        for text in texts
    ]


def test_strangers_are_asked_and_the_officer_learns_only_how_many_lines_were_good(
    give: Give, session: Session, vault: Vault, places: Gazetteer, clock: Clock
) -> None:
    make_subscriber(session, vault, places, clock(), phone=KNOWN)
    invitations.never_again(session, vault, REFUSED)
    conversations.ask(session, vault, BUSY, Question(Ask.ERASE), clock())
    session.commit()

    page = give("0711 000 001", "+254711000002 Mutua Fulani", "x", "", "711000003", "0711000004", "0711000004", "07110")

    assert "Good numbers: 4." in page
    assert "cannot be read: line 3, line 8." in page
    assert [phone for phone, _, _ in asked(session, vault)] == [FREE]
    row = session.scalars(select(EnrolmentList)).one()
    assert (row.asked, row.silent) == (1, 3)
    assert "Mutua" not in repr(row)
    assert "4 told after a day" in page


def test_an_answer_from_the_phone_itself_joins_and_counts(
    mwende: FlaskClient, give: Give, session: Session, vault: Vault, clock: Clock
) -> None:
    give("0711000004")
    sms(mwende, "1", "answer1", FREE.e164)

    session.rollback()
    person = find(session, vault, FREE)
    assert person is not None
    assert (person.wards, person.language) == ([ENDAU], Language.KAMBA)
    assert session.scalars(select(EnrolmentList)).one().joined == 1
    clock.forward(timedelta(minutes=20))
    assert "1 told after a day" in words(mwende.get(f"{ENROLMENT}/").text)
    session.scalars(select(EnrolmentList)).one().made_at -= timedelta(days=1)
    session.commit()
    assert "1 fewer than 3" in words(mwende.get(f"{ENROLMENT}/").text)


def test_nobody_is_asked_at_night(
    client: FlaskClient, sign_in: SignIn, give: Give, session: Session, vault: Vault, clock: Clock
) -> None:
    clock.forward(timedelta(hours=12))  # 21:30
    sign_in(client, "mwende")
    give("0711000004", held_on="2026-11-24")

    assert [at for _, _, at in asked(session, vault)] == ["25 07:00"]


def test_a_slip_asks_nobody_and_keeps_what_was_typed(give: Give, session: Session, vault: Vault) -> None:
    assert "There is no mobile number of Kenya" in give("Mutua")
    assert "Write where the baraza was" in give("0711000004", place="")
    assert "Say on which day" in give("0711000004", held_on="")
    assert "today you may still give 300" in give(*(f"0711{line:06d}" for line in range(301)))
    assert asked(session, vault) == []


def test_a_ward_of_another_county_is_not_there(app: Flask, sign_in: SignIn, session: Session, cast: object) -> None:
    make_officer(session, "auma", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    other = app.test_client()
    sign_in(other, "auma")

    assert other.post(f"{ENROLMENT}/", data={**FORM, "numbers": "0711000004"}).status_code == 404
    assert other.get(f"{ENROLMENT}/sheet.pdf?ward={ENDAU}").status_code == 404
    blank = other.get(f"{ENROLMENT}/sheet.pdf?ward=")
    assert (blank.mimetype, blank.data[:5]) == ("application/pdf", b"%PDF-")
