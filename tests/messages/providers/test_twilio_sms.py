import json
import logging
from dataclasses import replace
from typing import Any

import pytest

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
REFUSED, NOT_SENT, UNKNOWN = Outcome.REFUSED, Outcome.NOT_SENT, Outcome.UNKNOWN
SID = "AC00000000000000000000000000000001"


def twilio(base_url: str, **options: Any) -> Twilio:
    return Twilio(SID, "12345", base_url=base_url, **{"sender": "MBIU", "timeout": 0.5, "deadline": 2} | options)


@pytest.fixture
def sms(provider) -> Twilio:
    return twilio(provider.url)


def taken(**changes: Any) -> str:
    return json.dumps(
        {"sid": "SM1", "status": "queued", "error_code": None, "price": None, "num_segments": "1"} | changes
    )


def problem(code: Any, status: int = 400, message: str = "Refused") -> str:
    return json.dumps({"code": code, "message": message, "status": status})


def summary(result: Result) -> tuple[Outcome, Fault | None]:
    return result.outcome, result.fault


def test_each_number_has_a_call_of_its_own(provider) -> None:
    provider.respond = lambda call: replace(answer, body=taken(sid="SM" + call.form["To"][-1]))
    provider.answers, answer = None, type(provider.respond(_call("+1")) if False else _answer())()

    results = twilio(provider.url, status_callback="https://mbiu.example/s").send("Mũndũ", [BARAKA, AMINA], None)

    assert [(result.phone, result.provider_id) for result in results] == [(BARAKA, "SM2"), (AMINA, "SM1")]
