"""How names and terms are said on air."""

from flask import Blueprint

blueprint = Blueprint("pronunciations", __name__, url_prefix="/console/pronunciations")
