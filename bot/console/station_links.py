"""Links by which a station without an account takes one script and says when it was on air."""

from flask import Blueprint

blueprint = Blueprint("station_links", __name__, url_prefix="/scripts/link")
