"""Lists from barazas: each person is asked on their own phone."""

from flask import Blueprint

blueprint = Blueprint("enrolment_lists", __name__, url_prefix="/console/enrolment")
