"""The secret of a telephone that has not shown a code yet: sealed, in the cookie of the officer who sets it up."""

import base64
from datetime import datetime, timedelta

from flask import session

from bot.console.access import current_officer
from bot.services import services
from bot.services import session as database
from domain import second_factors
from domain.vault import Purpose

COOKIE = "new_factor"
LIVES = timedelta(minutes=30)


def make(*, replaces: bool) -> str:
    """A new one, kept until its first code; `replaces`: password and code of the old were shown."""
    secret = second_factors.new_secret()
    sealed = base64.b64encode(services().vault.seal(secret, *_place())).decode()
    session[COOKIE] = {"sealed": sealed, "replaces": replaces, "at": services().now().isoformat()}
    return secret


def found() -> str | None:
    """The secret on offer; none where it is too old, or another was set up meanwhile."""
    offered = session.get(COOKIE)
    if offered is None or services().now() - datetime.fromisoformat(offered["at"]) > LIVES:
        return None
    if second_factors.of(database(), current_officer().id) is not None and not offered["replaces"]:
        return None
    return services().vault.open(base64.b64decode(offered["sealed"]), *_place())


def forget() -> None:
    """It has shown its first code, and is kept elsewhere."""
    session.pop(COOKIE)


def _place() -> tuple[Purpose, str]:
    """A secret on offer is this officer's, and not yet one that is kept."""
    return Purpose.SECOND_FACTOR, f"cookie {current_officer().id}"
