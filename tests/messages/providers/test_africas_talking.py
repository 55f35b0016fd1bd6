import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from domain.phones import Phone
from messages.providers.africas_talking import AfricasTalking
from messages.providers.base import Fault, Outcome, Provider, Result

AMINA, BARAKA, CHEPTOO = (Phone(f"+25471100000{last}") for last in "123")
ACCEPTED, REFUSED, NOT_SENT, UNKNOWN = Outcome.ACCEPTED, Outcome.REFUSED, Outcome.NOT_SENT, Outcome.UNKNOWN


@pytest.fixture
def sms(provider) -> AfricasTalking:
    return AfricasTalking("sandbox", "key-1", base_url=provider.url + "/version1", timeout=(5, 5), deadline=10)


def recipient(phone: Phone, code: Any = 101, **changes: Any) -> dict[str, Any]:
    entry = {"statusCode": code, "number": phone.e164, "status": "Success", "cost": "KES 0.8000"}
    return entry | {"messageId": f"ATXid_{phone.e164[-1]}"} | changes


def answer(*recipients: Any, message: str = "Sent to 1/1 Total Cost: KES 0.8000") -> str:
    return json.dumps({"SMSMessageData": {"Message": message, "Recipients": list(recipients)}})


def summary(result: Result) -> tuple[Outcome, Fault | None]:
    return result.outcome, result.fault


def test_one_call_carries_one_text_to_the_whole_list(provider, sms) -> None:
    provider.answers(answer(recipient(AMINA), recipient(BARAKA)))

    sms.send("Mũndũ ĩ", [AMINA, BARAKA], "MBIU")

    [call] = provider.calls
    assert call.path == "/version1/messaging"
    assert call.headers["apiKey"] == "key-1"
    assert call.headers["Accept"] == "application/json"
    assert call.raw.startswith("username=sandbox&to=%2B254711000001%2C%2B254711000002&message=M%C5%A9nd%C5%A9+%C4%A9")
    assert call.form["from"] == "MBIU"
    assert (call.form["bulkSMSMode"], call.form["enqueue"]) == ("1", "1")


def test_without_a_sender_the_name_is_left_to_the_provider(provider, sms) -> None:
    provider.answers(answer(recipient(AMINA)))

    sms.send("Maji", [AMINA], None)

    assert "from" not in provider.calls[0].form


@pytest.mark.parametrize("end", ["", "/", "/version1", "/version1/"])
def test_the_address_may_be_written_with_or_without_its_version(provider, end) -> None:
    AfricasTalking("sandbox", "k", base_url=provider.url + "/net" + end).send("Maji", [AMINA], None)

    assert provider.calls[0].path == "/net/version1/messaging"


def test_nobody_to_send_to_is_no_call(provider, sms) -> None:
    assert sms.send("Maji", [], "MBIU") == []
    assert provider.calls == []


def test_it_is_a_provider(sms) -> None:
    out: Provider = sms

    assert out.name == "africastalking"


def test_an_acceptance_keeps_the_id_and_the_cost(provider, sms) -> None:
    provider.answers(answer(recipient(AMINA, cost="KES 1.6000")))

    assert sms.send("Maji", [AMINA], None) == [Result(AMINA, ACCEPTED, provider_id="ATXid_1", cost=Decimal("1.6000"))]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "text/html", "text/plain", ""])
def test_the_answer_is_read_whatever_its_content_type(provider, sms, content_type) -> None:
    provider.answers(answer(recipient(AMINA)), status=200, headers={"Content-Type": content_type})

    assert sms.send("Maji", [AMINA], None)[0].provider_id == "ATXid_1"


@pytest.mark.parametrize(
    ("code", "word", "outcome", "fault"),
    [
        (100, "Processed", ACCEPTED, None),
        (101, "Success", ACCEPTED, None),
        (102, "Queued", ACCEPTED, None),
        ("101", "Success", ACCEPTED, None),
        (401, "RiskHold", NOT_SENT, Fault.ACCOUNT),
        (402, "InvalidSenderId", NOT_SENT, Fault.SENDER),
        (403, "InvalidPhoneNumber", REFUSED, Fault.NUMBER),
        (404, "UnsupportedNumberType", REFUSED, Fault.NUMBER),
        (405, "InsufficientBalance", NOT_SENT, Fault.BALANCE),
        (406, "UserInBlacklist", REFUSED, Fault.OPTED_OUT),
        (407, "CouldNotRoute", NOT_SENT, Fault.ROUTE),
        (409, "DoNotDisturbRejection", REFUSED, Fault.OPTED_OUT),
        (500, "InternalServerError", NOT_SENT, Fault.TRANSIENT),
        (501, "GatewayError", NOT_SENT, Fault.TRANSIENT),
        (502, "RejectedByGateway", NOT_SENT, Fault.CONTENT),
        (999, "SomethingNew", UNKNOWN, Fault.IN_DOUBT),
        (None, "Success", UNKNOWN, Fault.IN_DOUBT),
        ("many", "Success", UNKNOWN, Fault.IN_DOUBT),
    ],
)
def test_every_status_code_has_its_outcome(provider, sms, code, word, outcome, fault) -> None:
    provider.answers(answer(recipient(AMINA, code, status=word, cost="0")))

    [result] = sms.send("Maji", [AMINA], None)

    assert summary(result) == (outcome, fault)
    assert outcome is ACCEPTED or word in result.reason


@pytest.mark.parametrize("identity", ["None", "", None, 7])
def test_what_is_no_id_is_never_kept_as_one(provider, sms, identity) -> None:
    provider.answers(answer(recipient(AMINA, messageId=identity), recipient(BARAKA, 403, messageId="None")))

    assert [result.provider_id for result in sms.send("Maji", [AMINA, BARAKA], None)] == [None, None]


@pytest.mark.parametrize(("cost", "shillings"), [("0", "0"), ("KES 0.8000", "0.8"), ("UGX 30", "0"), (None, "0")])
def test_a_cost_is_read_in_shillings_or_not_at_all(provider, sms, cost, shillings) -> None:
    provider.answers(answer(recipient(AMINA, cost=cost)))

    assert sms.send("Maji", [AMINA], None)[0].cost == Decimal(shillings)


def test_results_are_matched_by_number_and_given_in_the_order_asked(provider, sms) -> None:
    provider.answers(answer(recipient(CHEPTOO), recipient(BARAKA, 403), recipient(AMINA)))

    results = sms.send("Maji", [AMINA, BARAKA, CHEPTOO], None)

    assert [(result.phone, result.outcome) for result in results] == [
        (AMINA, ACCEPTED),
        (BARAKA, REFUSED),
        (CHEPTOO, ACCEPTED),
    ]
    assert [result.provider_id for result in results] == ["ATXid_1", None, "ATXid_3"]


def test_a_number_without_its_plus_is_still_matched(provider, sms) -> None:
    provider.answers(answer(recipient(AMINA, number="254711000001")))

    assert sms.send("Maji", [AMINA], None)[0].outcome is ACCEPTED


def test_a_number_missing_from_the_answer_was_not_sent(provider, sms) -> None:
    provider.answers(answer(recipient(AMINA)))

    assert [summary(result) for result in sms.send("Maji", [AMINA, BARAKA], None)] == [
        (ACCEPTED, None),
        (NOT_SENT, Fault.ROUTE),
    ]


@pytest.mark.parametrize("strange", [None, "text", {}, {"number": None}, {"number": "+254711XXXYYY"}])
def test_a_missing_number_is_in_doubt_beside_an_unreadable_one(provider, sms, strange) -> None:
    provider.answers(answer(recipient(AMINA), strange))

    assert [result.outcome for result in sms.send("Maji", [AMINA, BARAKA], None)] == [ACCEPTED, UNKNOWN]


def test_a_number_we_never_sent_to_is_ignored(provider, sms) -> None:
    provider.answers(answer(recipient(CHEPTOO, 405), recipient(AMINA)))

    assert [result.phone for result in sms.send("Maji", [AMINA], None)] == [AMINA]


@pytest.mark.parametrize("codes", [(403, 101), (101, 403), (999, 101), (101, 101)])
def test_in_a_double_answer_an_acceptance_wins(provider, sms, codes) -> None:
    provider.answers(answer(*(recipient(AMINA, code) for code in codes)))

    assert sms.send("Maji", [AMINA], None)[0].outcome is ACCEPTED


def test_in_a_double_answer_without_acceptance_a_doubt_wins(provider, sms) -> None:
    provider.answers(answer(recipient(AMINA, 999), recipient(AMINA, 403)))

    assert sms.send("Maji", [AMINA], None)[0].outcome is UNKNOWN


def test_a_number_asked_twice_is_sent_once(provider, sms) -> None:
    provider.answers(answer(recipient(AMINA)))

    assert len(sms.send("Maji", [AMINA, AMINA], None)) == 2
    assert provider.calls[0].form["to"] == AMINA.e164


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("InvalidSenderId", Fault.SENDER),
        ("Invalid Sender Id", Fault.SENDER),
        ("InsufficientBalance", Fault.BALANCE),
        ("RiskHold", Fault.ACCOUNT),
        ("The supplied authentication is invalid", Fault.ACCOUNT),
        ("InvalidPhoneNumber +254711000001", Fault.NUMBER),
        ("CouldNotRoute", Fault.ROUTE),
        ("Something new", Fault.TRANSIENT),
        ("", Fault.TRANSIENT),
    ],
)
def test_a_success_without_recipients_sent_nothing(provider, sms, message, fault) -> None:
    provider.answers(answer(message=message))

    results = sms.send("Maji", [AMINA, BARAKA], "MBIU")

    assert [summary(result) for result in results] == [(NOT_SENT, fault)] * 2
    assert message[:10] in results[0].reason


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        '"Sent"',
        "{}",
        '{"SMSMessageData": null}',
        '{"SMSMessageData": {"Message": "Sent"}}',
        '{"SMSMessageData": {"Message": "Sent", "Recipients": null}}',
        '{"SMSMessageData": {"Message": "Sent to 1/1", "Recip',
        "<html><body>Welcome to the hotel network</body></html>",
        "<AfricasTalkingResponse></AfricasTalkingResponse>",
    ],
)
def test_a_success_nobody_can_read_is_unknown(provider, sms, body) -> None:
    provider.answers(body)

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (UNKNOWN, Fault.IN_DOUBT)


@pytest.mark.parametrize(
    ("status", "body", "outcome", "fault"),
    [
        (400, "Request is missing required form field 'message'", NOT_SENT, Fault.CONTENT),
        (400, "InvalidSenderId", NOT_SENT, Fault.SENDER),
        (401, "The supplied authentication is invalid", NOT_SENT, Fault.ACCOUNT),
        (402, "InsufficientBalance", NOT_SENT, Fault.ACCOUNT),
        (403, "Forbidden", NOT_SENT, Fault.ACCOUNT),
        (404, "<html>Not Found</html>", NOT_SENT, Fault.SENDER),
        (408, "Request Timeout", NOT_SENT, Fault.TRANSIENT),
        (413, "Request Entity Too Large", NOT_SENT, Fault.SENDER),
        (429, "Too Many Requests", NOT_SENT, Fault.THROTTLED),
        (500, "Internal Server Error", UNKNOWN, Fault.IN_DOUBT),
        (502, "<html>Bad Gateway</html>", UNKNOWN, Fault.IN_DOUBT),
        (503, "", UNKNOWN, Fault.IN_DOUBT),
        (504, "Gateway Time-out", UNKNOWN, Fault.IN_DOUBT),
    ],
)
def test_a_call_that_is_turned_away_says_why(provider, sms, status, body, outcome, fault) -> None:
    provider.answers(body, status=status, headers={"Content-Type": "text/html"})

    [result] = sms.send("Maji", [AMINA], None)

    assert summary(result) == (outcome, fault)
    assert f"HTTP {status}" in result.reason
    assert "<" not in result.reason


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_and_is_a_fault_of_set_up(provider, sms, status) -> None:
    provider.answers(status=status, headers={"Location": provider.url + "/elsewhere"})

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (NOT_SENT, Fault.SENDER)
    assert len(provider.calls) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Sun, 22 Nov 2026 06:00:30 GMT", "Date": "Sun, 22 Nov 2026 06:00:00 GMT"}, 30.0),
        ({"Retry-After": "Sun, 22 Nov 2026 05:00:00 GMT", "Date": "Sun, 22 Nov 2026 06:00:00 GMT"}, 0.0),
        ({"Retry-After": "86400"}, 3600.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({}, None),
    ],
)
def test_a_throttled_call_passes_on_the_wait(provider, sms, headers, seconds) -> None:
    provider.answers("Slow down", status=429, headers=headers)

    assert sms.send("Maji", [AMINA], None)[0].retry_after == seconds


def test_a_refused_connection_sent_nothing(closed_port) -> None:
    sms = AfricasTalking("sandbox", "k", base_url=f"http://127.0.0.1:{closed_port}")

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (NOT_SENT, Fault.TRANSIENT)


def test_a_connection_that_times_out_sent_nothing(full_port) -> None:
    sms = AfricasTalking("sandbox", "k", base_url=f"http://127.0.0.1:{full_port}", timeout=(0.2, 5))

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (NOT_SENT, Fault.TRANSIENT)


def test_a_server_name_that_does_not_exist_sent_nothing() -> None:
    sms = AfricasTalking("sandbox", "k", base_url="http://sms.invalid", deadline=10)

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (NOT_SENT, Fault.TRANSIENT)


@pytest.mark.parametrize("address", ["sms.example", "ftp://sms.example", "http://"])
def test_an_address_that_is_none_is_a_fault_of_set_up(address) -> None:
    assert summary(AfricasTalking("sandbox", "k", base_url=address).send("Maji", [AMINA], None)[0]) == (
        NOT_SENT,
        Fault.SENDER,
    )


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param({"delay": 5}, id="no answer in time"),
        pytest.param({"cut": -1}, id="reset before the answer"),
        pytest.param({"cut": 20}, id="reset in the middle of the answer"),
        pytest.param({"trickle": 0.05}, id="an answer that trickles past the deadline"),
        pytest.param({"headers": {"Content-Encoding": "gzip"}}, id="an answer that cannot be unpacked"),
        pytest.param({"headers": {"X-Long": "x" * 70_000}}, id="a header too long to read"),
    ],
)
def test_an_answer_lost_on_the_way_is_unknown(provider, trouble) -> None:
    sms = AfricasTalking("sandbox", "k", base_url=provider.url + "/version1", timeout=(0.5, 0.3), deadline=0.6)
    provider.answers(answer(recipient(AMINA)), **trouble)

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (UNKNOWN, Fault.IN_DOUBT)


def test_no_reason_ever_holds_a_number(provider, sms) -> None:
    said = "Bad numbers: +254711000001, 254 711 000 002, 0711-000-003"
    for body, status in [
        (answer(message=said), 201),
        (answer(recipient(AMINA, 403, status=said)), 201),
        (said, 400),
    ]:
        provider.answers(body, status=status)
        [result] = sms.send("Maji", [AMINA], None)

        assert "Bad numbers" in result.reason
        assert not any(digits in result.reason for digits in ("711000", "711 000", "711-000", "0711", "2547"))


def test_a_reason_can_be_kept_in_the_database(provider, sms) -> None:
    provider.answers(answer(recipient(AMINA, 401, status="Risk\0Hold\ud83d")))

    assert sms.send("Maji", [AMINA], None)[0].reason == "401 RiskHold"


def test_calls_share_their_connections_and_each_gets_its_own_answer(provider, sms) -> None:
    provider.answers(lambda call: answer(recipient(AMINA, messageId=call.form["message"])))

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda text: (text, sms.send(text, [AMINA], None)[0].provider_id), map(str, range(80))))

    assert all(text == echoed for text, echoed in results)
    assert len({call.connection for call in provider.calls}) <= 8


def test_a_thousand_numbers_go_in_one_call(provider, sms) -> None:
    crowd = [Phone(f"+25471101{index:04}") for index in range(1000)]
    provider.answers(answer(*(recipient(phone) for phone in crowd)))

    results = sms.send("Maji", crowd, None)

    assert len(provider.calls) == 1
    assert {result.outcome for result in results} == {ACCEPTED}


@pytest.mark.parametrize(
    ("word", "fault"), [("UserInBlacklist", Fault.OPTED_OUT), ("InvalidPhoneNumber", Fault.NUMBER)]
)
def test_what_sends_back_a_list_of_one_is_final_for_that_one(provider, sms, word, fault) -> None:
    provider.answers(answer(message=word))

    assert [summary(result) for result in sms.send("Maji", [AMINA], None)] == [(REFUSED, fault)]


def test_an_opt_out_that_sends_back_a_list_is_nobodys_in_particular(provider, sms) -> None:
    provider.answers(answer(message="UserInBlacklist"))

    assert [summary(r) for r in sms.send("Maji", [AMINA, BARAKA], None)] == [(NOT_SENT, Fault.CONTENT)] * 2
