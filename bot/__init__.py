"""Who knocks from outside: telephones through the hooks, officers at the console."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from werkzeug.datastructures import ImmutableDict
from werkzeug.routing import MapAdapter

import domain.schema  # noqa: F401  every table: a key into one that nothing else imports stops the first flush
from bot import (
    commands,
    compression,
    console,
    doorstep,
    headers,
    health,
    hooks,
    metrics,
    public,
    request_lines,
    simulator,
    static_files,
)
from bot.services import Services, close
from bot.simulator import calls as simulated_calls
from bot.simulator import network
from bot.spool import Spool
from domain import db
from messages.catalog import Catalog
from settings import LOCALES, Settings

THREADS = 16  # of one process, about: each holds a connection while it answers
MOST_FIELDS = 3000  # a radio script of 60 segments and 300 lines has 2,300
LARGEST_BODY = 1024 * 1024  # bytes; a callback or a form is a few kilobytes


class Sessions(SecureCookieSessionInterface):
    """Flask's own cookies; none is looked for or given where providers or machines that watch us knock, where everybody
    may read, and at the door of a station's link."""

    WITHOUT = ("/hooks/", "/alerts/", "/privacy/", "/scripts/link/", "/metrics", "/healthz", "/readyz")

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if request.path.startswith(self.WITHOUT) else super().open_session(app, request)


class Web(Flask):
    """Flask, which writes down a fault by the name of the view, for an address may hold the token of a hook or a link;
    and leads on to https."""

    # No other site may call us, so nobody asks for the methods there are. Here, as the static folder comes with Flask.
    default_config = ImmutableDict(Flask.default_config | {"PROVIDE_AUTOMATIC_OPTIONS": False})

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """As people reach us: the proxy speaks https with them and http with us, and says the second."""
        if adapter := super().create_url_adapter(request):
            adapter.url_scheme = self.config["PREFERRED_URL_SCHEME"]
        return adapter

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error("Exception in %s [%s]", request.endpoint, request.method, exc_info=exc_info)


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Flask:
    """The web application, from its settings; no connection is opened before the first request."""
    app = Web(__name__, template_folder="console/templates")
    app.config.update(
        PREFERRED_URL_SCHEME=settings.public_base_url.partition(":")[0],
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        WTF_CSRF_SECRET_KEY=settings.secret_keys[::-1],  # itsdangerous wants the one that signs last
        # The prefix lets a browser take it from this very host and over TLS alone, never from a neighbour's name.
        SESSION_COOKIE_NAME="mbiu" if settings.local else "__Host-mbiu",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.local,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in itself: a form left open over lunch must not be lost
    )
    app.session_interface = Sessions()
    app.extensions["mbiu"] = Services(
        settings=settings,
        sessions=db.sessions(db.connect(settings.database_url, pool_size=THREADS)),
        vault=settings.vault,
        files=Catalog.load(LOCALES),
        spool=Spool(settings.data / "spool", settings.vault),
        now=now,
    )
    app.teardown_appcontext(close)
    request_lines.register(app)
    doorstep.register(app)
    csrf = CSRFProtect(app)
    compression.register(app)
    static_files.register(app)
    headers.register(app)
    health.register(app)
    metrics.register(app)
    console.register(app, LOCALES)
    hooks.register(app)
    public.register(app)
    if settings.simulated:
        _simulate(app, settings, csrf)
    commands.register(app)
    return app


def _simulate(app: Flask, settings: Settings, csrf: CSRFProtect) -> None:
    """Put the built-in phone network where Africa's Talking would be."""
    simulator.register(
        app,
        books_path=settings.data / "simulator.db",
        hook_base=settings.public_base_url,
        hook_token=settings.hook_tokens[0],
        short_code=settings.africastalking_short_code,
        ussd_code=settings.ussd_code,
    )
    csrf.exempt(network.blueprint)
    csrf.exempt(simulated_calls.blueprint)
