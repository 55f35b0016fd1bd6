"""The parts every page is made of, in one place."""

from flask import Blueprint

blueprint = Blueprint("style", __name__, url_prefix="/console/style")
