"""Secrets at rest: what is sealed can be opened with the keys; what is looked up cannot be turned back.

A phone number is kept as two columns: sealed (AES-GCM under keys that rotate) and lookup (HMAC-SHA256 under a stable
key *per purpose*, so that in a dump a reporter cannot be joined to a subscriber). AES-SIV was weighed: after a rotation
equality finds nothing and UNIQUE admits the same person twice.

What is sealed is bound to its purpose and its row (`domain.sealed_columns` says how): copied to another row, it does
not open. Until 2026 it was bound to the purpose alone; a rotation binds such values, and they open until the word
`bound` stands in MBIU_KEYS. It stands there, not in the database, for whoever swaps values there could take it away.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.phones import Phone

LOOKUP = "lookup"  # the entry of MBIU_KEYS that roots the lookup keys and must never change
BOUND = "bound"  # the word in MBIU_KEYS after which nothing opens that is not bound to its row
LOOKUP_BYTES = 16
NONCE_BYTES = 12


class Purpose(StrEnum):
    """What a column is for. It names the lookup key, and is bound into what is sealed."""

    SUBSCRIBER = "subscriber"
    TEXT = "text"
    REPLY = "reply"
    REPORTER = "reporter"
    INCIDENT = "incident"
    OFFICER = "officer"
    DIALOGUE = "dialogue"
    INBOX = "inbox"
    SPOOL = "spool"
    RECEIPT = "receipt"
    CONVERSATION = "conversation"
    INVITATION = "invitation"
    LEAVER = "leaver"
    DEPARTURES = "departures"  # sums in the files of who left
    ALERT = "alert"
    RESPONDER = "responder"
    SECOND_FACTOR = "second_factor"
    UNSENT_FORM = "unsent_form"
    IMPORT = "import"
    BACKUP = "backup"


class Unsealable(Exception):
    """The value was sealed under a key we do not have, for another purpose or row, or was changed."""


class BadKeys(ValueError):
    """MBIU_KEYS cannot be read. The message says what is wrong and never repeats a key."""


class Vault:
    """Seals, opens and hides. `keys` are (name, 32 bytes), newest first; the newest seals, every one opens.

    `bound_only`: what is not bound to a row does not open.
    """

    def __init__(self, keys: Sequence[tuple[str, bytes]], lookup_root: bytes, *, bound_only: bool = False) -> None:
        ciphers = {name: AESGCM(key) for name, key in keys}
        self.bound_only = bound_only
        self._bound = {self._tag(f"row {name}"): cipher for name, cipher in ciphers.items()}
        self._of_old = {} if bound_only else {self._tag(name): cipher for name, cipher in ciphers.items()}
        self.names = [name for name, _ in keys]
        self.newest = self._tag(f"row {self.names[0]}")  # how everything begins that is sealed now
        self._root = lookup_root

    @classmethod
    def parse(cls, text: str) -> "Vault":
        """Read MBIU_KEYS: `name=base64,…` newest first, one of them named `lookup`; 32 bytes each; and `bound`."""
        words = [entry.strip() for entry in text.split(",") if entry.strip()]
        entries = [entry.partition("=") for entry in words if entry != BOUND]
        try:
            keys = [(name, base64.b64decode(encoded, validate=True)) for name, _, encoded in entries]
        except binascii.Error:
            raise BadKeys("a key in MBIU_KEYS is not base64") from None
        if any(len(key) != 32 for _, key in keys):
            raise BadKeys("a key in MBIU_KEYS is not 32 bytes long")
        if len({name for name, _ in keys}) != len(keys):
            raise BadKeys("two keys in MBIU_KEYS have the same name")
        sealing = [(name, key) for name, key in keys if name != LOOKUP]
        if not sealing or len(sealing) == len(keys):
            raise BadKeys("MBIU_KEYS needs one key named lookup and at least one other")
        return cls(sealing, dict(keys)[LOOKUP], bound_only=BOUND in words)

    @staticmethod
    def new_keys() -> str:
        """A fresh value for MBIU_KEYS."""
        keys = [f"{name}={base64.b64encode(os.urandom(32)).decode()}" for name in ("k1", LOOKUP)]
        return ",".join([*keys, BOUND])

    @staticmethod
    def _tag(name: str) -> bytes:
        """Four bytes that tell which key sealed a value and whether it is bound to a row, without the key's name."""
        return hashlib.sha256(name.encode()).digest()[:4]

    @classmethod
    def tags_of(cls, name: str) -> tuple[bytes, bytes]:
        """How values begin that were sealed under a key of this name, whether we have it or not."""
        return cls._tag(f"row {name}"), cls._tag(name)

    def key_of(self, tag: bytes) -> tuple[str, bool] | None:
        """The name of the key whose values begin so, and whether they are bound to rows; None: no key of ours."""
        for name in self.names:
            if tag in (tags := self.tags_of(name)):
                return name, tag == tags[0]
        return None

    def seal(self, plain: str, purpose: Purpose, row: str | int | bytes) -> bytes:
        """Key tag, nonce, ciphertext. The same text sealed twice differs. `row` is where alone it opens again."""
        nonce = os.urandom(NONCE_BYTES)
        body = self._bound[self.newest].encrypt(nonce, plain.encode(), _context(purpose, row))
        return self.newest + nonce + body

    def open(self, sealed: bytes, purpose: Purpose, row: str | int | bytes) -> str:
        """The text again. Raises `Unsealable`."""
        tag, nonce, body = sealed[:4], sealed[4 : 4 + NONCE_BYTES], sealed[4 + NONCE_BYTES :]
        try:
            if cipher := self._bound.get(tag):
                return cipher.decrypt(nonce, body, _context(purpose, row)).decode()
            return self._of_old[tag].decrypt(nonce, body, purpose.encode()).decode()
        except (KeyError, ValueError, InvalidTag):
            raise Unsealable("This value cannot be opened with the keys we have.") from None

    def lookup(self, value: Phone | str, purpose: Purpose) -> bytes:
        """Sixteen bytes that are the same for the same value and purpose, for ever."""
        text = value.e164 if isinstance(value, Phone) else value
        return hmac.digest(self._lookup_keys[purpose], text.encode(), "sha256")[:LOOKUP_BYTES]

    @cached_property
    def _lookup_keys(self) -> dict[Purpose, bytes]:
        return {purpose: hmac.digest(self._root, purpose.encode(), "sha256") for purpose in Purpose}

    def reveal(self, sealed: bytes, purpose: Purpose, row: str | int | bytes) -> Phone:
        """A number again, still printed masked. Raises `Unsealable`."""
        return Phone(self.open(sealed, purpose, row))


def _context(purpose: Purpose, row: str | int | bytes) -> bytes:
    """What is authenticated with a value: no purpose has a zero byte, so no two are written alike."""
    return purpose.encode() + b"\0" + (row if isinstance(row, bytes) else str(row).encode())
