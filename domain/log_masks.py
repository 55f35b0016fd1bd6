"""The second net under every log line: what looks like a number or a secret is masked, and counted, before it is
written.

The first net is that nobody logs such a thing. That something is caught here is a fault of ours, and raises an alert.
"""

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

NUMBER, TOKEN = "number", "token"
FOLDER = "masked"  # under MBIU_DATA
SHORTEST_SECRET = 8  # letters; a shorter one would mask words that mean nothing, such as the `local` of a local run

KNOWN, SHORT = 256, 60  # so many short texts are remembered: names of views and methods stand in every line

# Dashes of all kinds, and signs that nobody sees.
_DASHES = r"\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff"
_GAP = rf"(?:[\s().{_DASHES}/]|%20){{0,3}}"
# What stands only between whole groups of a number: elsewhere, between any two digits, it makes lists and times.
_BETWEEN = rf"(?:[\s().,:;*_+{_DASHES}/]|%20){{1,5}}"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
# What is long and harmless is stepped over first: ids, what `repr` says of an object, files of the spool, moments,
# addresses of machines (none begins with 254).
_HARMLESS = "|".join(
    (
        r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
        r"\b(?=\d*[a-f])[0-9a-f]{32,}\b",
        r"\b0x[0-9a-f]+\b",
        r"\b\d{20}-\d{8}-\d{8}\b",
        r"\b(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?",
        rf"(?<![\d.])(?!0|254\.)(?:{_OCTET}\.){{3}}{_OCTET}(?::\d{{1,5}})?(?!\.?\d)",
    )
)
# Kenya's numbers in any spelling: +254…, 254…, 00254…, 07…, 01…, the last nine digits alone; and whatever is long
# enough to be one. A fraction is none.
_NUMBER = "|".join(
    (
        rf"(?<!\d)(?:(?:\+|00)?254{_GAP}0?{_GAP}|0[\s(){_DASHES}]{{0,3}})[17](?:{_GAP}\d){{8}}(?!\d)",
        rf"(?<!\d)(?:(?:\+|00)?254{_BETWEEN}0?|0)[17]\d\d{_BETWEEN}\d{{3}}(?:{_BETWEEN})?\d{{3}}(?!\d)",
        rf"(?<!\d)0[17](?P<between>{_BETWEEN})\d\d(?:(?P=between)\d\d){{3}}(?!:?\d)",
        rf"(?<![\d.])(?:7\d|1[01])\d[\s).{_DASHES}]{{1,3}}\d{{3}}[\s.{_DASHES}]?\d{{3}}(?!\.?\d)",
        r"(?<!\d)(?<!\d\.)\d{9,}",
    )
)
# The secret parts of our own addresses (hooks, sign-in links, links of stations), and what is given as a secret.
_DOORS, _SLASH = "hooks|sign-in|link", "(?:/|%2f)"
_ADDRESS = rf"(?:{_SLASH}(?:{_DOORS}){_SLASH}++|(?:{_DOORS})(?:%2f)++)(?!twilio{_SLASH})"
_GIVEN = r"[?&][\w\-]{0,20}?(?:token|key|password|secret|link)="
_TOKEN = "|".join(
    (
        rf"(?i:(?P<door>{_ADDRESS}))[^/\s?#\"'<>\\]+",
        rf"(?i:(?P<given>{_GIVEN}))[^\s&#\"'<>\\]+",
        r"(?i:(?P<bearer>\bbearer\s{1,5}))[^\s\"'<>\\]{8,}",
    )
)
# Almost every line ends here: no nine digits with no more than gaps between them, and no sign of a door or a secret.
_PERHAPS = rf"\d(?:[\s().,:;*_+%{_DASHES}/]{{0,9}}\d){{8}}"
_SIGNS = ("/", "=", "%2", "earer", "EARER")  # letters one by one would cost more than all the rest
_WORDS = re.compile(rf"(?i:{_ADDRESS}|{_GIVEN}|\bbearer\s)").search


class Masks:
    """Masks one piece of text at a time. `secrets` are masked wherever they stand; `tally` hears of each mask."""

    def __init__(self, secrets: Iterable[str] = (), tally: Callable[[str], object] = lambda _: None) -> None:
        known = [re.escape(secret) for secret in secrets if len(secret) >= SHORTEST_SECRET]
        secret = "|".join(sorted(known, key=len, reverse=True)) or r"(?!)"
        self._looks = re.compile(f"{_PERHAPS}|{secret}").search
        self._known = lru_cache(KNOWN)(self._perhaps)
        self._leaks = re.compile(f"(?P<{TOKEN}>{secret}|{_TOKEN})|(?P<harmless>{_HARMLESS})|(?P<{NUMBER}>{_NUMBER})")
        self._tally = tally

    def __call__(self, text: str) -> str:
        perhaps = self._known(text) if len(text) < SHORT else self._perhaps(text)
        return self._leaks.sub(self._mask, text) if perhaps else text

    def _perhaps(self, text: str) -> bool:
        return bool(self._looks(text) or (any(sign in text for sign in _SIGNS) and _WORDS(text)))

    def _mask(self, found: re.Match[str]) -> str:
        if found["harmless"] is not None:
            return found[0]
        kind = NUMBER if found[NUMBER] is not None else TOKEN
        self._tally(kind)
        kept = found["door"] or found["given"] or found["bearer"] or ""
        return f"{kept}[{kind}]"


class Tally:
    """How often something was masked, over all processes of this machine and all their lives.

    A file for each kind, one byte longer for each mask: any process adds to it at once and without a lock, and what
    never happens costs nothing.
    """

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def __call__(self, kind: str) -> None:
        with contextlib.suppress(OSError):  # a full disk must not take the line with it
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._folder / kind, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, b".")
            finally:
                os.close(descriptor)

    def counts(self) -> Mapping[str, int]:
        """By kind, each of which there is."""
        return {kind: self._count(kind) for kind in (NUMBER, TOKEN)}

    def _count(self, kind: str) -> int:
        try:
            return (self._folder / kind).stat().st_size
        except OSError:
            return 0
