"""The restricted reports: seen by the protection focal point of the county, and counted and shown nowhere else."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bot.console import incident_words as say
from bot.console.access import allow, counties, current_officer
from bot.console.incident_shown import names
from bot.console.paging import page_of
from bot.console.words import _, area_name
from bot.services import services, session
from domain import audit, restricted_reports
from domain.hours import local
from domain.officers import Role
from domain.restricted_reports import RestrictedReport

blueprint = Blueprint("protection", __name__, url_prefix="/console/protection")


@blueprint.get("/")
@allow(Role.PROTECTION)
def index() -> ResponseReturnValue:
    """List them: what nobody has seen to first."""
    held = counties(Role.PROTECTION)
    page = page_of(
        lambda most, skip: restricted_reports.listed(session(), held, start=skip, most=most), "protection.index", 50
    )
    return render_template(
        "protection/index.html",
        page=page,
        kind=lambda report: _(say.RESTRICTED_KINDS[report.kind]),
        place=lambda report: area_name(report.ward) if report.ward else _("Place not given"),
        name=names({report.done_by for report in page.rows if report.done_by}).get,
    )


@blueprint.post("/<int:report_id>")
@allow(Role.PROTECTION)
def done(report_id: int) -> ResponseReturnValue:
    """Mark one as seen to."""
    report, now = session().get(RestrictedReport, report_id), services().now()
    if report is None or not restricted_reports.seen_by(current_officer(), report, local(now).date()):
        abort(404)
    restricted_reports.done(session(), report.id, current_officer())
    audit.record(session(), current_officer().id, "saw to it", f"restricted report {report.id}", now=now)
    return redirect(url_for("protection.index"), 303)
