"""The conversation by SMS through the door: one open question a phone, what waits in it, and who is answered."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot import loops
from domain import conversations, invitations
from domain.conversations import Ask, Conversation, Question
from domain.departures import Departure, DepartureLine
from domain.dialogues import Dialogue
from domain.inbox import Callback, State
from domain.incidents import Incident
from domain.phones import Phone
from domain.replies import Reply, Topic
from domain.reporters import Reporter
from domain.restricted_reports import RestrictedReport
from domain.sealed_columns import SIGHTING_WORDS, TEXT_BODY
from domain.sightings import Sighting
from domain.subscribers import Channel, Kind
from domain.taxonomy import Kind as IncidentKind
from domain.texts import Reason, SingleText
from domain.timeline import Act, Step
from tests.bot.test_hooks import MUTHA, PERSON, sms, subscriber, turn
from tests.make import make_subscriber

NEIGHBOUR = "+254711000002"
CONFLICT = "Wezi wameiba ng'ombe kata Nuu"
NUU = "kitui.mwingi-central.nuu"
Send = Callable[..., None]


@pytest.fixture
def send(client, clock) -> Send:
    """Send texts one after another, far enough apart that only what is tested holds an answer back."""
    ids = itertools.count(1)

    def each(*words: str, phone: str = PERSON) -> None:
        for text in words:
            clock.forward(timedelta(minutes=1, seconds=1))
            sms(client, text, f"text{next(ids)}", phone)

    return each


@pytest.fixture
def replied(session, vault) -> Callable[..., list[str]]:
    """What is waiting to be texted, in order; "" for one that was erased."""

    def bodies(reason: Reason = Reason.REPLY) -> list[str]:
        session.rollback()
        rows = session.scalars(select(SingleText).where(SingleText.reason == reason).order_by(SingleText.id))
        return [TEXT_BODY.read(vault, row) for row in rows]

    return bodies


@pytest.fixture
def joined(session, vault, places, now):
    """A subscriber, who may be a volunteer."""

    def one(kind: Kind = Kind.PERSON) -> None:
        make_subscriber(session, vault, places, now, phone=Phone(PERSON), wards=[MUTHA]).kind = kind
        session.commit()

    return one


@pytest.fixture
def asked(session, vault, clock):
    """Open a question of ours, and tell which one is open."""

    def question(put: Question | None = None, phone: str = PERSON) -> Ask | None:
        session.rollback()
        if put:
            conversations.ask(session, vault, Phone(phone), put, clock.now)
            session.commit()
        found = conversations.opened(session, vault, Phone(phone), clock.now)
        session.rollback()
        return found.ask if found else None

    return question


def count(session, table) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


# Places.


def test_three_numbers_lead_from_no_place_to_a_ward(send, session, vault, replied):
    send("JIUNGE", "1")
    constituencies = replied()[1]
    send(next(line[0] for line in constituencies.splitlines() if line.endswith("Kitui South")))
    send(next(line[0] for line in replied()[2].splitlines() if line.endswith("Mutha")))

    person = subscriber(session, vault)
    assert person is not None
    assert person.wards == [MUTHA]
    assert person.consent_channel is Channel.SMS
    assert "Mutha" in replied()[3]
    assert "STOP" in replied()[3]


def test_a_question_that_ran_out_is_answered_by_nothing(send, clock, session, vault, replied):
    send("JIUNGE MBITINI")
    clock.forward(timedelta(hours=1))
    send("1")

    assert subscriber(session, vault) is None
    assert "JIUNGE" in replied()[1]


def test_a_join_that_acts_closes_the_question_before_it(send, session, vault, asked):
    send("JIUNGE MBITINI", "JIUNGE MUTHA", "1")

    person = subscriber(session, vault)
    assert person is not None
    assert person.wards == [MUTHA]
    assert asked() is None


def test_a_text_that_is_no_answer_leaves_the_question_open(send, session, vault, asked):
    send("JIUNGE MBITINI", "Asante sana")
    assert asked() is Ask.PLACE
    send("2")

    person = subscriber(session, vault)
    assert person is not None
    assert person.wards == ["makueni.makueni.mbitini"]


# What sounds like conflict.


@pytest.mark.parametrize(("answer", "reports", "messages"), [("1", 1, 0), ("ndiyo", 1, 0), ("2", 0, 1), ("la", 0, 1)])
def test_a_text_of_conflict_waits_for_a_yes(send, session, vault, answer, reports, messages):
    send(CONFLICT)
    assert (count(session, Incident), count(session, Reply)) == (0, 0)
    send(answer)

    assert (count(session, Incident), count(session, Reply)) == (reports, messages)
    for telling in session.scalars(select(Sighting)):
        assert (telling.ward, telling.partial) == (NUU, False)


@pytest.mark.parametrize("text", ["MSAADA", "FUTA", "JIUNGE MUTHA", "STOP", "JIUNGE MBITINI", "watu wanapigana hapa"])
def test_a_report_that_waits_is_never_lost_with_its_question(send, session, text, asked):
    send(CONFLICT, text)

    if asked() is not Ask.REPORT or "wanapigana" in text:
        assert session.scalars(select(Sighting.partial)).all() == [True]


def test_whoever_tells_of_sexual_violence_leaves_nothing_behind_and_nothing_open(send, session, asked, replied):
    send("wanapigana hapa", "mtoto amebakwa")

    assert asked() is None
    assert "1195" in replied()[1]
    assert (count(session, Incident), count(session, Reply)) == (0, 0)


# A report, and what is asked after it.


def filed(session) -> list[Sighting]:
    session.rollback()
    return list(session.scalars(select(Sighting).order_by(Sighting.id)))


def test_what_is_answered_completes_the_report_that_was_filed_at_once(send, session, vault, asked):
    send("RIPOTI kuna shida")
    [told] = filed(session)
    assert (told.ward, told.kind, asked()) == (None, IncidentKind.OTHER, Ask.REPORT_WARD)

    send("Nuu", "3", "wameenda Mutha", "1")
    [told] = filed(session)
    assert (told.ward, told.kind) == (NUU, IncidentKind.LIVESTOCK_THEFT)
    assert SIGHTING_WORDS.read(vault, told) == "kuna shida\nwameenda Mutha"
    assert session.get_one(Reporter, told.id).may_text
    assert asked() is None
    assert (count(session, Incident), count(session, Reply)) == (1, 0)


def test_a_report_that_waited_for_a_yes_is_asked_about_then(send, session, asked):
    send("Wezi wameiba ng'ombe", "1")
    assert asked() is Ask.REPORT_WARD
    send("Nuu", "2")

    [told] = filed(session)
    assert told.ward == NUU
    assert not session.get_one(Reporter, told.id).may_text


def test_officers_hear_again_only_of_what_turns_out_graver(send, cast, replied):
    send("RIPOTI kuna shida kata Nuu")
    assert len(replied(Reason.ALERT)) == 1
    send("1", "1")
    assert len(replied(Reason.ALERT)) == 2

    send("RIPOTI shida nyingine kata Nuu", "3", phone=NEIGHBOUR)
    assert len(replied(Reason.ALERT)) == 3


def test_a_question_about_a_report_that_ran_out_takes_nothing_from_it(send, session, clock, asked):
    send("RIPOTI kuna shida")
    clock.forward(timedelta(hours=1))
    send("Nuu")

    assert [told.ward for told in filed(session)] == [None]
    assert count(session, Reply) == 1


def test_the_same_report_again_is_kept_and_neither_asked_nor_answered(send, session, replied, asked):
    send("RIPOTI kuna shida", "RIPOTI kuna shida")
    assert (count(session, Sighting), len(replied())) == (2, 1)
    send("Nuu")

    assert filed(session)[0].ward == NUU, "the question is of the one it was asked about"


def test_sexual_violence_among_the_kinds_takes_the_report_away_again(send, session, replied):
    send("RIPOTI kuna shida kata Nuu", "7")

    assert "1195" in replied()[-1]
    assert (count(session, Incident), count(session, Reporter)) == (0, 0)
    assert [(row.ward, row.done_by) for row in session.scalars(select(RestrictedReport))] == [(NUU, None)]


@pytest.mark.parametrize(
    "second", ["Watu watatu wameuawa kwa risasi Ikutha", "Wezi wameiba mbuzi huko Ikutha", "wanapigana sasa"]
)
def test_what_tells_of_another_place_or_of_something_graver_is_a_report_of_its_own(
    send, session, cast, replied, asked, second
):
    send("RIPOTI Mutha wizi wa mifugo", second)

    assert count(session, Incident) == len(replied(Reason.ALERT)) == 2
    assert asked() is (Ask.REPORT_TEXT if "huko" in second else Ask.REPORT_WARD), "its own questions follow"


def test_what_tells_more_of_the_same_stays_with_it_and_is_a_step(send, session, asked):
    send("RIPOTI Mutha wizi wa mifugo", "Wezi wameenda mbali")

    assert (count(session, Incident), asked()) == (1, Ask.REPORT_TEXT)
    assert session.scalars(select(Step.act)).all() == [Act.TOLD_MORE]


def test_a_source_who_is_asked_about_one_thing_and_tells_of_a_graver_is_heard(send, session, asked):
    asked(Question(Ask.SOURCE, about="4711", kind=IncidentKind.LIVESTOCK_THEFT, ward=MUTHA))
    send("Watu watatu wameuawa Ikutha")

    assert filed(session)[0].kind is IncidentKind.VIOLENCE_INJURY


@pytest.mark.parametrize(("first", "ward"), [("RIPOTI kata Nuu kuna shida", NUU), ("RIPOTI kuna shida", MUTHA)])
def test_words_of_sexual_violence_after_a_report_take_it_away_and_are_kept_once(send, session, replied, first, ward):
    send(first, *["msichana amebakwa huko Mutha"] * 2)

    assert "1195" in replied()[-1]
    assert (count(session, Incident), count(session, Reporter)) == (0, 0)
    assert session.scalars(select(RestrictedReport.ward)).all() == [ward]


def test_one_phone_cannot_flood_the_restricted_records_and_is_always_given_the_numbers(
    client, send, session, replied, clock
):
    send(*[f"nilibakwa mara {number}" for number in range(6)])
    for number in range(6):
        turn(client, "", f"s{number}")
        for typed in ("1", "1*2", "1*2*9", "1*2*9*7"):
            assert turn(client, typed, f"s{number}").startswith("CON")
    assert (count(session, RestrictedReport), len(replied())) == (3, 6)

    clock.forward(timedelta(hours=1))
    send("nilibakwa tena")
    assert count(session, RestrictedReport) == 4


def test_a_report_begun_by_telephone_is_filed_before_everything_else_is_deleted(client, send, session):
    for typed in ("", "1", "1*2", "1*2*3", "1*2*3*1", "1*2*3*1*9", "1*2*3*1*9*8", "1*2*3*1*9*8*3"):
        turn(client, typed)
    send("FUTA", "1")

    assert [(told.ward, told.partial) for told in filed(session)] == [(MUTHA, True)]
    assert (count(session, Reporter), count(session, Dialogue)) == (0, 0)


@pytest.mark.parametrize("joins", [True, False])
def test_by_telephone_everything_is_deleted_too_and_what_waited_for_a_yes_is_filed(
    client, send, session, vault, joined, replied, joins
):
    if joins:
        joined()
    send(CONFLICT)
    before, about = len(replied()), ["3", "9", "8"] if joins else ["1", "7"]
    for typed in ("", *("*".join(about[:at]) for at in range(1, len(about) + 1))):
        turn(client, typed)
    assert count(session, Conversation) == 1
    answers = {turn(client, "*".join([*about, "1"])) for _ in range(2)}

    assert answers == {"END Tumefuta taarifa zako."}
    assert subscriber(session, vault) is None
    assert count(session, Conversation) == count(session, Reporter) == 0
    assert [told.partial for told in filed(session)] == [True]
    assert session.scalars(select(Dialogue.phone_lookup)).all() == [b""]
    assert len(replied()) == before
    assert session.scalars(select(DepartureLine.what)).all() == [Departure.ERASED]


def test_a_report_of_ten_texts_is_kept_whole(send, session, vault):
    send("RIPOTI " + "wezi wameiba " * 123)

    [told] = filed(session)
    assert SIGHTING_WORDS.read(vault, told) == ("wezi wameiba " * 123).strip()


@pytest.mark.parametrize("broken", ["wezi\x00 wameiba", "\ufffe\u200bwezi wameiba\x07"])
def test_a_report_with_broken_letters_is_filed_without_them(client, session, vault, broken):
    sms(client, f"RIPOTI {broken}")

    [told] = filed(session)
    assert SIGHTING_WORDS.read(vault, told) == "wezi wameiba"
    assert set(session.scalars(select(Callback.state))) == {State.DONE}


# STOP.


@pytest.mark.parametrize("word", ["STOP", "acha", "ungama", "sigha"])
@pytest.mark.parametrize("ask", list(Ask))
def test_stop_wins_over_every_open_question_and_closes_it(send, session, vault, joined, asked, ask, word):
    joined()
    asked(Question(ask, ("kitui",), "join", words="Wezi", ward=MUTHA))
    send(word)

    left = subscriber(session, vault)
    assert left is not None
    assert left.left_at is not None
    assert asked() is None


@pytest.mark.parametrize("text", ["MBIU STOP", "mbiu: stop", "Mbiu   JIUNGE MUTHA", "MBIU"])
def test_the_word_of_a_shared_short_code_is_taken_off(build, text, session, vault, replied):
    client = build(africastalking_keyword="mbiu").test_client()
    sms(client, "JIUNGE MUTHA")
    sms(client, text, "m2")

    person = subscriber(session, vault)
    assert person is not None
    assert (person.left_at is not None) is ("stop" in text.lower())
    assert len(replied()) == 2


# Deleting, staying, languages.


@pytest.mark.parametrize("word", ["FUTA", "DELETE"])
def test_futa_asks_and_a_yes_deletes_everything(send, session, vault, joined, replied, word):
    joined()
    send("Malori ya maji yalifika", word)
    assert "STOP" in replied()[1]
    assert count(session, Reply) == 1
    send("1")

    assert subscriber(session, vault) is None
    assert count(session, Reply) == count(session, Conversation) == 0
    assert len(replied()) == 3


def test_a_no_deletes_nothing_and_says_how_to_leave(send, session, vault, joined, replied):
    joined()
    send("FUTA", "2")

    assert subscriber(session, vault) is not None
    assert "STOP" in replied()[1]


def test_a_stranger_can_have_all_deleted(send, session, replied):
    send("FUTA", "ndiyo")

    assert len(replied()) == 2
    assert count(session, Conversation) == 0


def test_a_yes_to_a_new_season_keeps_a_person_and_their_consent_is_new(send, session, vault, joined, asked):
    joined()
    person = subscriber(session, vault)
    person.notice_version = "2020-01"
    session.commit()
    asked(Question(Ask.STAY))
    send("1")

    assert subscriber(session, vault).notice_version != "2020-01"
    assert asked() is None


def test_a_keyword_of_another_language_offers_it_and_a_yes_switches(send, session, vault, joined):
    joined()
    send("HELP")
    assert subscriber(session, vault).language == "sw"
    send("1")

    assert subscriber(session, vault).language == "en"


# Volunteers.


def test_a_volunteer_puts_numbers_forward_and_each_answers_on_its_own_phone(send, session, vault, joined, replied):
    joined(Kind.INTERMEDIARY)
    send("ANDIKISHA 0711 000 002 na 0711-000-003 NUU")

    assert len(replied(Reason.INVITATION)) == 2
    assert "Nuu" in replied(Reason.INVITATION)[0]
    assert subscriber(session, vault, NEIGHBOUR) is None

    send("1", phone=NEIGHBOUR)
    person = subscriber(session, vault, NEIGHBOUR)
    assert person is not None
    assert (person.wards, person.consent_channel) == ([NUU], Channel.SMS)


def test_a_volunteer_never_learns_whether_a_number_is_known(send, session, vault, joined, replied, places, now):
    joined(Kind.INTERMEDIARY)
    make_subscriber(session, vault, places, now, phone=Phone(NEIGHBOUR))
    session.commit()
    send("ANDIKISHA 0711000002", "ANDIKISHA 0711000003", "ANDIKISHA 0711000003")

    assert len(set(replied())) == 1
    assert len(replied(Reason.INVITATION)) == 1


def test_who_says_no_is_never_asked_again(send, session, vault, joined, replied, now):
    joined(Kind.INTERMEDIARY)
    send("ANDIKISHA 0711000002")
    send("2", phone=NEIGHBOUR)

    assert subscriber(session, vault, NEIGHBOUR) is None
    later = now + timedelta(days=400)
    put = invitations.invite(session, vault, Phone("+254711000009"), Phone(NEIGHBOUR), later)
    assert put is invitations.Invited.KEEP_SILENT


def test_a_phone_with_an_open_question_is_not_asked_another(send, joined, replied, asked):
    joined(Kind.INTERMEDIARY)
    send("JIUNGE MBITINI", phone=NEIGHBOUR)
    send("ANDIKISHA 0711000002")

    assert asked(phone=NEIGHBOUR) is Ask.PLACE
    assert replied(Reason.INVITATION) == []


def test_enough_is_said_after_a_days_worth(send, joined, replied, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_A_DAY", 1)
    joined(Kind.INTERMEDIARY)
    send("ANDIKISHA 0711000002", "ANDIKISHA 0711000003")

    assert len(set(replied())) == 2
    assert len(replied(Reason.INVITATION)) == 1


@pytest.mark.parametrize("text", ["ANDIKISHA 0711000002", "ENROL 0711000002 NUU"])
def test_who_is_no_volunteer_puts_nobody_forward(send, joined, replied, text):
    joined()
    send(text)

    assert replied(Reason.INVITATION) == []
    assert len(replied()) == 1


# Who is answered.


def test_messages_of_one_hour_are_acknowledged_once_and_all_kept(send, session, replied, clock):
    send("Malori ya maji yalifika jana", "na maji hayakutosha", "tafadhali leteni tena")
    assert count(session, Reply) == 3
    assert len(replied()) == 1

    clock.forward(timedelta(hours=1))
    send("Asante")
    assert len(replied()) == 2


def test_feedback_and_questions_reach_officers_as_such(send, session):
    send("MAONI huduma ni nzuri", "Mvua itanyesha lini?", "Asante sana")

    assert session.scalars(select(Reply.topic).order_by(Reply.id)).all() == [
        Topic.FEEDBACK,
        Topic.QUESTION,
        Topic.REPLY,
    ]


def test_three_answers_a_minute_and_eight_an_hour(client, clock, replied):
    texts = itertools.cycle(["MSAADA", "MAONYO", "LUGHA"])
    for number in range(5):
        sms(client, next(texts), f"fast{number}")
    assert len(replied()) == loops.MOST_A_MINUTE

    for number in range(12):
        clock.forward(timedelta(minutes=1, seconds=1))
        sms(client, next(texts), f"slow{number}")
    assert len(replied()) == loops.MOST_AN_HOUR


def test_emergencies_are_answered_beyond_the_quota_but_not_for_ever(client, session, clock, replied):
    for number in range(30):
        clock.forward(timedelta(minutes=1))
        sms(client, f"RIPOTI wezi {number} wako hapa", f"m{number}")

    assert len(replied()) == loops.MOST_URGENT
    assert count(session, Incident) == 30


def test_the_same_text_a_fourth_time_in_a_row_gets_no_answer_until_another_comes(send, replied):
    send(*["MAONYO"] * 5)
    assert len(replied()) == loops.MOST_ALIKE
    send("LUGHA", "MAONYO")

    assert len(replied()) == loops.MOST_ALIKE + 2


def test_our_own_answer_sent_back_is_neither_answered_nor_kept(send, session, replied):
    send("MSAADA")
    send(replied()[0])

    assert len(replied()) == 1
    assert count(session, Reply) == 0


# Whatever comes.

SEEN = st.sampled_from(
    ["1", "2", "ndiyo", CONFLICT, "JIUNGE MBITINI", "FUTA", "LUGHA", "wadi nuu", "ANDIKISHA 0711000002"]
)


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(SEEN | st.text(max_size=200), min_size=1, max_size=4))
def test_any_texts_are_taken_once_and_stop_wins_after_all_of_them(client, session, vault, replied, texts):
    ids = f"{hash(tuple(texts))}"
    for number, text in enumerate(texts):
        sms(client, text, f"{ids}-{number}")
        after = (count(session, Incident), count(session, Reply), len(replied()))
        sms(client, text, f"{ids}-{number}")
        assert (count(session, Incident), count(session, Reply), len(replied())) == after

    assert set(session.scalars(select(Callback.state))) == {State.DONE}
    sms(client, "STOP", f"{ids}-stop")
    person = subscriber(session, vault)
    assert person is None or person.left_at is not None
