import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from domain.phones import Phone
from messages.providers.base import (
    Fault,
    Incoming,
    Outcome,
    Provider,
    Receipt,
    ReceiptState,
    Result,
    UnreadableCallback,
)
from messages.providers.twilio_sms import Twilio, authentic, read_receipt, read_sms

AMINA, BARAKA = Phone("+254711000001"), Phone("+254711000002")
CROWD = [Phone(f"+2547110001{index:02}") for index in range(30)]
ACCEPTED, REFUSED, NOT_SENT, UNKNOWN = Outcome.ACCEPTED, Outcome.REFUSED, Outcome.NOT_SENT, Outcome.UNKNOWN
# pragma: allowlist nextline secret
ACCOUNT = "AC00000000000000000000000000000001"


def twilio(base_url: str, **options: Any) -> Twilio:
    return Twilio(ACCOUNT, "12345", base_url=base_url, **{"sender": "MBIU", "timeout": 5, "deadline": 10} | options)


@pytest.fixture
def sms(provider) -> Twilio:
    return twilio(provider.url)


def taken(sid: Any = "SM1") -> str:
    return json.dumps({"sid": sid, "status": "queued", "error_code": None, "price": None, "num_segments": "1"})


def problem(code: Any, message: str = "Refused") -> str:
    return json.dumps({"code": code, "message": message, "more_info": "", "status": 400})


def summary(result: Result) -> tuple[Outcome, Fault | None]:
    return result.outcome, result.fault


def test_each_number_has_a_call_of_its_own(provider) -> None:
    sms: Provider = twilio(provider.url, status_callback="https://mbiu.example/hooks/twilio/status")
    provider.answers(lambda call: taken("SM" + call.form["To"][-1]))

    results = sms.send("Mũndũ", [BARAKA, AMINA, BARAKA], None)

    assert [(result.phone, result.outcome, result.provider_id) for result in results] == [
        (BARAKA, ACCEPTED, "SM2"),
        (AMINA, ACCEPTED, "SM1"),
        (BARAKA, ACCEPTED, "SM2"),
    ]
    assert sorted(call.form["To"] for call in provider.calls) == [AMINA.e164, BARAKA.e164]
    assert provider.calls[0].path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert provider.calls[0].headers["Authorization"].startswith("Basic ")
    assert provider.calls[0].form | {"To": ""} == {
        "To": "",
        "From": "MBIU",
        "Body": "Mũndũ",
        "ValidityPeriod": "14400",
        "StatusCallback": "https://mbiu.example/hooks/twilio/status",
    }


@pytest.mark.parametrize(
    ("sender", "field"), [("NDMA", "From"), ("+12025550123", "From"), ("MG01", "MessagingServiceSid")]
)
def test_a_call_may_name_its_own_sender(provider, sms, sender, field) -> None:
    provider.answers(taken())

    sms.send("Maji", [AMINA], sender)

    assert provider.calls[0].form[field] == sender


def test_nobody_to_send_to_is_no_call(provider, sms) -> None:
    assert sms.send("Maji", [], None) == []
    assert provider.calls == []


@pytest.mark.parametrize(
    ("code", "outcome", "fault"),
    [
        (20003, NOT_SENT, Fault.ACCOUNT),
        (20403, NOT_SENT, Fault.ACCOUNT),
        (20429, NOT_SENT, Fault.THROTTLED),
        (21211, REFUSED, Fault.NUMBER),
        (21217, REFUSED, Fault.NUMBER),
        (21614, REFUSED, Fault.NUMBER),
        (21212, NOT_SENT, Fault.SENDER),
        (21606, NOT_SENT, Fault.SENDER),
        (21603, NOT_SENT, Fault.SENDER),
        (21408, NOT_SENT, Fault.SENDER),
        (21610, REFUSED, Fault.OPTED_OUT),
        (21611, NOT_SENT, Fault.THROTTLED),
        (21612, NOT_SENT, Fault.ROUTE),
        (21617, REFUSED, Fault.CONTENT),
        (21618, REFUSED, Fault.CONTENT),
        (21703, NOT_SENT, Fault.SENDER),
        (63017, NOT_SENT, Fault.THROTTLED),
        ("21211", REFUSED, Fault.NUMBER),
        (99999, NOT_SENT, Fault.CONTENT),
        (None, NOT_SENT, Fault.CONTENT),
        ([], NOT_SENT, Fault.CONTENT),
    ],
)
def test_every_error_code_has_its_outcome(provider, sms, code, outcome, fault) -> None:
    provider.answers(problem(code), status=400)

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (outcome, fault)


def test_a_problem_document_of_the_newer_kind_is_read_too(provider, sms) -> None:
    body = {"type": "https://twilio.com/docs/api/errors/21610", "title": "Unsubscribed", "status": 400, "code": 21610}
    provider.answers(json.dumps(body), status=400)

    [result] = sms.send("Maji", [AMINA], None)

    assert summary(result) == (REFUSED, Fault.OPTED_OUT)
    assert "Unsubscribed" in result.reason


@pytest.mark.parametrize(
    ("status", "body", "outcome", "fault"),
    [
        (401, "", NOT_SENT, Fault.ACCOUNT),
        (403, "<html>", NOT_SENT, Fault.ACCOUNT),
        (404, "{}", NOT_SENT, Fault.SENDER),
        (408, "", NOT_SENT, Fault.TRANSIENT),
        (302, "", NOT_SENT, Fault.SENDER),
        (500, "<html>Oops</html>", UNKNOWN, Fault.IN_DOUBT),
        (503, problem(20503), UNKNOWN, Fault.IN_DOUBT),
    ],
)
def test_without_a_known_code_the_http_status_decides(provider, sms, status, body, outcome, fault) -> None:
    provider.answers(body, status=status, headers={"Location": provider.url})

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (outcome, fault)
    assert len(provider.calls) == 1


def test_a_throttled_call_passes_on_the_wait(provider, sms) -> None:
    provider.answers(problem(20429), status=429, headers={"Retry-After": "3"})

    [result] = sms.send("Maji", [AMINA], None)

    assert summary(result) == (NOT_SENT, Fault.THROTTLED)
    assert result.retry_after == 3.0


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "null", "{}", '"SM1"', taken(sid=None), taken(sid=5), taken()[:-5]]
)
def test_a_success_nobody_can_read_is_unknown(provider, sms, body) -> None:
    provider.answers(body)

    assert summary(sms.send("Maji", [AMINA], None)[0]) == (UNKNOWN, Fault.IN_DOUBT)


@pytest.mark.parametrize("trouble", [{"delay": 5}, {"cut": -1}, {"cut": 5}, {"trickle": 0.05}])
def test_an_answer_lost_on_the_way_is_unknown(provider, trouble) -> None:
    provider.answers(taken(), **trouble)

    assert summary(twilio(provider.url, timeout=0.3, deadline=0.6).send("Maji", [AMINA], None)[0]) == (
        UNKNOWN,
        Fault.IN_DOUBT,
    )


def test_a_connection_that_cannot_be_made_sent_nothing(closed_port, full_port) -> None:
    for port in (closed_port, full_port):
        sms = twilio(f"http://127.0.0.1:{port}", timeout=0.2)

        assert summary(sms.send("Maji", [AMINA], None)[0]) == (NOT_SENT, Fault.TRANSIENT)


@pytest.mark.parametrize(
    ("body", "status", "fault"),
    [(problem(20003), 401, Fault.ACCOUNT), (problem(20429), 429, Fault.THROTTLED), ("", 500, Fault.TRANSIENT)],
)
def test_when_a_whole_row_fails_the_rest_of_the_list_is_not_tried(provider, sms, body, status, fault) -> None:
    provider.answers(body, status=status)

    results = sms.send("Maji", CROWD, None)

    assert [result.phone for result in results] == CROWD
    assert len(provider.calls) < len(CROWD) / 2
    assert summary(results[-1]) == (NOT_SENT, fault)


def test_refused_numbers_do_not_stop_the_list(provider, sms) -> None:
    provider.answers(problem(21211), status=400)

    assert {result.outcome for result in sms.send("Maji", CROWD, None)} == {REFUSED}
    assert len(provider.calls) == len(CROWD)


def test_neither_reason_nor_log_holds_a_number_or_the_text(provider, sms, caplog) -> None:
    caplog.set_level(logging.INFO)
    provider.answers(problem(21211, "The 'To' number +254711000001 is not valid."), status=400)

    [result] = sms.send("Maji matamu", [AMINA], None)

    assert "is not valid" in result.reason
    assert "711000001" not in result.reason + caplog.text
    assert "matamu" not in caplog.text


EXAMPLE = {
    # pragma: allowlist nextline secret
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}
STATUS = {
    "AccountSid": ACCOUNT,
    "ApiVersion": "2010-04-01",
    "ErrorCode": "30003",
    "From": "NDMA",
    "MessageSid": "SM00000000000000000000000000000001",
    "SmsSid": "SM00000000000000000000000000000001",
    "MessageStatus": "undelivered",
    "SmsStatus": "undelivered",
    "To": "+254711000000",
}
INBOUND = {"Body": "Mũndũ nĩ", "From": "+254711000000"}
EXAMPLE_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
STATUS_URL = "https://ews.example.go.ke/hooks/twilio/status?k=abc123"
INBOUND_URL = "https://ews.example.go.ke/hooks/twilio/sms"
# pragma: allowlist nextline secret
SHA1, SHA256 = "4QR1Vno0ad7NhxZ7Cpq5X9jiQV0=", "z4YzYvgGbm+/pYBs7LhlDPB8qu5Qe7GbLb9ePQAkPnk="
SETTINGS = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


@pytest.mark.parametrize(
    ("url", "params", "signature", "settings"),
    [
        # pragma: allowlist nextline secret
        (EXAMPLE_URL, EXAMPLE, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", None),
        (EXAMPLE_URL, MultiDict(EXAMPLE), "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", None),  # pragma: allowlist secret
        (STATUS_URL, STATUS, SHA1, None),
        (STATUS_URL, STATUS, SHA1, "key=webhooks_sharedkey_1"),
        (STATUS_URL, STATUS, SHA256, SETTINGS),
        # pragma: allowlist nextline secret
        (INBOUND_URL, INBOUND, "acKPyjbeDpiXU1H0RM4E7MyJy/o=", None),
    ],
)
def test_a_signed_callback_is_authentic(url, params, signature, settings) -> None:
    assert authentic("12345", url, params, signature, settings)


@pytest.mark.parametrize(
    ("token", "url", "params", "signature", "settings"),
    [
        ("12345", STATUS_URL, STATUS, None, None),
        ("12345", STATUS_URL, STATUS, "", None),
        ("12345", STATUS_URL, STATUS, "ũũũ", None),
        ("12345", STATUS_URL, STATUS, SHA1, SETTINGS),
        ("12345", STATUS_URL, STATUS, SHA256, None),
        ("12345", STATUS_URL, STATUS, SHA1, "algorithm=HMAC_ROT13"),
        ("12345", STATUS_URL, STATUS | {"To": "+254711000009"}, SHA1, None),
        ("12345", STATUS_URL.replace("https", "http"), STATUS, SHA1, None),
        ("12345", "https://ews.example:port/hooks", STATUS, SHA1, None),
        ("54321", STATUS_URL, STATUS, SHA1, None),
        ("", STATUS_URL, STATUS, SHA1, None),
    ],
)
def test_anything_else_is_not(token, url, params, signature, settings) -> None:
    assert not authentic(token, url, params, signature, settings)


def test_a_text_is_read() -> None:
    assert read_sms(INBOUND | {"MessageSid": "SM9", "To": "+12025550123"}) == Incoming(
        "SM9", Phone("+254711000000"), "+12025550123", "Mũndũ nĩ"
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", ReceiptState.ON_NETWORK),
        ("queued", ReceiptState.ON_NETWORK),
        ("sending", ReceiptState.ON_NETWORK),
        ("sent", ReceiptState.ON_NETWORK),
        ("delivered", ReceiptState.DELIVERED),
        ("read", ReceiptState.DELIVERED),
        ("undelivered", ReceiptState.FAILED),
        ("failed", ReceiptState.FAILED),
        ("canceled", ReceiptState.FAILED),
        ("teleported", None),
    ],
)
def test_every_status_has_its_state_and_a_new_one_is_kept(status, state) -> None:
    fault = Fault.TRANSIENT if state is ReceiptState.FAILED else None

    assert read_receipt({"MessageSid": "SM1", "MessageStatus": status, "To": "+254711000001"}) == Receipt(
        "SM1", state, AMINA, fault, status
    )


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("21610", Fault.OPTED_OUT),
        ("30001", Fault.THROTTLED),
        ("30002", Fault.ACCOUNT),
        ("30003", Fault.UNREACHABLE),
        ("30004", Fault.OPTED_OUT),
        ("30005", Fault.NUMBER),
        ("30006", Fault.NUMBER),
        ("30007", Fault.CONTENT),
        ("30008", Fault.TRANSIENT),
        ("30017", Fault.TRANSIENT),
        ("30024", Fault.SENDER),
        ("30410", Fault.TRANSIENT),
        ("none", Fault.TRANSIENT),
    ],
)
def test_a_failure_has_its_fault(code, fault) -> None:
    receipt = read_receipt(STATUS | {"ErrorCode": code})

    assert (receipt.state, receipt.fault, receipt.reason) == (ReceiptState.FAILED, fault, f"undelivered {code}")


@pytest.mark.parametrize(
    ("read", "form", "names"),
    [
        (read_sms, INBOUND | {"MessageSid": "SM9"}, ["MessageSid", "From", "Body"]),
        (read_receipt, STATUS, ["MessageSid", "MessageStatus"]),
    ],
)
def test_without_what_it_is_about_a_callback_cannot_be_read(read, form, names) -> None:
    for name in names:
        with pytest.raises(UnreadableCallback, match=name):
            read({key: value for key, value in form.items() if key != name})


@pytest.mark.parametrize("balance", ["12.5", "plenty"])
def test_the_balance_comes_with_the_time_of_the_answer(provider, sms, balance) -> None:
    body = json.dumps({"account_sid": ACCOUNT, "balance": balance, "currency": "USD"})
    provider.answers(body, 200, headers={"Date": "Tue, 24 Nov 2026 06:30:00 GMT"})

    standing = sms.standing()

    assert (standing.reached, standing.at) == (True, datetime(2026, 11, 24, 6, 30, tzinfo=UTC))
