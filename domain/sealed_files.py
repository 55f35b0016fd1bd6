"""One file under encryption, written and read as a stream: constant memory, however long it is.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM: chunks of one MiB, whose nonce is
their number and whether they are the last, so that a file that is cut, put in another order or changed by a bit is
found. Each file has a key of its own, sealed in its header by the vault: older keys of MBIU_KEYS open older files.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.vault import Purpose, Unsealable, Vault

MAGIC = b"mbiu-backup-1 "
IN_FILE = "key of a file"  # where its key is sealed: in no row
CHUNK = 1024**2  # bytes of what is inside
TAG = 16
LONGEST_HEADER = 4096


class BrokenFile(Exception):
    """It is no backup, or it was cut or changed, or our keys do not open it; the message says which."""


@dataclass(frozen=True, slots=True)
class Header:
    """What anybody may read of a file. `server` is the major version of its PostgreSQL, `dumped_by` of the program."""

    made_at: datetime
    revision: str
    server: int
    dumped_by: int


def write(file: BinaryIO, header: Header, vault: Vault, pieces: Iterable[bytes]) -> None:
    """Write the whole file; what the pieces raise comes through."""
    key = AESGCM.generate_key(256)
    said = asdict(header) | {"made_at": header.made_at.isoformat(), "key": _sealed(vault, key)}
    first = MAGIC + json.dumps(said).encode() + b"\n"
    file.write(first)
    cipher, bound, number = AESGCM(key), hashlib.sha256(first).digest(), 0
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > CHUNK:  # never all of it: the last chunk is marked, and there is always one
            file.write(cipher.encrypt(_nonce(number, last=False), bytes(waiting[:CHUNK]), bound))
            del waiting[:CHUNK]
            number += 1
    file.write(cipher.encrypt(_nonce(number, last=True), bytes(waiting), bound))


def read_header(file: BinaryIO) -> tuple[Header, bytes]:
    """The header, and its line as it stands. Raises `BrokenFile`."""
    first = file.readline(LONGEST_HEADER)
    try:
        if not first.startswith(MAGIC):
            raise ValueError
        said = json.loads(first[len(MAGIC) :])
        made_at = datetime.fromisoformat(said["made_at"])
        return Header(made_at, said["revision"], int(said["server"]), int(said["dumped_by"])), first
    except (ValueError, KeyError, TypeError):
        raise BrokenFile("This is no backup of Mbiu, or its beginning was changed.") from None


def opens(path: Path, vault: Vault) -> bool:
    """Whether our keys open a file, by its first line alone. Raises `OSError`."""
    try:
        with path.open("rb") as file:
            _opened(vault, read_header(file)[1])
    except BrokenFile:
        return False
    return True


def read(file: BinaryIO, vault: Vault) -> Iterator[bytes]:
    """What is inside, chunk by chunk, each proved before it is given out. Raises `BrokenFile`, at the latest at the end
    of a file that was cut."""
    _, first = read_header(file)
    cipher, bound, number = AESGCM(_opened(vault, first)), hashlib.sha256(first).digest(), 0
    chunk = file.read(CHUNK + TAG)
    while True:
        after = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not after), chunk, bound)
        except InvalidTag:
            raise BrokenFile("This file was cut or changed: nothing of it can be trusted. Take another.") from None
        if not after:
            return
        chunk, number = after, number + 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _sealed(vault: Vault, key: bytes) -> str:
    return base64.b64encode(vault.seal(base64.b64encode(key).decode(), Purpose.BACKUP, IN_FILE)).decode()


def _opened(vault: Vault, first: bytes) -> bytes:
    try:
        sealed = base64.b64decode(json.loads(first[len(MAGIC) :])["key"], validate=True)
        return base64.b64decode(vault.open(sealed, Purpose.BACKUP, IN_FILE))
    except (Unsealable, KeyError, ValueError):
        raise BrokenFile("The keys in MBIU_KEYS do not open this file: it was made under others.") from None


def new(path: str | os.PathLike[str]) -> BinaryIO:
    """A file nobody else may read, which is not there yet. Raises `OSError`."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
