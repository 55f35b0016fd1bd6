"""The wards of a county: each one's livelihood zone, and whether it is a border ward. Audiences are made of both."""

from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, today
from bot.console.words import _
from bot.services import services, session
from domain import wards, zones
from domain.areas import Area
from domain.officers import Role
from domain.wards import Saying

blueprint = Blueprint("wards", __name__, url_prefix="/console/wards")


@blueprint.get("/<county>")
@allow(Role.OFFICER)
def show(county: str) -> ResponseReturnValue:
    """Show what the county says of its wards, to be changed in one form."""
    area = _held(county)
    found = wards.of_county(session(), county)
    return render_template(
        "wards/show.html",
        county=area,
        constituencies=[(outer, list(inside)) for outer, inside in groupby(found, lambda ward: ward.parent)],
        without=sum(ward.livelihood_zone is None for ward in found),
        zones=zones.of_county(county),
        seen=wards.stamp(found),
    )


@blueprint.post("/<county>")
@allow(Role.OFFICER)
def save(county: str) -> ResponseReturnValue:
    """Keep it for all wards at once."""
    _held(county)
    border = set(request.form.getlist("border"))
    wanted = {
        ward: Saying(request.form.get(f"zone:{ward}") or None, ward in border) for ward in request.form.getlist("ward")
    }
    seen = request.form.get("seen", "")
    changed = wards.change(session(), current_officer(), county, wanted, seen, services().now())
    flash(_("Wards changed: %(count)s.", count=changed), "good")
    return redirect(url_for("wards.show", county=county), 303)


def _held(county: str) -> Area:
    """The county, for an officer of it; 404 for anybody else."""
    found = next((area for area in services().places.counties if area.slug == county), None)
    if found is None or not current_officer().may_everywhere(Role.OFFICER, today(), [county]):
        abort(404)
    return found
