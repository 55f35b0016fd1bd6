"""How the simulated network is told to behave, and to whom: the same phones are hit every time."""

import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Failure(StrEnum):
    """What happens to every call that sends, until it is switched off again. The value is read on the page."""

    NONE = "Works"
    HTTP_500 = "HTTP 500, nothing taken"
    HTTP_429 = "HTTP 429, nothing taken"
    RESET = "Connection drops, nothing taken"
    ANSWER_LOST = "Connection drops after taking all"
    HTML = "A web page instead of an answer, nothing taken"
    NO_RECIPIENTS = "Sender name unknown (201 without recipients)"
    NO_BALANCE = "No balance left (405 for each number)"


# The switches that are numbers, and the most each may be.
NUMBERS = {
    "delay_ms": 60_000,
    "unroutable": 100,
    "unreachable": 100,
    "receipt_delay_ms": 600_000,
    "lost": 100,
    "disordered": 100,
    "lost_texts": 100,
    "balance": 9_999_999,
    "pace": 5_000,
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The switches. Shares are percent of all phones."""

    failure: Failure = Failure.NONE
    delay_ms: int = 0  # before each answer to a call that sends
    unroutable: int = 0  # share that no network is found for (407)
    unreachable: int = 0  # share whose handset is off: reported as failed
    receipts: bool = True
    receipt_delay_ms: int = 500
    lost: int = 0  # share whose delivery reports get lost
    disordered: int = 0  # share whose interim report comes after the final one
    lost_texts: int = 0  # share whose own texts are never posted to the product
    balance: int = 1_000_000  # KES on the account when it was last set
    pace: int = 300  # callbacks a second at most, so that the page stays quick beside them

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "Behaviour":
        """From a form or from the books. What cannot be read is 0; a missing tick is off."""
        return cls(
            failure=Failure.__members__.get(str(form.get("failure")), Failure.NONE),
            receipts=bool(form.get("receipts")),
            **{name: _within(form.get(name), most) for name, most in NUMBERS.items()},
        )

    def written(self) -> dict[str, Any]:
        """What `read` understands."""
        return asdict(self) | {"failure": self.failure.name}


def hit(number: str, cause: str, share: int) -> bool:
    """Whether this number is among the `share` percent that `cause` concerns: always the same ones."""
    return zlib.crc32(f"{cause} {number}".encode()) % 100 < share


def _within(value: Any, most: int) -> int:
    return min(max(int(value), 0), most) if str(value).isdecimal() else 0
