"""A phone network in a box for local runs: phones in the browser, Africa's Talking's protocol towards the product."""

from pathlib import Path

from flask import Flask

from bot.simulator import calls, network, phones
from bot.simulator.books import Books
from bot.simulator.callbacks import Callbacks
from bot.simulator.simulation import Hooks, Simulation


def register(
    app: Flask, *, books_path: Path, hook_base: str, hook_token: str, short_code: str, ussd_code: str
) -> Callbacks:
    """Add the network's pages and its sending address to `app`; its callbacks start with the first request.

    The hooks are called over HTTP, so the server must answer a request while it is waiting in another (threads).
    The sending address is no page and takes no CSRF token: exempt `network.blueprint`.
    """
    hooks = Hooks(hook_base.rstrip("/"), hook_token)
    sim = Simulation(Books(books_path), hooks, short_code, ussd_code)
    callbacks = Callbacks(sim.books, hooks)
    app.extensions["simulator"] = sim
    app.extensions["simulator callbacks"] = callbacks  # whoever stops the app stops them
    app.before_request(callbacks.start)
    app.register_blueprint(network.blueprint)
    app.register_blueprint(calls.blueprint)
    app.register_blueprint(phones.blueprint)
    return callbacks
