"""One backup as one file: the whole database as it was at one moment, and what waited on this machine's disk.

Made under a snapshot in which every row was counted, never in clear on a disk, and believed only when it has come back
into a database of its own with as many rows.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO

import psycopg
from psycopg import sql
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from domain import db, dumps, folders, sealed_files
from domain.hours import local
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.sealed_files import BrokenFile, Header
from domain.subscribers import Subscriber
from domain.vault import Purpose, Unsealable, Vault

SUFFIX, PART = ".backup", ".part"
SCRATCH = "mbiu_scratch_"
WEEKS = 8  # of which one is kept, besides the days
ALL_KEPT = timedelta(days=2)  # in which nothing goes, however many were made
SAMPLE = 50  # numbers that are opened in a database that came back
LOCK = "SELECT pg_try_advisory_lock(hashtext('mbiu backup'))"
TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname"""
Rows = dict[str, int]
Connection = psycopg.Connection[Any]


class AnotherRuns(Exception):
    """A backup is being made at this moment."""


class DoesNotComeBack(Exception):
    """What came out of the file is not what went into it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of the spool, sealed as it lies there."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Inside:
    """What a file holds: the rows of each table, what waited on disk, and the archive as a stream."""

    rows: Rows
    waiting: Sequence[Waiting]
    archive: Iterator[bytes]


def file_name(now: datetime) -> str:
    return f"mbiu-{now:%Y%m%dT%H%M%SZ}{SUFFIX}"


@contextlib.contextmanager
def alone(url: str) -> Iterator[None]:
    """While the block lasts nobody else makes a backup of this database. Raises `AnotherRuns`, `psycopg.Error`."""
    with psycopg.connect(url, autocommit=True) as connection:
        if not _first(connection, LOCK):
            raise AnotherRuns
        yield


def make(url: str, path: Path, vault: Vault, now: datetime, waiting: Sequence[Waiting]) -> Rows:
    """Write one file; when this returns it survives a power cut. Nothing is left of one that could not be finished.

    Only `alone`. `waiting` is read before: what it holds is in the snapshot or in the file, or in both, and is taken
    once. Raises `DumpError`, `OSError`, `psycopg.Error`.
    """
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot, rows = str(_first(connection, "SELECT pg_export_snapshot()")), count(connection)
        server = connection.info.server_version // 10000
        program, version = dumps.program("pg_dump", server)
        header = Header(now, str(_first(connection, "SELECT version_num FROM alembic_version")), server, version)
        for dead in path.parent.glob(f"mbiu-*{SUFFIX}{PART}"):  # we are alone: whoever wrote it is gone
            dead.unlink()
        _write(path, header, vault, _pieces(rows, waiting, dumps.dump(url, program, snapshot)))
        connection.execute("SELECT 1")  # had it been lost, the snapshot would have gone with it
    return rows


def _write(path: Path, header: Header, vault: Vault, pieces: Iterator[bytes]) -> None:
    part = path.with_name(path.name + PART)
    try:
        with sealed_files.new(part) as file:
            sealed_files.write(file, header, vault, pieces)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folders.sync(path.parent)


def _pieces(rows: Rows, waiting: Sequence[Waiting], archive: Iterator[bytes]) -> Iterator[bytes]:
    yield json.dumps({"rows": rows, "waiting": [[file.name, len(file.body)] for file in waiting]}).encode() + b"\n"
    yield from (file.body for file in waiting)
    yield from archive


def inside(file: BinaryIO, vault: Vault) -> Inside:
    """Open a file that stands at its beginning. Raises `BrokenFile`, also while the archive is read."""
    pieces = sealed_files.read(file, vault)
    held = bytearray()

    def until(enough: Callable[[], bool]) -> None:
        while not enough():
            try:
                held.extend(next(pieces))
            except StopIteration:
                raise BrokenFile("This file is not whole: nothing of it can be trusted. Take another.") from None

    until(lambda: b"\n" in held)
    first, _, rest = bytes(held).partition(b"\n")
    said, held = json.loads(first), bytearray(rest)
    waiting = []
    for name, length in said["waiting"]:
        until(lambda: len(held) >= length)  # noqa: B023  asked at once
        waiting.append(Waiting(str(name), bytes(held[:length])))
        del held[:length]

    def archive() -> Iterator[bytes]:
        yield bytes(held)
        yield from pieces

    return Inside(said["rows"], waiting, archive())


def prove(path: Path, vault: Vault) -> tuple[Header, Rows]:
    """Read a file to its end, changing nothing. Raises `BrokenFile` and `OSError`."""
    with path.open("rb") as file:
        header, _ = sealed_files.read_header(file)
        file.seek(0)
        found = inside(file, vault)
        for _ in found.archive:
            pass
    return header, found.rows


def count(connection: Connection) -> Rows:
    """The rows of every table, as this transaction sees them."""
    names = [name for (name,) in connection.execute(TABLES)]
    each = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {name}, count(*) FROM public.{table}").format(name=name, table=sql.Identifier(name))
        for name in names
    )
    return {str(name): int(found) for name, found in connection.execute(each)} if names else {}


def load(path: Path, vault: Vault, url: str, *, before: str = "", after: str = "") -> Inside:
    """Put the database of a file into another, with statements before and after it in the same transaction.

    Raises `BrokenFile`, `DumpError`, `OSError`.
    """
    with path.open("rb") as file:
        header, _ = sealed_files.read_header(file)
        file.seek(0)
        found = inside(file, vault)
        programs = dumps.program("pg_restore", header.dumped_by)[0], dumps.program("psql", header.dumped_by)[0]
        dumps.load(url, found.archive, programs, before=before, after=after)
    return found


def verify(path: Path, vault: Vault, url: str) -> None:
    """Bring a file back into a new database on the server of `url`, look at it, and drop it.

    Raises `DoesNotComeBack`, `BrokenFile`, `DumpError`, `OSError`, `psycopg.Error` (a role that may not make one).
    """
    with scratch(url) as back:
        rows = load(path, vault, back).rows
        with psycopg.connect(back) as connection:
            found = count(connection)
        if found != rows:
            wrong = sorted(name for name in rows.keys() | found.keys() if rows.get(name) != found.get(name))
            raise DoesNotComeBack(f"Of these tables other rows came back than were counted: {', '.join(wrong)}.")
        engine = db.connect(back)
        try:
            with db.sessions(engine)() as session:
                _check_opens(session, vault)
        finally:
            engine.dispose()


@contextlib.contextmanager
def scratch(url: str) -> Iterator[str]:
    """The address of a new, empty database on the same server, for as long as the block lasts.

    Those that were left by whoever was killed are dropped before: nobody is connected to them, as we are to ours.
    """
    name = f"{SCRATCH}{token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (SCRATCH,))
        for (dead,) in left.fetchall():
            with contextlib.suppress(psycopg.errors.ObjectInUse, psycopg.errors.InvalidCatalogName):
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(dead)))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        address = make_url(url).set(database=name).render_as_string(hide_password=False)
        try:
            with psycopg.connect(address):
                yield address
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _check_opens(session: Session, vault: Vault) -> None:
    """That some of the numbers in a database can be opened and looked up. Raises `DoesNotComeBack`."""
    for person in session.scalars(select(Subscriber).order_by(func.random()).limit(SAMPLE)):
        try:
            phone = SUBSCRIBER_PHONE.phone(vault, person)
        except Unsealable:
            raise DoesNotComeBack("Numbers in it cannot be opened with the keys in MBIU_KEYS.") from None
        if vault.lookup(phone, Purpose.SUBSCRIBER) != person.phone_lookup:
            raise DoesNotComeBack("Numbers in it cannot be looked up: the key named lookup is another one.")


def too_old(folder: Path, doubtful: set[str], days: int, came_back: str) -> list[Path]:
    """Which files may go now that a newer one was seen to come back: all but that one, whatever time its name tells,
    those of the 48 hours before the newest, and the last of each of the last `days` days and of the last weeks of which
    there are any. One that never came back counts for no day, and goes after 48 hours."""
    made = {path: at for path in folder.glob(f"mbiu-*{SUFFIX}") if (at := _made_at(path.name))}
    sure = sorted((at, path) for path, at in made.items() if path.name not in doubtful)
    by_day = {at.date(): path for at, path in sure}  # of several the last
    by_week = {at.date() - timedelta(days=at.weekday()): path for at, path in sure}
    late = {path for path, at in made.items() if at > max(made.values()) - ALL_KEPT}
    kept = {folder / came_back, *late, *list(by_day.values())[-days:], *list(by_week.values())[-WEEKS:]}
    return sorted(path for path in made if path not in kept)


def _made_at(name: str) -> datetime | None:
    """The wall time in the name of a file of ours; None of others."""
    with contextlib.suppress(ValueError):
        return local(datetime.strptime(name, f"mbiu-%Y%m%dT%H%M%S%z{SUFFIX}"))
    return None


def _first(connection: Connection, query: str) -> object:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def may_create(url: str) -> bool:
    """Whether our role may make a database of its own."""
    with psycopg.connect(url) as connection:
        found = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        return bool(_first(connection, found))
