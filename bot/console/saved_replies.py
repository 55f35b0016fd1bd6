"""Answers that officers wrote once and give again."""

from flask import Blueprint

blueprint = Blueprint("saved_replies", __name__, url_prefix="/console/saved-replies")
