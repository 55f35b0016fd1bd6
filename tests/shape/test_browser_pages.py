"""Every page of the console that has an address of its own is opened in a browser, where axe looks at it."""

import re
from pathlib import Path

from flask import Flask

from bot.console import BLUEPRINTS
from tests.bot.conftest import *  # noqa: F403  the fixtures: the application
from tests.browser.test_pages import OPENS

# No page of its own stands there: a door that leads on at once, and what is said after a form was kept.
NO_PAGE = {"records/choose", "incidents/new/kept"}
FILE = re.compile(r"\.\w+$|(^|/)(export|download|ledger|sample|count)$")


def test_every_page_is_opened_by_a_browser_test(app: Flask) -> None:
    opened = {path.partition("?")[0] for paths in OPENS.values() for path in paths}
    sources = "".join(path.read_text(encoding="utf-8") for path in Path("tests/browser").glob("*.py"))
    pages = {
        rule.rule.removeprefix("/console/")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in BLUEPRINTS and "GET" in (rule.methods or ()) and not rule.arguments
    }

    missed = {page for page in pages - opened - NO_PAGE if not FILE.search(page) and f"/console/{page}" not in sources}

    assert sorted(missed) == []
