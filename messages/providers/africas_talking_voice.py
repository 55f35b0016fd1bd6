"""Africa's Talking's voice line: it rings one number, and whoever answers is joined to another by our callback's word.

As far as its SDKs and its teams' own code show: `POST /call` answers with the id of a session; once somebody picks up,
our callback is asked what to do (`isActive` 1) and may say `Dial`; at the end it is told how long it took (`isActive`
0). Both ends see the number of the line alone. Nothing is recorded. Not tried on a live account.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr  # nosec B406

import requests
from africastalking.Voice import VoiceService

from domain.phones import NotAKenyanNumber, Phone
from messages.providers.base import Outcome, UnreadableCallback
from messages.providers.wire import WIRE_ERRORS, Bounded, lost, scrub, within

LONGEST_CALL = 30 * 60  # seconds; a line left open costs by the minute
_XML = '<?xml version="1.0" encoding="UTF-8"?><Response>%s</Response>'
HANG_UP = _XML % "<Reject/>"


@dataclass(frozen=True, slots=True)
class Rung:
    """What became of asking to ring. `session_id` names the call in its callbacks."""

    outcome: Outcome
    session_id: str = ""
    reason: str = ""  # the provider's own word; never a number


@dataclass(frozen=True, slots=True)
class VoiceEvent:
    """One callback. `seconds` is how long the call took, at its end."""

    session_id: str
    active: bool
    seconds: int | None = None


class AfricasTalkingVoice:
    """The line of one of our numbers."""

    def __init__(
        self, username: str, api_key: str, number: str, *, base_url: str | None = None, deadline: float = 30.0
    ) -> None:
        """`base_url` None is the live or the sandbox address, by the username; `deadline` of a request in seconds."""
        self.number = number
        self._service = _Voice(username, api_key, base_url, deadline)
        self._deadline = deadline

    def ring(self, phone: Phone) -> Rung:
        """Ring one number from ours."""
        try:
            answer = within(self._deadline, lambda: self._service.call(self.number, [phone.e164], timeout=(3.05, 10.0)))
        except WIRE_ERRORS as error:
            result = lost(error)(phone)
            return Rung(result.outcome, reason=result.reason)
        return _read(answer)


class _Voice(VoiceService):  # type: ignore[misc]  # the SDK has no types
    """The SDK's own request, its answer given back as it came: the SDK alone loses the HTTP status."""

    def __init__(self, username: str, api_key: str, base_url: str | None, deadline: float) -> None:
        super().__init__(username, api_key)
        self._deadline = deadline
        if base_url:
            self._baseUrl = base_url.rstrip("/").removesuffix("/version1")

    def _make_request(
        self, url: str, method: str, headers: Any, *, data: Any, timeout: Any, **_: Any
    ) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False  # a proxy or .netrc of the machine must not see or change what is sent
            for scheme in ("https://", "http://"):
                session.mount(scheme, Bounded(self._deadline))
            return session.request(method, url, headers=headers, data=data, timeout=timeout, allow_redirects=False)


def _read(answer: requests.Response) -> Rung:
    if answer.status_code >= 500:
        return Rung(Outcome.UNKNOWN, reason=f"HTTP {answer.status_code}")
    if not 200 <= answer.status_code < 300:
        return Rung(Outcome.NOT_SENT, reason=scrub(f"HTTP {answer.status_code} {answer.text}"))
    try:
        data = json.loads(answer.content)
        [entry] = data["entries"]
        status, session_id = str(entry["status"]), str(entry["sessionId"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Rung(Outcome.UNKNOWN, reason="An answer nobody can read")
    if status.lower() != "queued" or session_id in ("", "None"):
        return Rung(Outcome.REFUSED, reason=scrub(f"{status} {data.get('errorMessage', '')}"))
    return Rung(Outcome.ACCEPTED, session_id)


def read_event(form: Mapping[str, str]) -> VoiceEvent:
    """A callback of the line. Raises `UnreadableCallback`."""
    session_id, active = form.get("sessionId", ""), form.get("isActive", "")
    if not session_id or active not in ("0", "1"):
        raise UnreadableCallback("It is no event of a call.")
    seconds = form.get("durationInSeconds", "")
    return VoiceEvent(session_id, active == "1", int(seconds) if seconds.isdecimal() and len(seconds) < 7 else None)


def is_to(form: Mapping[str, str], phone: Phone) -> bool:
    """Whether the call of this callback rang this number first."""
    for name in ("destinationNumber", "callerNumber"):
        try:
            if Phone.parse(form.get(name, "")) == phone:
                return True
        except NotAKenyanNumber:
            continue
    return False


def join_to(phone: Phone, number: str) -> str:
    """The answer that joins whoever picked up to this number, which sees `number` alone."""
    dial = f'<Dial phoneNumbers={quoteattr(phone.e164)} callerId={quoteattr(number)} record="false"'
    return _XML % f'{dial} sequential="true" maxDuration="{LONGEST_CALL}"/>'
