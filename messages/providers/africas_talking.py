"""Africa's Talking, the way out: one text to a list of numbers through the SDK.

It has no key against doubles and no list of what was sent, so a call whose answer is lost stays unknown until a
delivery report tells. Its answers and its callbacks are read in the modules beside.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import requests
from africastalking.SMS import SMSService

from domain.phones import Phone
from messages.providers.africas_talking_answers import read, turned_away
from messages.providers.base import Result, Standing
from messages.providers.wire import WIRE_ERRORS, Bounded, Verdict, in_doubt, lost, told_at, within


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
            named, rest = read(within(self._deadline, lambda: self._call(text, list(asked), sender)), asked)
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
            return _unreached(turned_away(answer))
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
