"""`GET /metrics`, for Prometheus: what this machine's web knows, and what the database says at this moment."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import version
from time import time

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot import knocks, request_lines
from bot.bounded import Bounded
from bot.guards import bears_token
from bot.services import Services, services
from domain.gauges import METRICS, Reading, groups
from domain.log_masks import Tally
from domain.wrong_knocks import Door

log = logging.getLogger(__name__)

LONGEST = 5.0  # seconds the database is waited for; Prometheus gives up after ten
EACH = text("SET LOCAL statement_timeout = '1s'")
TOO_LONG = "57014"  # how PostgreSQL calls a query it broke off
CLOCK = text("SELECT clock_timestamp()")

blueprint = Blueprint("metrics", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.extensions["metrics"] = Numbers(app.extensions["mbiu"])


@blueprint.get("/metrics")
def show() -> ResponseReturnValue:
    """All numbers as text, to whoever brings a live token; without a setting, or with a wrong token, no such door."""
    if not bears_token(request, services().settings.metrics_tokens):
        knocks.wrong(Door.METRICS)
        abort(404)
    registry = CollectorRegistry()
    try:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    except ValueError:  # this process is alone
        registry.register(request_lines.OWN)
    registry.register(current_app.extensions["metrics"])
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Numbers(Collector):
    """What is not counted as it happens but asked for: of the database, the disk and the log."""

    def __init__(self, here: Services) -> None:
        self._here = here
        self._groups = groups()
        self._ask = Bounded(self._of_the_database, LONGEST)
        self._masked = Tally(here.settings.data)

    def describe(self) -> list[Family]:
        return []

    def collect(self) -> Iterator[Family]:
        try:
            found = self._ask()
        except (SQLAlchemyError, TimeoutError):
            found = None
        yield GaugeMetricFamily("mbiu_database_up", "Whether the database answers.", value=found is not None)
        if found is not None:
            yield from found
        yield from self._of_this_machine()

    def _of_this_machine(self) -> Iterator[Family]:
        spool = self._here.spool
        masked = CounterMetricFamily("mbiu_log_masked", "What the log's net caught on this machine.", labels=["kind"])
        for kind, count in self._masked.counts().items():
            masked.add_metric([kind], count)
        waiting = GaugeMetricFamily("mbiu_spool_files", "Callbacks on this machine's disk.", labels=["state"])
        waiting.add_metric(["waiting"], spool.waiting())
        waiting.add_metric(["aside"], spool.put_aside())
        free = spool.free()
        info = GaugeMetricFamily("mbiu_info", "1, with the version.", labels=["version"])
        info.add_metric([version("mbiu")], 1)
        yield from (masked, waiting, info)
        yield GaugeMetricFamily("mbiu_spool_free_bytes", "Room on the disk of the spool.", value=free)

    def _of_the_database(self) -> list[Family]:
        """Every group that can be read. Raises `SQLAlchemyError` when the database is away."""
        now, families, unread = self._here.now(), {name: _family(name) for name in METRICS}, 0
        skew = self._skew()
        for group in self._groups:
            try:
                for reading in self._read(group, now):
                    families[reading.metric].add_metric(list(reading.labels), reading.value)
            except DBAPIError as fault:
                state = getattr(fault.orig, "sqlstate", None)
                if state is None or fault.connection_invalidated:
                    raise
                log.error("numbers could not be read (%s)", state)
                unread += 1
        return [
            *families.values(),
            GaugeMetricFamily("mbiu_unread_groups", "Groups of numbers that could not be read.", value=unread),
            GaugeMetricFamily("mbiu_clock_skew_seconds", "Our clock before that of the database.", value=skew),
        ]

    def _read(self, group: Callable[[Session, datetime], Iterator[Reading]], now: datetime) -> list[Reading]:
        with self._here.sessions() as session:
            session.execute(EACH)
            return list(group(session, now))

    def _skew(self) -> float:
        """Seconds our clock goes before the database's; half the way to it and back is taken off."""
        with self._here.sessions() as session:
            session.connection()
            before = time()
            there: datetime = session.execute(CLOCK).scalar_one()
            return (before + time()) / 2 - there.timestamp()


def _family(name: str) -> GaugeMetricFamily | CounterMetricFamily:
    known = METRICS[name]
    kind = CounterMetricFamily if known.counter else GaugeMetricFamily
    return kind(name, known.meaning, labels=known.labels)
