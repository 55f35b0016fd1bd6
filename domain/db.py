"""The ground every table stands on: declarative base, column types, engine and session."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum as PythonEnum
from importlib import import_module
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg import Connection
from psycopg.pq import TransactionStatus
from sqlalchemy import BigInteger, DateTime, Engine, Enum, LargeBinary, MetaData, Text, create_engine, event
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, sessionmaker


def words(kind: type[PythonEnum], name: str | None = None) -> Enum:
    """An enumeration as text with a CHECK: a native one cannot lose a word without a rewrite, and COPY writes text.

    `name` tells two columns of one kind in one table apart.
    """
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(MappedAsDataclass, DeclarativeBase, eq=False, kw_only=True):
    """Rows are dataclasses; moments are aware; text has no length to overflow; names of constraints are stable."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        str: Text,
        int: BigInteger,
        bytes: LargeBinary,
        PythonEnum: words(PythonEnum),
        list[str]: ARRAY(Text),
        list[int]: ARRAY(BigInteger),
        list[bytes]: ARRAY(LargeBinary),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


# A server whose machine vanished says nothing at all, and a provider at our hooks waits 10 seconds: an old connection
# is given up after 5 and a new one after 3. None of it bounds how long a query may take.
PATIENCE = 5  # seconds for a place in the pool
VANISHED = {
    "connect_timeout": 3,  # seconds
    "tcp_user_timeout": 5000,  # milliseconds in which what we sent must be received
    "keepalives_idle": 5,  # seconds
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


def connect(url: str, *, pool_size: int = 10) -> Engine:
    """An engine for any PostgreSQL address, on psycopg 3; no connection is opened yet."""
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise ValueError("DATABASE_URL must be a PostgreSQL address: postgresql://…")
    engine = create_engine(
        f"postgresql+psycopg://{rest}",
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=PATIENCE,
        hide_parameters=True,  # what was asked of the database never stands in an exception
        # Whatever server we meet, our session speaks UTC and UTF-8.
        connect_args={"options": "-c timezone=UTC", "client_encoding": "utf8", **VANISHED},
    )
    event.listen(engine, "checkout", _still_there)
    return engine


def _still_there(connection: DBAPIConnection, *_: object) -> None:
    """Part with a connection whose server went away while it lay in the pool, and with all as old, before it is used.

    A server that stops says so or hangs up, and either can be read; between transactions there is nothing else to
    read. Looking costs a microsecond, a round trip (`pool_pre_ping`) a hundred.
    """
    line = select.poll()
    if not connection.closed:
        line.register(connection.fileno(), select.POLLIN)
    if connection.closed or line.poll(0):
        raise InvalidatePoolError


def passwords(url: str) -> set[str]:
    """The password of a database as it is written in its address, in either place, and as it is meant."""
    parts = urlsplit(url)
    asked = (each.partition("=") for each in parts.query.split("&"))
    written = {parts.password or "", *(value for name, _, value in asked if name == "password")}
    return {each for text in written for each in (text, unquote(text)) if each}


def sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions whose rows stay readable after the edge has committed."""
    # Whole, whatever a process imports: a row with a foreign key to a table nobody has declared cannot be written.
    import_module("domain.schema")
    return sessionmaker(engine, expire_on_commit=False)


def next_ids(session: Session, of: type[Base], many: int) -> list[int]:
    """Ids for rows to come of this table: what is sealed into a row is bound to its id before it is there.

    What waits to be written is written first, so that ids keep the order of the rows.
    """
    session.flush()
    drawn = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    return [number for (number,) in driver(session).execute(drawn, (of.__tablename__, many))]


def next_id(session: Session, of: type[Base]) -> int:
    """One of them."""
    return next_ids(session, of, 1)[0]


def driver(session: Session) -> Connection[Any]:
    """psycopg's own connection inside this session's transaction, for the statements of the hot doors.

    Whoever dials waits for them. Of the CPU of one statement the ORM costs four parts, Core two, psycopg one.
    """
    found: Connection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment]
    return found


@contextmanager
def at_once(session: Session) -> Iterator[Connection[Any]]:
    """The same inside a transaction that has begun; before one, a connection of its own, where each statement commits.

    A transaction of a session begun, committed and given back costs more than a statement.
    """
    if session.in_transaction():
        yield driver(session)
        return
    lent = session.get_bind().engine.raw_connection()
    connection: Connection[Any] = lent.driver_connection  # type: ignore[assignment]
    try:
        connection.autocommit = True
        yield connection
    finally:
        if connection.pgconn.transaction_status == TransactionStatus.IDLE:
            connection.autocommit = False
            lent.close()
        else:  # it broke, or was left in the middle of something
            lent.invalidate()
