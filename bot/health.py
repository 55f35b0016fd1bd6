"""Whether the service lives: the process alone, and with what it needs. Whoever asks waits two seconds at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Flask, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.bounded import Bounded
from bot.services import Services, services
from domain.heartbeats import CLOCK, WORKER, last_beats

FRESH = timedelta(minutes=2)
LONGEST = 2.0  # seconds the database is waited for
WEB = "web"  # with `?only=web`: whether requests may come here, whoever else is dead

blueprint = Blueprint("health", __name__)


@dataclass(frozen=True, slots=True)
class Sign:
    """When a process was last seen, and whether that is lately enough. `seen` None: never."""

    process: str
    seen: datetime | None
    alive: bool


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.extensions["signs"] = Bounded(lambda: _look(app.extensions["mbiu"]), LONGEST)


def signs(session: Session, now: datetime) -> list[Sign]:
    """The worker and the clock, as they last wrote down."""
    beats = last_beats(session)
    seen = {process: beats.get(process) for process in (WORKER, CLOCK)}
    return [Sign(process, at, at is not None and abs(now - at) < FRESH) for process, at in seen.items()]


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that this process answers; 503 when it is about to stop, so that the proxy sends it nobody more.

    Whoever is going to stop it says so by a file with its port (`deploy/systemd/mbiu-web@.service`).
    """
    if (services().settings.data / f"leaving-{request.environ['SERVER_PORT']}").exists():
        return jsonify(status="leaving"), 503
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether the database, the worker and the clock are there, 503 when one is not; and how much is spooled.

    `?only=web` is for who shares requests out among machines: 503 when this web has no database, and nothing else.
    """
    spool = services().spool
    told = {"spooled": spool.waiting(), "free_mb": spool.free() // 1_000_000}
    try:
        found = {sign.process: sign.alive for sign in current_app.extensions["signs"]()}
    except (SQLAlchemyError, TimeoutError):
        return jsonify(database=False, **told), 503
    ready = request.args.get("only") == WEB or all(found.values())
    return jsonify(database=True, **told, **found), 200 if ready else 503


def _look(here: Services) -> list[Sign]:
    with here.sessions() as session:
        return signs(session, here.now())
