"""What was typed into a form whose session had ended, to be sent after signing in."""

from flask import Blueprint

blueprint = Blueprint("unsent_forms", __name__, url_prefix="/console/unsent")
