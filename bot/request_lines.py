"""One line in the log and one count for each request: by the name of its view, for addresses hold tokens.

Whoever watches us asks every few seconds, and providers knock hundreds of times in one: they are counted without a line
as long as all is well.
"""

import logging
import time
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask, Response
from flask.globals import request_ctx
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from bot.visitors import by_our_proxy
from domain import logs
from settings import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

HEADER = "X-Request-Id"
ID, BEGAN = "mbiu.request", "mbiu.began"  # in the environment of the request
WATCHES = {"health.healthz", "health.readyz", "metrics.show"}
# A knock of a provider that went well is counted and leaves no line: written for each turn, it took dials from 581 a
# second to 422 on two cores.
SLOW = 1.0  # seconds
USSD_DOOR = "hooks.africas_talking_ussd"
PEERS = 256  # whose word was asked for lately: a proxy always is
METHODS = {"GET", "HEAD", "POST"}
STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)  # seconds; a dial must be answered within 2

disable_created_metrics()  # type: ignore[no-untyped-call]  # several processes have no one beginning
OWN = CollectorRegistry()  # of this process; where several serve, the library adds them up
USSD = Histogram("mbiu_ussd_seconds", "Time of one turn of a USSD session.", registry=OWN, buckets=STEPS)
CALLBACKS = Histogram(
    "mbiu_callback_seconds", "Time of any other knock of a provider.", ["door"], registry=OWN, buckets=STEPS
)
_TOKENS = Counter("mbiu_hook_tokens", "Callbacks by which of the live tokens they bore.", ["age"], registry=OWN)
NEWEST, OLDER = _TOKENS.labels("newest"), _TOKENS.labels("older")
REQUESTS = Counter("mbiu_requests", "Requests by view and class of answer.", ["endpoint", "status"], registry=OWN)


def register(app: Flask) -> None:
    """Write for this application. To be called before others, so that it sees the answer last."""
    app.wsgi_app = _named(app.wsgi_app, app.extensions["mbiu"].settings.proxies)  # type: ignore[method-assign]
    app.after_request(write)


def _named(wsgi_app: Callable[..., Any], proxies: Iterable[Network]) -> Callable[..., Iterable[bytes]]:
    """Give each request its id before anything else, so that every line written for it has it."""
    believed = lru_cache(PEERS)(lambda peer: by_our_proxy(peer, proxies))

    def within(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID")
        environ[ID] = known = logs.request_id(given if given and believed(environ.get("REMOTE_ADDR", "")) else None)
        environ[BEGAN] = time.perf_counter()
        with logs.about(request=known):
            answer: Iterable[bytes] = wsgi_app(environ, start_response)
            return answer

    return within


def write(response: Response) -> Response:
    """Count the request, write its line and tell its id."""
    asked = request_ctx.request  # once: each look through the proxy costs a microsecond
    environ, endpoint, status = asked.environ, asked.endpoint or "none", response.status_code
    seconds = time.perf_counter() - environ[BEGAN]
    _counted(endpoint, status // 100).inc()
    if endpoint == USSD_DOOR:
        USSD.observe(seconds)
    elif endpoint.startswith("hooks."):
        CALLBACKS.labels(endpoint.partition(".")[2]).observe(seconds)
    knock = endpoint.startswith("hooks.") and status == 200 and seconds < SLOW
    if endpoint not in WATCHES and not knock:
        method = asked.method if asked.method in METHODS else "other"
        log.info(
            "request", extra={"endpoint": endpoint, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
        )
    response.headers.add(HEADER, environ[ID])
    return response


@cache
def _counted(endpoint: str, hundreds: int) -> Counter:
    """The counter of a view and a class of answers; there are as many as views."""
    return REQUESTS.labels(endpoint, f"{hundreds}xx")
