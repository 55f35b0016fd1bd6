"""What the processes write down: one line of JSON on stderr for each thing that happened, with nobody's number in it.

A line has time (UTC), level, logger, process, message; request, or job and job_id, where it was written for one; and
whatever else the logger was given. Every value passes the masks, also those of libraries.
"""

import contextlib
import json
import logging
import re
import secrets as dice
import sys
import threading
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from domain.log_masks import Masks, Tally
from domain.traces import trace

SMALL = 10**8  # a number below has no nine digits
# Of libraries that say too much, and what they say from there on.
QUIET = {
    # The engine logs every job with its arguments and every fetch: ids only, but thousands of lines a broadcast.
    "procrastinate": logging.WARNING,
    "apscheduler": logging.WARNING,
    "psycopg.pool": logging.ERROR,  # ten lines a second while the database is away
    "urllib3": logging.WARNING,  # it names addresses, and that of our hooks is a secret
    "fontTools": logging.WARNING,
}
# As proxies make them: a UUID (Caddy), or 32 hexadecimal digits (nginx).
REQUEST_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_NOTHING: Mapping[str, object] = {}
_about: ContextVar[Mapping[str, object]] = ContextVar("about", default=_NOTHING)
_net = Masks()
_encode = json.JSONEncoder(ensure_ascii=False).encode


class about:  # noqa: N801  read as a verb: `with about(job=…)`
    """Say in every line of the block what it was written for: `request`, or `job` and `job_id`."""

    def __init__(self, **what: object) -> None:
        self._what = what

    def __enter__(self) -> None:
        self._token = _about.set(self._what)

    def __exit__(self, *_: object) -> None:
        _about.reset(self._token)


def request_id(given: str | None) -> str:
    """The id our proxy gave this request where it is well-formed and hides no number in itself; else a new one."""
    fine = given is not None and REQUEST_ID.fullmatch(given) and _net(given) == given
    return given if given and fine else dice.token_hex(16)


class Line(JsonFormatter):
    """A record as one line. `readable` is for a person at a terminal, where the people are invented: faults keep their
    words."""

    def __init__(self, process: str, masks: Masks, *, readable: bool = False) -> None:
        super().__init__()
        self._process, self._masks, self._readable = process, masks, readable
        self._second, self._moment = 0, ""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Put together what the line says."""
        log_data["time"] = self._time(record.created)
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        log_data["process"] = self._process
        log_data["message"] = self._masks(record.message)
        log_data.update(_about.get())
        given = {name: value for name, value in record.__dict__.items() if name not in self.reserved_attrs}
        for name, value in (given | message_dict).items():
            if name not in log_data:
                log_data[name] = self._masked(value)

    def _time(self, created: float) -> str:
        """In UTC, to the millisecond. The second is worked out once: many lines share it."""
        second = int(created)
        if second != self._second:
            self._moment = datetime.fromtimestamp(second, UTC).isoformat()[:19]
            self._second = second
        return f"{self._moment}.{int((created - second) * 1000):03d}Z"

    def _masked(self, value: object) -> object:
        if value is None or (isinstance(value, int | float) and -SMALL < value < SMALL):
            return value
        return self._masks(value if isinstance(value, str) else str(value))

    def formatException(self, ei: Any) -> str:  # noqa: N802  the library's name
        return trace(ei[1], words=self._readable) if ei[1] is not None else ""

    def serialize_log_record(self, log_data: dict[str, Any]) -> str:
        """JSON; or for a person the hour, what happened, and on the lines below where."""
        if not self._readable:
            return _encode(log_data)
        rest = {name: value for name, value in log_data.items() if name not in HEAD}
        below = [str(rest.pop(name)) for name in ("exc_info", "stack_info") if name in rest]
        said = " ".join(f"{name}={value}" for name, value in rest.items())
        head = f"{log_data['time'][11:23]} {log_data['level']} {log_data['logger']}: {log_data['message']} {said}"
        return "\n".join([head.rstrip(), *below])


HEAD = ("time", "level", "logger", "process", "message")


class Handler(logging.StreamHandler[Any]):
    """Writes lines; of one that cannot be written only that much, where the library's own would print its values."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the library's name
        why = f"unwritten: {type(sys.exc_info()[1]).__name__}"
        with contextlib.suppress(Exception):
            self.stream.write(_encode({"level": "error", "logger": record.name, "message": why}) + "\n")


def handler(process: str, masks: Masks | None = None, *, readable: bool = False) -> Handler:
    """Where lines go, for a configuration of logging; `set_up` is for everybody else."""
    made = Handler(sys.stderr)
    made.setFormatter(Line(process, masks or Masks(), readable=readable))
    return made


def set_up(process: str, *, secrets: Iterable[str], data: Path, readable: bool) -> None:
    """Let all this process has to say leave by one handler: loggers, warnings, and faults that nobody caught.

    What is masked is counted under `data`.
    """
    root = logging.getLogger()
    root.handlers[:] = [handler(process, Masks(secrets, Tally(data)), readable=readable)]
    root.setLevel(logging.INFO)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    for name in ("_granian", "granian.access"):  # its own handlers write past ours
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    # No line says where in the code it was written, nor by which thread: to find that out is a third of its cost.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda fault: _uncaught(fault.exc_type, fault.exc_value, fault.exc_traceback)
    sys.unraisablehook = lambda fault: _uncaught(fault.exc_type, fault.exc_value, fault.exc_traceback)


def _uncaught(kind: type[BaseException], fault: BaseException | None, at: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    logging.getLogger("uncaught").critical("nobody caught a fault", exc_info=(kind, fault or kind(), at))
