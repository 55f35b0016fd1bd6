"""Who may do what, read from the code that enforces it."""

from flask import Blueprint

blueprint = Blueprint("rights", __name__, url_prefix="/console/rights")
