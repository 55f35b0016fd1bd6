"""The officers' console: one file and one folder of templates per noun."""

from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Flask, Response, request

from bot.console import access, cast, errors, menu, words
from bot.services import commit

NOUNS = ("sign_in", "cast", "home", "me", "bulletins", "incidents", "scripts", "subscribers", "inbox", "officers")


def register(app: Flask, locales: Path) -> None:
    """Open the console: its words, its guard, its pages."""
    words.register(app, locales)
    errors.register(app)
    app.before_request(access.guard)
    app.after_request(keep)
    app.add_template_global(access.may_open)
    app.add_template_global(access.signed_in)
    app.add_template_global(cast.playing, "may_change_person")
    app.add_template_global(menu.menu)
    app.add_url_rule("/", "front", redirect_to="/console/")
    for noun in NOUNS:
        if find_spec(f"bot.console.{noun}"):
            with suppress(ImportError):
                blueprint: Blueprint = import_module(f"bot.console.{noun}").blueprint
                app.register_blueprint(blueprint)


def keep(response: Response) -> Response:
    """Commit what a page of the console did, before its answer leaves; what it refused is undone on closing."""
    if request.blueprint in NOUNS and response.status_code < 400:
        commit()
    return response
