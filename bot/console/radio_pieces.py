"""What officers write for the radio: season and market notes, good news, answers to what many asked."""

from datetime import timedelta
from itertools import groupby
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable
from sqlalchemy import select

from bot.console import radio_piece_writing
from bot.console.access import allow, counties, current_officer, held_counties, today
from bot.console.bulletins import Task
from bot.console.paging import page_of
from bot.console.radio_piece_rights import (
    WRITERS,
    counties_written,
    found,
    held,
    may_change,
    parts_written,
    record,
    subject,
)
from bot.console.radio_piece_words import PARTS, STATES, reading_times
from bot.console.words import N_, _, area_name
from bot.services import services, session
from domain import audit, programmes, radio_piece_drafting, radio_pieces
from domain.audit import Audit
from domain.officers import Officer, Role
from domain.radio_piece_drafting import READ_BY
from domain.radio_pieces import RadioPiece, State
from domain.segments import Part

blueprint = Blueprint("radio_pieces", __name__, url_prefix="/console/pieces")

WITHDREW, BROUGHT_BACK = N_("withdrew it"), N_("brought it back")
SOON = timedelta(days=2)  # before a script is drafted, there is still time to write a note for it
HABIT = timedelta(weeks=8)  # a county that wrote no market note for so long is not asked for one

Choice = TypeVar("Choice", Part, State)


@blueprint.get("/")
@allow(*READ_BY)
def index() -> ResponseReturnValue:
    """List the pieces of this officer's counties: those that run, come, are over or withdrawn."""
    here, asked = held_counties(*READ_BY), request.args.get("county", "")
    chosen = {asked} if asked in {county.slug for county in here} else counties(*READ_BY)
    part, state = _asked(Part, "part"), _asked(State, "state")

    def find(most: int, skip: int) -> list[RadioPiece]:
        return radio_pieces.newest(session(), chosen, today(), part=part, state=state, most=most, skip=skip)

    query: dict[str, Any] = {name: request.args.get(name, "") for name in ("county", "part", "state")}
    page = page_of(find, "radio_pieces.index", **query)
    return render_template(
        "radio_pieces/index.html",
        page=page,
        groups=[(of, list(rows)) for of, rows in groupby(page.rows, lambda piece: piece.state(today()))],
        chosen=query,
        counties=[(county.slug, county.name) for county in here],
        written=[(county.slug, county.name) for county in counties_written()],
        parts=[(part.value, _(words)) for part, words in PARTS.items()],
        parts_written=[(part.value, _(PARTS[part])) for part in parts_written()],
        states=[(state.value, _(words)) for state, (words, _tone) in STATES.items()],
        reading_times=reading_times,
    )


def _asked(kind: type[Choice], name: str) -> Choice | None:
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"PARTS": PARTS, "STATES": STATES}


@blueprint.get("/<int:piece_id>")
@allow(*READ_BY)
def show(piece_id: int) -> ResponseReturnValue:
    """Show one piece in all its languages, where it is read, and who had a hand in it."""
    piece = found(piece_id)
    history = audit.history(session(), subject(piece))
    return render_template(
        "radio_pieces/show.html",
        piece=piece,
        state=piece.state(today()),
        reading_times=reading_times(piece),
        scripts=radio_piece_writing.approved_with(piece),
        may_change=may_change(piece),
        history=history,
        people=_people(history),
    )


def _people(history: list[Audit]) -> dict[int, str]:
    ids = {line.officer_id for line in history} - {None}
    return {officer.id: officer.name for officer in session().scalars(select(Officer).where(Officer.id.in_(ids)))}


@blueprint.post("/<int:piece_id>/withdraw")
@allow(*WRITERS)
def withdraw(piece_id: int) -> ResponseReturnValue:
    """Keep it out of every script from now on; those that are approved with it go off the air."""
    piece = held(piece_id)
    radio_piece_drafting.withdraw(piece, current_officer(), services().now())
    record(piece, WITHDREW)
    flash(_("Withdrawn. Approved scripts that have it go off the air, and no other takes it."), "good")
    return redirect(url_for("radio_pieces.show", piece_id=piece.id), 303)


@blueprint.post("/<int:piece_id>/bring-back")
@allow(*WRITERS)
def bring_back(piece_id: int) -> ResponseReturnValue:
    """Let scripts take it again."""
    piece = held(piece_id)
    radio_piece_drafting.bring_back(piece, current_officer(), services().now())
    record(piece, BROUGHT_BACK)
    flash(_("It is back: scripts take it within its days."), "good")
    return redirect(url_for("radio_pieces.show", piece_id=piece.id), 303)


def to_write() -> list[Task]:
    """Market notes that want writing: where a county writes them, has none for the coming week, and its script is
    drafted soon."""
    now = services().now()
    kept = radio_pieces.noted(session(), counties(Role.OFFICER), today() - HABIT)
    wanting = []
    for county in sorted({note.county for note in kept}):
        programme = programmes.of(session(), county)
        week = programmes.week_of(programme, now + SOON)
        sunday = week + timedelta(days=6)
        runs = any(each.county == county and each.starts_on <= sunday and week <= each.ends_on for each in kept)
        if week > programmes.week_of(programme, now) and not runs:
            wanting.append(county)
    return [
        Task(
            _("No market note for the coming week"),
            area_name(county),
            url_for("radio_pieces.new", county=county, part=Part.MARKET.value),
        )
        for county in wanting
    ]


VIEWS: dict[str, RouteCallable] = {"/new": radio_piece_writing.new, "/<int:piece_id>/edit": radio_piece_writing.edit}
for address, view in VIEWS.items():
    blueprint.add_url_rule(address, view_func=view, methods=["GET", "POST"])
blueprint.add_url_rule("/count", view_func=radio_piece_writing.count, methods=["POST"])
