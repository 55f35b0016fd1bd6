"""Who works here: accounts, roles and who is on duty."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.console.access import ANYBODY, allow, current_officer

blueprint = Blueprint("officers", __name__, url_prefix="/console/officers")


@blueprint.get("/me")
@allow(*ANYBODY)
def me() -> ResponseReturnValue:
    """Show an officer their own account."""
    return render_template("officers/me.html", officer=current_officer())
