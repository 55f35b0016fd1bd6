"""`python -m tests.crash.slow_clients`: what becomes of others while some send a byte a second to our `Procfile`'s web.

Each kind of slow client opens its sockets; meanwhile somebody asks for /healthz. It prints how many were answered, the
longest wait, and after how long we hung up on the slow ones. `--behind PORT` knocks at a proxy that leads to `--port`.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.crash.service import ROOT, free_port, leave_in_order

# What each has said so far, and the byte it goes on with.
KINDS = {
    "headers": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"a"),
    "headers without end": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"X-A: " + b"a" * 1000 + b"\r\n"),
    "bodies to a wrong token": (
        b"POST /hooks/none/africastalking/sms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nid=",
        b"a",
    ),
    "bodies": (
        b"POST /hooks/twilio/sms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nid=",
        b"a",
    ),
    "idle": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b""),
}
PATIENCE = 3  # seconds somebody else waits


def web_command() -> str:
    """How the `Procfile` starts the web."""
    [line] = [line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:")]
    return line.removeprefix("web:").strip()


@contextlib.contextmanager
def web(port: int, folder: Path) -> Iterator[None]:
    """One web process without a database: /healthz needs none."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "MBIU_LOCAL": "1",
        "MBIU_DATA": str(folder),
        "DATABASE_URL": "postgresql://127.0.0.1:1/none",
        "PORT": f"{port}",
        "WEB_CONCURRENCY": "1",
    }
    child = subprocess.Popen(["sh", "-c", web_command()], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not answered(port, 1) and time.monotonic() < until:
            time.sleep(0.2)
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()


def answered(port: int, patience: float = PATIENCE) -> bool:
    """Whether /healthz answers within so many seconds."""
    try:
        with socket.create_connection(("127.0.0.1", port), patience) as line:
            line.settimeout(patience)
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return line.recv(15).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def hung_up(line: socket.socket) -> bool:
    try:
        while got := line.recv(4096):
            if b"Connection: close" in got:
                return True
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def trickle(port: int, kind: str, *, sockets: int, seconds: int) -> str:
    """Hold the sockets for so long; what to print of it."""
    first, more = KINDS[kind]
    lines = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(sockets)]
    for line in lines:
        line.sendall(first)
        line.setblocking(False)
    begun, waits, good, ended = time.monotonic(), [], 0, {}
    while time.monotonic() - begun < seconds and len(ended) < sockets:
        asked = time.monotonic()
        good += answered(port)
        waits.append(time.monotonic() - asked)
        for number, line in enumerate(lines):
            if number in ended:
                continue
            with contextlib.suppress(OSError):
                line.send(more)
            if hung_up(line):
                ended[number] = time.monotonic() - begun
        time.sleep(max(0, 1 - waits[-1]))
    for line in lines:
        line.close()
    last = f"after {min(ended.values()):.0f} to {max(ended.values()):.0f} s" if ended else "in that time"
    return (
        f"{kind:24} others answered {good} of {len(waits)}, longest wait {max(waits) * 1000:.0f} ms; "
        f"hung up on {len(ended)} of {sockets} {last}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.slow_clients", description=__doc__)
    parser.add_argument("--sockets", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=20, help="for each kind")
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--behind", type=int, help="the port of a proxy that leads to --port")
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    leave_in_order()
    port = asked.port or free_port()
    for kind in [asked.only] if asked.only else KINDS:
        with tempfile.TemporaryDirectory() as folder, web(port, Path(folder)):
            print(trickle(asked.behind or port, kind, sockets=asked.sockets, seconds=asked.seconds), flush=True)


if __name__ == "__main__":
    main()
