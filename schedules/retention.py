"""What is kept no longer than it is needed (`domain.kept_kinds`); every hour the clock holds us to it.

Each slice is a transaction of its own and waits for nobody: what somebody holds at that moment is met an hour later.
People who left go one by one, and there each waits for what somebody does with the same number (`erasure`).
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, Update, delete, func, literal_column, select, text, update

from domain import retention_periods
from domain.kept_kinds import RULES, Kept
from messages.jobs import Job
from schedules import old_deliveries, old_people, old_texts
from schedules.crew import Crew
from schedules.retention_rules import Due, Periods, dropped, rules

log = logging.getLogger(__name__)

SLICE, MOST_SLICES = 5000, 40  # rows of a transaction, and slices of a rule in one run: the next goes on

# What a worker has done the engine forgets at once; what waits or failed stays. The moments are of the database.
MOMENTS_OF_JOBS = text(f"""
    UPDATE procrastinate_events e SET at = date_trunc('hour', e.at) FROM procrastinate_jobs j
    WHERE j.id = e.job_id AND j.task_name IN ('{Job.SEND_TEXT}', '{Job.PLACE_CALL}')
        AND e.at < now() - interval '1 hour' AND e.at <> date_trunc('hour', e.at)""")  # noqa: S608  our own words
# What takes more than a condition on a row.
ACTS: dict[Kept, Callable[[Crew, datetime, timedelta], int]] = {
    Kept.TEXTS: old_texts.forget,
    Kept.DELIVERIES: old_deliveries.forget,
    Kept.LEFT: old_people.forget,
}


def tidy(crew: Crew) -> dict[Kept, int]:
    """Forget what is due; returns how many rows of each kind, which are added to the sums of the day.

    A kind that fails is tried again in an hour and holds back no other; the first fault is raised at the end.
    """
    now = crew.now()
    with crew.sessions() as session:
        periods = retention_periods.periods(session, crew.reporter_kept, now)
    forgotten, faults = dict.fromkeys(Kept, 0), list[Exception]()
    for kind in Kept:
        try:
            forgotten[kind] = forget(crew, kind, now, periods)
        except Exception as fault:
            log.error("what is due of %s was not forgotten (%s); it is tried again", kind, type(fault).__name__)
            faults.append(fault)
    with crew.sessions.begin() as session:
        forgotten[Kept.MOMENTS] += session.connection().execute(MOMENTS_OF_JOBS).rowcount
        retention_periods.count(session, forgotten, now, whole=not faults)
    if faults:
        raise faults[0]
    return forgotten


def forget(crew: Crew, kind: Kept, now: datetime, periods: Periods) -> int:
    """Forget what is due of one kind; returns how many rows."""
    if kind in ACTS:
        return ACTS[kind](crew, now, periods[kind])
    return sum(_sliced(crew, due) for due in rules(now, periods)[kind])


def forget_dropped(crew: Crew) -> None:
    """The same for calls that dropped alone, soon after."""
    now = crew.now()
    _sliced(crew, dropped(now, now - RULES[Kept.DROPPED].period))


def _sliced(crew: Crew, due: Due) -> int:
    done = 0
    for _ in range(MOST_SLICES):
        with crew.sessions.begin() as session:
            rows = session.connection().execute(_slice(due)).rowcount
        done += rows
        if rows < SLICE:
            break
    return done


def _slice(due: Due) -> Delete | Update:
    """The statement for some rows, found by their place on the page: none of these tables has a key alike."""
    table = due.table.__table__
    place: ColumnElement[object] = literal_column(f"{table.name}.ctid")
    found = select(place).select_from(table).where(*due.where).limit(SLICE).with_for_update(skip_locked=True)
    mine = (*due.where, place == func.any(func.array(found.correlate(None).scalar_subquery())))
    if due.values is None:
        return delete(due.table).where(*mine)
    return update(due.table).where(*mine).values(**due.values)
