"""Help: what each page is for, and a guide of two pages for each role."""

from flask import Blueprint

blueprint = Blueprint("guides", __name__, url_prefix="/console/guides")
