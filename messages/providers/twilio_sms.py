"""Twilio: one text to one number a call, what became of it, and the callbacks it signs.

In Kenya it carries no replies, so STOP lives on the short code.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from functools import partial
from json import JSONDecodeError
from typing import Any

from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client

from domain.phones import Phone
from messages.providers.base import (
    Fault,
    Incoming,
    Outcome,
    Receipt,
    ReceiptState,
    Result,
    Standing,
    UnreadableCallback,
)
from messages.providers.forms import optional, phone, required
from messages.providers.twilio_codes import FAILURE, STATUS, code_of, turned_away
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

_AT_ONCE = 8  # calls in flight for one list
# Seconds. Whoever sends takes a call that lasts much longer for dead, and would throw its results away.
LONGEST_LIST = 100.0


class Twilio:
    """Twilio as a `Provider`. Safe to share between threads."""

    name = "twilio"

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        sender: str,
        status_callback: str | None = None,
        base_url: str | None = None,
        timeout: float = 10.0,
        deadline: float = 20.0,
        validity: int = 14_400,
    ) -> None:
        """`sender` is what a text goes out as when a call names none: a number, a name, or a Messaging Service (`MG…`).

        `timeout` (to connect, and between two bytes) and `deadline` (a whole call) are in seconds; so is `validity`,
        after which the network drops an undelivered text. `status_callback` must be https to be accepted by Twilio.
        """
        self._http = _BoundedHttp(timeout, deadline)
        # With an empty mapping the SDK would read a region and an edge from the machine's own variables.
        client = Client(account_sid, auth_token, http_client=self._http, environment={"TWILIO_REGION": ""})
        if base_url:
            client.api.base_url = base_url
        self._client = client
        self._messages = client.messages
        self._sender = sender
        self._options: dict[str, Any] = {"validity_period": validity}
        if status_callback:
            self._options["status_callback"] = status_callback

    def send(self, text: str, phones: Sequence[Phone], sender: str | None) -> list[Result]:
        """Send `text` to every number, a few at a time.

        When a whole row of calls fails, or the list has taken `LONGEST_LIST`, the rest are not tried.
        """
        asked = list(dict.fromkeys(phones))
        ends = time.monotonic() + LONGEST_LIST
        results: dict[Phone, Result] = {}
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for start in range(0, len(asked), _AT_ONCE):
                row = list(
                    pool.map(partial(self._send_one, text, sender or self._sender), asked[start : start + _AT_ONCE])
                )
                results |= {result.phone: result for result in row}
                if time.monotonic() > ends or not any(
                    result.outcome in (Outcome.ACCEPTED, Outcome.REFUSED) for result in row
                ):
                    break
        return [results.get(to) or _not_tried(row[-1])(to) for to in phones]

    def standing(self) -> Standing:
        """Ask what is left on the account (GET Balance.json), which sends nothing."""
        try:
            balance = self._client.balance.fetch()
            return Standing(True, Decimal(balance.balance), str(balance.currency), at=self._http.told_at())
        except _Throttled as error:
            verdict = not_sent(Fault.THROTTLED, "HTTP 429", error.wait)
        except TwilioException as error:
            verdict = turned_away(error)
        except WIRE_ERRORS as error:
            verdict = lost(error)
        except (JSONDecodeError, RecursionError):
            verdict = in_doubt("An answer nobody can read")  # of a page to sign in to the network, say
        except (ArithmeticError, ValueError, TypeError, AttributeError):
            return Standing(True, at=self._http.told_at())  # it answered, and says nothing we can count
        result = verdict(Phone(""))
        return Standing(False, fault=result.fault, reason=result.reason)

    def _send_one(self, text: str, sender: str, to: Phone) -> Result:
        origin = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        try:
            sid = self._messages.create(to=to.e164, body=text, **origin, **self._options).sid
        except _Throttled as error:
            return not_sent(Fault.THROTTLED, "HTTP 429", error.wait)(to)
        except TwilioException as error:
            return turned_away(error)(to)
        except WIRE_ERRORS as error:
            return lost(error)(to)
        except (
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
        ):  # what the SDK makes of an answer that is not a message
            sid = None
        if not isinstance(sid, str):
            return in_doubt("An answer nobody can read")(to)
        return Result(to, Outcome.ACCEPTED, provider_id=sid)


class _Throttled(TwilioException):  # type: ignore[misc]  # the SDK has no types
    """HTTP 429. Caught before the SDK reads it, for it drops the header that says how long to wait."""

    def __init__(self, wait: float | None) -> None:
        super().__init__()
        self.wait = wait


class _BoundedHttp(TwilioHttpClient):  # type: ignore[misc]
    """The SDK's client with an end to every call (its own waits for ever) and a log without addresses."""

    def __init__(self, timeout: float, deadline: float) -> None:
        logger = logging.getLogger("twilio.http_client")
        logger.setLevel(logging.WARNING)  # at INFO it writes down addresses and query strings, with their numbers
        super().__init__(timeout=timeout, logger=logger)
        self.session.trust_env = False  # a proxy or .netrc of the machine must not see or change what is sent
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, Bounded(deadline))
        self._deadline = deadline
        self._last = threading.local()  # the SDK gives no headers

    def request(self, *call: Any, **options: Any) -> Response:
        response = within(self._deadline, partial(super().request, *call, **options))
        self._last.at = told_at(response.headers)
        if response.status_code == 429:
            raise _Throttled(retry_after(response.headers))
        return response

    def told_at(self) -> datetime | None:
        """What time it was by the last answer to this thread."""
        return getattr(self._last, "at", None)


def _not_tried(last: Result) -> Verdict:
    if last.outcome in (Outcome.ACCEPTED, Outcome.REFUSED):  # it answers, only too slowly for so long a list
        return not_sent(Fault.NOT_TRIED, "The list took too long")
    fault = last.fault if last.outcome is Outcome.NOT_SENT and last.fault else Fault.TRANSIENT
    return not_sent(fault, f"Not tried after: {last.reason}", last.retry_after)


def authentic(
    auth_token: str, url: str, params: Mapping[str, str], signature: str | None, settings: str | None = None
) -> bool:
    """Whether Twilio signed this callback with `auth_token`.

    `url` is exactly the one Twilio called, query included; `params` every field of the form. `settings` is the header
    X-Twilio-Webhooks-Signature-Settings, which names a stronger algorithm where the account uses one.
    """
    if not auth_token or not signature:
        return False
    try:
        valid: bool = RequestValidator(auth_token).validate(url, params, signature, get_signature_algorithm(settings))
    except ValueError:  # a url with no port where its port should be
        return False
    return valid


def read_sms(form: Mapping[str, str]) -> Incoming:
    """A text to our number. Raises `UnreadableCallback` without its id, its sender or the field of its text."""
    if "Body" not in form:
        raise UnreadableCallback("The field Body is missing.")
    external_id, _ = required(form, "MessageSid"), required(form, "From")
    return Incoming(external_id, phone(form, "From"), optional(form, "To").strip(), optional(form, "Body"))


def read_receipt(form: Mapping[str, str]) -> Receipt:
    """A status callback. Raises `UnreadableCallback` without its id or its status."""
    provider_id, word = required(form, "MessageSid"), required(form, "MessageStatus")
    state, code = STATUS.get(word.lower()), optional(form, "ErrorCode").strip()
    fault = FAILURE.get(code_of(code), Fault.TRANSIENT) if state is ReceiptState.FAILED else None
    return Receipt(provider_id, state, phone(form, "To"), fault, scrub(f"{word} {code}"))
