"""What the simulated network remembers, in a SQLite file of its own: it must outlive the product's database."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.simulator.behaviour import Behaviour

SCHEMA = """
pragma journal_mode = wal;
create table if not exists phone (id integer primary key, number text not null unique, kept integer not null default 0);
create table if not exists message (
    id integer primary key, provider_id text not null, number text not null, sender text not null, body text not null,
    at text not null, arrived integer not null, receipts text not null);
create index if not exists message_number on message (number, id);
create table if not exists typed (id integer primary key, number text not null, body text not null, at text not null);
create index if not exists typed_number on typed (number, id);
create table if not exists session (
    id text primary key, number text not null, code text not null, input text not null, screen text not null,
    note text not null, state text not null, started text not null, hops integer not null default 0);
create index if not exists session_number on session (number, started);
create table if not exists turn (
    id integer primary key, session text not null, input text not null, answer text not null, at text not null);
create table if not exists call (
    id text primary key, line text not null, first text not null, second text not null default '',
    shown text not null default '', state text not null, at text not null, since real not null default 0);
create table if not exists blocked (number text not null, sender text not null, primary key (number, sender));
create table if not exists owed (
    id integer primary key, kind text not null, form text not null, due real not null, leased real not null default 0,
    attempts integer not null default 0);
create index if not exists owed_due on owed (due);
create table if not exists spent (id integer primary key check (id = 1), kes real not null);
create table if not exists behaviour (id integer primary key check (id = 1), switches text not null);
"""
LEASE = 20.0  # seconds after which a callback taken up by a process that died is taken up again


@dataclass(frozen=True, slots=True)
class Message:
    """A text on its way to a phone. `receipts` are the words its delivery reports will say, in order."""

    provider_id: str
    number: str
    sender: str
    body: str
    arrived: bool
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Callback:
    """One form owed to one of the product's hooks from the moment `due` (seconds since 1970) on."""

    kind: str
    form: dict[str, str]
    due: float
    id: int = 0
    attempts: int = 0


class Books:
    """The file. Every operation opens it anew, so any thread and any process may hold the same `Books`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._open()) as db:
            db.executescript(SCHEMA)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to ask questions on; rows have names."""
        with closing(self._open()) as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, kept when the block ends well."""
        with closing(self._open()) as db:
            db.execute("begin immediate")
            yield db
            db.execute("commit")

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        db.execute("pragma synchronous = off")  # survives a killed process; a power cut may cost a simulated network
        db.row_factory = sqlite3.Row
        return db

    def behaviour(self) -> Behaviour:
        with self.reading() as db:
            row = db.execute("select switches from behaviour").fetchone()
        # Over the defaults, for a file may be older than a switch.
        return Behaviour.read(Behaviour().written() | json.loads(row["switches"])) if row else Behaviour()

    def behave(self, behaviour: Behaviour) -> None:
        with self.writing() as db:
            db.execute("insert or replace into behaviour values (1, ?)", [json.dumps(behaviour.written())])
            db.execute("delete from spent")  # what was just set is what is left

    def left(self) -> Decimal:
        """KES on the account, now."""
        with self.reading() as db:
            spent = db.execute("select total(kes) as kes from spent").fetchone()["kes"]
        return max(self.behaviour().balance - Decimal(f"{spent:.4f}"), Decimal(0))

    def take(self, messages: list[Message], callbacks: Iterable[Callback], now: datetime, kes: Decimal) -> None:
        """Texts the network has accepted, the phones they are for, the reports it will owe, and what it all costs."""
        at = now.isoformat()
        with self.writing() as db:
            db.executemany("insert or ignore into phone (number) values (?)", [(m.number,) for m in messages])
            db.executemany(
                "insert into message (provider_id, number, sender, body, at, arrived, receipts) values (?,?,?,?,?,?,?)",
                [(m.provider_id, m.number, m.sender, m.body, at, m.arrived, " ".join(m.receipts)) for m in messages],
            )
            spend = "insert into spent values (1, ?) on conflict (id) do update set kes = kes + excluded.kes"
            db.execute(spend, [float(kes)])
            self.owe(db, callbacks)

    def blocked(self, sender: str) -> set[str]:
        """The numbers that have blocked this sender at their operator."""
        with self.reading() as db:
            return {row["number"] for row in db.execute("select number from blocked where sender = ?", [sender])}

    @staticmethod
    def owe(db: sqlite3.Connection, callbacks: Iterable[Callback]) -> None:
        """Write callbacks down inside a transaction of `writing`."""
        rows = [(callback.kind, json.dumps(callback.form), callback.due) for callback in callbacks]
        db.executemany("insert into owed (kind, form, due) values (?, ?, ?)", rows)

    def claim(self, most: int, now: float) -> list[Callback]:
        """Up to `most` callbacks that are due, for the caller alone until `LEASE` has passed."""
        with self.reading() as db:
            waiting = db.execute("select 1 from owed where due <= ? and leased <= ? limit 1", [now, now]).fetchone()
        if not waiting:  # asked often, so without taking the write lock
            return []
        due = "select id from owed where due <= ? and leased <= ? order by due, id limit ?"
        with self.writing() as db:
            rows = db.execute(
                f"update owed set leased = ?, attempts = attempts + 1 where id in ({due}) returning *",  # noqa: S608
                [now + LEASE, now, now, most],
            ).fetchall()
        return [
            Callback(row["kind"], json.loads(row["form"]), row["due"], row["id"], row["attempts"])
            for row in sorted(rows, key=lambda row: (row["due"], row["id"]))
        ]

    def settle(self, done: list[int], again: dict[int, float]) -> None:
        """Strike out what was taken; put the rest off, each to its moment."""
        with self.writing() as db:
            db.executemany("delete from owed where id = ?", [(callback,) for callback in done])
            db.executemany("update owed set leased = 0, due = ? where id = ?", [(due, i) for i, due in again.items()])

    def rows(self, question: str, *values: Any) -> list[sqlite3.Row]:
        """Every row of one question."""
        with self.reading() as db:
            return db.execute(question, values).fetchall()
