"""What waits for the officer who looks."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.console.access import ANYBODY, allow, current_officer

blueprint = Blueprint("home", __name__, url_prefix="/console")


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show what waits for this officer today."""
    return render_template("home/index.html", officer=current_officer())
