"""Which series an officer sees, and what they may do to one now: the domain's own rules, asked before a button."""

from collections.abc import Callable, Sequence

from flask import abort, request

from bot.console.access import current_officer
from bot.console.bulletin_rights import counties_seen
from bot.services import services, session
from domain import audit, series_texts, standing
from domain.library import LibraryVersion
from domain.refusals import Refusal
from domain.series import Series, locked
from domain.series_life import MOVES, OPEN_TO_EDIT, State


def visible(series: Series | None) -> Series:
    """The series, for an officer of one of its counties; 404 for anybody else."""
    seen = counties_seen(current_officer())
    if series is None or not (seen is None or seen & series.counties):
        abort(404)
    return series


def found(series_id: int) -> Series:
    """The series to be read."""
    return visible(session().get(Series, series_id))


def held(series_id: int) -> Series:
    """The series to be decided about: nobody else, nor the clock, decides until this request is over."""
    return visible(locked(session(), series_id))


def held_as_seen(series_id: int) -> Series:
    """The same, refused when it is no longer what the officer's page showed."""
    series = held(series_id)
    if request.form.get("seen") != series.seen(versions(series)):
        raise Refusal("Somebody changed or decided something here while you read. Look at it again, then decide.")
    return series


def versions(series: Series) -> list[LibraryVersion]:
    """Its texts in the order of their turns."""
    return series_texts.of(session(), series.versions)


def subject(series: Series) -> str:
    """Its name in the audit."""
    return f"series {series.id}"


def record(series: Series, what: str, **detail: object) -> None:
    """Write down what this officer did to it."""
    audit.record(session(), current_officer().id, what, subject(series), now=services().now(), **detail)


def acts(series: Series, turns: Sequence[LibraryVersion]) -> set[str]:
    """What this officer may do to it now; whether it is ready is said when they try. `turns` are its versions."""
    officer, now, steps = current_officer(), services().now(), MOVES[series.state]
    approves = _passes(lambda: series.check_approver(officer, turns, now))
    stops = _passes(lambda: standing.check_stopper(officer, series.areas, series.kind, now))
    may = {
        "edit": series.state in OPEN_TO_EDIT and writes(series),
        "submit": State.SUBMITTED in steps and writes(series),
        "approve": State.APPROVED in steps and approves,
        "return": State.RETURNED in steps and approves,
        "halt": State.HALTED in steps and stops,
        "end": State.ENDED in steps and stops,
        "late": writes(series),
    }
    return {act for act, allowed in may.items() if allowed}


def writes(series: Series) -> bool:
    """Whether this officer writes for all of its counties, and so decides about its missed dates."""
    return _passes(lambda: standing.check_writer(current_officer(), series.areas, services().now()))


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Refusal:
        return False
    return True
