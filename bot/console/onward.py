"""Where an officer goes on once let in."""

from flask import url_for

from bot.console.access import current_officer
from bot.services import services, session
from domain import unsent_forms


def safe(address: str) -> str:
    """Where to go on afterwards: a page of the console, never another site."""
    return address if address.startswith("/console/") and "\\" not in address else ""


def onward(back: str) -> str:
    """To what was typed and could not be sent, else to the page that was asked for, else home."""
    if unsent_forms.of(session(), current_officer().id, services().now()):
        return url_for("unsent_forms.index")
    return safe(back) or url_for("home.index")
