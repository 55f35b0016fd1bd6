"""Subscribers one by one, by area, language and kind; never a number in full."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, url_prefix="/console/people")
