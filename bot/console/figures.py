"""What the service did, in charts, tables and files; the county's monthly report."""

from flask import Blueprint

blueprint = Blueprint("figures", __name__, url_prefix="/console/figures")
