"""Whether the service lives: the process alone, and with what it needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.services import services, session
from domain.heartbeats import CLOCK, WORKER, last_beats

FRESH = timedelta(minutes=2)

blueprint = Blueprint("health", __name__)


@dataclass(frozen=True, slots=True)
class Sign:
    """When a process was last seen, and whether that is lately enough. `seen` None: never."""

    process: str
    seen: datetime | None
    alive: bool


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)


def signs(session: Session, now: datetime) -> list[Sign]:
    """The worker and the clock, as they last wrote down."""
    beats = last_beats(session)
    seen = {process: beats.get(process) for process in (WORKER, CLOCK)}
    return [Sign(process, at, at is not None and abs(now - at) < FRESH) for process, at in seen.items()]


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that this process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether the database, the worker and the clock are there, 503 when one is not; and how much is spooled."""
    spool = services().spool
    told = {"spooled": spool.waiting(), "free_mb": spool.free() // 1_000_000}
    try:
        found = {sign.process: sign.alive for sign in signs(session(), services().now())}
    except SQLAlchemyError:
        return jsonify(database=False, **told), 503
    ready = all(found.values())
    return jsonify(database=True, **told, **found), 200 if ready else 503
