"""Radio stations: where they are heard, when Mbiu is on air there, how fast they read."""

from flask import Blueprint

blueprint = Blueprint("stations", __name__, url_prefix="/console/stations")
