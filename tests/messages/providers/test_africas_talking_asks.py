"""What we ask Africa's Talking without sending: what is left on the account, and what came in."""

import json

import pytest

from domain.phones import Phone
from messages.providers.africas_talking import AfricasTalking, Stored
from messages.providers.africas_talking_callbacks import read_sms
from messages.providers.base import Fault, Standing

MESSAGE = {
    "linkId": "SampleLinkId123",
    "text": "JIUNGE MUTHA",
    "to": "28901",
    "id": 15071,
    "date": "2018-03-19T08:34:18.445Z",
    "from": "+254711000001",
}
# Whatever comes in the place of an answer.
WRONG = [
    {"body": ""},
    {"body": "<!doctype html><h1>Sign in</h1>"},
    {"body": "[]"},
    {"body": "null"},
    {"body": '{"SMSMessageData": [], "UserData": []}'},
    {"body": '{"SMSMessageData": {"Messages": null}, "UserData": null, "userData": "much"}'},
    {"body": '{"SMSMessageData": {"Messages": 7}, "userData": {"balanced": 1}}'},
    {"body": "The supplied authentication is invalid", "status": 401},
    {"body": "Too Many Requests", "status": 429},
    {"body": json.dumps({"SMSMessageData": {"Messages": [MESSAGE]}}), "status": 500},
    {"body": "x" * 100, "cut": 50},
    {"body": "x" * 100, "cut": -1},
    {"body": "x" * 100, "trickle": 0.1},
    {"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}},
]


@pytest.fixture
def sms(provider) -> AfricasTalking:
    return AfricasTalking("sandbox", "key-1", base_url=provider.url, timeout=(5, 5), deadline=1)


def inbox(*messages: object) -> str:
    return json.dumps({"SMSMessageData": {"Messages": list(messages)}})


@pytest.mark.parametrize(
    ("answer", "balance", "currency"),
    [
        ({"UserData": {"balance": "KES 1785.50"}}, "1785.50", "KES"),
        ({"userData": {"balance": "KES 1785.50"}}, "1785.50", "KES"),
        ({"userData": {"balance": "KES -3"}}, "-3", "KES"),
        ({"userData": {"balance": "plenty"}}, "None", ""),
        ({"userData": {"balance": None}}, "None", ""),
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain; charset=utf-8"])
def test_the_balance_is_read_in_either_spelling(provider, sms, answer, balance, currency, content_type) -> None:
    provider.answers(json.dumps(answer), 200, headers={"Content-Type": content_type})

    standing = sms.standing()

    assert (standing.reached, str(standing.balance), standing.currency) == (True, balance, currency)
    assert (provider.calls[0].path, provider.calls[0].headers["apiKey"]) == ("/version1/user?username=sandbox", "key-1")


@pytest.mark.parametrize("wrong", WRONG)
def test_an_account_that_cannot_be_read_is_not_reached_and_says_why(provider, sms, wrong) -> None:
    provider.answers(**{"status": 200, **wrong})

    standing = sms.standing()

    assert (standing.reached, standing.balance) == (False, None)
    assert standing.fault
    assert standing.reason


def test_a_wrong_key_is_the_accounts_fault_and_nobody_there_a_passing_one(provider, sms, closed_port) -> None:
    provider.answers("The supplied authentication is invalid", 401)
    nobody = AfricasTalking("sandbox", "k", base_url=f"http://127.0.0.1:{closed_port}")

    assert sms.standing().fault is Fault.ACCOUNT
    assert nobody.standing() == Standing(False, fault=Fault.TRANSIENT, reason="No connection to the provider")


def test_the_inbox_is_read_on_from_a_number_in_its_order(provider, sms) -> None:
    provider.answers(inbox(MESSAGE | {"id": "15073"}, MESSAGE, MESSAGE | {"id": 15069}), 200)

    texts = sms.fetch(15070)

    assert provider.calls[0].path == "/version1/messaging?username=sandbox&lastReceivedId=15070"
    assert [text.number for text in texts] == [15071, 15073]
    read = read_sms(texts[0].form)
    assert (read.phone, read.text, read.to) == (Phone("+254711000001"), "JIUNGE MUTHA", "28901")
    assert "711000001" not in repr(texts)


def test_what_is_no_text_among_the_texts_is_passed_by(provider, sms) -> None:
    provider.answers(inbox(None, 7, "x", {}, {"id": None}, {"id": True}, {"id": -1}, {"id": "9" * 30}, {"id": 5}), 200)

    assert sms.fetch(0) == [Stored(5, {"id": "5"})]


@pytest.mark.parametrize("wrong", WRONG)
def test_an_inbox_that_cannot_be_read_has_nothing(provider, sms, wrong) -> None:
    provider.answers(**{"status": 200, **wrong})

    assert sms.fetch(0) == []


def test_an_inbox_nobody_answers_for_has_nothing(closed_port) -> None:
    assert AfricasTalking("sandbox", "k", base_url=f"http://127.0.0.1:{closed_port}").fetch(0) == []
