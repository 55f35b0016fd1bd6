"""Bulletins on the console: every address, the list, and the page of one."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from bot.baraza import paper
from bot.console import (
    bulletin_decisions,
    bulletin_follow_ups,
    bulletin_progress,
    bulletin_results,
    bulletin_signing,
    bulletin_testing,
    bulletin_writing,
)
from bot.console.access import allow, current_officer
from bot.console.bulletin_page import page
from bot.console.bulletin_rights import READERS, acts, counties_seen, found
from bot.console.bulletin_words import FORMS, KINDS, PHASES, STATES, TRENDS, kind_of, names, size, where, whom
from bot.console.paging import page_of
from bot.console.words import _
from bot.services import services, session
from domain import desks
from domain.bulletins import Bulletin, Kind
from domain.languages import FLOOR
from domain.life_cycle import State

blueprint = Blueprint("bulletins", __name__, url_prefix="/console/bulletins")


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """Show what waits for this officer, then every bulletin of their counties."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    find = partial(
        desks.bulletins,
        session(),
        services().places,
        counties_seen(current_officer()),
        states=[State(state)] if state in set(State) else State,
        kind=Kind(kind) if kind in set(Kind) else None,
    )
    return render_template(
        "bulletins/index.html",
        waiting=waiting(),
        page=page_of(lambda most, skip: find(most=most, skip=skip), "bulletins.index", state=state, kind=kind),
        states=[("", _("All states")), *((value.value, _(word)) for value, (word, _tone) in STATES.items())],
        kinds=[("", _("All kinds")), *names(KINDS)],
        chosen_state=state,
        chosen_kind=kind,
    )


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "STATES": STATES,
        "FORMS": FORMS,
        "PHASES": PHASES,
        "TRENDS": TRENDS,
        "kind_of": kind_of,
        "where": where,
        "whom": whom,
        "size": size,
        "thread": bulletin_follow_ups.thread,
    }


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for an officer, and where it is done."""

    words: str
    about: str
    address: str


def waiting() -> list[Task]:
    """What waits for the officer of this request: texts to sign, then decisions, then what they write themselves."""
    here = desks.bulletins(session(), services().places, counties_seen(current_officer()), states=desks.UNDER_WAY)
    tasks = [
        Task(words, _about(bulletin), url_for("bulletins.show", bulletin_id=bulletin.id))
        for bulletin in here
        if (words := _task(bulletin))
    ]
    to_sign = sum(not text.own for text in bulletin_signing.on_my_desk())
    if to_sign:
        tasks.insert(0, Task(_("Texts wait for your signature"), str(to_sign), url_for("bulletins.desk")))
    return tasks


def _about(bulletin: Bulletin) -> str:
    return _("%(title)s (training)", title=bulletin.title) if bulletin.training else bulletin.title


def _task(bulletin: Bulletin) -> str:
    may = acts(bulletin)
    text = bulletin.text(FLOOR)
    if "approve" in may:
        return _("Approve it or return it")
    if "resume" in may:
        return _("Paused: let it go on, or stop it")
    if "edit" in may and bulletin.state is State.MISSED:
        return _("Missed: choose a new hour, or leave it")
    if "edit" in may and bulletin.state is State.RETURNED:
        return _("Returned: mend it and submit it again")
    if "submit" in may and text is not None and text.signed:
        return _("Signed in Swahili: submit it for approval")
    return ""


@blueprint.get("/<int:bulletin_id>")
@allow(*READERS)
def show(bulletin_id: int) -> ResponseReturnValue:
    """Show one bulletin: what happens next, its texts, what this officer may do, and its history."""
    return page(found(bulletin_id))


@blueprint.get("/<int:bulletin_id>/baraza.pdf")
@allow(*READERS)
def sheet(bulletin_id: int) -> ResponseReturnValue:
    """Hand over the sheet that is read out at a baraza: also of one that is in no public archive."""
    return paper(found(bulletin_id))


READ: dict[str, RouteCallable] = {
    "/desk": bulletin_signing.desk,
    "/<int:bulletin_id>/progress": bulletin_progress.progress,
    "/<int:bulletin_id>/results": bulletin_results.results,
    "/<int:bulletin_id>/results.csv": bulletin_results.results_csv,
}
WRITE: dict[str, RouteCallable] = {
    "/new": bulletin_writing.new,
    "/<int:bulletin_id>/edit": bulletin_writing.edit,
}
ACT: dict[str, RouteCallable] = {
    "/count": bulletin_writing.count,
    "/<int:bulletin_id>/recount": bulletin_results.recount,
    "/<int:bulletin_id>/submit": bulletin_decisions.submit,
    "/<int:bulletin_id>/approve": bulletin_decisions.approve,
    "/<int:bulletin_id>/return": bulletin_decisions.give_back,
    "/<int:bulletin_id>/night": bulletin_decisions.night,
    "/<int:bulletin_id>/cancel": bulletin_decisions.cancel,
    "/<int:bulletin_id>/pause": bulletin_decisions.pause,
    "/<int:bulletin_id>/resume": bulletin_decisions.resume,
    "/<int:bulletin_id>/texts/<int:text_id>/test": bulletin_testing.test,
    "/<int:bulletin_id>/follow": bulletin_follow_ups.follow,
    "/<int:bulletin_id>/texts/<int:text_id>/sign": bulletin_signing.sign,
    "/<int:bulletin_id>/texts/<int:text_id>/propose": bulletin_signing.propose,
    "/<int:bulletin_id>/texts/<int:text_id>/adopt": bulletin_signing.adopt,
}
for views, methods in ((READ, ["GET"]), (WRITE, ["GET", "POST"]), (ACT, ["POST"])):
    for address, view in views.items():
        blueprint.add_url_rule(address, view_func=view, methods=methods)
