"""What people wrote back, and the answers they get."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from domain import answer_quotas, replies, saved_replies
from domain.audit import Audit
from domain.further_answers import FurtherAnswer
from domain.incidents import Incident
from domain.languages import Language
from domain.moments import hour
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.replies import Reply, Topic
from domain.reporters import Reporter
from domain.restricted_reports import RestrictedReport
from domain.sealed_columns import REPORTER_PHONE, TEXT_BODY, TEXT_PHONE
from domain.sightings import Sighting
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import ENDAU, make_bulletin, make_officer, make_reply

ASKS = Phone("+254711000042")
HOUR = timedelta(hours=1)


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
    post(officer, question, words="Lori la maji litafika Ijumaa.")

    text = session.scalars(select(SingleText)).one()
    assert text.reason is Reason.ANSWER
    assert text.phone_sealed
    assert text.body_sealed
    assert TEXT_PHONE.phone(vault, text) == ASKS
    assert TEXT_BODY.read(vault, text) == "Jibu kutoka NDMA: Lori la maji litafika Ijumaa."

    act = session.scalars(select(Audit).where(Audit.subject == f"reply {question.id}")).one()
    assert (act.what, act.officer_id, act.detail) == ("answered", cast["mwende"].id, {})
    assert "Lori la maji" in officer.get(f"/console/inbox/{question.id}").text


def post(officer: FlaskClient, *settled: Reply, **typed: object) -> TestResponse:
    """Answer these messages of one person, who had no answer yet unless `given` says so."""
    return officer.post(f"/console/inbox/{settled[0].id}", data={"settles": [one.id for one in settled], **typed})


def body(session: Session, vault: Vault) -> str:
    [text] = session.scalars(select(SingleText)).all()
    return TEXT_BODY.read(vault, text)


def test_what_leaves_is_shown_letter_by_letter_and_nothing_is_sent_by_looking(
    officer: FlaskClient, question: Reply, session: Session
) -> None:
    page = post(officer, question, words=" Lori la maji – litafika Ijumaa. ", act="look")

    assert page.status_code == 200
    assert "Jibu kutoka NDMA: Lori la maji - litafika Ijumaa." in page.text
    assert "Parts: 1" in page.text
    assert "Before your words stands: Jibu kutoka NDMA:" in page.text
    typed = officer.post(f"/console/inbox/{question.id}/count", data={"words": "Kesho."})
    assert "Jibu kutoka NDMA: Kesho." in typed.json["html"]["leaves"]  # type: ignore[index]
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
    post(officer, question, ready="we_will_call", words="")

    assert body(session, vault) == leaves
    assert leaves in officer.get(f"/console/inbox/{question.id}").text


def test_a_ready_answer_may_be_followed_by_words_of_ones_own(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault
) -> None:
    post(officer, question, ready="we_will_call", words="Kesho asubuhi.")

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


def test_the_list_has_a_line_for_each_person_and_can_be_narrowed(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault, now: datetime
) -> None:
    make_reply(session, vault, now, "Na mbegu?", phone=ASKS)
    make_reply(session, vault, now - 3 * HOUR, "Mbiu inasaidia", topic=Topic.FEEDBACK, language=Language.KAMBA)
    session.commit()

    page = officer.get("/console/inbox/").text
    assert "People who wait for an answer: 2" in page
    assert page.index("Mbiu inasaidia") < page.index("Na mbegu?")
    assert "Maji yatakuja" not in page
    assert "Open: 2" in page
    assert "Waits: 3 h" in page
    narrow = officer.get("/console/inbox/?topic=feedback&language=kam&county=kitui").text
    assert "Mbiu inasaidia" in narrow
    assert "Na mbegu?" not in narrow
    assert officer.get("/console/inbox/?topic=nonsense&county=nairobi&language=xx").status_code == 200


def test_one_answer_settles_all_that_is_open_of_a_person_and_they_are_written_to_once_more(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault, now: datetime
) -> None:
    second = make_reply(session, vault, now, "Na mbegu?", phone=ASKS)
    session.commit()
    page = officer.get(f"/console/inbox/{second.id}").text
    assert page.count('name="settles"') == page.count(" checked> <span>") == 2

    post(officer, question, second, words="Yote Ijumaa.")
    further = {"words": "Lori limechelewa.", "given": 1}
    officer.post(f"/console/inbox/{question.id}", data=further)
    again = officer.post(f"/console/inbox/{question.id}", data=further)

    assert "Somebody has answered this meanwhile." in again.text
    assert len(session.scalars(select(SingleText)).all()) == 2
    assert len(session.scalars(select(FurtherAnswer)).all()) == 1
    page = officer.get(f"/console/inbox/{question.id}").text
    order = [page.index(words) for words in ("Maji yatakuja", "Na mbegu?", "Yote Ijumaa.", "limechelewa")]
    assert order == sorted(order)
    assert "to 2 messages" in page
    assert "Write once more" in page
    assert "this person may get 4 more texts today" in page


def test_what_the_quota_does_not_allow_stays_open_and_says_whom_to_ask(
    officer: FlaskClient, question: Reply, session: Session
) -> None:
    answer_quotas.set_quota(session, "kitui", 0)
    session.commit()

    refused = post(officer, question, words="Ijumaa.")

    assert refused.status_code == 422
    assert "The administrator can raise the quota" in refused.text
    assert "Kitui may send 0 more parts today" in refused.text
    assert session.scalars(select(SingleText)).all() == []
    session.refresh(question)
    assert question.answered_at is None


def test_a_saved_reply_fills_the_form_in_the_language_there_is(
    officer: FlaskClient, question: Reply, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    words = {Language.SWAHILI: "Lori linakuja Ijumaa.", Language.KAMBA: "Lori ĩkooka Ijumaa."}
    saved = saved_replies.save(session, None, "Lori la maji", words, "kitui", cast["mwende"], now)
    session.commit()

    for language, filled, told in (
        (Language.KAMBA, "Lori ikooka", False),
        (Language.TAITA, "Lori linakuja", True),
    ):
        question.language = language
        session.commit()
        page = post(officer, question, saved=saved.id, act="fill").text
        assert filled in page
        assert ("Nobody wrote this reply in Taita: it is filled in in Swahili." in page) is told
    assert session.scalars(select(SingleText)).all() == []


def test_a_question_is_answered_once(officer: FlaskClient, question: Reply, session: Session) -> None:
    for words in ("Lori la maji litafika Ijumaa.", "Lori la maji litafika Jumamosi."):
        last = post(officer, question, words=words)

    assert last.status_code == 422
    assert "Somebody has answered this meanwhile." in last.text
    assert len(session.scalars(select(SingleText)).all()) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("  ", "Write the answer."), ("a" * 460, "Make it shorter"), ("Ni mbuyu-nyeupe-7", "code word")],
)
def test_an_answer_that_does_not_fit_is_refused(
    officer: FlaskClient, question: Reply, session: Session, words: str, sentence: str
) -> None:
    refused = post(officer, question, words=words)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert session.scalars(select(SingleText)).all() == []


def test_words_that_seem_to_ask_for_money_leave_once_the_officer_says_that_they_ask_for_none(
    officer: FlaskClient, question: Reply, session: Session
) -> None:
    words, box = "Mbegu ni shilingi 50 kwa kilo.", 'name="sure"'
    refused = post(officer, question, words=words)

    assert refused.status_code == 422
    assert "It seems to ask for money" in refused.text
    assert box in refused.text
    assert session.scalars(select(SingleText)).all() == []
    assert box not in officer.get(f"/console/inbox/{question.id}").text
    assert post(officer, question, words=words, sure="on").status_code == 303


def test_another_countys_question_does_not_exist_for_me(
    client: FlaskClient, sign_in: SignIn, question: Reply, session: Session
) -> None:
    make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    sign_in(client, "zawadi")

    assert "Maji" not in client.get("/console/inbox/").text
    assert client.get(f"/console/inbox/{question.id}").status_code == 404
    assert post(client, question, words="x").status_code == 404
    assert client.get(f"/console/inbox/{question.id}/peace-desk").status_code == 404
    assert client.post(f"/console/inbox/{question.id}/peace-desk", data={"about": "conflict"}).status_code == 404


def test_what_came_without_a_number_is_kept_for_the_record_and_texts_nobody(
    officer: FlaskClient, session: Session, vault: Vault, now: datetime
) -> None:
    reply = replies.keep(
        session, vault, None, "Lori halikufika", subscriber=None, language=Language.SWAHILI,
        county="kitui", bulletin_id=None, now=now, topic=Topic.FEEDBACK,
    )  # fmt: skip
    session.commit()

    listed, page = (officer.get(path).text for path in ("/console/inbox/", f"/console/inbox/{reply.id}"))
    post(officer, reply, words="Tumemwambia dereva.")

    assert "somebody without a number" in listed
    assert "Send the answer" not in page
    session.expire_all()
    assert reply.answered_at == now
    assert session.scalars(select(SingleText)).all() == []


def test_a_message_that_tells_of_a_conflict_goes_to_the_peace_desk_and_leaves_no_trace_here(
    officer: FlaskClient, question: Reply, session: Session, vault: Vault, now: datetime, cast: dict[str, Officer]
) -> None:
    told = make_reply(session, vault, now - 3 * HOUR, "Wanapigana kwa mapanga", phone=ASKS)
    session.commit()
    assert "nobody is texted" in officer.get(f"/console/inbox/{told.id}/peace-desk").text

    moved = {"about": "conflict", "ward": ENDAU}
    page = officer.post(f"/console/inbox/{told.id}/peace-desk", data=moved, follow_redirects=True).text
    again = officer.post(f"/console/inbox/{told.id}/peace-desk", data=moved, follow_redirects=True).text

    incident, sighting, reporter = (session.scalars(select(table)).one() for table in (Incident, Sighting, Reporter))
    assert (incident.kind, incident.ward, sighting.told_at) == (Kind.VIOLENCE_INJURY, ENDAU, hour(now - 3 * HOUR))
    assert (sighting.channel, sighting.typed_by) == (Channel.SMS, cast["mwende"].id)
    assert REPORTER_PHONE.phone(vault, reporter) == ASKS
    assert (reporter.may_text, reporter.may_call) == (False, None)
    assert {text.reason for text in session.scalars(select(SingleText))} == {Reason.ALERT}, "duty, and nobody else"
    assert "It is at the peace desk." in page
    assert incident.code_word not in page
    assert "not in the inbox any more" in again
    assert session.scalars(select(Reply)).all() == [question]
    act = session.scalars(select(Audit).where(Audit.what == "moved to the peace desk")).one()
    assert (act.subject, act.detail) == ("inbox", {})


def test_of_sexual_violence_and_of_a_child_neither_word_nor_number_is_kept_and_nobody_is_alerted(
    officer: FlaskClient, session: Session, vault: Vault, now: datetime
) -> None:
    told = make_reply(session, vault, now, "Msichana amebakwa jana")
    session.commit()
    address = f"/console/inbox/{told.id}/peace-desk"

    doubted = officer.post(address, data={"about": "conflict"})
    assert doubted.status_code == 422
    assert "These words may tell of sexual violence" in doubted.text
    silent = make_reply(session, vault, now, "")
    session.commit()
    refused = officer.post(f"/console/inbox/{silent.id}/peace-desk", data={"about": "conflict", "ward": ENDAU})
    assert "They wrote no words" in refused.text
    assert f'value="{ENDAU}" selected' in refused.text, "what was chosen is kept"
    session.delete(silent)
    officer.post(address, data={"about": "sexual_violence", "ward": ENDAU})

    assert session.scalars(select(RestrictedReport.ward)).all() == [ENDAU]
    for table in (Incident, Reporter, Reply, SingleText):
        assert session.scalars(select(table)).all() == []
