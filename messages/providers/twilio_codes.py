"""Twilio's codes and words, as on twilio.com/docs/api/errors, and what each of them means to us."""

from functools import partial

from twilio.base.exceptions import TwilioException

from messages.providers.base import Fault, Outcome, ReceiptState, Result
from messages.providers.wire import Verdict, in_doubt, scrub

# Why a call was turned away.
REFUSALS: dict[int, tuple[Outcome, Fault]] = {
    20003: (Outcome.NOT_SENT, Fault.ACCOUNT),  # credentials
    20403: (Outcome.NOT_SENT, Fault.ACCOUNT),  # permission
    20429: (Outcome.NOT_SENT, Fault.THROTTLED),
    21211: (Outcome.REFUSED, Fault.NUMBER),
    21212: (Outcome.NOT_SENT, Fault.SENDER),
    21217: (Outcome.REFUSED, Fault.NUMBER),
    21408: (Outcome.NOT_SENT, Fault.SENDER),  # Kenya is not switched on for the account
    21603: (Outcome.NOT_SENT, Fault.SENDER),
    21606: (Outcome.NOT_SENT, Fault.SENDER),
    21610: (Outcome.REFUSED, Fault.OPTED_OUT),
    21611: (Outcome.NOT_SENT, Fault.THROTTLED),  # the sender's queue is longer than ten hours
    21612: (Outcome.NOT_SENT, Fault.ROUTE),
    21614: (Outcome.REFUSED, Fault.NUMBER),  # a landline
    21617: (Outcome.REFUSED, Fault.CONTENT),  # over 1,600 letters
    21618: (Outcome.REFUSED, Fault.CONTENT),
    21703: (Outcome.NOT_SENT, Fault.SENDER),
    21704: (Outcome.NOT_SENT, Fault.SENDER),
    21705: (Outcome.NOT_SENT, Fault.SENDER),
    63017: (Outcome.NOT_SENT, Fault.THROTTLED),
}
# The same by HTTP status, for a code we do not know; 400 is about one number or text, which must not pause the account.
# Any other 4xx and every redirect is our set-up.
HTTP_STATUS = {
    400: Fault.CONTENT,
    401: Fault.ACCOUNT,
    403: Fault.ACCOUNT,
    408: Fault.TRANSIENT,
    429: Fault.THROTTLED,
}

STATUS = {
    "accepted": ReceiptState.ON_NETWORK,
    "scheduled": ReceiptState.ON_NETWORK,
    "queued": ReceiptState.ON_NETWORK,
    "sending": ReceiptState.ON_NETWORK,
    "sent": ReceiptState.ON_NETWORK,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.DELIVERED,
    "undelivered": ReceiptState.FAILED,
    "failed": ReceiptState.FAILED,
    "canceled": ReceiptState.FAILED,
}
# Why a message that had been accepted did not arrive.
FAILURE = {
    21610: Fault.OPTED_OUT,
    30001: Fault.THROTTLED,
    30002: Fault.ACCOUNT,
    30003: Fault.UNREACHABLE,
    30004: Fault.OPTED_OUT,
    30005: Fault.NUMBER,
    30006: Fault.NUMBER,
    30007: Fault.CONTENT,
    30008: Fault.TRANSIENT,
    30017: Fault.TRANSIENT,
    30024: Fault.SENDER,  # the name is not registered with the Kenyan operator
    30410: Fault.TRANSIENT,
}


def turned_away(error: TwilioException) -> Verdict:
    """What became of a call that the SDK raised for."""
    code, status = code_of(getattr(error, "code", "")), code_of(getattr(error, "status", ""))
    if status >= 500:
        return in_doubt(f"HTTP {status}")
    words = getattr(error, "msg", "") or getattr(error, "title", "") or "Refused by the SDK"
    outcome, fault = REFUSALS.get(code, (Outcome.NOT_SENT, HTTP_STATUS.get(status, Fault.SENDER)))
    return partial(Result, outcome=outcome, fault=fault, reason=scrub(f"{code or status} {words}"))


def code_of(value: object) -> int:
    """A code as a number; 0 where it is none."""
    return int(str(value)) if str(value).isascii() and str(value).isdigit() else 0
