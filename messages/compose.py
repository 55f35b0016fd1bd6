"""What is done to a text before it travels: typing accidents put right, the plain form for phones, and the price."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from messages.segments import EXTENSION, GSM_LETTERS, segment

# Signs that look or mean the same, so that the dearer one can go. One ’ in ng’ombe makes a text cost twice.
LOOK_ALIKES = {
    **dict.fromkeys("‘’‚‛′ʹʻʼˈ´`", "'"),  # quotes, prime, the letter apostrophe U+02BC, acute and grave typed alone
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),  # hyphens, dashes, the minus sign
    "…": "...",
    **dict.fromkeys(
        "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\r\v\f\u0085\u2028\u2029", "\n"),
}
# Soft hyphen, zero-width and direction marks, emoji presentation: unseen, and each forces UCS-2. A lone half of a
# surrogate pair cannot be encoded at all, PostgreSQL has no place for NUL, and XML none for U+FFFE and U+FFFF.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\ud800-\udfff\ufffe\uffff]"
)
_LOOK_ALIKES = str.maketrans(LOOK_ALIKES)

# Kamba's two letters outside GSM-7. The signed plain form leaves the tilde away, as people do in their own texts. It
# never takes ì and ù instead, though they are cheap: in Kamba they would be another spelling, not a plainer one.
PLAIN = str.maketrans("ĩũĨŨ", "iuIU")

# What is left after accents have been taken off, for screens that show ASCII only.
ASCII = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L"}
    | {"ŋ": "ng", "Ŋ": "NG", "ı": "i", "£": "GBP", "€": "EUR", "×": "x", "⁄": "/", "÷": "/", "•": "-", "·": "."}
    | {"°": "", "¿": "", "¡": ""}
)  # fmt: skip

# What may stand for a letter that costs more, where a reader loses nothing by it. ñ is no dearer than n.
REMEDIES = {
    "°": " deg", "•": "-", "€": "EUR", "[": "(", "]": ")", "{": "(", "}": ")", "~": "-", "^": "-", "|": "/",
    "\\": "/", "©": "(c)", "™": "TM", "½": "1/2", "¼": "1/4", "¾": "3/4", "→": "->", "≥": ">=", "≤": "<=",
}  # fmt: skip
_PICTURES = {"So", "Sk", "Cn", "Co"}  # emoji and the marks that colour them


def normalise(text: str) -> str:
    """`text` in NFC, with typographic look-alikes made plain and unseen signs, odd breaks and edge blanks taken out.

    Nothing is changed that a reader could tell apart: a letter keeps its tilde, ° and • stay (see `costly`).
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    text = _UNSEEN.sub("", text.translate(_LOOK_ALIKES))
    text = re.sub(" +$", "", text, flags=re.MULTILINE).strip()
    return unicodedata.normalize("NFC", text)


def corrections(typed: str) -> tuple[tuple[str, str], ...]:
    """Each sign that `normalise` puts right in `typed` and what becomes of it ("" for nothing), to be shown.

    Blanks and breaks that look the same are not named.
    """
    typed = typed.replace("\r\n", "\n")
    found = {sign: "" if _UNSEEN.match(sign) else LOOK_ALIKES.get(sign, sign) for sign in typed}
    return tuple((sign, right) for sign, right in found.items() if sign != right and (sign.strip() or not right))


def plain(text: str) -> str:
    """The form without tildes: ĩ→i ũ→u Ĩ→I Ũ→U and nothing else. A speaker signs it as a text of its own."""
    return unicodedata.normalize("NFC", text).translate(PLAIN)


def ascii_screen(text: str) -> str:
    """`text` as a USSD screen can show it: pure ASCII. What has no ASCII form shows as `?`, so that a loss is seen."""
    letters = unicodedata.normalize("NFKD", normalise(text).translate(ASCII))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.translate(ASCII).encode("ascii", "replace").decode("ascii")


def costly(text: str) -> tuple[str, ...]:
    """The characters that force `text` into UCS-2, each once, in the order they are met."""
    return tuple(dict.fromkeys(letter for letter in text if letter not in GSM_LETTERS))


def dear(text: str) -> tuple[str, ...]:
    """The characters that make `text` cost more: those `costly`; where there is none, those that count as two."""
    return costly(text) or tuple(dict.fromkeys(letter for letter in text if letter in EXTENSION))


def remedy(letter: str) -> str | None:
    """What to write in place of a dear letter, "" to leave it out; None where only a speaker could say."""
    if letter in REMEDIES:
        return REMEDIES[letter]
    if unicodedata.category(letter) in _PICTURES:
        return ""
    bare = ascii_screen(letter)
    return None if "?" in bare or letter in "ĩũĨŨ" else bare


def mended(text: str, letters: Iterable[str]) -> str:
    """`text` with these letters replaced by their remedies."""
    replaced = text.translate({ord(letter): remedy(letter) for letter in letters if remedy(letter) is not None})
    return normalise(re.sub(" {2,}", " ", replaced))


def parts_saved(text: str, cheaper: str) -> int:
    """How many parts less the second text takes."""
    return len(segment(text).parts) - len(segment(cheaper).parts)


def price(text: str, people: int, per_part: Decimal) -> Decimal:
    """What sending `text` to so many `people` costs, in the currency of `per_part`: every part is paid."""
    return len(segment(text).parts) * people * per_part
