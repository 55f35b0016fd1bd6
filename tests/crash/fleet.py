"""Several machines on one PostgreSQL: webs with folders of their own behind the Caddy of `deploy/`; and callers."""

import itertools
import json
import shutil
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from tests.crash.service import ROOT, Service, eventually, free_port

CADDY = shutil.which("caddy")
TO_BE_SEEN = 5.0  # seconds, as in the unit: Caddy looks every two


class Fleet:
    """Workers, clocks and webs of one service. Each web has a spool of its own; all have the same secrets."""

    def __init__(self, here: Service, *, workers: int = 3, clocks: int = 2, webs: int = 2, processes: int = 1) -> None:
        """Start them; `processes` is how many each web has. `here` has its database and its people."""
        self.here = here
        self.ports = [free_port() for _ in range(webs)]
        here.environment |= {
            "SECRET_KEY": ",".join(here.settings.secret_keys),
            "MBIU_KEYS": (here.folder / "keys").read_text(),
            "WEB_CONCURRENCY": str(processes),
        }
        here.start(workers=workers, clocks=clocks)
        line = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:"))
        for n, port in enumerate(self.ports):
            own = [f"PORT={port}", f"MBIU_DATA={here.folder / f'machine{n}'}"]
            here.run(f"web{n}", ["env", *own, "sh", "-c", line.removeprefix("web:").strip()])
        for port in self.ports:
            eventually(lambda port=port: self.answers(port), 60)
        here.run("caddy", self._caddy())
        eventually(lambda: self.answers(int(here.environment["PORT"])), 30)
        self.names = [f"worker{n}" for n in range(workers)] + [f"clock{n}" for n in range(clocks)]

    def _caddy(self) -> list[str]:
        """Caddy with the file we ship, at the address the providers know."""
        shipped = (ROOT / "deploy" / "Caddyfile").read_text()
        front = f"http://127.0.0.1:{self.here.environment['PORT']}"
        upstreams = " ".join(f"127.0.0.1:{port}" for port in self.ports)
        ours = shipped.replace("127.0.0.1:8001 127.0.0.1:8002", upstreams)
        ours = ours.replace("mbiu.example.go.ke {", f"{front} {{").replace(
            "\tlog default", "\tadmin off\n\tlog default"
        )
        file = self.here.folder / "Caddyfile"
        file.write_text(ours)
        where = [f"{name}={self.here.folder}" for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")]
        return ["env", *where, str(CADDY), "run", "--adapter", "caddyfile", "--config", str(file)]

    def answers(self, port: int) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)

    def replace(self, name: str, leaving: Path | None = None) -> None:
        """SIGTERM; when it has ended, the next release in its place. `leaving` is gone before that one starts."""
        process = self.here.process(name)
        process.send_signal(signal.SIGTERM)
        if ended := process.wait(60):
            self.here.fell.append(f"{name} ended with {ended} when told to stop")
        if leaving:
            leaving.unlink()
        self.here.run(name, list(process.args))  # type: ignore[call-overload]

    def replace_web(self, n: int) -> None:
        """The same for a web, which leaves the proxy first (`deploy/systemd/mbiu-web@.service`)."""
        leaving = self.here.folder / f"machine{n}" / f"leaving-{self.ports[n]}"
        leaving.touch()
        time.sleep(TO_BE_SEEN)
        self.replace(f"web{n}", leaving)
        eventually(lambda: self.answers(self.ports[n]), 60)
        time.sleep(TO_BE_SEEN)

    def deploy(self) -> None:
        """As `deploy/upgrade` does: workers and clocks, then the webs, each when the one before is back."""
        for name in self.names:
            self.replace(name)
        for n in range(len(self.ports)):
            self.replace_web(n)

    def is_quiet(self) -> bool:
        """Whether nothing is under way any more, on the disk of any machine either."""
        spooled = any(any(self.here.folder.glob(f"machine*/spool/{lane}/*")) for lane in ("people", "reports"))
        return not spooled and self.here.is_quiet()


class Callers:
    """People who dial and text through the front for as long as the block lasts, and hold every answer to account."""

    def __init__(self, front: str, count: int, *, first: int = 1) -> None:
        self._front = front
        self._ended = threading.Event()
        self._numbers = itertools.count(first)
        self._threads = [threading.Thread(target=self._call) for _ in range(count)]
        self._lock = threading.Lock()
        self.phones: set[str] = set()  # whose texts are answered
        self.faults: Counter[str] = Counter()
        self.dialled = self.texted = 0
        self.slowest = 0.0

    def __enter__(self) -> "Callers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _call(self) -> None:
        while not self._ended.is_set():
            n = next(self._numbers)
            phone = f"+2547{90_000_000 + n}"
            dialled = {"sessionId": f"S{n}", "serviceCode": "*384*1234#", "phoneNumber": phone, "text": ""}
            for text in ("", "1"):
                self._post("ussd", dialled | {"text": text}, "CON ")
            self._post("sms", {"id": f"M{n}", "from": phone, "to": "20880", "text": "habari", "date": ""}, "")
            with self._lock:
                self.phones.add(phone)
                self.dialled += 1
                self.texted += 1
            time.sleep(0.02)

    def _post(self, door: str, form: dict[str, str], expected: str) -> None:
        began = time.monotonic()
        try:
            url = f"{self._front}/hooks/local/africastalking/{door}"
            with urllib.request.urlopen(url, urlencode(form).encode(), timeout=60) as answer:  # noqa: S310
                said = answer.read().decode()
            fault = "" if said.startswith(expected) else f"{door} was answered with {said[:60]}"
        except urllib.error.HTTPError as error:
            fault = f"{door} was answered with {error.code}"
        except OSError as error:
            fault = f"{door}: {type(error).__name__}"
        with self._lock:
            self.slowest = max(self.slowest, time.monotonic() - began)
            if fault:
                self.faults[fault] += 1

    def leave(self, books: Path) -> Path:
        """The provider's books without what it sent to those who called."""
        left = books.with_name(f"{books.name}-less")
        lines = books.read_text().splitlines(keepends=True)
        left.write_text("".join(line for line in lines if json.loads(line).get("number") not in self.phones))
        return left
