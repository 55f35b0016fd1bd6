"""Calls that drop: what was told is kept, gone on with by the next dial, or filed as it is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from domain import conversations
from domain.areas import Gazetteer
from domain.conversations import Ask, Question
from domain.dialogues import Dialogue
from domain.inbox import Callback
from domain.incidents import Handling, Incident, Verification
from domain.moments import day
from domain.officers import Grant, Role
from domain.phones import Phone
from domain.reporters import CallTime, Reporter
from domain.restricted_reports import RestrictedReport
from domain.sealed_columns import REPORTER_PHONE, SIGHTING_WORDS, TEXT_BODY
from domain.sightings import Hurt, Sighting, Source, When
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from domain.vault import Vault
from schedules.crew import Crew
from schedules.drafts import file_dropped
from schedules.retention import forget_dropped, tidy
from tests.make import make_officer

AT = "/hooks/local/africastalking"
PERSON, OTHER = "+254711000001", "+254711000002"
MUTHA = "kitui.kitui-south.mutha"
TO_WHEN = "1*2*3*1*9*8*3"  # Swahili, a report of livestock theft, Mutha; the screen asks when
QUESTION = "CON Endelea?\n1 Ndiyo\n2 Mpya"
FOUND = timedelta(minutes=16)

Dial = Callable[..., str]


@pytest.fixture
def dial(client: FlaskClient) -> Dial:
    """Post one request of a session; every `text` before it was posted too, as a phone does."""

    def post(session_id: str, text: str, phone: str) -> str:
        form = {"sessionId": session_id, "phoneNumber": phone, "serviceCode": "*384*1234#", "text": text}
        return client.post(f"{AT}/ussd", data=form).text

    def press(session_id: str, typed: str = "", phone: str = PERSON) -> str:
        keys = typed.split("*") if typed else []
        answer = post(session_id, "", phone)
        for count in range(1, len(keys) + 1):
            answer = post(session_id, "*".join(keys[:count]), phone)
        return answer

    return press


@pytest.fixture
def crew(sessions: sessionmaker[Session], vault: Vault, places: Gazetteer, clock: Callable[[], datetime]) -> Crew:
    return Crew(
        sessions=sessions, vault=vault, places=places, providers=(), batch_size=2, ussd_code="*384*1234#", now=clock
    )


def tellings(session: Session) -> list[Sighting]:
    session.rollback()
    query = select(Sighting).order_by(Sighting.id).execution_options(populate_existing=True)
    return list(session.scalars(query))


def test_the_next_dial_of_the_day_asks_only_whether_to_go_on(dial, clock):
    dial("a", TO_WHEN)
    clock.forward(timedelta(hours=23))

    assert dial("b") == QUESTION


def test_going_on_comes_to_the_very_question_and_to_one_report(dial, crew, session):
    asked = dial("a", TO_WHEN)

    assert dial("b", "1") == asked
    assert dial("b", "1*1*0*0*0*Wezi 3*2*0").startswith("END Asante")
    [telling] = tellings(session)
    assert (telling.kind, telling.ward, telling.happened) == (Kind.LIVESTOCK_THEFT, MUTHA, When.NOW)
    assert not telling.partial
    assert "Choose language" in dial("c")
    assert file_dropped(crew) == 0


def test_whatever_was_answered_after_the_report_was_filed_stays_wherever_the_call_drops(dial, session, vault):
    answers = ["1", "1", "3", "1", "Wezi 3", "1", "3"]  # now, goes on, killed, seen, the sentence, text, in the morning
    told = ("ongoing", "hurt", "source", "words_sealed")
    for count in range(1, len(answers) + 1):
        phone = f"+2547110003{count:02}"
        dial(f"s{count}", "*".join([TO_WHEN, *answers[:count]]), phone)

        telling = tellings(session)[-1]
        assert (telling.kind, telling.ward, telling.happened) == (Kind.LIVESTOCK_THEFT, MUTHA, When.NOW)
        assert not telling.partial
        assert [getattr(telling, name) is not None for name in told] == [count > at for at in range(1, 5)]
    assert len(tellings(session)) == len(answers)
    assert (telling.ongoing, telling.hurt, telling.source) == (True, Hurt.KILLED, Source.SEEN)
    assert SIGHTING_WORDS.read(vault, telling) == "Wezi 3"
    reporter = session.get_one(Reporter, telling.id)
    assert (reporter.may_text, reporter.may_call) == (True, CallTime.MORNING)


def test_what_is_filed_is_gone_on_with_by_the_next_dial_and_nothing_of_it_is_filed_by_the_clock(
    dial, crew, session, clock
):
    asked = dial("a", f"{TO_WHEN}*2*1")
    clock.forward(timedelta(minutes=14))
    assert file_dropped(crew) == 0

    assert dial("b") == QUESTION
    assert dial("b", "1") == asked
    dial("b", "1*2*1")
    [telling] = tellings(session)
    assert (telling.ongoing, telling.hurt, telling.source) == (True, Hurt.HURT, Source.SEEN)
    assert "Choose language" in dial("c", "2"), "a third call begins anew"
    assert "Choose language" in dial("d")


def test_a_quarter_of_an_hour_after_it_was_filed_nobody_learns_that_there_was_a_report(dial, clock):
    dial("a", f"{TO_WHEN}*1")
    clock.forward(FOUND)

    assert "Choose language" in dial("b")


def test_who_goes_on_with_what_was_filed_in_another_call_consents_to_nothing(dial, session):
    dial("a", f"{TO_WHEN}*1")

    thanks = dial("b", "1*1*1*1*Wezi 3")
    assert thanks.startswith("END Asante")
    [telling] = tellings(session)
    assert (telling.ongoing, telling.source) == (True, Source.SEEN)
    reporter = session.scalars(select(Reporter)).one()
    assert (reporter.may_text, reporter.may_call) == (False, None)


@pytest.mark.parametrize("asked", ["1*0*0*0*Wezi", "1*0*0*0*Wezi*1"])
def test_a_call_cut_off_where_it_asks_for_consent_is_not_gone_on_with(dial, asked):
    dial("a", f"{TO_WHEN}*{asked}")

    assert "Choose language" in dial("b")


def test_officers_hear_of_a_report_once_however_much_is_added_to_it(dial, session, vault):
    make_officer(session, "juma", Grant(role=Role.PEACE, county="kitui"), phone="+254711000099", vault=vault)
    session.commit()
    dial("a", f"{TO_WHEN}*1*1*1*1*Wezi 3*2*2")  # it goes on, nobody is hurt

    assert [text.reason for text in session.scalars(select(SingleText))] == [Reason.ALERT]


def test_beginning_anew_leads_to_the_opening_and_the_former_is_offered_no_more(dial):
    dial("a", TO_WHEN)

    assert "Choose language" in dial("b", "2")
    assert "Choose language" in dial("c")


def test_after_a_day_nothing_is_offered(dial, clock):
    dial("a", TO_WHEN)
    clock.forward(timedelta(days=1, minutes=1))

    assert "Choose language" in dial("b")


def test_what_a_dropped_call_said_is_forgotten_after_a_day(dial, crew, session, clock):
    dial("a", TO_WHEN)
    dial("b", "1*1*1*9*8*3", OTHER)
    clock.forward(FOUND)
    file_dropped(crew)
    clock.forward(timedelta(days=1))
    tidy(crew)

    kept = session.scalars(select(Dialogue)).all()
    assert [(row.state_sealed, row.draft_sealed, row.phone_lookup) for row in kept] == [(None, None, b"")] * 2


def test_another_phone_is_offered_nothing(dial):
    dial("a", TO_WHEN)

    assert "Choose language" in dial("b", phone=OTHER)


def test_what_was_dialled_ahead_of_the_question_is_dropped(client, dial):
    dial("a", TO_WHEN)
    form = {"sessionId": "b", "phoneNumber": PERSON, "serviceCode": "*384*1234#", "text": "1*1*x"}

    assert client.post(f"{AT}/ussd", data=form).text == QUESTION


def test_a_join_that_dropped_goes_on_where_it_was(dial):
    asked = dial("a", "1*1*1*9*8*3")

    assert dial("b") == QUESTION
    assert dial("b", "1") == asked


def test_a_restricted_report_leaves_nothing_to_go_on_with(dial, session, crew, clock):
    dial("a", "4*2*9*7")

    assert "Choose language" in dial("b")
    dial("b", "1*2*3*1*9*8*walinibaka jana")
    assert "Choose language" in dial("c")
    dial("c", "1*2*9*7*1*1")
    clock.forward(FOUND)
    assert "Choose language" in dial("d")
    assert file_dropped(crew) == 0
    assert tellings(session) == []
    assert len(session.scalars(select(RestrictedReport)).all()) == 3


@pytest.mark.parametrize("at_once", [True, False])
def test_a_restricted_sentence_takes_the_report_away_that_was_filed_before_it(client, dial, session, at_once):
    keys = f"{TO_WHEN}*1*0*0*0*walinibaka jana"
    form = {"sessionId": "a", "phoneNumber": PERSON, "serviceCode": "*384*1234#", "text": keys}
    said = client.post(f"{AT}/ussd", data=form).text if at_once else dial("a", keys)

    assert said.startswith("END")
    assert "1195" in said
    assert tellings(session) == []
    [kept] = session.scalars(select(RestrictedReport))
    assert kept.ward == MUTHA
    assert "Choose language" in dial("b")


def test_where_nobody_can_go_on_with_it_a_call_that_dropped_is_forgotten_after_a_quarter_of_an_hour(
    dial, crew, session, clock
):
    dial("a", "4*2*9*7")
    dial("b", TO_WHEN, OTHER)
    clock.forward(timedelta(minutes=14))
    forget_dropped(crew)
    assert None not in session.scalars(select(Dialogue.state_sealed)).all()
    clock.forward(timedelta(minutes=2))
    file_dropped(crew)
    forget_dropped(crew)

    session.rollback()
    restricted, report = session.scalars(select(Dialogue).order_by(Dialogue.session_id))
    assert (restricted.state_sealed, restricted.seen_sealed, restricted.phone_lookup) == (None, None, b"")
    assert report.state_sealed is not None, "it may be gone on with for a day"


def test_when_the_network_says_that_the_call_is_over_what_cannot_be_gone_on_with_goes_at_once(client, dial, session):
    dial("a", "4*2*9*7")
    form = {"sessionId": "a", "phoneNumber": PERSON, "status": "Incomplete", "input": "4*2*9*7"}
    client.post(f"{AT}/ussd-events", data=form)

    row = session.scalars(select(Dialogue)).one()
    assert (row.state_sealed, row.seen_sealed, row.phone_lookup) == (None, None, b"")


def test_a_report_that_ended_is_not_offered(dial):
    dial("a", f"{TO_WHEN}*1*0*0*0*Wezi*2*0")

    assert "Choose language" in dial("b")


def test_a_dropped_report_is_filed_as_partial_once(dial, crew, session, vault, clock):
    make_officer(session, "juma", Grant(role=Role.PEACE, county="kitui"), phone="+254711000099", vault=vault)
    session.commit()
    dial("a", TO_WHEN)
    clock.forward(timedelta(minutes=14))
    assert file_dropped(crew) == 0
    clock.forward(timedelta(minutes=2))

    assert file_dropped(crew) == 1
    assert file_dropped(crew) == 0
    [telling] = tellings(session)
    assert (telling.partial, telling.ward, telling.happened) == (True, MUTHA, When.UNKNOWN)
    texts = session.scalars(select(SingleText)).all()
    assert [text.reason for text in texts] == [Reason.ALERT], "nobody is texted but the officer"
    reporter = session.scalars(select(Reporter)).one()
    assert REPORTER_PHONE.phone(vault, reporter) == Phone(PERSON)
    assert not reporter.may_text


def test_without_a_ward_there_is_nothing_to_file(dial, crew, clock):
    dial("a", "1*2*3")
    clock.forward(FOUND)

    assert file_dropped(crew) == 0


@pytest.mark.parametrize("keys", ["1*4*Wezi wameiba mbuzi", "1*4*Wezi wameiba mbuzi*1", "1*4*Wezi wameiba mbuzi*1*3"])
def test_a_sentence_that_was_typed_before_the_ward_is_filed_when_the_call_drops(
    dial, crew, session, vault, clock, keys
):
    dial("a", keys)
    clock.forward(FOUND)

    assert file_dropped(crew) == 1
    [telling] = tellings(session)
    assert (telling.partial, telling.ward) == (True, None)
    assert SIGHTING_WORDS.read(vault, telling) == "Wezi wameiba mbuzi"


def test_going_on_after_it_was_filed_adds_to_the_same_incident(dial, crew, session, vault, clock):
    dial("a", TO_WHEN)
    clock.forward(FOUND)
    file_dropped(crew)

    assert dial("b", "1*2*0*0*0*Wezi 3*1*0").startswith("END Asante")
    [telling] = tellings(session)
    assert (telling.partial, telling.happened) == (False, When.TODAY)
    assert SIGHTING_WORDS.read(vault, telling) == "Wezi 3"
    assert session.scalars(select(Reporter)).one().may_text


def test_dropping_twice_before_it_was_said_when_keeps_one_partial_incident(dial, crew, session, clock):
    dial("a", TO_WHEN)
    clock.forward(FOUND)
    file_dropped(crew)
    dial("b", "1")
    clock.forward(FOUND)

    assert file_dropped(crew) == 1
    [telling] = tellings(session)
    assert telling.partial
    assert dial("c", "1*2").startswith("CON Tumepokea")
    assert [(each.partial, each.happened) for each in tellings(session)] == [(False, When.TODAY)]


def test_what_is_added_to_a_closed_report_opens_it_again(dial, crew, session, clock):
    dial("a", TO_WHEN)
    clock.forward(FOUND)
    file_dropped(crew)
    [telling] = tellings(session)
    incident = session.get_one(Incident, telling.incident_id)
    incident.verify(Verification.CANNOT_TELL, clock())
    incident.handle(Handling.CLOSED, clock())
    session.commit()
    dial("b", "1*2*0*0*0*Wezi 3")

    session.refresh(incident)
    assert incident.handling is Handling.OPEN


def test_what_goes_on_with_a_report_that_is_gone_is_filed_anew(dial, crew, session, clock):
    dial("a", TO_WHEN)
    clock.forward(FOUND)
    file_dropped(crew)
    gone = tellings(session)[0].id
    session.execute(delete(Incident))
    session.commit()
    dial("b", "1*2*0*0*0*Wezi 3")

    [telling] = tellings(session)
    assert telling.id != gone
    assert not telling.partial


def test_beginning_anew_still_files_what_was_told(dial, crew, session, clock):
    dial("a", TO_WHEN)
    dial("b", "2")
    clock.forward(FOUND)

    assert file_dropped(crew) == 1
    assert tellings(session)[0].partial


def test_only_who_allowed_it_is_texted_and_in_neutral_words(dial, session, vault):
    dial("a", f"{TO_WHEN}*1*0*0*0*Wezi*2*1")
    assert session.scalars(select(SingleText)).all() == []
    dial("b", f"{TO_WHEN}*1*0*0*0*Wezi*1*0")

    session.rollback()
    [text] = session.scalars(select(SingleText))
    assert TEXT_BODY.read(vault, text) == "Asante. Tumepokea ujumbe wako."


@pytest.mark.parametrize("status", ["Incomplete", "Failed", "Success", "Strange"])
def test_the_event_that_ends_a_session_keeps_the_draft_and_none_of_its_input(client, dial, session, status):
    dial("a", TO_WHEN)
    form = {"sessionId": "a", "phoneNumber": PERSON, "status": status, "input": f"{TO_WHEN}*1*Wezi"}
    for _ in range(2):
        assert client.post(f"{AT}/ussd-events", data=form).status_code == 200

    assert dial("b") == QUESTION
    assert set(session.scalars(select(Callback.body_sealed))) == {None}


def test_a_dial_ends_what_was_asked_by_text_but_for_what_we_asked_in_our_own_time(dial, session, vault, clock):
    for number, ask in enumerate(Ask):
        phone = Phone(f"+2547110001{number:02}")
        conversations.ask(session, vault, phone, Question(ask, words="Wezi"), clock())
    session.commit()
    for number, _ in enumerate(Ask):
        dial(f"s{number}", phone=f"+2547110001{number:02}")

    session.rollback()
    still = {row.ask for row in session.scalars(select(conversations.Conversation)) if row.question_sealed}
    assert still == {Ask.INVITED, Ask.STAY, Ask.SOURCE, Ask.REPORT}
    [waiting] = conversations.due(session, clock())
    assert session.get_one(conversations.Conversation, waiting).read(vault)[1].words == "Wezi"


def test_a_repeat_of_the_old_session_gets_its_old_answer_after_the_new_one_took_over(dial, session):
    asked = dial("a", TO_WHEN)
    dial("b", "1")

    assert dial("a", TO_WHEN) == asked
    assert dial("b", "1") == asked


def test_nothing_in_a_dump_joins_the_dialogue_to_the_incident(dial, crew, session, clock):
    dial("a", TO_WHEN)
    clock.forward(FOUND)
    file_dropped(crew)

    session.rollback()
    dialogue = session.scalars(select(Dialogue)).one()
    [telling] = tellings(session)
    kept = {getattr(dialogue, column.key) for column in Dialogue.__table__.columns}
    assert dialogue.filed_at == day(clock())
    assert dialogue.updated_at.minute == 0
    assert kept.isdisjoint({telling.id, telling.incident_id, telling.told_at})


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("dial"), st.sampled_from([PERSON, OTHER])),
        st.tuples(st.just("report"), st.sampled_from([PERSON, OTHER])),
        st.tuples(st.just("press"), st.sampled_from(["1", "2", "3", "8", "9", "0", "mutha", "Wezi *2*", "walinibaka"])),
        st.tuples(st.just("repeat"), st.just("")),
        st.tuples(st.just("wait"), st.just("")),
    ),
    max_size=20,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_however_calls_drop_and_repeat_each_answer_stands_and_nothing_is_filed_twice(
    client, crew, session, clock, steps
):
    """Sessions are dropped by dialling again; each request is repeated at some time, and none makes us stumble."""
    said: dict[tuple[str, str, str], str] = {}
    where, current = {PERSON: ("", ""), OTHER: ("", "")}, PERSON
    filed = 0

    def post(phone: str, session_id: str, text: str) -> str:
        form = {"sessionId": session_id, "phoneNumber": phone, "serviceCode": "*384*1234#", "text": text}
        return client.post(f"{AT}/ussd", data=form).text

    for what, value in steps:
        if what == "wait":
            clock.forward(FOUND)
            file_dropped(crew)
            forget_dropped(crew)
            where = {PERSON: ("", ""), OTHER: ("", "")}  # no network holds a session that long
        elif what == "repeat":
            for key, answer in said.items():
                assert post(*key) == answer
        current = value if what in ("dial", "report") else current
        for pressed in {"dial": [""], "report": ["", *TO_WHEN.split("*"), "1"], "press": [value]}.get(what, []):
            session_id, text = where[current]
            if pressed and session_id:
                text = f"{text}*{pressed}" if text else pressed
            else:
                session_id, text = f"h{id(steps)}-{len(said)}-{clock().timestamp()}", ""
            answer = post(current, session_id, text)
            assert answer.startswith(("CON ", "END "))
            said[current, session_id, text] = answer
            filed += answer.startswith("CON Tumepokea")
            where[current] = ("", "") if answer.startswith("END ") else (session_id, text)

    session.rollback()
    flagged = session.scalars(select(Callback.note).where(Callback.note != "")).all()
    assert flagged == []
    offered = session.scalars(select(Dialogue.phone_lookup).where(Dialogue.resumable)).all()
    assert b"" not in offered
    whole = session.scalars(select(Sighting).where(~Sighting.partial)).all()
    assert len(whole) <= filed
    for table in (Reporter, Incident, Dialogue, Callback, SingleText, RestrictedReport):
        session.execute(delete(table))
    session.commit()
