"""Series on the console: every address, the list, and the page of one."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue, RouteCallable
from sqlalchemy import Select, case, select

from bot.console import series_decisions, series_writing
from bot.console.access import allow, current_officer
from bot.console.bulletin_rights import READERS, counties_seen
from bot.console.bulletin_words import FORMS, where
from bot.console.bulletins import Task
from bot.console.paging import page_of
from bot.console.series_decisions import HALTED, RETURNED, SUBMITTED
from bot.console.series_page import page
from bot.console.series_rights import acts, found, subject, versions, writes
from bot.console.series_words import KINDS, NEXT, OUTCOMES, STATES, in_words
from bot.console.words import _, moment
from bot.services import services, session
from domain import audit
from domain.areas import county_of
from domain.recurrence import next_dates
from domain.series import Series
from domain.series_life import State
from domain.series_runs import Outcome, SeriesRun

blueprint = Blueprint("series", __name__, url_prefix="/console/series")

# What somebody must do something about comes first, what is over last.
ORDER = (State.SUBMITTED, State.HALTED, State.RETURNED, State.DRAFT, State.APPROVED, State.ENDED)
WAITING = ORDER[:3]


@dataclass(frozen=True, slots=True)
class Row:
    """One series in the list."""

    series: Series
    rule: str
    next: datetime | None


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """Show every series of this officer's counties."""
    return render_template("series/index.html", waiting=waiting(), page=page_of(_rows, "series.index"))


def _rows(most: int, skip: int) -> list[Row]:
    rank = case({state: place for place, state in enumerate(ORDER)}, value=Series.state)
    query = _seen().order_by(rank, Series.ends_on.desc(), Series.id.desc()).limit(most).offset(skip)
    return [Row(each, in_words(each.rule), _next(each)) for each in session().scalars(query)]


def _next(series: Series) -> datetime | None:
    coming = next_dates(series.rule, services().now(), 1) if series.state is State.APPROVED else []
    return coming[0] if coming else None


def _seen() -> Select[Series]:
    counties = counties_seen(current_officer())
    query = select(Series)
    if counties is None:
        return query
    return query.where(Series.areas.overlap([slug for slug in services().places.areas if county_of(slug) in counties]))


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"STATES": STATES, "KINDS": KINDS, "OUTCOMES": OUTCOMES, "NEXT": NEXT, "FORMS": FORMS, "where": where}


def waiting() -> list[Task]:
    """What waits for the officer of this request: missed dates, then decisions, then what they write themselves."""
    under_way = session().scalars(_seen().where(Series.state.in_(WAITING)).order_by(Series.id)).all()
    asked = [(series, *found) for series in under_way if (found := _task(series))]
    times = audit.latest(session(), {subject(series) for series, *_ in asked}, (SUBMITTED, HALTED, RETURNED))
    tasks = [
        Task(words, each.title, url_for("series.show", series_id=each.id), times.get((subject(each), act)))
        for each, words, act in asked
    ]
    return [*_missed(), *tasks]


def _missed() -> list[Task]:
    words, tasks = _("Missed, because the service was down: send it now, or leave it"), []
    query = _seen().join(SeriesRun, SeriesRun.series_id == Series.id).add_columns(SeriesRun.due_at)
    for series, due in session().execute(query.where(SeriesRun.outcome == Outcome.MISSED).order_by(SeriesRun.due_at)):
        if writes(series):
            address = url_for("series.show", series_id=series.id, _anchor="dates")
            tasks.append(Task(words, f"{series.title}, {moment(due)}", address, due))
    return tasks


def _task(series: Series) -> tuple[str, str] | None:
    """What is to be done, and the act since which it waits."""
    may = acts(series, versions(series))
    if "approve" in may:
        return _("Approve the series or return it"), SUBMITTED
    if "submit" in may and series.state is State.HALTED:
        return _("The series is halted: mend it and submit it again, or end it"), HALTED
    if "submit" in may and series.state is State.RETURNED:
        return _("The series was returned: mend it and submit it again"), RETURNED
    return None


@blueprint.get("/<int:series_id>")
@allow(*READERS)
def show(series_id: int) -> ResponseReturnValue:
    """Show one series: what happens next, its texts, its dates, what this officer may do, and its history."""
    return page(found(series_id))


WRITE: dict[str, RouteCallable] = {
    "/new": series_writing.new,
    "/<int:series_id>/edit": series_writing.edit,
}
ACT: dict[str, RouteCallable] = {
    "/count": series_writing.count,
    "/<int:series_id>/submit": series_decisions.submit,
    "/<int:series_id>/approve": series_decisions.approve,
    "/<int:series_id>/return": series_decisions.give_back,
    "/<int:series_id>/halt": series_decisions.halt,
    "/<int:series_id>/end": series_decisions.end,
    "/<int:series_id>/late": series_decisions.late,
    "/<int:series_id>/leave": series_decisions.leave,
}
for views, methods in ((WRITE, ["GET", "POST"]), (ACT, ["POST"])):
    for address, view in views.items():
        blueprint.add_url_rule(address, view_func=view, methods=methods)
