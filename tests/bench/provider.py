"""An Africa's Talking on loopback, in a process of its own and cheap to run: it answers, waits, and keeps books.

A list of 1,000 costs it about a millisecond, so that what is measured is ours. `GET /books` tells, for every bulletin
(what stands in a text before its first colon), how many numbers came and how many different ones; and when each number
that came alone was served. All moments are of CLOCK_MONOTONIC, which every process of a machine shares.
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote_plus
from urllib.request import urlopen

TO, MESSAGE = re.compile(rb"(?:^|&)to=([^&]*)"), re.compile(rb"(?:^|&)message=([^&]*)")
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
COMMA, PLUS = "%2C", "%2B"


class Books:
    """What was served, by bulletin, as it came: counted only when somebody asks."""

    def __init__(self) -> None:
        self.served: dict[str, list[str]] = defaultdict(list)
        self.first: dict[str, float] = {}
        self.alone: dict[str, float] = {}
        self.calls = 0

    def take(self, body: bytes) -> bytes:
        """Write down one call; the answer to it."""
        now = time.monotonic()
        found, said = TO.search(body), MESSAGE.search(body)
        numbers = found[1].decode() if found else ""
        bulletin = unquote_plus(said[1].decode()).partition(":")[0] if said else ""
        self.calls += 1
        self.served[bulletin].append(numbers)
        self.first.setdefault(bulletin, now)
        digits = [number.removeprefix(PLUS) for number in numbers.split(COMMA)]
        if len(digits) == 1:
            self.alone.setdefault(digits[0], now)
        # An id is as long as theirs are, and no two are the same.
        each = [
            f'{{"statusCode":101,"number":"+{n}","status":"Success","cost":"KES 0.8000",'
            f'"messageId":"ATXid_{self.calls:020x}{n}"}}'
            for n in digits
        ]
        return f'{{"SMSMessageData":{{"Message":"Sent","Recipients":[{",".join(each)}]}}}}'.encode()

    def tell(self) -> bytes:
        """Everything since it was last asked."""
        lists = {bulletin: COMMA.join(served).split(COMMA) for bulletin, served in self.served.items()}
        told = {
            "bulletins": {bulletin: (len(numbers), len(set(numbers))) for bulletin, numbers in lists.items()},
            "first": self.first,
            "alone": self.alone,
        }
        self.served, self.first, self.alone = defaultdict(list), {}, {}
        return json.dumps(told).encode()


class Line(asyncio.Protocol):
    """One connection: requests in, answers out after the delay, in the order they came."""

    def __init__(self, books: Books, delay: float) -> None:
        self._books, self._delay, self._waiting = books, delay, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self._waiting, 0, end)
            last = end + 4 + (int(length[1]) if length else 0)
            if len(self._waiting) < last:
                return
            head, body, self._waiting = self._waiting[:end], self._waiting[end + 4 : last], self._waiting[last:]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"POST"):
            answer, status, delay = self._books.take(body), b"201 Created", self._delay
        else:
            told = self._books.tell() if head.startswith(b"GET /books") else b'{"UserData":{"balance":"KES 9000000"}}'
            answer, status, delay = told, b"200 OK", 0.0
        whole = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        asyncio.get_running_loop().call_later(delay, self._transport.write, whole % (status, len(answer), answer))


async def serve(delay: float) -> None:
    """Serve until the process is ended; the port is printed first."""
    books = Books()
    server = await asyncio.get_running_loop().create_server(lambda: Line(books, delay), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  whoever started us waits for it
    await server.serve_forever()


class Network:
    """The provider's process from outside. `first` and `alone` are moments by bulletin and by number."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.first: dict[str, float] = {}
        self.alone: dict[str, float] = {}
        self._served: dict[str, tuple[int, int]] = {}

    def look(self) -> None:
        """Ask for the books: what was served since they were last asked for."""
        with urlopen(f"{self.address}/books", timeout=60) as answer:  # noqa: S310  our own loopback
            told = json.load(answer)
        self.first = told["first"] | self.first
        self.alone = told["alone"] | self.alone
        for bulletin, (numbers, different) in told["bulletins"].items():
            before = self._served.get(bulletin, (0, 0))
            self._served[bulletin] = (before[0] + numbers, before[1] + different)

    def served(self, bulletin: str) -> tuple[int, int]:
        """How many numbers came for this bulletin, and how many different ones."""
        self.look()
        return self._served.get(bulletin, (0, 0))


@contextmanager
def provider(delay_ms: float = 0) -> Iterator[Network]:
    """A provider that takes so long for every call, for as long as the block lasts."""
    command = [sys.executable, "-m", "tests.bench.provider", str(delay_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Network(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.terminate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("delay_ms", type=float)
    asyncio.run(serve(parser.parse_args().delay_ms / 1000))
