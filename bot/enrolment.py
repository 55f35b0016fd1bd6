"""Numbers that a volunteer puts forward, as people write them. Nobody is subscribed here: each phone is asked."""

import re

from domain.phones import NotAKenyanNumber, Phone

# A mobile of Kenya with blanks, dashes or dots anywhere: 0712 345 678, +254-712-345678, 712345678.
_MOBILE = re.compile(r"(?<!\d)(?:\+?254|0)?[\s.()-]*(?:7|1)(?:[\s.()-]*\d){8}(?!\d)")
_DIGITS = re.compile(r"\+?\d(?:[\s.-]*\d){3,}")
MOST_AT_ONCE = 10  # numbers in one text: three parts hold no more


def numbers_in(text: str) -> tuple[tuple[Phone, ...], bool, str]:
    """The numbers in a text, each once; whether other digits there were none; and the text without them."""
    found: list[Phone] = []
    misread = False
    for written in _MOBILE.findall(text):
        try:
            found.append(Phone.parse(re.sub(r"[\s.()-]", "", written)))
        except NotAKenyanNumber:
            misread = True
    rest = _MOBILE.sub(" ", text)
    misread = misread or _DIGITS.search(rest) is not None
    return tuple(dict.fromkeys(found))[:MOST_AT_ONCE], misread, _DIGITS.sub(" ", rest)
