"""What is missing before the service may go live, in plain words."""

from flask import Blueprint

blueprint = Blueprint("go_live", __name__, url_prefix="/console/go-live")
