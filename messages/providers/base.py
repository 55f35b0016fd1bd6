"""What every SMS provider is to us: one call that sends one text to many numbers, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from domain.phones import Phone


class Outcome(StrEnum):
    """The four things that can be true of a number after a call; only what is certain is tried again."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # final: trying again would be refused again
    NOT_SENT = "not_sent"  # certainly not taken: retry or fail over
    UNKNOWN = "unknown"  # may or may not have been taken: never retried blindly


class Fault(StrEnum):
    """Why a number was not accepted, in our words: it decides what to do next."""

    NUMBER = "number"  # no such number, or none that takes SMS
    OPTED_OUT = "opted_out"  # the person, or the operator for them, blocked the sender
    SENDER = "sender"  # the sender name or our set-up is wrong
    ACCOUNT = "account"  # risk hold, credentials: pause the provider
    BALANCE = "balance"  # no money left: pause the provider until there is
    ROUTE = "route"  # this provider cannot reach the network
    THROTTLED = "throttled"  # too fast: slow down
    CONTENT = "content"  # the text was rejected
    UNREACHABLE = "unreachable"  # the handset was off, full or out of reach until the network gave up
    TRANSIENT = "transient"  # a fault that should pass
    NOT_TRIED = "not_tried"  # the call ended before their turn came
    IN_DOUBT = "in_doubt"  # a time-out or a broken answer: nobody can say


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one number in one call. `provider_id` is what delivery reports will name."""

    phone: Phone
    outcome: Outcome
    provider_id: str | None = None
    fault: Fault | None = None
    reason: str = ""  # the provider's own word, for the officer; never a phone number
    cost: Decimal = Decimal(0)  # KES
    retry_after: float | None = None  # seconds, when the provider named them


class ReceiptState(StrEnum):
    """What a delivery report says of a message already accepted."""

    ON_NETWORK = "on_network"  # interim: handed to the operator
    DELIVERED = "delivered"  # final: the handset has it
    FAILED = "failed"  # final: it will not arrive


@dataclass(frozen=True, slots=True)
class Receipt:
    """One delivery report, read. `state` is None for a word we do not know: kept, never refused."""

    provider_id: str
    state: ReceiptState | None
    phone: Phone | None = None
    fault: Fault | None = None
    reason: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One text from a person. `external_id` names it for ever: the same one twice is a repeat."""

    external_id: str
    phone: Phone | None
    to: str
    text: str
    network: str = ""
    written_at: datetime | None = None  # as the provider has it; None where it says nothing we can read


class UnreadableCallback(ValueError):
    """An authentic callback without the fields that would let us act on it: kept raw, flagged, answered 200."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a provider says of our account when nothing is sent: the link test. `reached` False: it did not answer so.

    `balance` is None where it tells none; `fault` says why it could not be reached or turned us away. `at` is what its
    own clock said, where it said so.
    """

    reached: bool
    balance: Decimal | None = None
    currency: str = ""
    fault: Fault | None = None
    reason: str = ""  # never a phone number or a key
    at: datetime | None = None


class Provider(Protocol):
    """One way out. Nothing here raises for what the network or the provider does: the results say so."""

    @property
    def name(self) -> str: ...

    def send(self, text: str, phones: Sequence[Phone], sender: str | None) -> list[Result]:
        """Send `text` to every number, one result a number in the order given. Blocks; holds no transaction."""
        ...

    def standing(self) -> Standing:
        """Ask for our account and send nothing. Blocks for seconds at most."""
        ...
