"""An SMS read aloud: without the words at its end about where to write and STOP, which the programme says itself."""

import re
from collections.abc import Collection

from messages.compose import ascii_screen
from messages.must_carry import NO_MONEY

_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"')\]]*(?=\s|\Z)|(?=\n)|\Z)", re.DOTALL)


def without_closing(words: str, codes: Collection[str]) -> str:
    """`words` up to the sentences at their end that name one of our codes or STOP; all of them where none is left.

    That we never ask for money goes with these alone: where it stands without them, it may be what the words are about.
    """
    ours = re.compile("|".join([r"\bSTOP\b", *(rf"(?<!\d){re.escape(code)}(?!\d)" for code in codes)]))
    end = len(words)
    for sentence in reversed(list(_SENTENCE.finditer(words))):
        if ours.search(sentence[0]):
            end = sentence.start()
        elif not NO_MONEY.search(ascii_screen(sentence[0]).casefold()):
            break
    return words[:end].rstrip() or words
