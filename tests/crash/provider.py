"""An Africa's Talking that keeps its own books: a process that nobody kills, and that shares no line with our code.

What it has taken is in the books before it answers, whether or not anybody is left to hear the answer. Its reports come
back to our hook after a while, and again until they are taken. For a stated while it may be down, slow, or lie.
"""

import argparse
import itertools
import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.crash.handsets import Books, Operator, Post
from tests.crash.telephones import Telephones

REFUSED = {"13": (403, "InvalidPhoneNumber"), "31": (406, "UserInBlacklist")}  # by the last two digits
NOT_AT_ONCE = "27"  # one whose number ends so is turned away the first time
HANG = (1.0, 4.0)  # seconds, of an answer that is slow or trickles
# What it does with a list while it lies, and whether it has taken the list: None is now and then.
LIES = {"garbage": None, "unavailable": None, "cut": True, "nobody": False, "busy": False}


class Taking:
    """What is done with a list: who is served, refused or turned away for now."""

    def __init__(self, books: Books, operator: Operator, latency: float, seed: int) -> None:
        self._books = books
        self._operator = operator
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._turned_away: set[tuple[str, str]] = set()
        self._chance = random.Random(seed)
        self._latency = latency
        self._fault, self._until = "", 0.0
        self.calls = 0
        self.open_gate = threading.Event()
        self.open_gate.set()

    def misbehave(self, fault: str, seconds: float) -> None:
        """From now on and for so long; a fault is `slow`, `trickle`, `down` or one of `LIES`."""
        self._fault, self._until = fault, time.monotonic() + seconds

    @property
    def fault(self) -> str:
        return self._fault if time.monotonic() < self._until else ""

    def take(self, text: str, numbers: list[str], lie: str) -> list[dict[str, object]]:
        """Answer each number; those accepted are written down first. What is turned away whole is not taken."""
        with self._lock:
            self.calls += 1
            taken = LIES.get(lie, True)
            if self._chance.random() < 0.5 if taken is None else not taken:
                return []
            answers = [self._answer(text, number) for number in numbers]
            pause = self._chance.uniform(*HANG) if lie == "slow" else self._chance.uniform(0, 2 * self._latency)
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
        self._books.write(served=identity, call=self.calls, text=text, number=number)
        self._operator.serve(number, text, identity)
        return {
            "statusCode": 101,
            "number": number,
            "status": "Success",
            "cost": "KES 0.8000",
            "messageId": identity,
        }


class Door(BaseHTTPRequestHandler):
    """The messaging endpoint."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    taking: Taking

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        lie = self.taking.fault
        if lie == "down":  # as a pooled connection meets it
            self.close_connection = True
            return
        form = parse_qs(body.decode())
        answers = self.taking.take(form["message"][0], form["to"][0].split(","), lie)
        said = json.dumps({"SMSMessageData": {"Message": "Sent", "Recipients": answers}}).encode()
        match lie:
            case "garbage":
                self._say(200, b"<html><body>It works!</body></html>")
            case "unavailable":
                self._say(503, b"upstream")
            case "busy":
                self._say(429, b"slow down", ("Retry-After", "1"))
            case "cut":
                self._say(201, said[: len(said) // 2], ("Content-Length", str(len(said))))
                self.close_connection = True
            case "trickle":
                self._say(201, said, trickle=True)
            case _:
                self._say(201, said)

    def do_GET(self) -> None:
        if self.path.startswith("/version1/user"):
            self._say(200, b'{"UserData": {"balance": "KES 100000.0000"}}')
        else:  # nobody wrote to us but by the hook
            self._say(200, b'{"SMSMessageData": {"Messages": []}}')

    def _say(self, status: int, answer: bytes, *headers: tuple[str, str], trickle: bool = False) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), **dict(headers)}.items():
                self.send_header(name, value)
            self.end_headers()
            size = max(len(answer) // 8, 1) if trickle else max(len(answer), 1)
            for start in range(0, len(answer), size):
                self.wfile.write(answer[start : start + size])
                time.sleep(HANG[1] / 10 if trickle else 0)
        except OSError:
            self.close_connection = True  # whoever asked is dead

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class Control(BaseHTTPRequestHandler):
    """What only the proof asks, at a door of its own: it is answered while the provider is down."""

    outside: "Outside"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        self.outside.told(asked.path, {name: values[0] for name, values in parse_qs(asked.query).items()})
        answer = json.dumps(self.outside.standing()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


class Outside:
    """All that is outside the service: provider, operator and telephones, with one book."""

    def __init__(self, asked: argparse.Namespace) -> None:
        books = Books(asked.books)
        post = Post(asked.hooks, books, random.Random(asked.seed))
        self.operator = Operator(post, books, random.Random(asked.seed + 1), reports=asked.reports)
        self.taking = Taking(books, self.operator, asked.latency, asked.seed)
        self.telephones = Telephones(post, books, self.operator, asked.seed)
        self._address = ("127.0.0.1", asked.port)
        self._open()

    def told(self, path: str, values: dict[str, str]) -> None:
        match path:
            case "/hold":
                self.taking.open_gate.clear()
            case "/release":
                self.taking.open_gate.set()
            case "/fault":
                seconds = float(values["seconds"])
                self.taking.misbehave(values["fault"], seconds)
                if values["fault"] == "down":
                    threading.Thread(target=self._away, args=(seconds,), daemon=True).start()
            case "/ring":
                self.telephones.ring(int(values["telephones"]), int(values["crowd"]))
            case "/rest":
                self.telephones.rest()

    def standing(self) -> dict[str, int]:
        """`reports` and `telephones` are what is under way out here."""
        waiting = self.operator.waiting()
        return {"calls": self.taking.calls, "reports": waiting, "telephones": self.telephones.busy()}

    def _open(self) -> None:
        self._server = Server(self._address, Door)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _away(self, seconds: float) -> None:
        """Nobody listens for a while."""
        self._server.shutdown()
        self._server.server_close()
        time.sleep(seconds)
        self._open()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--books", type=Path, required=True)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an answer takes on the average")
    parser.add_argument("--hooks", required=True, help="where our doors are, without the last word")
    parser.add_argument("--reports", action="store_true", help="tell what became of each message")
    parser.add_argument("--seed", type=int, default=0)
    outside = Outside(asked := parser.parse_args())
    Door.taking, Control.outside = outside.taking, outside
    Server(("127.0.0.1", asked.control), Control).serve_forever()


if __name__ == "__main__":
    main()
