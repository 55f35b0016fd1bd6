"""Who did what, when and from where, for administrators."""

from flask import Blueprint

blueprint = Blueprint("audit_trail", __name__, url_prefix="/console/audit")
