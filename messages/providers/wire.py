"""The wire to a provider: a call bounded in time, its failures in our words, and no number in what is written down."""

import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPException
from typing import Any, TypeVar

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidHeader, InvalidSchema, InvalidURL, MissingSchema
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from domain.phones import Phone
from messages.providers.base import Fault, Outcome, Result

T = TypeVar("T")

Verdict = Callable[[Phone], Result]
"""What holds for every number of a call alike."""

# All that a broken network raises below an SDK. `requests` and time-outs are OSErrors.
WIRE_ERRORS = (OSError, HTTPError, HTTPException)
# An answer for a list of a thousand is some 250 kB. What has no end would fill the memory of the worker long before the
# deadline, and a kilobyte of gzip may unpack to a megabyte; so what is counted is what it unpacks to.
LONGEST_ANSWER = 4 * 1024 * 1024  # bytes
_PIECE = 65536
_LONGEST_PAUSE = 3600.0  # seconds; a provider that names more is asked again after an hour all the same


def within(seconds: float, call: Callable[[], T]) -> T:
    """Run `call` and give it up after `seconds` with TimeoutError.

    A read time-out starts again at every byte, so an answer that trickles would hold a worker for ever. The given-up
    call ends in its own thread; whether it reached the provider nobody can say.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return answer.result(timeout=seconds)


class TooLong(OSError):
    """An answer that is no answer of a provider: it is given up, and what it was about is in doubt."""


class Bounded(HTTPAdapter):
    """A pool of connections whose answers are read to the end, or given up when too long or too late."""

    def __init__(self, deadline: float, **options: Any) -> None:
        """`deadline` is of a whole answer, in seconds."""
        super().__init__(max_retries=0, **options)
        self._deadline = deadline

    def send(self, request: PreparedRequest, *rest: Any, **options: Any) -> Response:
        ends = time.monotonic() + self._deadline
        answer = super().send(request, *rest, **{**options, "stream": True})
        try:
            answer._content = _to_the_end(answer, ends)
        except BaseException:
            answer.close()
            raise
        answer._content_consumed = True  # type: ignore[attr-defined]
        return answer


def _to_the_end(answer: Response, ends: float) -> bytes:
    body = bytearray()
    # By what is there already: `read` waits for all it was asked for, and an answer that trickles never has that.
    while piece := answer.raw.read1(_PIECE, decode_content=True):
        body += piece
        if len(body) > LONGEST_ANSWER:
            raise TooLong
        if time.monotonic() > ends:
            raise TimeoutError
    return bytes(body)


def lost(error: Exception) -> Verdict:
    """What a call without an answer means: *not sent* only when it is certain that nothing left us."""
    if isinstance(error, (InvalidURL, InvalidSchema, MissingSchema, InvalidHeader)):
        return not_sent(Fault.SENDER, "The provider's address or key cannot be used")
    if _never_left(error):
        return not_sent(Fault.TRANSIENT, "No connection to the provider")
    return in_doubt(f"No answer: {type(error).__name__}")


def not_sent(fault: Fault, reason: str, retry_after: float | None = None) -> Verdict:
    """Certainly not taken."""
    return partial(Result, outcome=Outcome.NOT_SENT, fault=fault, reason=scrub(reason), retry_after=retry_after)


def in_doubt(reason: str) -> Verdict:
    """May or may not have been taken."""
    return partial(Result, outcome=Outcome.UNKNOWN, fault=Fault.IN_DOUBT, reason=scrub(reason))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from either form of Retry-After (RFC 9110 §10.2.3); a date is held against the answer's own."""
    said = headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]{1,9}", said):
        return min(float(said), _LONGEST_PAUSE)
    try:
        wait = (_moment(said) - _moment(headers.get("Date", ""))).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(wait, 0.0), _LONGEST_PAUSE)


def told_at(headers: Mapping[str, str]) -> datetime | None:
    """What time it is where the answer was made; None where it says nothing readable."""
    try:
        return _moment(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None


def scrub(words: str) -> str:
    """A provider's words on one line, cut at 200 letters, anything long enough to be a phone number struck out.

    Without NUL and halves of letters, which JSON can say and PostgreSQL cannot keep.
    """
    kept = words[:2000].replace("\0", "").encode(errors="ignore").decode()
    struck = re.sub(r"\+?\(?\d(?:[\s().-]?\d){6,}", "•••", kept)
    return " ".join(struck.split())[:200]


def _moment(said: str) -> datetime:
    moment = parsedate_to_datetime(said)
    return moment.astimezone() if moment.tzinfo is None else moment


def _never_left(error: Exception) -> bool:
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)  # urllib3 wraps what happened in "retries used up", even with none allowed
    untrusted = isinstance(reason, HTTPError) and any(isinstance(a, ssl.SSLCertVerificationError) for a in reason.args)
    return untrusted or isinstance(reason, (NewConnectionError, ConnectTimeoutError))
