"""The simulated network of one application: its books, its codes, and where the product listens."""

from dataclasses import dataclass

import requests
from flask import abort, current_app

from bot.simulator.books import Books
from bot.visitors import at_this_machine

NETWORK_CODE = "99999"  # Africa's Talking's own for its sandbox


@dataclass(frozen=True, slots=True)
class Hooks:
    """The product's doors, as Africa's Talking would know them from its dashboard."""

    base: str
    token: str

    def post(self, session: requests.Session, kind: str, form: dict[str, str]) -> requests.Response:
        """Call the door `kind` and wait as long as the gateway does. Raises what `requests` raises."""
        url = f"{self.base}/hooks/{self.token}/africastalking/{kind}"
        return session.post(url, data=form, timeout=10, allow_redirects=False)  # the USSD gateway hangs up after 10 s


@dataclass(frozen=True, slots=True)
class Simulation:
    """What every part of the simulator needs, put together once by `register`."""

    books: Books
    hooks: Hooks
    short_code: str
    ussd_code: str


def simulation() -> Simulation:
    """The simulation of the application that handles this request."""
    found: Simulation = current_app.extensions["simulator"]
    return found


def only_from_this_machine() -> None:
    """404 for everybody else, also behind a proxy on this machine: the pages show full numbers and texts."""
    if not at_this_machine():
        abort(404)
