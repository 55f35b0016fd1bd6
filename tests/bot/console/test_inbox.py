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
from domain.replies import Reply, Topic
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
    assert vault.open(text.body_sealed, Purpose.TEXT) == "Jibu kutoka NDMA: Lori la maji litafika Ijumaa."

    act = session.scalars(select(Audit).where(Audit.subject == f"reply {question.id}")).one()
    assert (act.what, act.officer_id, act.detail) == ("answered", cast["mwende"].id, {})
    assert "Lori la maji" in officer.get(f"/console/inbox/{question.id}").text


def body(session: Session, vault: Vault) -> str:
    [text] = session.scalars(select(SingleText)).all()
    return vault.open(text.body_sealed or b"", Purpose.TEXT)


def test_what_leaves_is_shown_letter_by_letter_and_nothing_is_sent_by_looking(
    officer: FlaskClient, question: Reply, session: Session
) -> None:
    written = {"words": " Lori la maji – litafika Ijumaa. ", "act": "look"}
    page = officer.post(f"/console/inbox/{question.id}", data=written)

    assert page.status_code == 200
    assert "Jibu kutoka NDMA: Lori la maji - litafika Ijumaa." in page.text
    assert "Parts: 1" in page.text
    assert session.scalars(select(SingleText)).all() == []
    session.refresh(question)
    assert question.answered_at is None


@pytest.mark.parametrize(
    ("language", "leaves"),
    [
        (Language.SWAHILI, "Jibu kutoka NDMA: Tutakupigia simu."),
        (Language.ENGLISH, "Answer from NDMA: We will call you."),
    ],
)
def test_a_ready_answer_goes_out_in_the_language_of_the_person(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault, language: Language, leaves: str
) -> None:
    question.language = language
    session.commit()
    officer.post(f"/console/inbox/{question.id}", data={"ready": "we_will_call", "words": ""})

    assert body(session, vault) == leaves
    assert leaves in officer.get(f"/console/inbox/{question.id}").text


def test_a_ready_answer_may_be_followed_by_words_of_ones_own(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault
) -> None:
    officer.post(f"/console/inbox/{question.id}", data={"ready": "we_will_call", "words": "Kesho asubuhi."})

    assert body(session, vault) == "Jibu kutoka NDMA: Tutakupigia simu. Kesho asubuhi."


@pytest.mark.parametrize(
    ("language", "told"),
    [(Language.KAMBA, "Kamba or Swahili"), (Language.SWAHILI, "Write in Swahili,"), (Language.ENGLISH, "in English,")],
)
def test_the_officer_is_told_what_the_person_reads(
    officer: FlaskClient, question: Reply, session: Session, language: Language, told: str
) -> None:
    question.language = language
    session.commit()

    page = officer.get(f"/console/inbox/{question.id}").text
    assert told in page
    assert "A reply" in page


def test_one_topic_can_be_read_alone_by_the_officers_of_the_county(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault, now: datetime
) -> None:
    said = {Topic.FEEDBACK: "Mbiu inasaidia sana", Topic.QUESTION: "Nyasi iko wapi?"}
    for topic, words in said.items():
        replies.keep(
            session, vault, ASKS, words, subscriber=None, language=Language.KAMBA, county="kitui", bulletin_id=None,
            now=now, topic=topic,
        )  # fmt: skip
    session.commit()

    everything = officer.get("/console/inbox/").text
    assert all(words in everything for words in (*said.values(), "Maji yatakuja"))
    assert "Waiting for an answer: 3" in everything
    feedback = officer.get("/console/inbox/?topic=feedback").text
    assert said[Topic.FEEDBACK] in feedback
    assert said[Topic.QUESTION] not in feedback
    assert officer.get("/console/inbox/?topic=nonsense").status_code == 200


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


def test_what_came_without_a_number_is_kept_for_the_record_and_texts_nobody(
    officer: FlaskClient, session: Session, vault: Vault, now: datetime
) -> None:
    reply = replies.keep(
        session, vault, None, "Lori halikufika", subscriber=None, language=Language.SWAHILI,
        county="kitui", bulletin_id=None, now=now, topic=Topic.FEEDBACK,
    )  # fmt: skip
    session.commit()

    listed, page = (officer.get(path).text for path in ("/console/inbox/", f"/console/inbox/{reply.id}"))
    officer.post(f"/console/inbox/{reply.id}", data={"words": "Tumemwambia dereva."})

    assert "somebody without a number" in listed
    assert "Send the answer" not in page
    session.expire_all()
    assert reply.answered_at == now
    assert session.scalars(select(SingleText)).all() == []
