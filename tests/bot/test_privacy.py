"""A dump of the database, read without any key: a report leads to nobody."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain import incidents
from domain.conversations import Conversation
from domain.incidents import Incident
from domain.reporters import Reporter
from domain.schema import metadata
from domain.sightings import Sighting
from domain.texts import Reason, SingleText, State
from domain.timeline import Act, Step
from tests.bot.conftest import Clock, SignIn
from tests.bot.test_hooks import dial, replied, sms  # noqa: F401  fixtures among them

REPORTS = {
    "incidents", "incident_steps", "reporters", "sightings", "restricted_reports", "reveals", "calls", "referrals",
}  # fmt: skip
# A conversation has the minute in which its phone was heard, for an hour: tests/journeys/test_nobody_is_exposed.py.
PEOPLE = {
    "subscribers", "texts", "replies", "dialogues", "inbox", "receipts", "sender_blocks", "invitations", "leavers",
    "procrastinate_jobs",
}  # fmt: skip
USSD_REPORT = ["2", "1", "1", "1", "1", "1", "1", "2", "1", "Ngamia wameingia", "1", "2"]


@pytest.fixture
def now() -> datetime:
    """No round moment, for rounding is what is tested."""
    return datetime.fromisoformat("2026-11-24T06:31:17.123456+00:00")


def marks(session: Session, tables: set[str]) -> Iterator[tuple[str, object]]:
    """Everything in these tables that could be found again elsewhere: moments to the second, bytes."""
    for table in metadata.sorted_tables:
        if table.name not in tables:
            continue
        rows = session.execute(table.select()).mappings().all()
        # An alert is an officer's: it may have the minute of its report.
        for row in (row for row in rows if row.get("reason") != Reason.ALERT):
            for name, value in row.items():
                if isinstance(value, datetime):
                    yield f"{table.name}.{name}", value.replace(microsecond=0)
                elif isinstance(value, bytes) and value:
                    yield f"{table.name}.{name}", value


def joins(session: Session, left: set[str], right: set[str]) -> list[tuple[str, str]]:
    pairs = product(list(marks(session, left)), list(marks(session, right)))
    return [(one, other) for (one, mine), (other, theirs) in pairs if mine == theirs]


def test_no_moment_and_no_bytes_join_a_report_to_a_person(client: FlaskClient, dial, cast, clock: Clock, session):  # noqa: F811
    sms(client, "JIUNGE Mutha", "join")
    clock.forward(timedelta(minutes=7, seconds=11))
    sms(client, "RIPOTI wizi wa mifugo", "report")
    clock.forward(timedelta(minutes=2, seconds=7))
    sms(client, "Mutha", "where")
    clock.forward(timedelta(minutes=9, seconds=13))
    dial(*USSD_REPORT)
    clock.forward(timedelta(minutes=5, seconds=7))
    dial(*USSD_REPORT[:7], session_id="dropped")

    # The call that dropped told again what the one before it had.
    assert len(session.scalars(select(Incident)).all()) == 2
    assert len(session.scalars(select(SingleText).where(SingleText.reason == Reason.ALERT)).all()) == 2
    assert joins(session, REPORTS, PEOPLE) == []


def test_nothing_a_person_did_carries_the_moment_of_our_answer(client: FlaskClient, clock: Clock, session):
    for words in ("JIUNGE Mutha", "Asante sana, mvua imefika", "STOP"):
        sms(client, words, words)
        clock.forward(timedelta(minutes=3, seconds=11))

    assert joins(session, {"subscribers", "replies"}, {"texts"}) == []


def test_the_alert_of_a_report_has_not_the_moment_of_the_answer_to_it(client: FlaskClient, cast, session):
    sms(client, "RIPOTI wizi wa mifugo Mutha", "report")

    alert, answer = session.scalars(select(SingleText).order_by(SingleText.id)).all()
    assert (alert.reason, answer.reason) == (Reason.ALERT, Reason.REPLY)
    assert alert.created_at != answer.created_at


def test_two_reports_of_one_phone_on_two_days_do_not_join(client: FlaskClient, clock: Clock, session):
    for number in range(2):
        sms(client, "RIPOTI wizi wa mifugo Mutha", f"report {number}")
        clock.forward(timedelta(days=1))

    first, second = session.scalars(select(Reporter))
    assert first.hour_lookup != second.hour_lookup


def test_a_text_settled_after_the_guards_hour_forgets_whose_it_was(client: FlaskClient, clock: Clock, session):
    sms(client, "JIUNGE Mutha", "join")
    text = session.scalars(select(SingleText)).one()

    text.settle(State.ACCEPTED, clock() + timedelta(hours=2))
    assert text.phone_lookup is not None, "its delivery report is found by it"
    text.settle(State.DELIVERED, clock() + timedelta(minutes=1))
    assert text.phone_lookup is not None, "the guard against loops still counts it"
    text.settle(State.DELIVERED, clock() + timedelta(hours=2))
    assert text.phone_lookup is None


def test_a_phone_that_repeats_itself_is_one_report_and_tells_officers_once(client: FlaskClient, cast, session, replied):  # noqa: F811
    for number in range(3):
        sms(client, "RIPOTI wizi wa mifugo Mutha", f"report {number}")

    assert (incidents.count(session, None), len(replied(Reason.ALERT))) == (1, 1)
    assert set(session.scalars(select(Sighting.number))) == {1}


def test_the_sixth_report_of_an_hour_is_kept_and_texts_nobody(
    client: FlaskClient,
    cast,
    clock: Clock,
    session,
    replied,  # noqa: F811
):
    for ward in ("Mutha", "Zombe", "Nzambani", "Chuluni", "Kanyangi", "Ikanga", "Mutomo"):
        sms(client, f"RIPOTI wizi wa mifugo {ward}", ward)
    assert (incidents.count(session, None), len(replied(Reason.ALERT))) == (7, 5)
    assert incidents.count(session, None, Incident.mass) == 2

    clock.forward(timedelta(hours=1))
    sms(client, "RIPOTI wizi wa mifugo Kauwi", "later")
    assert len(replied(Reason.ALERT)) == 6


def test_another_phone_is_not_silenced_by_the_first(client: FlaskClient, cast, replied):  # noqa: F811
    for ward in ("Mutha", "Zombe", "Nzambani", "Chuluni", "Kanyangi", "Ikanga"):
        sms(client, f"RIPOTI wizi wa mifugo {ward}", ward)
    sms(client, "RIPOTI wizi wa mifugo Mutha", "another", phone="+254711000002")

    assert len(replied(Reason.ALERT)) == 6


def test_equal_words_join_nothing_but_equal_words(client: FlaskClient, session):
    for phone in ("+254711000001", "+254711000002"):
        sms(client, "RIPOTI wizi wa mifugo Mutha", phone, phone=phone)

    first, second = session.scalars(select(Sighting.words_lookup))
    assert first == second
    assert joins(session, REPORTS, PEOPLE) == []


def test_an_officers_text_and_the_answer_to_it_have_no_moment_in_common_with_the_report(
    client: FlaskClient, sign_in: SignIn, clock: Clock, session
):
    sms(client, "RIPOTI wizi wa mifugo Mutha", "report")
    sighting = session.scalars(select(Sighting)).one()
    session.execute(update(Reporter).values(may_text=True))
    session.commit()
    clock.forward(timedelta(minutes=41, seconds=13))
    sign_in(client, "wanza")
    client.post(f"/console/sources/{sighting.id}", data={"words": "Je, kuna shida?"})
    clock.forward(timedelta(minutes=3, seconds=7))
    sms(client, "Ndio", "answer")

    assert [step.act for step in session.scalars(select(Step).order_by(Step.id))] == [Act.TEXTED, Act.TOLD_MORE]
    assert joins(session, REPORTS, PEOPLE) == []
    assert str(sighting.id) not in session.scalars(select(Conversation.question_sealed)).one().decode("latin-1")
