"""A poster for each ward that tells how to join."""

from flask import Blueprint

blueprint = Blueprint("posters", __name__, url_prefix="/console/posters")
