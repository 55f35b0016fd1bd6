"""Radio scripts on the console: every address, the list, and the page of one."""

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from bot.console import script_compare, script_decisions, script_writing
from bot.console.access import allow, counties, current_officer, held_counties, held_county, today
from bot.console.paging import page_of
from bot.console.script_page import page, words
from bot.console.script_rights import found
from bot.console.script_words import script_name
from bot.console.words import N_, _
from bot.services import services, session
from domain import audit, programmes, script_bulletins, scripts
from domain.programmes import monday_of
from domain.scripts import CORRECTED_BY, READ_BY, Script
from messages import radio_desk

blueprint = Blueprint("scripts", __name__, url_prefix="/console/scripts")

DRAFTED = N_("drafted it")

blueprint.add_app_template_global(script_name)


@blueprint.get("/")
@allow(*READ_BY)
def index() -> ResponseReturnValue:
    """List the scripts by week, with what each needs."""
    here = counties(*READ_BY)
    shown = page_of(lambda most, skip: scripts.newest(session(), here, most=most, skip=skip), "scripts.index")
    weeks = [(week, list(of_week)) for week, of_week in groupby(shown.rows, lambda script: script.week)]
    return render_template(
        "scripts/index.html",
        weeks=weeks,
        page=shown,
        minutes={county.slug: programmes.of(session(), county.slug).minutes for county in held_counties(*READ_BY)},
        mended=_to_mend,
        counties=[("", _("All my counties")), *((one.slug, one.name) for one in held_counties(*CORRECTED_BY))],
        **words(),
    )


@blueprint.post("/draft")
@allow(*CORRECTED_BY)
def draft() -> ResponseReturnValue:
    """Draft now what the clock drafts on its day, for one county or all of this officer's."""
    now, settings = services().now(), services().settings
    chosen = request.form.get("county", "")
    wanted = [held_county(chosen, *CORRECTED_BY)] if chosen else held_counties(*CORRECTED_BY)
    written = radio_desk.draft_scripts(
        session(),
        now,
        places=services().places,
        ussd_code=settings.ussd_code,
        counties=[county.slug for county in wanted],
    )
    for script in written:
        audit.record(session(), current_officer().id, DRAFTED, f"script {script.id}", now=now)
    flash(_("Drafts written or refreshed: %(count)s.", count=len(written)), "good")
    return redirect(url_for("scripts.index"), 303)


@blueprint.get("/<int:script_id>")
@allow(*READ_BY)
def show(script_id: int) -> ResponseReturnValue:
    """Read a script as it will be read out."""
    return page(found(script_id))


def _to_mend(script: Script) -> bool:
    """Whether something in the newest version may not be read, while its week is not over."""
    if script.week < monday_of(today()):
        return False
    return script_bulletins.doubts(session(), script.newest, services().now()).to_take_out


ACT: dict[str, RouteCallable] = {
    "/<int:script_id>/correct": script_writing.save,
    "/<int:script_id>/count": script_writing.count,
    "/<int:script_id>/sign": script_decisions.sign,
    "/<int:script_id>/approve": script_decisions.approve,
    "/<int:script_id>/withdraw": script_decisions.withdraw,
    "/<int:script_id>/take-out": script_decisions.take_out,
}
READ: dict[str, RouteCallable] = {
    "/<int:script_id>/correct": script_writing.correct,
    "/<int:script_id>/compare": script_compare.compare,
}
for views, methods in ((READ, ["GET"]), (ACT, ["POST"])):
    for address, view in views.items():
        blueprint.add_url_rule(address, view_func=view, methods=methods)
