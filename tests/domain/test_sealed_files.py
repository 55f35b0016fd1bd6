"""A file under encryption is read as it was written, or not at all."""

import io
from datetime import datetime

import pytest

from domain import sealed_files
from domain.sealed_files import CHUNK, BrokenFile, Header
from domain.vault import Vault


def sealed(vault: Vault, now: datetime, length: int) -> bytes:
    file = io.BytesIO()
    sealed_files.write(file, Header(now, "0008", 16, 17), vault, iter([b"x" * length]))
    return file.getvalue()


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_it_comes_back_whatever_its_length(vault: Vault, now: datetime, length: int) -> None:
    data = sealed(vault, now, length)

    assert sum(map(len, sealed_files.read(io.BytesIO(data), vault))) == length
    assert sealed_files.read_header(io.BytesIO(data))[0] == Header(now, "0008", 16, 17)


def test_what_is_cut_added_or_put_in_another_order_is_refused(vault: Vault, now: datetime) -> None:
    data = sealed(vault, now, 3 * CHUNK + 5)
    begins, whole = data.index(b"\n") + 1, CHUNK + sealed_files.TAG
    head, first, second, rest = data[:begins], data[begins:][:whole], data[begins + whole :][:whole], data[-21:]

    for wrong in (
        data[: begins + whole],  # at the end of a chunk
        data[: begins + 2 * whole + 9],
        head,
        data + b"x",
        head + second + first + data[begins + 2 * whole :],
        head + first + rest,
    ):
        with pytest.raises(BrokenFile, match="cut or changed"):
            list(sealed_files.read(io.BytesIO(wrong), vault))
