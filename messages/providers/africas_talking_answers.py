"""What Africa's Talking answers, read by number; its words and codes are those of developers.africastalking.com."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

import requests

from domain.phones import NotAKenyanNumber, Phone
from messages.providers.base import Fault, Outcome, Result
from messages.providers.wire import Verdict, in_doubt, not_sent, retry_after, scrub

# What becomes of one number: Africa's Talking's statusCode and name for it, then ours.
STATUS: dict[int, tuple[str, Outcome, Fault | None]] = {
    100: ("Processed", Outcome.ACCEPTED, None),
    101: ("Sent", Outcome.ACCEPTED, None),
    102: ("Queued", Outcome.ACCEPTED, None),
    401: ("RiskHold", Outcome.NOT_SENT, Fault.ACCOUNT),
    402: ("InvalidSenderId", Outcome.NOT_SENT, Fault.SENDER),
    403: ("InvalidPhoneNumber", Outcome.REFUSED, Fault.NUMBER),
    404: ("UnsupportedNumberType", Outcome.REFUSED, Fault.NUMBER),
    405: ("InsufficientBalance", Outcome.NOT_SENT, Fault.BALANCE),
    406: ("UserInBlacklist", Outcome.REFUSED, Fault.OPTED_OUT),
    407: ("CouldNotRoute", Outcome.NOT_SENT, Fault.ROUTE),
    409: ("DoNotDisturbRejection", Outcome.REFUSED, Fault.OPTED_OUT),
    500: ("InternalServerError", Outcome.NOT_SENT, Fault.TRANSIENT),
    501: ("GatewayError", Outcome.NOT_SENT, Fault.TRANSIENT),
    502: ("RejectedByGateway", Outcome.NOT_SENT, Fault.CONTENT),
}
# What refuses the whole call: HTTP status to fault. Any other 4xx and every redirect is our address being wrong.
HTTP_STATUS = {
    400: Fault.CONTENT,
    401: Fault.ACCOUNT,
    402: Fault.ACCOUNT,
    403: Fault.ACCOUNT,
    408: Fault.TRANSIENT,
    422: Fault.CONTENT,
    429: Fault.THROTTLED,
}
ABOUT_ONE = {Fault.NUMBER, Fault.OPTED_OUT}
# When a number is answered twice the stronger word stands: an acceptance above all, then a doubt.
_STRENGTH = (Outcome.NOT_SENT, Outcome.REFUSED, Outcome.UNKNOWN, Outcome.ACCEPTED)


def read(answer: requests.Response, asked: Mapping[str, Phone]) -> tuple[dict[str, Result], Verdict]:
    """The result of every number the answer names, and the verdict on those it does not."""
    if not 200 <= answer.status_code < 300:
        return {}, turned_away(answer, asked)
    try:
        data = json.loads(answer.content)["SMSMessageData"]
        message, recipients = str(data.get("Message", "")), list(data["Recipients"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, in_doubt(f"HTTP {answer.status_code} with an answer nobody can read")
    if not recipients:
        fault = _fault_named_in(message) or Fault.TRANSIENT
        return {}, _nobody_taken(fault, message or "No recipient in the answer", asked)
    return _by_number(recipients, asked)


def _nobody_taken(fault: Fault, reason: str, asked: Mapping[str, Phone], wait: float | None = None) -> Verdict:
    """The whole list was sent back. What is said of one number is final for a list of one; for more, of whom?"""
    if fault in ABOUT_ONE and len(asked) == 1:
        return partial(Result, outcome=Outcome.REFUSED, fault=fault, reason=scrub(reason))
    return not_sent(Fault.CONTENT if fault is Fault.OPTED_OUT else fault, reason, wait)


def turned_away(answer: requests.Response, asked: Mapping[str, Phone] = MappingProxyType({})) -> Verdict:
    """Why the whole call was refused."""
    status = answer.status_code
    if status >= 500:  # the gateway in front may have failed after the list was taken
        return in_doubt(f"HTTP {status}")
    words = "" if answer.text.lstrip().startswith("<") else answer.text
    fault = HTTP_STATUS.get(status, Fault.SENDER)
    if fault is Fault.CONTENT:
        fault = _fault_named_in(words) or fault
    return _nobody_taken(fault, f"HTTP {status} {words}", asked, retry_after(answer.headers))


def _by_number(recipients: list[Any], asked: Mapping[str, Phone]) -> tuple[dict[str, Result], Verdict]:
    named: dict[str, Result] = {}
    # Few tries: that it was not served is other people's experience and no promise of theirs.
    rest = not_sent(Fault.ROUTE, "Not named in the answer")
    for entry in recipients:
        phone = _whose(entry, asked)
        if phone is None:  # masked or broken: it may be the answer for a number that is missing
            rest = in_doubt("Not named in an answer with an unreadable number")
            continue
        result = _result(phone, entry)
        known = named.get(phone.e164)
        if known is None or _STRENGTH.index(result.outcome) > _STRENGTH.index(known.outcome):
            named[phone.e164] = result
    return named, rest


def _whose(entry: Any, asked: Mapping[str, Phone]) -> Phone | None:
    number = entry.get("number") if isinstance(entry, dict) else None
    if not isinstance(number, str):
        return None
    try:
        return asked.get(number) or Phone.parse(number)
    except NotAKenyanNumber:
        return None


def _result(phone: Phone, entry: Mapping[str, Any]) -> Result:
    outcome, fault = _meaning(str(entry.get("statusCode")))
    if outcome is not Outcome.ACCEPTED:
        reason = f"{entry.get('statusCode')} {entry.get('status', '')}"
        return Result(phone, outcome, fault=fault, reason=scrub(reason))
    identity = entry.get("messageId")
    given = identity if isinstance(identity, str) and identity not in ("", "None") else None
    return Result(phone, outcome, provider_id=given, cost=_shillings(str(entry.get("cost", ""))))


@lru_cache(maxsize=64)  # a list of a thousand has two or three codes, and as many prices
def _meaning(code: str) -> tuple[Outcome, Fault | None]:
    unknown = ("", Outcome.UNKNOWN, Fault.IN_DOUBT)
    _, outcome, fault = STATUS.get(int(code), unknown) if re.fullmatch("[0-9]{1,4}", code) else unknown
    return outcome, fault


def _fault_named_in(message: str) -> Fault | None:
    said = message.replace(" ", "").lower()
    if "authentication" in said:
        return Fault.ACCOUNT
    return next((fault for name, _, fault in STATUS.values() if fault and name.lower() in said), None)


@lru_cache(maxsize=64)
def _shillings(cost: str) -> Decimal:
    amount = re.fullmatch(r"(?:KES\s*)?([0-9]{1,4}(?:\.[0-9]{1,6})?)", cost.strip())  # no message costs ten thousand
    return Decimal(amount[1]) if amount else Decimal(0)
