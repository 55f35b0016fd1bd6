"""The web application on a real database, and the cast who knock at it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.orm import Session, sessionmaker

from bot import cast as people
from bot import create_app
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


class Compiled(BytecodeCache):
    """The templates one application has compiled, kept for the next: every test has an application of its own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self.kept.get(f"{bucket.key} {bucket.checksum}"):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture
def build(settings: Settings, clock: Clock) -> Iterator[Build]:
    """Make the application with some settings changed; its connections are given back in the end."""
    built: list[Flask] = []

    def with_changes(**changes: object) -> Flask:
        app = create_app(replace(settings, **changes), now=clock)  # type: ignore[arg-type]
        # Forms are posted without their hidden token; the tests of sign-in switch it on and hold it.
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        app.jinja_env.bytecode_cache = COMPILED
        built.append(app)
        return app

    yield with_changes
    for app in built:
        app.extensions["replay"].stop()
        app.extensions["mbiu"].sessions.kw["bind"].dispose()


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
