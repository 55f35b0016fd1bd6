"""The doors providers knock at: kept once, acted on once, answered after the commit, and closed to strangers."""

import base64
import hashlib
import hmac
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bot import create_app, delivery_reports, guards, loops, words
from bot.spool import Posted
from domain import inbox
from domain.dialogues import Dialogue
from domain.hours import local
from domain.inbox import Callback, Kind, State
from domain.incidents import Incident
from domain.languages import Language
from domain.moments import day
from domain.officers import Grant, Role
from domain.phones import Phone
from domain.receipts import Stage, WaitingReceipt
from domain.replies import Reply
from domain.reporters import CallTime, Reporter
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.sealed_columns import CALLBACK_BODY, RECEIPT_PHONE, REPLY_BODY, SIGHTING_WORDS, TEXT_BODY
from domain.sender_blocks import SenderBlock
from domain.sightings import Hurt, Sighting
from domain.subscribers import Channel, Subscriber
from domain.taxonomy import Kind as What
from domain.texts import Reason, SingleText
from domain.vault import Purpose, Vault
from messages.catalog import Catalog
from tests.make import make_officer, make_subscriber

AT = "/hooks/local/africastalking"
PERSON = "+254711000001"
MUTHA = "kitui.kitui-south.mutha"
JOIN = ["1", "1", "1", "9", "8", "3", "9", "1"]
FILED = ["1", "2", "3", "1", "9", "8", "3", "1"]  # Swahili, a report of livestock theft, Mutha, now

Dial = Callable[..., str]


@pytest.fixture
def dial(client: FlaskClient) -> Dial:
    """Press keys one by one in one session, as a phone does; returns the last answer."""

    def press(*keys: str, session_id: str = "ATUid_1", phone: str = PERSON, typed: str = "") -> str:
        answer = turn(client, typed, session_id, phone)
        for key in keys:
            typed = f"{typed}*{key}" if typed else key
            answer = turn(client, typed, session_id, phone)
        return answer

    return press


def turn(client: FlaskClient, typed: str, session_id: str = "ATUid_1", phone: str = PERSON) -> str:
    form = {"sessionId": session_id, "phoneNumber": phone, "networkCode": "63902", "serviceCode": "*384*1234#"}
    answer = client.post(f"{AT}/ussd", data={**form, "text": typed})

    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.text.startswith(("CON ", "END "))
    return answer.text


def sms(client: FlaskClient, words: str, message_id: str = "m1", phone: str = PERSON) -> None:
    form = {"id": message_id, "from": phone, "to": "20880", "text": words, "date": "2026-11-24 06:30:00"}
    assert client.post(f"{AT}/sms", data=form).status_code == 200


@pytest.fixture
def replied(session: Session, vault: Vault) -> Callable[[], list[str]]:
    """What is waiting to be texted, in order."""

    def bodies(reason: Reason = Reason.REPLY) -> list[str]:
        session.rollback()
        rows = session.scalars(select(SingleText).where(SingleText.reason == reason).order_by(SingleText.id))
        return [TEXT_BODY.read(vault, row) for row in rows]

    return bodies


def subscriber(session: Session, vault: Vault, number: str = PERSON) -> Subscriber | None:
    session.rollback()
    lookup = vault.lookup(Phone(number), Purpose.SUBSCRIBER)
    return session.scalar(select(Subscriber).where(Subscriber.phone_lookup == lookup))


# Joining, and what a repeat does.


def test_a_phone_joins_by_ussd(dial, session, vault):
    assert dial(*JOIN).startswith("END Umejiunga")

    joined = subscriber(session, vault)
    assert joined is not None
    assert joined.wards == [MUTHA]
    assert joined.language is Language.SWAHILI


def test_a_repeated_turn_gets_the_same_bytes_and_acts_once(client, dial, session):
    last = dial(*FILED, "0", "0", "0", "Wezi 3 wamepita", "2", "0")

    assert last.startswith("END Asante")
    assert turn(client, "1*2*3*1*9*8*3*1*0*0*0*Wezi 3 wamepita*2*0") == last
    assert turn(client, "1*2*3*1*9*8*3*1").startswith("CON Tumepokea")
    assert turn(client, "1*2") == turn(client, "1*2")
    assert session.scalar(select(func.count()).select_from(Incident)) == 1


@pytest.fixture
def meanwhile(app):
    """Let something happen in the middle of each of the next turns, after it has read and before it writes."""
    extension = app.extensions["mbiu"]

    def let(*happens: Callable[[], object]) -> None:
        app.extensions["mbiu"] = replace(extension, files=Interrupted(extension.files.entries, happens=[*happens]))

    return let


@dataclass(frozen=True)
class Interrupted(Catalog):
    happens: list[Callable[[], object]] = field(default_factory=list)

    def say(self, msgid: str, language: str, /, **values: object) -> str:
        if msgid == words.MORE and self.happens:
            self.happens.pop()()
        return super().say(msgid, language, **values)


def at_once(app: Flask, *typed: str) -> list[str]:
    with ThreadPoolExecutor(len(typed)) as phones:
        return list(phones.map(lambda text: turn(app.test_client(), text), typed))


def test_the_same_turn_at_the_same_instant_acts_once(app, dial, session, meanwhile):
    dial(*FILED[:-1])
    meanwhile(*[Barrier(4, timeout=20).wait] * 4)
    answers = set(at_once(app, *["1*2*3*1*9*8*3*1"] * 4))

    assert len(answers) == 1
    assert answers.pop().startswith("CON Tumepokea")
    assert session.scalar(select(func.count()).select_from(Incident)) == 1
    assert set(session.scalars(select(Callback.state))) == {State.DONE}


def test_an_answer_after_the_report_at_the_same_instant_is_added_and_acknowledged_once(
    app, dial, session, meanwhile, replied
):
    dial(*FILED, "0", "0", "0", "0")
    meanwhile(*[Barrier(3, timeout=20).wait] * 3)
    answers = set(at_once(app, *["1*2*3*1*9*8*3*1*0*0*0*0*1"] * 3))

    assert len(answers) == 1
    assert len(replied()) == 1
    assert len(session.scalars(select(Sighting)).all()) == 1


def test_the_same_first_dial_at_the_same_instant_is_answered_alike(app, session, meanwhile):
    meanwhile(*[Barrier(3, timeout=20).wait] * 3)
    answers = set(at_once(app, "", "", ""))

    assert len(answers) == 1
    assert session.scalars(select(Callback.state)).all() == [State.DONE]


@pytest.mark.parametrize("before", [(), ("1",)])
def test_of_two_turns_at_the_same_instant_the_session_goes_on_from_one(app, dial, session, meanwhile, before):
    if before:
        dial(*before)
    meanwhile(*[Barrier(2, timeout=20).wait] * 2)
    typed = ["*".join((*before, key)) for key in ("1", "2")]
    answers = at_once(app, *typed)

    assert sorted(answer[:3] for answer in answers) == ["CON", "END"]
    [(winner, screen)] = [pair for pair in zip(typed, answers, strict=True) if pair[1].startswith("CON")]
    assert dial("77", typed=winner).endswith(screen.removeprefix("CON "))
    assert sorted(session.scalars(select(Callback.state)))[-1] == State.FLAGGED


def test_a_turn_that_was_flagged_meanwhile_changes_nothing(client, dial, session, vault, now, meanwhile):
    dial("1")
    name = f"ATUid_1:{vault.lookup('1*1', Purpose.DIALOGUE).hex()}"

    def flag() -> None:
        inbox.receive(session, vault, provider="africastalking", kind=Kind.USSD, external_id=name, body=b"", now=now)
        session.commit()

    meanwhile(flag)

    assert turn(client, "1*1").startswith("END Samahani")
    assert session.scalars(select(Dialogue)).one().seen(vault) == "1"


def test_a_typed_star_survives(dial, session, vault):
    dial(*FILED, "0", "0", "0", "Ng'ombe 3 * mbuzi 5")

    telling = session.scalars(select(Sighting)).one()
    assert SIGHTING_WORDS.read(vault, telling) == "Ng'ombe 3 * mbuzi 5"


def test_a_deep_dial_walks_through_on_the_first_hit(client):
    assert "Chagua kaunti" in turn(client, "1*1")


def test_a_deep_dial_files_one_report_with_all_that_it_tells(client, session, vault):
    assert turn(client, "1*2*3*1*9*8*3*1*1*2*0*Wezi 3").startswith("CON Tukutumie SMS")

    telling = session.scalars(select(Sighting)).one()
    assert (telling.ongoing, telling.hurt, telling.source) == (True, Hurt.HURT, None)
    assert SIGHTING_WORDS.read(vault, telling) == "Wezi 3"
    turn(client, "1*2*3*1*9*8*3*1*1*2*0*Wezi 3*0*2")
    assert session.scalars(select(Reporter)).one().may_call is CallTime.ANY_TIME


def test_two_phones_at_once_never_mix(dial, session, vault):
    dial("1", "1", "1", session_id="a")
    dial("4", "2", session_id="b", phone="+254711000002")

    assert "Chagua eneo bunge" in dial(session_id="a", typed="1*1*1*7")
    assert session.scalar(select(func.count()).select_from(Dialogue)) == 2


def test_another_number_cannot_go_on_with_a_session(client, dial):
    dial("1", "1")

    assert turn(client, "1*1*1", phone="+254711000002").startswith("END ")


def test_a_subscriber_dials_into_the_menu_and_leaves(dial, session, vault, places, now):
    make_subscriber(session, vault, places, now, phone=Phone(PERSON), language=Language.ENGLISH)
    session.commit()

    assert "1 Warning for my ward" in dial()
    assert dial("3", "5", "1", session_id="two").startswith("END You have left")
    left = subscriber(session, vault)
    assert left is not None
    assert left.left_at == day(now)


# Reports.


def test_a_report_is_filed_sealed_and_the_officer_on_duty_is_texted(dial, session, vault, replied):
    make_officer(session, "juma", Grant(role=Role.PEACE, county="kitui"), phone="+254711000099", vault=vault)
    session.commit()
    dial("4", "2", "4", "1", "9", "8", "3", "1", "0", "0", "0", "Camels in the maize")

    incident = session.scalars(select(Sighting)).one()
    assert (incident.kind, incident.ward, incident.language) == (What.HERDER_FARMER, MUTHA, Language.ENGLISH)
    [alert] = replied(Reason.ALERT)
    assert "Camels" not in alert
    assert "711000001" not in alert
    assert replied() == []


def test_a_sexual_or_child_report_leaves_nothing_of_itself(client, dial, session, vault):
    make_officer(session, "juma", Grant(role=Role.PEACE), phone="+254711000099", vault=vault)
    session.commit()
    answer = dial("4", "2", "9", "7")
    end = {"sessionId": "ATUid_1", "phoneNumber": PERSON, "status": "Success", "input": "4*2*9*7"}
    client.post(f"{AT}/ussd-events", data=end)

    assert "1195" in answer
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Incident)) == 0
    assert session.scalar(select(func.count()).select_from(SingleText)) == 0
    assert session.scalars(select(Callback.body_sealed)).all() == [None] * 6
    assert session.scalars(select(Dialogue)).one().phone_lookup == b""


def test_a_restricted_report_is_a_row_of_kind_and_day_and_the_ward_told_afterwards_is_put_in(dial, session, now):
    dial("4", "2", "9", "7")
    dial("4", "2", "9", "7", session_id="b", phone="+254711000002")
    assert [(row.kind, row.ward) for row in session.scalars(select(RestrictedReport))] == [("unsaid", None)] * 2
    session.rollback()
    dial("1", "muth", "1", typed="4*2*9*7")

    rows = session.execute(RestrictedReport.__table__.select().order_by(RestrictedReport.ward)).mappings().all()
    assert [(row["ward"], row["day"], row["channel"], row["done_by"]) for row in rows] == [
        (MUTHA, local(now).date(), "ussd", None),
        (None, local(now).date(), "ussd", None),
    ]
    assert set(rows[0]) == {"id", "kind", "ward", "day", "channel", "done_by"}, "no moment and no number"


def test_what_was_typed_is_not_kept_in_the_callbacks(dial, session):
    dial(*FILED, "0", "0", "0", "Wezi 3 wamepita", "2", "0")

    assert set(session.scalars(select(Callback.body_sealed))) == {None}
    dialogue = session.scalars(select(Dialogue)).one()
    assert dialogue.state_sealed is None
    assert dialogue.seen_sealed is None


# Texts.


def test_join_and_stop_by_sms(client, session, vault, replied):
    sms(client, "JIUNGE MUTHA KITUI")
    sms(client, "Acha tafadhali", "m2")

    left = subscriber(session, vault)
    assert left is not None
    assert left.left_at is not None
    welcome, farewell = replied()
    assert "Mutha" in welcome
    assert "NDMA" in welcome
    assert farewell.startswith("Umejiondoa")


def test_who_left_comes_back_with_start(client, session, vault):
    sms(client, "JIUNGE MUTHA KITUI")
    sms(client, "STOP", "m2")
    sms(client, "START", "m3")

    back = subscriber(session, vault)
    assert back is not None
    assert back.left_at is None
    assert back.wards == [MUTHA]


def test_the_same_text_delivered_thirty_times_is_answered_once(client, replied):
    for _ in range(30):
        sms(client, "MSAADA")

    assert len(replied()) == 1


def test_an_unclear_place_is_asked_for_by_name(client, session, vault, replied):
    sms(client, "JOIN MBITINI")
    sms(client, "JOIN ATLANTIS", "m2")

    assert "1 Mbitini (Kitui Rural)\n2 Mbitini (Makueni)" in replied()[0]
    assert subscriber(session, vault) is None
    assert "1 Kitui\n2 Makueni\n3 Taita Taveta" in replied()[1]


def test_a_subscriber_changes_language_and_hears_it_in_that_language(client, session, vault, replied, places, now):
    make_subscriber(session, vault, places, now, phone=Phone(PERSON))
    session.commit()
    sms(client, "ENGLISH")

    changed = subscriber(session, vault)
    assert changed is not None
    assert changed.language is Language.ENGLISH
    assert replied() == ["Your language is now English."]


def test_a_report_by_sms_is_filed_and_acknowledged_in_neutral_words(client, session, replied):
    sms(client, "Ripoti Mutha ng'ombe wameibiwa usiku")
    sms(client, "Habari za mvua?", "m2")

    incident = session.scalars(select(Incident)).one()
    assert (incident.kind, incident.ward) == (What.LIVESTOCK_THEFT, MUTHA)
    report, message = replied()
    assert report.startswith(message)
    assert "Mutha" not in report


def test_a_text_about_sexual_violence_is_answered_and_no_word_of_it_is_kept(client, session, replied):
    sms(client, "Ripoti Mutha msichana amebakwa")
    sms(client, "walinibaka", "m2", "+254711000002")

    answer, again = replied()
    assert answer == again
    assert "1195" in answer
    for table in (Incident, Reply):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalars(select(Callback.body_sealed)).all() == [None, None]
    kept = session.scalars(select(RestrictedReport).order_by(RestrictedReport.id))
    assert [(row.kind, row.ward, row.channel) for row in kept] == [
        (RestrictedKind.UNSAID, MUTHA, Channel.SMS),
        (RestrictedKind.SEXUAL_VIOLENCE, None, Channel.SMS),
    ]


def test_the_same_text_sent_again_and_again_is_one_restricted_record(client, session):
    for number in range(3):
        sms(client, "walinibaka", f"m{number}")

    assert len(session.scalars(select(RestrictedReport)).all()) == 1


def test_a_free_text_reaches_the_officers_with_its_county(client, session, vault, places, now, replied):
    make_subscriber(session, vault, places, now, phone=Phone(PERSON), wards=[MUTHA])
    session.commit()
    sms(client, "Malori ya maji yalifika jana 🙏")

    reply = session.scalars(select(Reply)).one()
    assert reply.county == "kitui"
    assert REPLY_BODY.read(vault, reply) == "Malori ya maji yalifika jana 🙏"
    assert len(replied()) == 1


def test_an_empty_text_is_answered_with_help(client, replied):
    sms(client, "")

    assert "JIUNGE" in replied()[0]


def test_a_machine_that_answers_our_answers_stops_getting_them_but_stop_still_acts(
    client, session, vault, replied, places, now
):
    make_subscriber(session, vault, places, now, phone=Phone(PERSON))
    session.commit()
    for number in range(12):
        sms(client, "MAONYO", f"loop{number}")
    assert len(replied()) == loops.MOST_ALIKE
    sms(client, "STOP", "at last")

    assert len(replied()) == loops.MOST_ALIKE + 1
    left = subscriber(session, vault)
    assert left is not None
    assert left.left_at == day(now)


# The same text by the webhook and by the sweep of the provider's inbox.


@pytest.mark.parametrize("ids", [("m1", "inbox-15071"), ("inbox-15071", "m1")], ids=["webhook first", "sweep first"])
@pytest.mark.parametrize("apart", [0, 119])
def test_a_text_that_webhook_and_inbox_both_bring_is_answered_once(client, session, replied, ids, apart):
    written = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    for number, message_id in enumerate(ids):
        date = (written + timedelta(seconds=number * apart)).isoformat()
        form = {"id": message_id, "from": PERSON, "to": "20880", "text": "JIUNGE MUTHA", "date": date}
        assert client.post(f"{AT}/sms", data=form).status_code == 200

    assert len(replied()) == 1
    assert session.scalars(select(Callback.state)).all() == [State.DONE] * 2


def test_what_only_looks_alike_is_answered_each_time(client, replied, clock):
    def post(message_id: str, date: str = "2026-11-24T06:30:00Z", phone: str = PERSON, words: str = "MSAADA") -> None:
        form = {"id": message_id, "from": phone, "text": words, "date": date}
        assert client.post(f"{AT}/sms", data=form).status_code == 200

    post("m1")
    post("m2")  # sent twice is two texts
    post("inbox-3", date="2026-11-24T06:34:00Z")
    post("inbox-4", phone="+254711000002")
    clock.forward(timedelta(minutes=2))
    post("inbox-5", words="HELP")

    assert len(replied()) == 5


def test_twins_at_the_same_instant_are_answered_once(app, replied):
    def post(road: str, number: int) -> int:
        form = {
            "id": f"{road}{number}",
            "from": f"+25471100010{number}",
            "text": "MSAADA",
            "date": "2026-11-24 06:30:00",
        }
        return app.test_client().post(f"{AT}/sms", data=form).status_code

    for number in range(10):
        with ThreadPoolExecutor(2) as roads:
            assert set(roads.map(post, ("m", "inbox-"), (number, number))) == {200}
        assert len(replied()) == number + 1


# Other callbacks.


def test_a_delivery_report_is_read_at_the_door_and_waits_with_its_number_sealed(client, session, vault):
    form = {"id": "ATXid_1", "status": "Success", "phoneNumber": PERSON, "networkCode": "63902"}
    assert client.post(f"{AT}/delivery", data=form).status_code == 200

    kept = session.scalars(select(WaitingReceipt)).one()
    assert (kept.provider, kept.provider_id, kept.state, kept.blocked) == (
        "africastalking", "ATXid_1", "delivered", False,
    )  # fmt: skip
    assert kept.stage is Stage.NEW
    assert RECEIPT_PHONE.read(vault, kept) == PERSON
    assert session.scalars(select(Callback)).all() == []


def test_a_report_of_a_block_says_so(client, session):
    form = {"id": "1", "status": "Failed", "failureReason": "UserInBlackList", "phoneNumber": PERSON}
    client.post(f"{AT}/delivery", data=form)

    assert session.execute(select(WaitingReceipt.state, WaitingReceipt.blocked)).all() == [("failed", True)]


def test_every_report_of_one_message_is_kept(client, session):
    for status in ("Sent", "Success", "Success"):
        form = {"id": "ATXid_1", "status": status, "phoneNumber": PERSON}
        assert client.post(f"{AT}/delivery", data=form).status_code == 200

    states = session.scalars(select(WaitingReceipt.state).order_by(WaitingReceipt.id)).all()
    assert states == ["on_network", "delivered", "delivered"]


@pytest.mark.parametrize(
    "form",
    [
        {"id": "1", "status": "Teleported", "phoneNumber": PERSON},
        {"id": "1", "status": "", "phoneNumber": PERSON},
        {"id": "", "status": "Success", "phoneNumber": PERSON},
        {"id": "1", "status": "Success", "phoneNumber": "+4915112345678"},
        {"id": "1", "status": "Success"},
        {"id": "x" * 5000, "status": "Success", "phoneNumber": PERSON},
        {"id": ["1", "2"], "status": "Success", "phoneNumber": PERSON},
    ],
)
def test_a_report_that_says_nothing_we_can_use_is_kept_raw_once_and_flagged(client, session, vault, form):
    for _ in range(2):
        assert client.post(f"{AT}/delivery", data=form).status_code == 200

    kept = session.scalars(select(Callback)).one()
    assert (kept.kind, kept.state) == (Kind.DELIVERY, State.FLAGGED)
    assert "id=" in CALLBACK_BODY.read(vault, kept)
    assert PERSON[1:] not in kept.note
    assert session.scalars(select(WaitingReceipt)).all() == []


def test_a_report_can_be_kept_without_a_request(app, session, now):
    body = b"id=ATXid_1&status=Success&phoneNumber=%2B254711000001"
    with app.app_context():
        delivery_reports.take(Posted("africastalking", Kind.DELIVERY, body, now))

    assert session.scalars(select(WaitingReceipt.received_at)).one() == now


def test_an_operators_block_stops_that_sender_only(client, session, vault, places, now):
    make_subscriber(session, vault, places, now, phone=Phone(PERSON))
    session.commit()
    client.post(f"{AT}/optout", data={"senderId": "MBIUPEACE", "phoneNumber": PERSON})

    assert session.scalars(select(SenderBlock.sender)).all() == ["MBIUPEACE"]
    still = subscriber(session, vault)
    assert still is not None
    assert still.active


# What is broken.


@pytest.mark.parametrize("door", ["ussd", "ussd-events", "sms", "delivery", "optout"])
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\xff\xfe=1", b"text=%FF&id=1&from=%2B254711000001", b"&".join([b"a=1"] * 500)]
)
def test_what_cannot_be_read_is_kept_raw_flagged_and_answered(client, session, door, body):
    answer = client.post(f"{AT}/{door}", data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    kept = session.scalars(select(Callback)).one()
    assert kept.state is State.FLAGGED
    # What a phone typed may be a report, and its number stands beside it: of that nothing is kept.
    assert (kept.body_sealed is None) == door.startswith("ussd")
    assert kept.note


def test_an_unknown_ending_of_a_session_is_flagged(client, session):
    client.post(f"{AT}/ussd-events", data={"sessionId": "s", "phoneNumber": PERSON, "status": "Exploded"})

    assert session.execute(select(Callback.state, Callback.body_sealed)).all() == [(State.FLAGGED, None)]


def test_a_foreign_number_is_told_so_and_flagged(client, session):
    assert "Kenya" in turn(client, "", phone="+4915112345678")
    assert session.scalars(select(Callback.state)).all() == [State.FLAGGED]


def test_an_id_of_thousands_of_letters_is_flagged(client, session):
    sms(client, "STOP", "x" * 5000)

    assert session.scalars(select(Callback.state)).all() == [State.FLAGGED]


@pytest.mark.parametrize("length", [guards.LARGEST_CALLBACK + 1, 10 * 1024 * 1024])
def test_a_body_that_no_callback_can_be_is_413(client, session, length):
    answer = client.post(f"{AT}/sms", data=b"x" * length, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 413
    assert session.scalar(select(func.count()).select_from(Callback)) == 0


def test_a_fault_inside_ends_in_words_keeps_the_callback_and_tells_no_log(app, client, session, caplog):
    extension = app.extensions["mbiu"]
    app.extensions["mbiu"] = replace(extension, files=BrokenWhenJoining(extension.files.entries))
    with caplog.at_level(logging.DEBUG):
        answer = turn(client, "1*1*1")

    assert answer.startswith("END Samahani")
    assert turn(client, "1*1*1") == answer
    assert session.scalars(select(Callback.state)).all() == [State.FLAGGED]
    assert "711000001" not in caplog.text
    assert SECRET not in caplog.text
    assert "made us stumble" in caplog.text


SECRET = "she said " + "this and that"


class BrokenWhenJoining(Catalog):
    """Stumbles over one sentence, with something in its message that no log may hold."""

    def say(self, msgid: str, language: str, /, **values: object) -> str:
        if msgid == "Choose constituency":
            raise RuntimeError(SECRET)
        return super().say(msgid, language, **values)


def test_without_the_database_a_dial_ends_in_words(build):
    client = build(database_url="postgresql://127.0.0.1:9/none").test_client()

    assert turn(client, "").startswith("END Samahani")


def hang_up(session: Session) -> None:
    """End every other connection to the database, as a restart of its server does."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    session.execute(text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}"))  # noqa: S608
    session.rollback()


def test_a_dial_after_the_database_was_restarted_is_answered(dial, session):
    assert dial().startswith("CON ")
    hang_up(session)

    assert dial("1").startswith("CON Mbiu")


@pytest.mark.parametrize(("losses", "answer"), [(1, "CON Mbiu"), (2, "END Samahani")])
def test_a_dial_that_loses_its_connection_is_taken_once_more_on_another(app, client, session, losses, answer):
    left = [hang_up] * losses
    # After it was looked at, before it is used.
    lent = (app.extensions["mbiu"].sessions.kw["bind"], "checkout", lambda *_: left and left.pop()(session))
    event.listen(*lent)

    assert turn(client, "").startswith(answer)
    event.remove(*lent)
    assert not left
    assert session.scalar(select(func.count()).select_from(Callback)) == (losses == 1)


def test_a_connection_that_is_lost_between_reading_and_writing_is_not_missed(client, session, meanwhile):
    meanwhile(lambda: hang_up(session))

    assert turn(client, "").startswith("CON Mbiu")
    assert session.scalar(select(func.count()).select_from(Callback)) == 1


# Strangers.


@pytest.mark.parametrize("token", ["wrong", "loca", "local2", "Local", "%C3%A9"])
@pytest.mark.parametrize("door", ["ussd", "ussd-events", "sms", "delivery", "optout"])
def test_a_wrong_token_meets_nothing_at_all(client, session, token, door):
    answer = client.post(f"/hooks/{token}/africastalking/{door}", data={"id": "1", "from": PERSON, "text": "STOP"})

    assert answer.status_code == 404
    assert session.scalar(select(func.count()).select_from(Callback)) == 0


def test_every_live_token_opens(settings, clock):
    app = create_app(replace(settings, hook_tokens=("old", "new")), now=clock)
    for token in ("old", "new"):
        answer = app.test_client().post(
            f"/hooks/{token}/africastalking/sms", data={"id": token, "from": PERSON, "text": ""}
        )

        assert answer.status_code == 200
    app.extensions["mbiu"].sessions.kw["bind"].dispose()


@pytest.fixture
def twilio(settings, clock):
    """A client of an application with a Twilio account, and the posting of a form as Twilio signs it."""
    app = create_app(
        replace(settings, twilio_auth_tokens=("12345",), public_base_url="https://ews.example.go.ke"), now=clock
    )
    client = app.test_client()

    def post(path: str, form: dict[str, str], *, key: str = "12345") -> TestResponse:
        signed = "https://ews.example.go.ke" + path + "".join(name + form[name] for name in sorted(form))
        signature = base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        return client.post(path, data=form, headers={"X-Twilio-Signature": signature})

    yield post
    app.extensions["mbiu"].sessions.kw["bind"].dispose()


def test_a_signed_text_from_twilio_is_taken(twilio, session, vault):
    answer = twilio("/hooks/twilio/sms", {"MessageSid": "SM1", "From": PERSON, "To": "+1", "Body": "JIUNGE MUTHA"})

    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert subscriber(session, vault) is not None


def test_a_signed_status_from_twilio_is_kept_with_an_escaped_query(twilio, session):
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": PERSON}

    assert twilio("/hooks/twilio/status?k=a%2Fb", form).status_code == 200
    assert session.execute(select(WaitingReceipt.provider, WaitingReceipt.state)).all() == [("twilio", "delivered")]


@pytest.mark.parametrize("door", ["sms", "status"])
def test_an_unsigned_or_wrongly_signed_knock_as_twilio_meets_nothing(twilio, client, session, door):
    form = {"MessageSid": "SM1", "From": PERSON, "Body": "STOP", "MessageStatus": "sent"}

    assert twilio(f"/hooks/twilio/{door}", form, key="guessed").status_code == 404
    assert client.post(f"/hooks/twilio/{door}", data=form).status_code == 404
    assert session.scalar(select(func.count()).select_from(Callback)) == 0


@pytest.mark.parametrize("door", ["sms", "status"])
def test_a_field_that_comes_twice_opens_no_door_that_a_signature_guards(settings, clock, session, door):
    app = create_app(
        replace(settings, twilio_auth_tokens=("12345",), public_base_url="https://ews.example.go.ke"), now=clock
    )
    signed = f"https://ews.example.go.ke/hooks/twilio/{door}" + "".join(["BodySTOP", f"From{PERSON}", "MessageSidSM1"])
    signature = base64.b64encode(hmac.new(b"12345", signed.encode(), hashlib.sha1).digest()).decode()
    body = "MessageSid=SM1&From=%2B254711000001&Body=STOP&From=%2B254711000002"
    answer = app.test_client().post(
        f"/hooks/twilio/{door}",
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )

    assert answer.status_code == 404
    assert session.scalar(select(func.count()).select_from(Callback)) == 0
    app.extensions["mbiu"].sessions.kw["bind"].dispose()


@pytest.mark.parametrize("path", [f"{AT}/sms", "/hooks/guess/africastalking/sms", "/hooks/twilio/sms", "/hooks/none"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_finds_no_door(client, path, method):
    answer = client.open(path, method=method)

    assert answer.status_code == 404
    assert "Allow" not in answer.headers


def test_an_explicit_join_takes_back_what_was_blocked(client, session, vault):
    sms(client, "JIUNGE MUTHA", "join")
    client.post(f"{AT}/optout", data={"senderId": "MBIU", "phoneNumber": PERSON})
    assert len(session.scalars(select(SenderBlock)).all()) == 1
    session.rollback()
    sms(client, "LUGHA KAMBA", "language")
    assert len(session.scalars(select(SenderBlock)).all()) == 1, "only joining is joining"
    session.rollback()

    sms(client, "JIUNGE MUTHA", "again")
    assert session.scalars(select(SenderBlock)).all() == []
