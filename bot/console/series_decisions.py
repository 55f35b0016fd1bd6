"""Deciding about a series: one officer at a time, about exactly what their page showed."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer
from bot.console.peace_checks import check_answers
from bot.console.series_page import page
from bot.console.series_reach import reach
from bot.console.series_rights import found, held, held_as_seen, record, versions
from bot.console.words import N_, _, moment, refused
from bot.services import services, session
from domain import audit, senders, series_runs
from domain.officers import Role
from domain.refusals import Refusal
from domain.series import Series
from domain.series_runs import SeriesRun
from messages.compose import normalise

SUBMITTED, APPROVED, RETURNED = N_("submitted it"), N_("approved it"), N_("returned it")
HALTED, ENDED = N_("halted it"), N_("ended it")
LATE, LEFT = N_("sent a missed date late"), N_("left a missed date")
MADE = N_("made by a series")
# Written by the clock.
NOT_SENT = N_("not sent: its series no longer stands for it")
STANDS_BACK = N_("An emergency warning is out in its counties: the series stands back.")


@allow(Role.OFFICER)
def submit(series_id: int) -> ResponseReturnValue:
    """Ask for approval."""

    def act(series: Series) -> str:
        series.submit(current_officer(), versions(series), services().now())
        record(series, SUBMITTED)
        return _("Submitted. Somebody else now approves it or returns it.")

    return _decide(series_id, held_as_seen, act)


@allow(Role.APPROVER)
def approve(series_id: int) -> ResponseReturnValue:
    """Stand for all of its dates, knowing how many there are and how many people each reaches."""

    def act(series: Series) -> str:
        if "understood" not in request.form:
            raise Refusal("Tick the box beside the number of people first.")
        turns, sender = versions(series), senders.of(session(), series.kind.sender_use)
        code = senders.code(session())
        meant = reach(series, turns)
        if problem := next((turn.problem for turn in meant.turns if turn.problem), ""):
            raise Refusal(problem)
        series.approve(current_officer(), turns, services().now(), sender, code)
        checks = check_answers(request.form, series)
        record(series, APPROVED, people=meant.people, dates=len(meant.dates), hash=series.approved_hash, checks=checks)
        return _("Approved. The first bulletin leaves on %(moment)s. It can be halted.", moment=moment(meant.dates[0]))

    return _decide(series_id, held_as_seen, act)


@allow(Role.APPROVER)
def give_back(series_id: int) -> ResponseReturnValue:
    """Return it with a reason."""

    def act(series: Series) -> str:
        series.give_back(
            current_officer(), versions(series), normalise(request.form.get("reason", "")), services().now()
        )
        record(series, RETURNED, reason=series.returned_because)
        return _("Returned to its author with your reason.")

    return _decide(series_id, held_as_seen, act)


@allow(Role.OFFICER, Role.APPROVER)
def halt(series_id: int) -> ResponseReturnValue:
    """Hold it, whatever has happened since the page was read: stopping must never have to wait."""

    def act(series: Series) -> str:
        series.halt(current_officer(), normalise(request.form.get("reason", "")), services().now())
        record(series, HALTED, reason=series.halted_because)
        return _("Halted. Nothing more comes of it until it is approved anew; what has left cannot be called back.")

    return _decide(series_id, held, act)


@allow(Role.OFFICER, Role.APPROVER)
def end(series_id: int) -> ResponseReturnValue:
    """Close it for good."""

    def act(series: Series) -> str:
        series_runs.end(session(), series, current_officer(), services().now())
        record(series, ENDED)
        return _("Ended. Nothing more comes of it.")

    return _decide(series_id, held, act)


@allow(Role.OFFICER)
def late(series_id: int) -> ResponseReturnValue:
    """Send a missed date now."""

    def act(series: Series) -> str:
        run, now = _missed(series), services().now()
        made = series_runs.send_late(session(), series, run, current_officer(), now)
        record(series, LATE, due=run.due_at.isoformat(), bulletin=made.id)
        audit.record(session(), current_officer().id, MADE, f"bulletin {made.id}", now=now, series=series.id)
        return _("It leaves on %(moment)s.", moment=moment(made.send_at))

    return _decide(series_id, held, act)


@allow(Role.OFFICER)
def leave(series_id: int) -> ResponseReturnValue:
    """Let a missed date go."""

    def act(series: Series) -> str:
        run = _missed(series)
        series_runs.leave(series, run, current_officer(), services().now())
        record(series, LEFT, due=run.due_at.isoformat())
        return _("Left: nothing is sent for that date.")

    return _decide(series_id, held, act)


def _missed(series: Series) -> SeriesRun:
    """The date a button was pressed for; its series is held, so nobody else decides about it."""
    try:
        due = datetime.fromisoformat(request.form.get("due", ""))
        return session().get(SeriesRun, (series.id, due), populate_existing=True) or abort(404)
    except (ValueError, TypeError):
        abort(404)


def _decide(series_id: int, hold: Callable[[int], Series], act: Callable[[Series], str]) -> ResponseReturnValue:
    try:
        said = act(hold(series_id))
        session().flush()
    except Refusal as refusal:
        session().rollback()
        return page(found(series_id), refused(refusal), request.form), 422
    flash(said, "good")
    return redirect(url_for("series.show", series_id=series_id), 303)
