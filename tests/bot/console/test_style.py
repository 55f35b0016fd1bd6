"""The page that shows what pages are made of holds all of it, and the stylesheet nothing else."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bot.console.style import PARTS, classes, source_of
from tests.bot.conftest import SignIn

TEMPLATES = Path("bot/console/templates")
BY_NAME = re.compile(r"(class|part)-\d")  # what a map paints: the number is told by the program


def test_every_macro_is_shown(app: Flask, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mghoi")
    with app.app_context():
        shown = " ".join(source_of(name) for name in PARTS)

    macros = re.findall(r"{% macro ([a-z]\w*)\(", (TEMPLATES / "components.html").read_text())

    assert [name for name in macros if not re.search(rf"(?<!\w){name}\(", shown)] == []
    page = client.get("/console/style/")
    assert page.status_code == 200
    assert "{% call confirm_box(" in page.text.replace("&#34;", '"')


def test_templates_and_stylesheet_know_the_same_classes() -> None:
    sources = [path.read_text() for of in ("templates/**/*.html", "*.py") for path in Path("bot/console").glob(of)]
    sheet = set(classes())
    values = [
        re.sub(r"{{.*?}}|{%.*?%}", " ", value) for text in sources for value in re.findall('class="([^"]*)"', text)
    ]
    used = {word for value in values for word in re.findall(r"(?<![\w-])[a-z][\w-]*[a-z0-9](?![\w-])", value)}
    everything = " ".join(sources)

    assert used - sheet == set()
    unsaid = {name for name in sheet - used if not re.search(rf"(?<![\w-]){name}(?![\w-])", everything)}
    assert [name for name in unsaid if not BY_NAME.fullmatch(name)] == []
