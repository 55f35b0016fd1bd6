"""What stands in one cell of a bulletin's table: a number, a range of numbers with perhaps an open end, or words."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from domain.refusals import Refusal

LONGEST_WORDS = 60  # letters: "good to fair" has twelve
_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,2})?"  # \d would take the digits of every script
_SPAN = re.compile(rf"(>=|<=|[≥≤><])?\s*({_NUMBER})(?:\s*(?:-|–|—|to)\s*({_NUMBER}))?\s*%?")
_DATE = re.compile(r"\d{1,2}-[A-Za-z]{3}(-\d+)?|[A-Za-z]{3}-\d{2}|\d{4}-\d{2}-\d{2}.*|\d{1,2}/\d{1,2}/\d{2,4}")


class Span(NamedTuple):
    """Ends are inclusive; none is an open end. With `words` there are no numbers; with nothing at all it is empty."""

    low: Decimal | None = None
    high: Decimal | None = None
    words: str = ""

    def __str__(self) -> str:
        """As `read` reads it back: 34.29, 51-75, >=1.3, <=6.1, good to fair."""
        if self.low is None:
            return f"<={plain(self.high)}" if self.high is not None else self.words
        if self.high is None:
            return f">={plain(self.low)}"
        return plain(self.low) if self.low == self.high else f"{plain(self.low)}-{plain(self.high)}"

    @property
    def in_numbers(self) -> bool:
        return self.low is not None or self.high is not None


def plain(number: Decimal | None) -> str:
    """111, 6.1, 34.29; "" for none."""
    return "" if number is None else f"{number.normalize():f}"


def read(text: str) -> Span:
    """What a cell says; an empty one is an empty span. Raises `Refusal`."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if found := _SPAN.fullmatch(text):
        return _numbers(*found.groups())
    if _DATE.fullmatch(text):
        raise Refusal("A spreadsheet made a date of this: format the column as text and type it again.")
    if text[:1] in ("-", "−") and _SPAN.fullmatch(text[1:]):
        raise Refusal("No figure here is below zero.")
    if text and not text[0].isalpha():
        raise Refusal("“%(text)s” is no figure: write it like 34.29, 51-75, >=1.3 or <=6.1.", text=text[:LONGEST_WORDS])
    if len(text) > LONGEST_WORDS:
        raise Refusal("These words are too long: at most %(most)s letters.", most=LONGEST_WORDS)
    return Span(words=text)


def _numbers(sign: str | None, first: str, second: str | None) -> Span:
    low = Decimal(first)
    if sign and second:
        raise Refusal("A range needs no sign before it: write 51-75.")
    if sign:
        return Span(low=low) if sign in (">=", "≥", ">") else Span(high=low)
    high = Decimal(second) if second else low
    if high < low:
        raise Refusal("The first number of a range is the smaller one.")
    return Span(low, high)
