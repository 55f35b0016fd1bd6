"""The parts every page is made of, in one place: each as it looks, beside the words that make it."""

import re
from functools import cache
from pathlib import Path

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from bot.console.access import ANYBODY, allow
from bot.console.words import N_

blueprint = Blueprint("style", __name__, url_prefix="/console/style")
# By the file of templates/style/ that shows them.
PARTS = {
    "fields": N_("Fields"),
    "acts": N_("Acts, and what cannot be undone"),
    "states": N_("States, notices and progress"),
    "lists": N_("Lists, tables and figures"),
    "words": N_("Words"),
    "ways": N_("Ways through many pages"),
}


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show every part as it looks, and under it how a template asks for it."""
    parts = [(title, render_template(f"style/{name}.html"), source_of(name)) for name, title in PARTS.items()]
    return render_template("style/index.html", parts=parts, classes=classes())


def source_of(name: str) -> str:
    source, *_others = current_app.jinja_env.loader.get_source(current_app.jinja_env, f"style/{name}.html")  # type: ignore[union-attr]
    return source.strip()


@cache
def classes() -> dict[str, list[str]]:
    """The classes of the stylesheet, and the folders of templates or the modules that use each."""
    here = Path(__file__).parent
    sheet = re.sub(r"/\*.*?\*/", "", Path(here.parent, "static", "console.css").read_text(encoding="utf-8"), flags=re.S)
    rules = " ".join(re.findall(r"([^{}]+)\{", sheet))
    uses: dict[str, list[str]] = {name: [] for name in sorted(set(re.findall(r"\.([a-z][\w-]*)", rules)))}
    for path in sorted([*here.rglob("templates/**/*.html"), *here.glob("*.py")]):
        said = {
            word for value in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")) for word in value.split()
        }
        of = path.name
        if path.suffix == ".html":
            of = str(path.relative_to(here / "templates").parent).replace(".", "components")
        for name in uses.keys() & said:
            uses[name] += [of] if of not in uses[name] else []
    return uses
