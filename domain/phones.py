"""A phone number: read strictly, printed masked, hidden in the database as two columns."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

# A mobile as providers write it: read in a microsecond, where the library takes 27, and delivery reports are a million.
# A test holds that the library says the same of each of them.
_PLAIN = re.compile(r"\+?(254(?:7[0-9]{2}|10[0-8]|11[0-9])[0-9]{6})")


class NotAKenyanNumber(ValueError):
    """The digits are no number of Kenya's plan. The message never repeats them."""


@dataclass(frozen=True, slots=True, repr=False)
class Phone:
    """A number of Kenya's numbering plan. Printing it masks it; `e164` is the only way to the digits."""

    e164: str

    @classmethod
    @lru_cache(
        maxsize=4096
    )  # whoever dials comes back with every key, and the plan's rules cost as much as a statement
    def parse(cls, raw: str) -> "Phone":
        """Read `0712…`, `254712…`, `+254 712…` (also with the `+` lost to form decoding).

        Raises `NotAKenyanNumber` for anything that is not a valid number of Kenya.
        """
        digits = raw.strip()
        if plain := _PLAIN.fullmatch(digits):
            return cls(f"+{plain[1]}")
        if any(sign.isalpha() for sign in digits):  # phonenumbers would dial them: +254711XXXYYY is somebody's number
            raise NotAKenyanNumber("This is not a phone number.")
        if digits.startswith("254"):
            digits = "+" + digits
        try:
            number = phonenumbers.parse(digits, "KE")
        except phonenumbers.NumberParseException:
            raise NotAKenyanNumber("This is not a phone number.") from None
        if number.country_code != 254 or number.extension or not phonenumbers.is_valid_number(number):
            raise NotAKenyanNumber("This is not a number of Kenya's plan, such as 0712 345 678.")
        return cls(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    @property
    def masked(self) -> str:
        """Country code and the last two digits: enough to tell rows apart, not to call."""
        return f"{self.e164[:4]}••••••{self.e164[-2:]}"

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Phone({self.masked})"
