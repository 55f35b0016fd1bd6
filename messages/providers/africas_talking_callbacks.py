"""Africa's Talking, the way in: what its callbacks say, read from their forms.

It signs nothing: that a callback is authentic rests on the secret in the address it was posted to.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.phones import Phone
from messages.providers.base import Fault, Incoming, Receipt, ReceiptState, UnreadableCallback
from messages.providers.forms import moment, optional, phone, required
from messages.providers.wire import scrub

# A delivery report's status, and the fault to assume when it gives no failureReason.
STATUS: dict[str, tuple[ReceiptState, Fault | None]] = {
    "sent": (ReceiptState.ON_NETWORK, None),
    "submitted": (ReceiptState.ON_NETWORK, None),
    "buffered": (ReceiptState.ON_NETWORK, None),
    "success": (ReceiptState.DELIVERED, None),
    "rejected": (ReceiptState.FAILED, Fault.TRANSIENT),
    "failed": (ReceiptState.FAILED, Fault.TRANSIENT),
    "absentsubscriber": (ReceiptState.FAILED, Fault.UNREACHABLE),
    "expired": (ReceiptState.FAILED, Fault.UNREACHABLE),
}
# A failureReason, in small letters (the documents and the wire differ in theirs). What concerns one subscriber's own
# account with the operator is no fault of ours, so it must not pause the provider.
FAILURE: dict[str, Fault] = {
    "absentsubscriber": Fault.UNREACHABLE,
    "deliveryfailure": Fault.UNREACHABLE,
    "donotdisturbrejection": Fault.OPTED_OUT,
    "insufficientcredit": Fault.SENDER,  # the text was billed to the person: our set-up is wrong
    "invalidlinkid": Fault.SENDER,
    "invalidphonenumber": Fault.NUMBER,
    "invalidsenderid": Fault.SENDER,
    "notnetworksubcriber": Fault.ROUTE,  # spelt so by Africa's Talking
    "notnetworksubscriber": Fault.ROUTE,
    "rejectedbygateway": Fault.CONTENT,
    "systemerror": Fault.TRANSIENT,
    "unknownerror": Fault.TRANSIENT,
    "useraccountsuspended": Fault.UNREACHABLE,
    "userdoesnotexist": Fault.NUMBER,
    "userinblacklist": Fault.OPTED_OUT,
    "userisinactive": Fault.UNREACHABLE,
    "usermemorycapacityexceeded": Fault.UNREACHABLE,
    "usernotsubscribedtoproduct": Fault.SENDER,
}
LONGEST_CODE = 6  # letters of a network's code (ITU-T E.212): what is longer is none, and might be a number


@dataclass(frozen=True, slots=True)
class UssdRequest:
    """One turn of a USSD session. `text` is every input so far joined by `*`; `phone` None is no number of Kenya's."""

    session_id: str
    phone: Phone | None
    service_code: str
    text: str
    network: str = ""


@dataclass(frozen=True, slots=True)
class UssdEvent:
    """The end of a USSD session. `status` is Success, Incomplete (hung up or timed out while asked) or Failed."""

    session_id: str
    phone: Phone | None
    status: str
    text: str
    reason: str = ""


def read_sms(form: Mapping[str, str]) -> Incoming:
    """A text to the short code. Raises `UnreadableCallback` without its id, its sender or the field of its text."""
    if "text" not in form:
        raise UnreadableCallback("The field text is missing.")
    external_id, _ = required(form, "id"), required(form, "from")
    text, network = optional(form, "text"), optional(form, "networkCode")
    to, written_at = optional(form, "to").strip(), moment(form, "date")
    return Incoming(external_id, phone(form, "from"), to, text, network, written_at)


def read_receipt(form: Mapping[str, str]) -> Receipt:
    """A delivery report. Raises `UnreadableCallback` without its id or its status."""
    provider_id, word = required(form, "id"), required(form, "status")
    state, fault = STATUS.get(word.lower(), (None, None))
    why = optional(form, "failureReason").strip()
    if state is ReceiptState.FAILED:
        fault = FAILURE.get(why.lower(), fault)
    reason = scrub(" ".join(filter(None, (word, why))))
    network = optional(form, "networkCode").strip()
    network = network if len(network) <= LONGEST_CODE else ""
    return Receipt(provider_id, state, phone(form, "phoneNumber"), fault, reason, network)


def read_optout(form: Mapping[str, str]) -> tuple[str, Phone]:
    """The sender name that was blocked and by whom. Raises `UnreadableCallback` when either cannot be read."""
    sender, person = required(form, "senderId"), phone(form, "phoneNumber")
    if person is None:
        raise UnreadableCallback("The field phoneNumber holds no number of Kenya's plan.")
    return sender, person


def read_ussd(form: Mapping[str, str]) -> UssdRequest:
    """One turn of a session. Raises `UnreadableCallback` without a session or a number; no `text` is the first dial."""
    session_id, _ = required(form, "sessionId"), required(form, "phoneNumber")
    code, network = optional(form, "serviceCode").strip(), optional(form, "networkCode")
    return UssdRequest(session_id, phone(form, "phoneNumber"), code, optional(form, "text"), network)


def read_ussd_event(form: Mapping[str, str]) -> UssdEvent:
    """The end of a session. Raises `UnreadableCallback` without its id or its status."""
    session_id, status = required(form, "sessionId"), required(form, "status")
    reason = scrub(optional(form, "errorMessage"))
    return UssdEvent(session_id, phone(form, "phoneNumber"), status, optional(form, "input"), reason)
