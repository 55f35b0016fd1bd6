"""The operator's side: the book of all that happened out here, how callbacks are posted, and what became of a message.

It shares no line with our code. A callback is posted again until it is answered 200, now and then once more after that.
"""

import contextlib
import json
import random
import re
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

LONGEST = 10  # seconds an answer is waited for
AGAIN = (0.2, 1.0)  # seconds between two knocks
NETWORKS = ("63902", "63903", "63907")


class Books:
    """One line for each thing that happened, with its moment; on the disk before anybody is answered."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a")
        self._lock = threading.Lock()

    def write(self, **entry: object) -> None:
        with self._lock:
            self._file.write(json.dumps({**entry, "at": time.time()}) + "\n")
            self._file.flush()


class Post:
    """Callbacks on their way to our hooks."""

    def __init__(self, hooks: str, books: Books, chance: random.Random) -> None:
        self._hooks = hooks
        self._books = books
        self._chance = chance

    def once(self, door: str, form: dict[str, str]) -> str | None:
        """Knock once; what was answered, None for anything but a 200. What no authentic knock may get is a fault."""
        try:
            with urllib.request.urlopen(f"{self._hooks}/{door}", urlencode(form).encode(), timeout=LONGEST) as answer:  # noqa: S310
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            if error.code < 500:
                self._books.write(fault=f"an authentic callback ({door}) was answered {error.code}")
        except (OSError, ValueError):
            pass
        except Exception as error:  # an answer that broke off
            if type(error).__module__ != "http.client":
                raise
        return None

    def until_taken(self, door: str, form: dict[str, str]) -> None:
        """Knock until it is taken; every tenth is posted again all the same, or twice at once."""
        whim = self._chance.random()
        if whim < 0.05:
            twin = threading.Thread(target=self.once, args=(door, form), daemon=True)
            twin.start()
        while self.once(door, form) is None:
            time.sleep(self._chance.uniform(*AGAIN))
        if whim > 0.95:
            self.once(door, form)


class Operator:
    """Handsets by number: what each was sent, and what the operator says became of it."""

    def __init__(self, post: Post, books: Books, chance: random.Random, *, reports: bool) -> None:
        self._post = post
        self._books = books
        self._chance = chance
        self._reports = reports
        self._lock = threading.Lock()
        self._due: list[tuple[float, dict[str, str]]] = []
        self._received: dict[str, list[str]] = {}
        if reports:
            for _ in range(2):
                threading.Thread(target=self._report, daemon=True).start()

    def serve(self, number: str, text: str, identity: str) -> None:
        """Bring a text to a handset, and say so later: in order or not, once or twice, and of some never."""
        with self._lock:
            self._received.setdefault(number, []).append(text)
            if not self._reports or self._chance.random() > 0.7:  # some handsets are never heard of
                return
            due = time.monotonic() + self._chance.uniform(0, 3)
            form = {"id": identity, "phoneNumber": number, "networkCode": self._chance.choice(NETWORKS)}
            self._due.append((due, {**form, "status": "Success"}))
            if self._chance.random() < 0.2:
                self._due.append((due + self._chance.uniform(-1, 1), {**form, "status": "Sent"}))
            if self._chance.random() < 0.1:
                self._due.append((due + self._chance.uniform(0, 2), {**form, "status": "Success"}))
            if self._chance.random() < 0.01:
                # Of somebody else's: an unknown id to this number would have to be of a message that is in doubt.
                unknown, other = f"ATXid_{self._chance.getrandbits(64):016x}", f"+2547770{number[-5:]}"
                self._due.append((due, {**form, "id": unknown, "phoneNumber": other, "status": "Success"}))

    def received(self, number: str) -> list[str]:
        with self._lock:
            return list(self._received.get(number, ()))

    def waiting(self) -> int:
        with self._lock:
            return len(self._due)

    def _report(self) -> None:
        """Tell our hook, for as long as the process lives."""
        while True:
            with self._lock:
                ready = [one for one in self._due if one[0] <= time.monotonic() and "posting" not in one[1]]
                for _, form in ready:
                    form["posting"] = ""
            for one in ready:
                form = {name: value for name, value in one[1].items() if name != "posting"}
                self._post.until_taken("delivery", form)
                with self._lock:
                    self._due.remove(one)
                self._books.write(reported=form["id"], status=form["status"], number=form["phoneNumber"])
            time.sleep(0.05)


CASE = re.compile(r"\b[ADJMPTW][ADJMPTW34679]{3}[34679]\b")


def case_in(text: str) -> str | None:
    """The case number in a text to a responder."""
    with contextlib.suppress(TypeError):
        if found := CASE.search(text):
            return found[0]
    return None
