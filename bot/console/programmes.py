"""How each county wants its weekly programme: when it is drafted, in which languages, for how long."""

from flask import Blueprint

blueprint = Blueprint("programmes", __name__, url_prefix="/console/programmes")
