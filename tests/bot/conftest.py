"""The web application on a real database, and the cast who knock at it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from bot import THREADS, create_app
from bot import cast as people
from domain import db
from domain.officers import Officer, named
from domain.vault import Vault
from settings import Settings, from_environment
from tests.make import make_cookie

SignIn = Callable[[FlaskClient, str], None]
Build = Callable[..., Flask]


class Clock:
    """A clock that stands still until a test turns it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def settings(database_url: str, vault: Vault, tmp_path: Path) -> Settings:
    """A local run of the test's own, beside no phone network at all."""
    environment = {
        "MBIU_LOCAL": "1",
        "MBIU_DATA": str(tmp_path),
        "DATABASE_URL": database_url,
        "AFRICASTALKING_USERNAME": "mbiu",  # any name but the sandbox's keeps the simulator and its threads out
        "AFRICASTALKING_API_KEY": "key",
        "AFRICASTALKING_SHORT_CODE": "20880",
        "HOOK_TOKENS": "local",
    }
    return replace(from_environment(environment), vault=vault)


@pytest.fixture(scope="session")
def pool(test_engine: Engine) -> Iterator[Engine]:
    """The web's own connections, kept from one application to the next with the statements they have compiled."""
    engine = db.connect(test_engine.url.render_as_string(hide_password=False), pool_size=THREADS)
    yield engine
    engine.dispose()


@pytest.fixture
def build(settings: Settings, clock: Clock, pool: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Build]:
    """Make the application with some settings changed; connections to any other database are given back in the end."""
    built: list[Flask] = []
    connect = db.connect

    def pooled(url: str, **options: int) -> Engine:
        return pool if make_url(url).set(drivername=pool.url.drivername) == pool.url else connect(url, **options)

    monkeypatch.setattr(db, "connect", pooled)

    def with_changes(**changes: object) -> Flask:
        app = create_app(replace(settings, **changes), now=clock)  # type: ignore[arg-type]
        # Forms are posted without their hidden token; the tests of sign-in switch it on and hold it.
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        built.append(app)
        return app

    yield with_changes
    for app in built:
        app.extensions["replay"].stop()
        if (engine := app.extensions["mbiu"].sessions.kw["bind"]) is not pool:
            engine.dispose()


@pytest.fixture
def app(build: Build) -> Flask:
    return build()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def cast(session: Session, vault: Vault, now: datetime) -> dict[str, Officer]:
    """The invented officers of a local run, by user name."""
    officers = people.seed(session, vault, now)
    session.commit()
    return {officer.username: officer for officer in officers}


@pytest.fixture
def sign_in(sessions: sessionmaker[Session], cast: dict[str, Officer], clock: Clock) -> SignIn:
    """Sign a client in as one of the cast, or as any officer there is, with the second factor shown."""

    def by_cookie(client: FlaskClient, username: str) -> None:
        with sessions.begin() as session:
            officer = named(session, username)
            assert officer is not None
            holds = make_cookie(session, officer, clock())
        with client.session_transaction() as cookie:
            cookie.clear()
            cookie.update(holds)

    return by_cookie
