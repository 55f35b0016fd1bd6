"""An Africa's Talking that keeps its own books: a process that nobody kills, and that shares no line with our code.

What it has taken is in the books before it answers, whether or not anybody is left to hear the answer. Its reports come
back to our hook after a while, and again until they are taken.
"""

import argparse
import itertools
import json
import random
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode

REFUSED = {"13": (403, "InvalidPhoneNumber"), "31": (406, "UserInBlacklist")}  # by the last two digits
NOT_AT_ONCE = "27"  # one whose number ends so is turned away the first time


class Books:
    """Every number that was taken, with the text it was taken for; `calls` counts what knocked."""

    def __init__(self, file: Path, latency: float, reports_to: str | None, seed: int) -> None:
        self._file = file.open("a")
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._turned_away: set[tuple[str, str]] = set()
        self._chance = random.Random(seed)
        self._latency = latency
        self._reports_to = reports_to
        self.calls = 0
        self.open_gate = threading.Event()
        self.open_gate.set()
        self.waiting: list[tuple[float, str, str]] = []  # (due, number, id)

    def take(self, text: str, numbers: list[str]) -> list[dict[str, object]]:
        """Answer each number; those accepted are written down first."""
        with self._lock:
            self.calls += 1
            answers = [self._answer(text, number) for number in numbers]
            self._file.flush()
            pause = self._chance.uniform(0, 2 * self._latency)
        self.open_gate.wait()
        time.sleep(pause)
        return answers

    def _answer(self, text: str, number: str) -> dict[str, object]:
        ending = number[-2:]
        if ending in REFUSED:
            code, status = REFUSED[ending]
            return {"statusCode": code, "number": number, "status": status, "cost": "0", "messageId": "None"}
        if ending == NOT_AT_ONCE and (text, number) not in self._turned_away:
            self._turned_away.add((text, number))
            return {"statusCode": 500, "number": number, "status": "InternalServerError", "messageId": "None"}
        identity = f"ATXid_{next(self._ids):08d}"
        self._file.write(json.dumps({"call": self.calls, "text": text, "number": number, "id": identity}) + "\n")
        if self._reports_to and self._chance.random() < 0.7:  # some handsets are never heard of
            self.waiting.append((time.monotonic() + self._chance.uniform(0, 3), number, identity))
        return {
            "statusCode": 101,
            "number": number,
            "status": "Success",
            "cost": "KES 0.8000",
            "messageId": identity,
        }

    def report(self) -> None:
        """Tell our hook, for as long as the process lives."""
        while self._reports_to:
            with self._lock:
                due = [one for one in self.waiting if one[0] <= time.monotonic()]
            for one in due:
                if self._post({"id": one[2], "status": "Success", "phoneNumber": one[1], "networkCode": "63902"}):
                    with self._lock:
                        self.waiting.remove(one)
                        self._file.write(json.dumps({"reported": one[2]}) + "\n")
                        self._file.flush()
            time.sleep(0.05)

    def _post(self, form: dict[str, str]) -> bool:
        try:
            with urllib.request.urlopen(str(self._reports_to), urlencode(form).encode(), timeout=10) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
            return False


class Door(BaseHTTPRequestHandler):
    """The messaging endpoint, and three of its own: /standing, /hold, /release."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    books: Books

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        answers = self.books.take(form["message"][0], form["to"][0].split(","))
        self._say(201, {"SMSMessageData": {"Message": "Sent", "Recipients": answers}})

    def do_GET(self) -> None:
        if self.path.startswith("/version1/user"):
            self._say(200, {"UserData": {"balance": "KES 100000.0000"}})
            return
        if self.path.startswith("/version1/messaging"):  # nobody wrote to us
            self._say(200, {"SMSMessageData": {"Messages": []}})
            return
        if self.path == "/hold":
            self.books.open_gate.clear()
        elif self.path == "/release":
            self.books.open_gate.set()
        self._say(200, {"calls": self.books.calls, "reports": len(self.books.waiting)})

    def _say(self, status: int, what: object) -> None:
        answer = json.dumps(what).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        except OSError:
            self.close_connection = True  # whoever asked is dead

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--books", type=Path, required=True)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an answer takes on the average")
    parser.add_argument("--reports-to", default=None)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    Door.books = Books(asked.books, asked.latency, asked.reports_to, asked.seed)
    threading.Thread(target=Door.books.report, daemon=True).start()
    Server(("127.0.0.1", asked.port), Door).serve_forever()


if __name__ == "__main__":
    main()
