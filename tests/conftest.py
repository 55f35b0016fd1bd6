"""One real PostgreSQL for the whole run, and a fresh database for every test that asks for one."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from domain import area_files, db, migrations
from domain.areas import Gazetteer
from domain.embedded import running
from domain.schema import metadata
from domain.vault import Vault
from tests import compiled

compiled.keep()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL of this run alone, which may forget everything in a crash and is gone afterwards."""
    folder = Path("var") / f"test-postgres-{os.getpid()}"
    with running(folder, durable=False) as url:
        yield url
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def test_engine(server: str) -> Iterator[Engine]:
    """A database with the schema and the areas, for every test in turn."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS mbiu_test WITH (FORCE)")
        connection.execute("CREATE DATABASE mbiu_test")
    engine = db.connect(make_url(server).set(database="mbiu_test").render_as_string(hide_password=False))
    migrations.upgrade(engine)
    with db.sessions(engine).begin() as session:
        area_files.load_areas(session)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(test_engine: Engine) -> Engine:
    """The database, emptied: real commits, and nothing left of the test before."""
    empty(test_engine)
    return test_engine


def empty(engine: Engine) -> None:
    """Forget every row but the areas."""
    names = [table.name for table in reversed(metadata.sorted_tables) if not table.name.startswith("area")]
    names += ["procrastinate_events", "procrastinate_jobs", "procrastinate_workers"]
    # As a replica, so that the audit's own trigger lets a test forget. A DELETE of few rows beats TRUNCATE or a fresh
    # copy of a template tenfold, and all of it in one round trip.
    asked = ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {name}" for name in names)]  # noqa: S608
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(asked))


@pytest.fixture
def database_url(engine: Engine) -> str:
    """The same database for another process."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return db.sessions(engine)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session of the test's own: commit to let a door see it."""
    with sessions() as session:
        yield session


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault.parse(Vault.new_keys())


@pytest.fixture(scope="session")
def places() -> Gazetteer:
    return area_files.gazetteer()


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning in the short rains: 09:30 in Nairobi."""
    return datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
