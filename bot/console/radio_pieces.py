"""What officers write for the radio: season and market notes, good news, answers to what many asked."""

from flask import Blueprint

blueprint = Blueprint("radio_pieces", __name__, url_prefix="/console/pieces")
