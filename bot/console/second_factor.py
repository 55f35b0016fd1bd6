"""An officer's own second factor: setting it up, its recovery codes, showing it after the password."""

from flask import Blueprint

blueprint = Blueprint("second_factor", __name__, url_prefix="/console/second-factor")
