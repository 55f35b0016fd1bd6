"""A lost second factor taken off by two others."""

from flask import Blueprint

blueprint = Blueprint("second_factor_resets", __name__, url_prefix="/console/second-factor-resets")
