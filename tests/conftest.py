"""One real PostgreSQL for the whole run, and a fresh database for every test that asks for one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from domain import areas, db, migrations
from domain.areas import Gazetteer
from domain.embedded import running
from domain.vault import Vault

TEMPLATE = "mbiu_template"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL that forgets nothing while it runs and may forget everything in a crash."""
    with running(Path("var") / "test-postgres", durable=False) as url:
        yield url


def _statement(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


def _database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def template(server: str) -> str:
    """A database with the schema and the areas, which every test's own is copied from."""
    _statement(server, f"DROP DATABASE IF EXISTS {TEMPLATE}", f"CREATE DATABASE {TEMPLATE}")
    engine = db.connect(_database(server, TEMPLATE))
    migrations.upgrade(engine)
    with db.sessions(engine).begin() as session:
        areas.load_areas(session)
    engine.dispose()
    return TEMPLATE


@pytest.fixture
def database_url(server: str, template: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh, migrated database with the areas loaded; real commits, nothing shared."""
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    _statement(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _database(server, name)
    _statement(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = db.connect(database_url)
    yield engine
    engine.dispose()


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
    return Gazetteer.from_files()


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning in the short rains: 09:30 in Nairobi."""
    return datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
