"""The simulated network on a real server, and a product beside it that only writes down what it is told."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from flask import Flask, request
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.simulator import register
from bot.simulator.behaviour import Behaviour
from bot.simulator.books import Books
from bot.simulator.callbacks import Callbacks
from messages.providers.africas_talking import AfricasTalking


class QuietHandler(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """The tests read the books instead."""


def serve(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    server.daemon_threads, server.block_on_close = True, False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for what happens in another thread."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@dataclass
class Product:
    """What the hooks were told, and what they answer."""

    url: str = ""
    told: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    status: int = 200
    screens: dict[str, str] = field(default_factory=lambda: {"": "CON Karibu\n1. Jiunge", "1": "END Asante"})

    def forms(self, kind: str) -> list[dict[str, str]]:
        return [form for told, form in list(self.told) if told == kind]

    def hook(self, token: str, kind: str) -> tuple[str, int]:
        if token != "local":
            return "", 404
        if self.status == 200:
            self.told.append((kind, dict(request.form)))
        return self.screens.get(request.form.get("text", ""), "END ?") if kind == "ussd" else "", self.status


@dataclass
class Network:
    """The simulator, its address, and the real adapter pointed at it."""

    url: str
    books: Books
    callbacks: Callbacks
    sms: AfricasTalking
    until: Callable[..., None] = until

    def behave(self, **switches: object) -> None:
        self.books.behave(Behaviour(**{"receipt_delay_ms": 0} | switches))  # type: ignore[arg-type]

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=10)

    def post(self, path: str, **form: str) -> requests.Response:
        return requests.post(self.url + path, data=form, timeout=10)

    def phone(self, number: str = "0711 000 001") -> str:
        """The path of a phone's page."""
        return re.sub(r"^http://[^/]+", "", self.post("/simulator/", number=number).url)


@pytest.fixture
def product() -> Iterator[Product]:
    product, app = Product(), Flask("product")
    app.post("/hooks/<token>/africastalking/<kind>")(product.hook)
    serving = serve(app)
    product.url = next(serving)
    yield product
    next(serving, None)


@pytest.fixture
def books_path(tmp_path: Path) -> Path:
    return tmp_path / "books" / "simulator.sqlite"


@pytest.fixture
def network(product: Product, books_path: Path) -> Iterator[Network]:
    app = Flask("local")
    app.secret_key = "invented"
    callbacks = register(
        app,
        books_path=books_path,
        hook_base=product.url,
        hook_token="local",
        short_code="20880",
        ussd_code="*384*1234#",
    )
    serving = serve(app)
    url = next(serving)
    adapter = AfricasTalking(
        "sandbox", "local", base_url=f"{url}/simulator/africastalking/version1", timeout=(1, 1), deadline=5
    )
    network = Network(url, Books(books_path), callbacks, adapter)
    network.behave()
    yield network
    callbacks.stop()
    next(serving, None)
