"""Lists of people who agreed elsewhere: looked through, joined, greeted."""

from flask import Blueprint

blueprint = Blueprint("subscriber_imports", __name__, url_prefix="/console/imports")
