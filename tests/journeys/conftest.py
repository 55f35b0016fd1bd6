"""A whole town: the product served over HTTP, the phone network beside it, a worker and a clock on the same database.

Nothing between a thumb and an officer's screen is replaced: phones dial through the network, the network knocks at the
hooks, the worker sends through the real adapter, delivery reports come back by themselves. Only the wall clock stands
where the story puts it.
"""

import asyncio
import logging
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from bot import cast as people
from bot import create_app
from bot.simulator import gateway
from bot.simulator.simulation import Simulation
from domain import senders
from domain.areas import Gazetteer
from domain.officers import Officer, named
from domain.vault import Vault
from messages.providers.africas_talking import AfricasTalking
from messages.providers.africas_talking_voice import AfricasTalkingVoice
from schedules import clock, departure, worker
from schedules.crew import Crew
from settings import Settings, from_environment
from tests.make import make_cookie, signed_cookie

PATIENCE = 20.0  # seconds a story waits for what happens by itself
NUMBER = re.compile(r"(254|(?<!\d)0)7\d{8}(?!\d)")  # a Kenyan mobile, also inside an address


@pytest.fixture(autouse=True)
def no_number_in_any_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Every story ends by looking through all that was logged, down to DEBUG, for a telephone number."""
    caplog.set_level(logging.DEBUG)
    yield
    records = [record for phase in ("setup", "call", "teardown") for record in caplog.get_records(phase)]
    lines = map(logging.Formatter("%(name)s %(message)s").format, records)
    assert not [line for line in lines if NUMBER.search(line)]


@dataclass
class Handset:
    """A feature phone in somebody's hand."""

    town: "Town"
    number: str

    def dial(self) -> str:
        """Dial the service's code; the screen."""
        return gateway.dial(self.town.network, self.number, self.town.network.ussd_code, datetime.now(UTC)).screen

    def press(self, *entries: str) -> str:
        """Answer the screens one after the other; the last screen."""
        for entry in entries:
            session = gateway.answer(self.town.network, self.number, entry, datetime.now(UTC))
            assert session is not None, "no session is open"
        return session.screen

    def choose(self, *labels: str) -> str:
        """Answer each screen with the key that stands before this label."""
        for label in labels:
            session = gateway.latest(self.town.network, self.number)
            assert session is not None
            while not (keys := [line[0] for line in session.screen.splitlines() if line[2:] == label]):
                assert "\n9 " in session.screen, f"{label} is not on {session.screen!r}"
                session = gateway.answer(self.town.network, self.number, "9", datetime.now(UTC))
                assert session is not None
            screen = self.press(keys[0])
        return screen

    def text(self, words: str) -> None:
        """Send a text to the short code, as the network passes it on."""
        form = {
            "id": f"in-{time.monotonic_ns()}",
            "from": self.number,
            "to": self.town.network.short_code,
            "text": words,
            "date": datetime.now(UTC).isoformat(),
        }
        answer = requests.post(f"{self.town.address}/hooks/local/africastalking/sms", data=form, timeout=10)
        assert answer.status_code == 200
        self.town.work()

    @property
    def texts(self) -> list[str]:
        """What it has received, oldest first."""
        question = "select body from message where number = ? and arrived order by id"
        return [row["body"] for row in self.town.network.books.rows(question, self.number)]


@dataclass
class Browser:
    """An officer at the console, without scripts: pages, and forms that are filled in and sent by their button."""

    address: str
    session: requests.Session = field(default_factory=requests.Session)
    page: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))
    url: str = ""

    def go(self, path: str) -> str:
        return self._show(self.session.get(f"{self.address}{path}", timeout=10))

    def links(self, folder: str) -> dict[str, str]:
        """Every link into a folder of the console, by its words."""
        anchors = [a for a in self.page.find_all("a", href=True) if str(a["href"]).rpartition("/")[0] == folder]
        return {a.get_text(" ", strip=True): str(a["href"]) for a in anchors if str(a["href"])[-1].isdigit()}

    def send(self, button: str, **fields: object) -> str:
        """Fill in the form this button belongs to and press it."""
        pressed = next((b for b in self.page.find_all("button") if b.get_text(" ", strip=True) == button), None)
        assert pressed is not None, f"no button {button!r} on {self.words}"
        form = pressed.find_parent("form")
        assert isinstance(form, Tag)
        data = {**_defaults(form), **fields}
        if pressed.get("name"):
            data[str(pressed["name"])] = pressed.get("value", "")
        action = str(pressed.get("formaction") or form.get("action") or "")
        url = requests.compat.urljoin(self.url, action)  # type: ignore[attr-defined]
        return self._show(self.session.post(url, data=data, timeout=10))

    def download(self, path: str) -> requests.Response:
        return self.session.get(f"{self.address}{path}", timeout=10)

    @property
    def words(self) -> str:
        """The page as it reads."""
        return " ".join(self.page.get_text(" ", strip=True).split())

    def _show(self, answer: requests.Response) -> str:
        self.page, self.url = BeautifulSoup(answer.text, "html.parser"), answer.url
        return self.words


def _defaults(form: Tag) -> dict[str, object]:
    """What the form would send as it stands."""
    data: dict[str, object] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name, kind = control.get("name"), control.get("type")
        if not name or (kind in ("checkbox", "radio") and not control.has_attr("checked")):
            continue
        if control.name == "textarea":
            data[name] = control.get_text().removeprefix("\n")
        elif control.name == "select":
            chosen = control.find("option", selected=True) or control.find("option")
            data[name] = chosen.get("value", "") if chosen else ""
        elif kind == "checkbox":
            data[name] = [*data.get(name, []), control.get("value", "on")]  # type: ignore[misc]
        else:
            data[name] = control.get("value", "")
    return data


@dataclass
class WallClock:
    """What time it is in the story."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class Town:
    """Everything that runs, and the verbs of the stories."""

    app: Flask
    address: str
    network: Simulation
    crew: Crew
    database_url: str
    clock: WallClock
    sessions: sessionmaker[Session]

    def phone(self, number: str) -> Handset:
        return Handset(self, number)

    def officer(self, username: str) -> Browser:
        """One of the cast, signed in."""
        with self.sessions.begin() as session:
            officer = named(session, username)
            assert isinstance(officer, Officer)
            holds = make_cookie(session, officer, self.clock())
        browser = Browser(self.address)
        browser.session.trust_env = False
        browser.session.cookies.set(*signed_cookie(self.app, holds), domain="127.0.0.1", path="/")
        return browser

    def work(self) -> None:
        """What the clock finds due, and what the worker makes of it."""
        departure.start_due(self.crew)
        clock.ask_to_fold(self.crew)
        # In a thread of its own: a browser's test has an event loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, worker.work(self.crew, self.database_url, until_empty=True)).result()

    def reports_in(self) -> None:
        """Wait until the network owes us nothing more, and fold it in."""
        ends = time.monotonic() + PATIENCE
        while self.network.books.rows("select 1 from owed limit 1"):
            assert time.monotonic() < ends, "the network still owes us callbacks"
            time.sleep(0.05)
        self.work()


@pytest.fixture
def town(
    database_url: str, sessions: sessionmaker[Session], vault: Vault, places: Gazetteer, now: datetime, tmp_path: Path
) -> Iterator[Town]:
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    environment = {
        "MBIU_LOCAL": "1",
        "MBIU_DATA": str(tmp_path),
        "DATABASE_URL": database_url,
        "PORT": str(server.server_port),
    }
    settings = replace(from_environment(environment), vault=vault)
    moment = WallClock(now)
    app = create_app(settings, now=moment)
    app.config["WTF_CSRF_ENABLED"] = False
    server.app = app
    with sessions.begin() as session:
        people.seed(session, vault, now)
        senders.register(session, sender_id="MBIU", short_code=settings.africastalking_short_code)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    try:
        yield Town(
            app=app,
            address=address,
            network=app.extensions["simulator"],
            crew=_crew(settings, sessions, places, moment),
            database_url=database_url,
            clock=moment,
            sessions=sessions,
        )
    finally:
        app.extensions["simulator callbacks"].stop()
        app.extensions["replay"].stop()
        server.shutdown()
        serving.join()
        server.server_close()
        app.extensions["mbiu"].sessions.kw["bind"].dispose()


def _crew(settings: Settings, sessions: sessionmaker[Session], places: Gazetteer, moment: WallClock) -> Crew:
    adapter = AfricasTalking("sandbox", "local", base_url=settings.africastalking_base_url)
    assert settings.africastalking_voice_number
    line = AfricasTalkingVoice(
        "sandbox", "local", settings.africastalking_voice_number, base_url=settings.africastalking_base_url
    )
    return Crew(
        sessions=sessions,
        vault=settings.vault,
        places=places,
        providers=(adapter,),
        batch_size=50,
        ussd_code=settings.ussd_code,
        now=moment,
        hook_base=f"{settings.public_base_url}/hooks/local",
        voice=line,
    )
