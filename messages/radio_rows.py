"""A speech in rows that no page breaks: whole sentences, of about five printed lines at most."""

import re
import textwrap

ROW = 260  # letters: five lines of 12 points in the column of words; longer ones leave pages half empty
LONG = 32  # letters of a word that may be wider than its column
PIECE = 12  # letters after which a longer word may be broken

_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][\"')\]])\s+")
_TELEPHONE = re.compile(r"\b0\d{3} \d{3} \d{3}\b")
_LONG_WORDS = re.compile(rf"\S{{{LONG + 1},}}")
BREAK = "\u200b"  # shows nothing, and a line may end there


def rows_of(words: str) -> list[str]:
    """`words` in rows. A line break in them begins a row; a sentence longer than one is split at its spaces. No line
    ends within a telephone number."""
    whole = _TELEPHONE.sub(lambda found: found[0].replace(" ", "\u00a0"), words)
    return [row for line in whole.split("\n") for row in _line(line)]


def breakable(text: str) -> str:
    """`text` with places in its longest words where a line may end: an address or a slip of the hand stays on the
    page."""
    return _LONG_WORDS.sub(lambda found: BREAK.join(textwrap.wrap(found[0], PIECE)), text)


def _line(line: str) -> list[str]:
    rows: list[str] = []
    for sentence in _SENTENCES.split(line):
        if rows and len(rows[-1]) + 1 + len(sentence) <= ROW:
            rows[-1] += f" {sentence}"
        else:
            rows += textwrap.wrap(sentence, ROW, break_on_hyphens=False)
    return rows
