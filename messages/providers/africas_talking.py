"""Africa's Talking, the way out: one text to a list of numbers through the SDK, each answer read by number.

Its words and codes are those of developers.africastalking.com. It has no key against doubles and no list of what was
sent, so a call whose answer is lost stays unknown until a delivery report tells. Callbacks are in the module beside.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

import requests
from africastalking.SMS import SMSService

from domain.phones import NotAKenyanNumber, Phone
from messages.providers.base import Fault, Outcome, Result, Standing
from messages.providers.wire import (
    WIRE_ERRORS,
    Bounded,
    Verdict,
    in_doubt,
    lost,
    not_sent,
    retry_after,
    scrub,
    told_at,
    within,
)

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


@dataclass(frozen=True, slots=True)
class Stored:
    """A text in Africa's Talking's own inbox: the number it is counted by, and what its webhook would have posted."""

    number: int
    form: dict[str, str] = field(repr=False)


class AfricasTalking:
    """Africa's Talking as a `Provider`. Safe to share between threads; holds up to 16 open connections."""

    name = "africastalking"

    def __init__(
        self,
        username: str,
        api_key: str,
        *,
        base_url: str | None = None,
        timeout: tuple[float, float] = (3.05, 30.0),
        deadline: float = 60.0,
    ) -> None:
        """`base_url` with or without its `/version1`; None is the live or the sandbox address, by the username.

        `timeout` is (connect, between two bytes) and `deadline` the whole call, all in seconds. A large list has been
        seen to take long, hence more than the SDK's own 9 seconds.
        """
        self._sms = _PooledSms(username, api_key, base_url, deadline)
        self._timeout = timeout
        self._deadline = deadline

    def send(self, text: str, phones: Sequence[Phone], sender: str | None) -> list[Result]:
        """Send `text` to every number in one call. `sender` None leaves the name to Africa's Talking."""
        asked = {phone.e164: phone for phone in phones}
        if not asked:
            return []
        try:
            named, rest = _read(within(self._deadline, lambda: self._call(text, list(asked), sender)), asked)
        except WIRE_ERRORS as error:
            named, rest = {}, lost(error)
        return [named.get(phone.e164) or rest(phone) for phone in phones]

    def standing(self) -> Standing:
        """Ask what is left on the account (GET /user), which sends nothing."""
        try:
            answer = within(self._deadline, self._sms.account)
        except WIRE_ERRORS as error:
            return _unreached(lost(error))
        if not 200 <= answer.status_code < 300:
            return _unreached(_turned_away(answer))
        try:
            data = json.loads(answer.content)
            said = str((data.get("UserData") or data["userData"])["balance"])  # the documents have both spellings
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return _unreached(in_doubt("An answer nobody can read"))
        amount = re.fullmatch(r"([A-Z]{3})\s*(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)", said.strip())
        at = told_at(answer.headers)
        return Standing(True, Decimal(amount[2]), amount[1], at=at) if amount else Standing(True, at=at)

    def fetch(self, after: int) -> list[Stored]:
        """The texts that came in after the one of this number, as far as one answer carries; none when it has none.

        It answers nothing at all for what the wire does: whoever asks will ask again.
        """
        try:
            answer = within(self._deadline, lambda: self._sms.inbox(after))
            messages = json.loads(answer.content)["SMSMessageData"]["Messages"] if answer.status_code == 200 else []
            found = [text for message in messages if (text := _stored(message)) and text.number > after]
        except (*WIRE_ERRORS, ValueError, KeyError, TypeError, RecursionError):
            return []
        return sorted(found, key=lambda text: text.number)

    def _call(self, text: str, numbers: list[str], sender: str | None) -> requests.Response:
        answer: requests.Response = self._sms.send(text, numbers, sender_id=sender, enqueue=True, timeout=self._timeout)
        return answer


class _PooledSms(SMSService):  # type: ignore[misc]  # the SDK has no types
    """The SDK's own request through one pool of connections, its answer given back as it came.

    The SDK alone opens a connection a call, loses the HTTP status, and reads JSON only under one spelling of its type.
    """

    def __init__(self, username: str, api_key: str, base_url: str | None, deadline: float) -> None:
        super().__init__(username, api_key)
        if base_url:
            self._baseUrl = base_url.rstrip("/").removesuffix("/version1") + "/version1"
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy or .netrc of the machine must not see or change what is sent
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, Bounded(deadline, pool_maxsize=16))

    def account(self) -> requests.Response:
        """What the SDK's application service asks, through the same pool and with a bound."""
        return self._ask("user")

    def inbox(self, after: int) -> requests.Response:
        """What the SDK's `fetch_messages` asks."""
        return self._ask("messaging", lastReceivedId=after)

    def _ask(self, path: str, **params: int) -> requests.Response:
        url, asked = f"{self._baseUrl}/{path}", {"username": self._username, **params}
        return self._make_request(url, "GET", headers=self._headers, data=None, params=asked, timeout=(3.05, 10.0))

    def _make_request(
        self, url: str, method: str, *, headers: Any, data: Any, timeout: Any, params: Any = None, **_: None
    ) -> requests.Response:
        return self._session.request(
            method, url, headers=headers, data=data, params=params, timeout=timeout, allow_redirects=False
        )


def _stored(message: Any) -> Stored | None:
    """One text of the inbox; None without the number we must go on from."""
    number = str(message.get("id")) if isinstance(message, dict) else ""
    if not re.fullmatch("[0-9]{1,18}", number):
        return None
    return Stored(int(number), {name: str(value) for name, value in message.items() if value is not None})


def _unreached(verdict: Verdict) -> Standing:
    result = verdict(Phone(""))
    return Standing(False, fault=result.fault, reason=result.reason)


def _read(answer: requests.Response, asked: Mapping[str, Phone]) -> tuple[dict[str, Result], Verdict]:
    """The result of every number the answer names, and the verdict on those it does not."""
    if not 200 <= answer.status_code < 300:
        return {}, _turned_away(answer, asked)
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


def _turned_away(answer: requests.Response, asked: Mapping[str, Phone] = MappingProxyType({})) -> Verdict:
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
