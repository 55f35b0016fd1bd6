"""Lists of people who agreed elsewhere: a file is looked through, its people join, and for a week it can be undone."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import list_files
from bot.console import import_form
from bot.console.access import allow, current_officer, held_counties, held_county
from bot.console.import_words import EVIDENCE, STATES
from bot.console.paging import page_of
from bot.console.words import _, refused
from bot.services import services, session
from domain import joining_lists, subscriber_imports
from domain.areas import Area
from domain.listed_people import Listed
from domain.officers import Role
from domain.refusals import Refusal
from domain.subscriber_imports import State, SubscriberImport
from messages.jobs import defer_import

blueprint = Blueprint("subscriber_imports", __name__, url_prefix="/console/imports")
MOST_FAULTS = 200  # shown at once: all of them are in the file to download

blueprint.url_value_preprocessor(import_form.take_larger_files)
blueprint.get("/new", endpoint="offer")(import_form.offer)
blueprint.post("/new", endpoint="take")(import_form.take)
blueprint.get("/sample/<county>.<any(csv, xlsx):kind>", endpoint="sample")(import_form.sample)


@blueprint.context_processor
def words() -> dict[str, object]:
    """What every page about a list says in the same way."""
    return {"states": STATES, "evidence_words": EVIDENCE}


@blueprint.get("/")
@allow(Role.OFFICER)
def index() -> ResponseReturnValue:
    """Show the lists of this officer's counties."""
    mine = [county.slug for county in held_counties(Role.OFFICER)]
    page = page_of(
        lambda most, skip: subscriber_imports.of_counties(session(), mine, most, skip), "subscriber_imports.index"
    )
    return render_template("subscriber_imports/index.html", page=page)


@blueprint.get("/<int:list_id>")
@allow(Role.OFFICER)
def show(list_id: int) -> ResponseReturnValue:
    """Show what a file says and what is wrong with it, or how far its people have come."""
    row = _found(list_id)
    listed = Listed.opened(services().vault, row.rows_sealed, row.id) if row.rows_sealed else None
    waits = listed if row.state is State.LOOKED_AT else None
    return render_template(
        "subscriber_imports/show.html",
        row=row,
        listed=listed,
        before=subscriber_imports.before(session(), row),
        preview=waits and import_form.preview(waits),
        faults=[(fault.row, fault.masked, refused(fault.refusal)) for fault in listed.faults[:MOST_FAULTS]]
        if listed
        else [],
        may_take_back=row.may_be_taken_back(services().now()),
    )


@blueprint.get("/<int:list_id>/progress")
@allow(Role.OFFICER)
def progress(list_id: int) -> ResponseReturnValue:
    """The part of the page that moves. `X-Live: done` ends the refreshing."""
    row = _found(list_id)
    response = make_response(render_template("subscriber_imports/_progress.html", row=row))
    if row.state is not State.JOINING:
        response.headers["X-Live"] = "done"
    return response


@blueprint.get("/<int:list_id>/errors.csv")
@allow(Role.OFFICER)
def errors(list_id: int) -> ResponseReturnValue:
    """All that is wrong with the rows, without a full number."""
    row = _found(list_id)
    if row.rows_sealed is None:
        raise Refusal("The numbers of this list are gone: bring the file once more.")
    listed = Listed.opened(services().vault, row.rows_sealed, row.id)
    lines = [(str(fault.row), fault.masked, refused(fault.refusal)) for fault in listed.faults]
    content = list_files.table_of([(_("Row"), _("Number"), _("What is wrong")), *lines])
    headers = {"Content-Disposition": f'attachment; filename="mbiu-list-{row.id}-errors.csv"'}
    return Response(content, mimetype="text/csv", headers={**headers, "Cache-Control": "no-store"})


@blueprint.post("/<int:list_id>/confirm")
@allow(Role.OFFICER)
def confirm(list_id: int) -> ResponseReturnValue:
    """Let the people join, behind this page."""
    row = _held(list_id)
    if "agreed" not in request.form:
        raise Refusal("Tick that you have the evidence: without it nobody may join.")
    subscriber_imports.confirm(session(), row, current_officer().id, services().now())
    defer_import(session(), row.id)
    return redirect(url_for(".show", list_id=row.id), 303)


@blueprint.post("/<int:list_id>/drop")
@allow(Role.OFFICER)
def drop(list_id: int) -> ResponseReturnValue:
    """Throw the file away before anybody joined by it."""
    subscriber_imports.drop(session(), _held(list_id), current_officer().id, services().now())
    flash(_("The list was thrown away. Nobody has joined."), "good")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:list_id>/take-back")
@allow(Role.OFFICER)
def take_back(list_id: int) -> ResponseReturnValue:
    """Let those leave whom the list brought in and who have not been heard of since."""
    row = _held(list_id)
    joining_lists.take_back(session(), services().vault, row, current_officer().id, services().now())
    flash(_("The list was taken back."), "good")
    return redirect(url_for(".show", list_id=row.id), 303)


def _found(list_id: int) -> SubscriberImport:
    return _mine(session().get(SubscriberImport, list_id))


def _held(list_id: int) -> SubscriberImport:
    return _mine(subscriber_imports.held(session(), list_id))


def _mine(row: SubscriberImport | None) -> SubscriberImport:
    """One of a county of this officer's; 404 for any other."""
    if row is None:
        abort(404)
    _county: Area = held_county(row.county, Role.OFFICER)
    return row
