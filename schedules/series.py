"""Standing orders: for every date that has come a bulletin is made, and the ordinary departure takes it from there."""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, series_runs
from domain import series as standing_orders
from domain.series import Series
from domain.series_life import State
from domain.series_runs import Outcome, SeriesRun
from schedules.crew import Crew

log = logging.getLogger(__name__)


def run_due(crew: Crew) -> None:
    """Decide what has come of every approved series, each in a transaction of its own."""
    with crew.sessions() as session:
        approved = session.scalars(select(Series.id).where(Series.state == State.APPROVED).order_by(Series.id)).all()
    for series_id in approved:
        try:
            with crew.sessions.begin() as session:
                _run(session, series_id, crew.now())
        except Exception:  # whatever is wrong with one must not hold back the others
            log.exception("series %d could not be looked at and is tried again", series_id)


def _run(session: Session, series_id: int, now: datetime) -> None:
    series = standing_orders.locked(session, series_id)
    if series is None or series.state is not State.APPROVED:  # another clock or an officer was quicker
        return
    for run in series_runs.decide_due(session, series, now):
        _record(session, run, now)
    subject, state = f"series {series.id}", State(series.state)
    if state is State.HALTED:
        audit.record(session, None, "halted it", subject, now=now, reason=series.halted_because)
    if state is State.ENDED:
        audit.record(session, None, "ended it: its last day has passed", subject, now=now)


def _record(session: Session, run: SeriesRun, now: datetime) -> None:
    subject, due = f"series {run.series_id}", f"{run.due_at.isoformat()}"
    if run.outcome is Outcome.MADE:
        audit.record(session, None, "made a bulletin of it", subject, now=now, due=due, bulletin=run.bulletin_id)
        audit.record(session, None, "made by a series", f"bulletin {run.bulletin_id}", now=now, series=run.series_id)
    if run.outcome is Outcome.STEPPED_BACK:
        audit.record(session, None, "stood back: an emergency warning is out there", subject, now=now, due=due)
    if run.outcome is Outcome.MISSED:
        audit.record(session, None, "missed a date: the service was down", subject, now=now, due=due)
    if run.outcome is Outcome.WITHDRAWN:
        audit.record(session, None, "sent nothing on a date: its approval no longer holds", subject, now=now, due=due)
