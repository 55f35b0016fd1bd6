"""The library of standing texts on the console: every address, the list, and the page of one text."""

from typing import TypeVar

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from bot.console import library_decisions, library_signing, library_writing
from bot.console.access import allow, current_officer, today
from bot.console.bulletin_rights import counties_seen
from bot.console.bulletin_words import FORMS, KINDS, PHASES, names
from bot.console.bulletins import Task
from bot.console.library_page import page
from bot.console.library_rights import READERS, found, waits_for_me
from bot.console.library_words import READERS as FOR_WHOM
from bot.console.library_words import STANDINGS, TOPICS, about, place
from bot.console.paging import page_of
from bot.console.words import _, count
from bot.services import session
from domain import library_shelves
from domain.bulletins import Kind
from domain.library import ForWhom, LibraryEntry, PeaceTopic
from domain.library_shelves import Standing, standings
from domain.officers import Role
from domain.phases import Phase

blueprint = Blueprint("library", __name__, url_prefix="/console/library")

Choice = TypeVar("Choice", Kind, Phase, ForWhom, PeaceTopic, Standing)


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """Show every text of this officer's counties, by kind, phase or topic, readers and state."""
    state = _asked(Standing, "state")
    shelf = library_shelves.entries(
        session(),
        counties_seen(current_officer()),
        kind=_asked(Kind, "kind"),
        phase=_asked(Phase, "phase"),
        for_whom=_asked(ForWhom, "readers"),
        topic=_asked(PeaceTopic, "topic"),
    )
    rows = [entry for entry in shelf if state is None or state in standings(entry, today())]
    query = {name: request.args.get(name, "") for name in ("state", "kind", "phase", "readers", "topic")}
    return render_template(
        "library/index.html",
        page=page_of(lambda most, skip: rows[skip : skip + most], "library.index", 25, **query),
        standings=lambda entry: standings(entry, today()),
        chosen=query,
        states=[("", _("All states")), *((value.value, _(word)) for value, (word, _tone) in STANDINGS.items())],
        kinds=[("", _("All kinds")), *names(KINDS)],
        phases=[("", _("All phases")), *names(PHASES)],
        readers=[("", _("All readers")), *((value.value, _(word)) for value, word in FOR_WHOM.items())],
        topics=[("", _("All topics")), *((value.value, _(word)) for value, word in TOPICS.items())],
    )


def _asked(kind: type[Choice], name: str) -> Choice | None:
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"STANDINGS": STANDINGS, "FORMS": FORMS, "about": about, "place": place}


@blueprint.get("/<int:entry_id>")
@allow(*READERS)
def show(entry_id: int) -> ResponseReturnValue:
    """Show one text: its newest version or the one asked for, what this officer may do, and its history."""
    return page(found(entry_id))


def to_sign() -> list[Task]:
    """Texts of the library that wait for this officer's signature."""
    written = [one.entry.newest.created_at for one in library_signing.on_my_desk() if not one.own]
    words, oldest = _("Texts of the library wait for your signature"), min(written, default=None)
    return [Task(words, count(len(written)), url_for("library.desk"), oldest, True)] if written else []


def to_approve() -> list[Task]:
    """Texts that are signed and that this officer may approve."""
    ready = library_shelves.in_state(session(), counties_seen(current_officer()), today(), Standing.READY)
    return [
        Task(
            _("Approve a text of the library"),
            entry.title,
            url_for("library.show", entry_id=entry.id),
            entry.newest.created_at,
        )
        for entry in ready
        if waits_for_me(entry)
    ]


def to_read_again() -> list[Task]:
    """Texts whose day to be read again has passed, for whoever writes or approves them."""
    due = library_shelves.in_state(
        session(), counties_seen(current_officer()), today(), Standing.REVIEW_DUE, Standing.TOO_OLD
    )
    return [
        Task(
            _("Read a text of the library again"),
            entry.title,
            url_for("library.show", entry_id=entry.id),
            entry.newest.review_on,
        )
        for entry in due
        if _decides(entry)
    ]


def _decides(entry: LibraryEntry) -> bool:
    officer = current_officer()
    approves = officer.may(Role.APPROVER, today(), county=entry.where, kind=entry.kind)
    return approves or officer.may(Role.OFFICER, today(), county=entry.where)


READ: dict[str, RouteCallable] = {"/desk": library_signing.desk}
WRITE: dict[str, RouteCallable] = {"/new": library_writing.new, "/<int:entry_id>/edit": library_writing.edit}
ACT: dict[str, RouteCallable] = {
    "/<int:entry_id>/copy": library_writing.copy,
    "/<int:entry_id>/approve": library_decisions.approve,
    "/<int:entry_id>/withdraw": library_decisions.withdraw,
    "/<int:entry_id>/texts/<int:text_id>/sign": library_signing.sign,
    "/<int:entry_id>/texts/<int:text_id>/propose": library_signing.propose,
    "/<int:entry_id>/texts/<int:text_id>/adopt": library_signing.adopt,
}
for views, methods in ((READ, ["GET"]), (WRITE, ["GET", "POST"]), (ACT, ["POST"])):
    for address, view in views.items():
        blueprint.add_url_rule(address, view_func=view, methods=methods)
