"""What people wrote back, and the answers they get."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import replies
from domain.audit import Audit
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.replies import Reply
from domain.texts import Reason, SingleText
from domain.vault import Purpose, Vault
from tests.bot.conftest import SignIn
from tests.make import make_bulletin, make_officer

ASKS = Phone("+254711000042")


@pytest.fixture
def question(session: Session, vault: Vault, now: datetime, cast: dict[str, Officer]) -> Reply:
    """Somebody of Kitui asks when the water comes."""
    bulletin = make_bulletin(session, now, author=cast["mwende"], title="Ukame Kitui")
    reply = replies.keep(
        session, vault, ASKS, "Maji yatakuja lini?", subscriber=None, language=Language.SWAHILI,
        county="kitui", bulletin_id=bulletin.id, now=now,
    )  # fmt: skip
    session.commit()
    return reply


@pytest.fixture
def officer(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "mwende")
    return client


def test_an_empty_inbox_says_what_will_come(officer: FlaskClient) -> None:
    assert "Nobody has written yet." in officer.get("/console/inbox/").text


def test_a_question_is_read_with_its_bulletin_and_without_its_number(officer: FlaskClient, question: Reply) -> None:
    listed, page = (officer.get(path).text for path in ("/console/inbox/", f"/console/inbox/{question.id}"))

    for text in (listed, page):
        assert "Maji yatakuja lini?" in text
        assert "+254••••••42" in text
        assert "711000042" not in text
    assert "Ukame Kitui" in page


def test_an_answer_goes_to_the_phone_and_is_on_record(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault, cast: dict[str, Officer]
) -> None:
    officer.post(f"/console/inbox/{question.id}", data={"words": "Lori la maji litafika Ijumaa."})

    text = session.scalars(select(SingleText)).one()
    assert text.reason is Reason.ANSWER
    assert text.phone_sealed
    assert text.body_sealed
    assert vault.reveal(text.phone_sealed, Purpose.TEXT) == ASKS
    assert vault.open(text.body_sealed, Purpose.TEXT) == "Lori la maji litafika Ijumaa."

    act = session.scalars(select(Audit).where(Audit.subject == f"reply {question.id}")).one()
    assert (act.what, act.officer_id, act.detail) == ("answered", cast["mwende"].id, {})
    assert "Lori la maji" in officer.get(f"/console/inbox/{question.id}").text


def test_a_question_is_answered_once(officer: FlaskClient, question: Reply, session: Session) -> None:
    for words in ("Lori la maji litafika Ijumaa.", "Lori la maji litafika Jumamosi."):
        last = officer.post(f"/console/inbox/{question.id}", data={"words": words})

    assert last.status_code == 422
    assert "Somebody has answered this meanwhile." in last.text
    assert len(session.scalars(select(SingleText)).all()) == 1


@pytest.mark.parametrize(("words", "sentence"), [("  ", "Write the answer."), ("a" * 460, "Make it shorter")])
def test_an_answer_that_does_not_fit_is_refused(
    officer: FlaskClient, question: Reply, session: Session, words: str, sentence: str
) -> None:
    refused = officer.post(f"/console/inbox/{question.id}", data={"words": words})

    assert refused.status_code == 422
    assert sentence in refused.text
    assert session.scalars(select(SingleText)).all() == []


def test_open_questions_come_first(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault, now: datetime
) -> None:
    for body in ("Asante sana", "Chakula kipo wapi?"):
        replies.keep(
            session, vault, ASKS, body, subscriber=None, language=Language.SWAHILI, county=None, bulletin_id=None,
            now=now,
        )  # fmt: skip
    session.commit()
    newest = max(session.scalars(select(Reply.id)))
    officer.post(f"/console/inbox/{newest}", data={"words": "Kesho asubuhi."})

    page = officer.get("/console/inbox/").text

    assert page.index("Asante sana") < page.index("Maji yatakuja") < page.index("Chakula kipo")
    assert "Waiting for an answer: 2" in page


def test_another_countys_question_does_not_exist_for_me(
    client: FlaskClient, sign_in: SignIn, question: Reply, session: Session
) -> None:
    make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    sign_in(client, "zawadi")

    assert "Maji" not in client.get("/console/inbox/").text
    assert client.get(f"/console/inbox/{question.id}").status_code == 404
    assert client.post(f"/console/inbox/{question.id}", data={"words": "x"}).status_code == 404
