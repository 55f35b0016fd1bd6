"""Bulletins on the console: every address, the list, and the page of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
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
from bot.console.bulletin_decisions import PAUSED, RETURNED, SUBMITTED
from bot.console.bulletin_page import page
from bot.console.bulletin_rights import READERS, acts, counties_seen, found, subject
from bot.console.bulletin_words import FORMS, KINDS, PHASES, STATES, TRENDS, kind_of, names, size, where, whom
from bot.console.bulletin_writing import CHANGED, WROTE
from bot.console.paging import page_of
from bot.console.proposals import SIGNED
from bot.console.words import _, count
from bot.services import services, session
from domain import audit, desks
from domain.bulletins import Bulletin, Kind
from domain.languages import FLOOR
from domain.life_cycle import State

blueprint = Blueprint("bulletins", __name__, url_prefix="/console/bulletins")

STEPS = (WROTE, CHANGED, SIGNED, SUBMITTED, RETURNED, PAUSED)  # after which somebody else is asked


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
    """One thing that waits for an officer, and where it is done. `since`: how long; a day where no hour is known.

    `several`: it stands for more than one, and the oldest of them waits since then.
    """

    words: str
    about: str
    address: str
    since: datetime | date | None = None
    several: bool = False


def waiting() -> list[Task]:
    """What waits for the officer of this request: texts to sign, then decisions, then what they write themselves."""
    here = desks.bulletins(session(), services().places, counties_seen(current_officer()), states=desks.UNDER_WAY)
    # Of those that are as far, what leaves first.
    here.sort(key=lambda bulletin: (desks.UNDER_WAY.index(bulletin.state), bulletin.send_at))
    asked = [(bulletin, *found) for bulletin in here if (found := _task(bulletin))]
    to_sign = [waits.bulletin for waits in bulletin_signing.on_my_desk() if not waits.own]
    times = audit.latest(session(), {subject(each) for each in [*to_sign, *(each for each, *_ in asked)]}, STEPS)
    tasks = [
        Task(
            words,
            _about(bulletin),
            url_for("bulletins.show", bulletin_id=bulletin.id),
            times.get((subject(bulletin), act)) if act else bulletin.send_at,
        )
        for bulletin, words, act in asked
    ]
    return [*_to_sign(to_sign, times), *tasks]


def _to_sign(waiting: list[Bulletin], times: Mapping[tuple[str, str], datetime]) -> list[Task]:
    """One task for them all: the desk has them one under the other."""
    written = (max(times.get((subject(each), act), each.created_at) for act in (WROTE, CHANGED)) for each in waiting)
    oldest, words = min(written, default=None), _("Texts wait for your signature")
    return [Task(words, count(len(waiting)), url_for("bulletins.desk"), oldest, True)] if waiting else []


def _about(bulletin: Bulletin) -> str:
    return _("%(title)s (training)", title=bulletin.title) if bulletin.training else bulletin.title


def _task(bulletin: Bulletin) -> tuple[str, str] | None:
    """What is to be done, and the act since which it waits: "" where its hour passed."""
    may = acts(bulletin)
    text = bulletin.text(FLOOR)
    if "approve" in may:
        return _("Approve it or return it"), SUBMITTED
    if "resume" in may:
        return _("Paused: let it go on, or stop it"), PAUSED
    if "edit" in may and bulletin.state is State.MISSED:
        return _("Missed: choose a new hour, or leave it"), ""
    if "edit" in may and bulletin.state is State.RETURNED:
        return _("Returned: mend it and submit it again"), RETURNED
    if "submit" in may and text is not None and text.signed:
        return _("Signed in Swahili: submit it for approval"), SIGNED
    return None


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
