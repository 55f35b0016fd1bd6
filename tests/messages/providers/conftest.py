"""A provider on loopback that answers, or fails to, as it is told."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest


@dataclass(frozen=True)
class Call:
    """One request as it came over the wire."""

    path: str
    headers: Mapping[str, str]
    raw: str
    connection: int  # the caller's port: the same one again is the same connection again

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.raw, keep_blank_values=True).items()}


@dataclass(frozen=True)
class Answer:
    """`cut` closes the connection (with RST) after so many bytes of the body; `trickle` waits between two bytes.

    `endless` says the body again and again, for as long as anybody reads it.
    """

    body: str | bytes = ""
    status: int = 201
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay: float = 0
    trickle: float = 0
    cut: int | None = None
    endless: bool = False


class LoopbackProvider(ThreadingHTTPServer):
    """Answers every call with `respond`, which a test sets, and keeps the calls."""

    daemon_threads = True
    request_queue_size = 64
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: list[Call] = []
        self.respond: Callable[[Call], Answer] = lambda _: Answer()
        self.closing = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def answers(self, body: str | Callable[[Call], str] = "", status: int = 201, **more: object) -> None:
        """Answer every call so from now on; `body` may be made from the call."""
        self.respond = lambda call: Answer(body(call) if callable(body) else body, status, **more)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: LoopbackProvider

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        call = Call(self.path, dict(self.headers), raw, self.client_address[1])
        self.server.calls.append(call)
        answer = self.server.respond(call)
        self.server.closing.wait(answer.delay)
        if answer.cut is not None and answer.cut < 0:
            return self._reset()
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        try:
            self._write(answer, body)
        except OSError:  # the caller gave up, which is what such a test is about
            self.close_connection = True
        return None

    def do_GET(self) -> None:
        self.do_POST()

    def _write(self, answer: Answer, body: bytes) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if not answer.endless:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        while answer.endless and not self.server.closing.is_set():
            self.wfile.write(body)
        if answer.cut is not None:
            self.wfile.write(body[: answer.cut])
            return self._reset()
        if not answer.trickle:
            self.wfile.write(body)
            return None
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            if self.server.closing.wait(answer.trickle):
                break
        return None

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Tests read `calls` instead."""


@contextmanager
def serving() -> Iterator[LoopbackProvider]:
    """One that listens for as long as the block lasts."""
    server = LoopbackProvider()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with serving() as server:
        yield server


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port whose queue of callers is full, so that connecting to it times out."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(busy.getsockname())
        yield busy.getsockname()[1]
        for caller in waiting:
            caller.close()
