"""The timetable: it decides *that* something is due and never does the work in its own way.

One leader at a time holds an advisory lock, so two clocks never fire twice; what is due lives in our tables and is
claimed there, so a tick that was missed is caught by the next.
"""

import contextlib
import functools
import itertools
import logging
import time
from collections.abc import Callable
from datetime import datetime

import psycopg
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from domain import logs, script_weeks
from domain.backups import HELD
from domain.heartbeats import CLOCK, beat
from domain.hours import NAIROBI
from domain.receipts import Stage, any_at
from messages import radio_desk
from messages.jobs import PRIORITY_RECEIPTS, Job, defer
from schedules import (
    counting,
    departure,
    escalation,
    link_tests,
    nightly_count,
    paging,
    questions,
    radio,
    retention,
    series,
    thresholds,
)
from schedules.crew import Crew
from schedules.departing import Copying
from schedules.drafts import file_dropped
from schedules.missed_texts import hand_in_missed
from schedules.retiring import Walk
from schedules.staying import Round
from schedules.sweeps import sweep
from schedules.watch import Watch

log = logging.getLogger(__name__)

# Not while a restored database waits to be told who left: nothing of what is due may begin by itself.
MAY_LEAD = f"SELECT NOT {HELD}"
LOCK = "SELECT pg_try_advisory_lock(hashtext('mbiu clock'))"
# A worker that shows no life for this long is dead: its jobs are put back, what it had claimed becomes unknown.
SILENCE = 10  # seconds


def timetable(crew: Crew, watch: Watch | None = None) -> BackgroundScheduler:
    """Everything that happens by itself, and when; `watch` holds it back while the clock on the wall is in doubt."""
    copying = Copying()
    tell_no_time = (show_life, link_tests.look_after, copying.copy_departures)
    scheduler = BackgroundScheduler(
        timezone=NAIROBI, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )

    def every(seconds: float, job: Callable[[Crew], object]) -> None:
        name = f"{job.__module__}.{job.__name__}"
        if watch and job not in tell_no_time:
            job = watch.guarding(job)
        scheduler.add_job(
            _named(name, job), "interval", [crew], seconds=seconds, id=name, next_run_time=datetime.now(NAIROBI)
        )

    every(0.25, departure.start_due)  # a query on an index; the hour is when people expect it
    every(1, ask_to_fold)
    every(5, show_life)
    every(5, revive_jobs)
    every(5, copying.copy_departures)
    every(5, link_tests.look_after)
    every(10, sweep)
    every(30, file_dropped)
    every(300, retention.forget_dropped)
    every(15, questions.close_unanswered)
    every(15, escalation.pass_on_unanswered)
    every(15, series.run_due)
    every(15, paging.page_next)
    every(60, paging.nag)
    every(60, paging.begin_shifts)
    every(60, paging.summarise)
    every(60, Round().ask_to_stay)
    every(60, Walk().retire_silent)
    every(60, counting.ask_to_count)
    every(60, nightly_count.count_days)  # from 00:20 on, or when the server is back
    every(3600, nightly_count.keep_text_costs)
    every(30, thresholds.watch)
    every(30, radio.look_after)
    every(180, hand_in_missed)
    every(15, ask_to_fold_waiting)
    # Not once a night or a week: a server that is switched off at that hour would never do it.
    every(3600, tidy)
    # On the minute: a county that drafts on Thursdays at 06:00 has its drafts at 06:00.
    drafting = watch.guarding(draft_missing_scripts) if watch else draft_missing_scripts
    drafts = "schedules.clock.draft_missing_scripts"
    scheduler.add_job(_named(drafts, drafting), "cron", [crew], second=0, id=drafts)
    return scheduler


def _named(name: str, job: Callable[[Crew], object]) -> Callable[[Crew], None]:
    """The same, and what it logs says in which job and which of its runs."""
    runs = itertools.count(1)

    @functools.wraps(job)
    def run(crew: Crew) -> None:
        with logs.about(job=name, job_id=next(runs)):
            job(crew)

    return run


def ask_to_fold(crew: Crew) -> None:
    """Ask the worker to fold in delivery reports, if any came; the doors only write them down."""
    with crew.sessions.begin() as session:
        if any_at(session, Stage.NEW):
            defer(session, Job.FOLD_RECEIPTS, priority=PRIORITY_RECEIPTS, once=Job.FOLD_RECEIPTS)


def ask_to_fold_waiting(crew: Crew) -> None:
    """Ask for those that came before our own commit; less often, for strangers' are among them."""
    with crew.sessions.begin() as session:
        if any_at(session, Stage.WAITING):
            defer(session, Job.FOLD_WAITING, priority=PRIORITY_RECEIPTS, once=Job.FOLD_WAITING)


def show_life(crew: Crew) -> None:
    with crew.sessions.begin() as session:
        beat(session, CLOCK, crew.now())


LEFT_BY_THE_DEAD = """job.status = 'doing' AND NOT EXISTS (
    SELECT FROM procrastinate_workers worker
    WHERE worker.id = job.worker_id AND worker.last_heartbeat >= now() - make_interval(secs => :silence))"""
DEAD_JOBS = text(f"SELECT job.id FROM procrastinate_jobs job WHERE {LEFT_BY_THE_DEAD}")  # noqa: S608  our own words
# Not by the engine's own function, which counts it as a run: a worker that died uses up none of the job's five.
PUT_BACK = text(f"""
    UPDATE procrastinate_jobs job SET status = 'todo', worker_id = NULL, scheduled_at = now()
    WHERE job.id = :job AND {LEFT_BY_THE_DEAD} RETURNING job.id""")  # noqa: S608
FORGET = text(f"DELETE FROM procrastinate_jobs job WHERE job.id = :job AND {LEFT_BY_THE_DEAD}")  # noqa: S608


def revive_jobs(crew: Crew) -> None:
    """Put back the jobs whose worker died while doing them; each is safe to run again."""
    with crew.sessions.begin() as session:
        dead = session.scalars(DEAD_JOBS, {"silence": SILENCE}).all()
    for job in dead:
        with crew.sessions.begin() as session:
            try:
                with session.begin_nested():
                    back = session.scalar(PUT_BACK, {"job": job, "silence": SILENCE})
            except IntegrityError:  # one of its kind is enough, and another waits already
                session.execute(FORGET, {"job": job, "silence": SILENCE})
                continue
        if back:
            log.warning("job %d was left by a worker that died and is put back", job)


def tidy(crew: Crew) -> None:
    """Forget what is due to be forgotten."""
    forgotten = {what.value: count for what, count in retention.tidy(crew).items() if count}
    if forgotten:
        log.info("forgotten: %s", forgotten)


def draft_missing_scripts(crew: Crew) -> None:
    """From each county's hour on there is a draft of the next week in each of its languages, for people to correct."""
    now = crew.now()
    with crew.sessions() as session:
        overdue = script_weeks.overdue(session, now)
    for county, language in overdue:
        try:
            with crew.sessions.begin() as session:
                radio_desk.draft_scripts(
                    session, now, places=crew.places, ussd_code=crew.ussd_code, counties=[county], only=language
                )
        except Exception as fault:  # whatever is wrong with one script must not hold back the others
            why = type(fault).__name__  # never its words: they may be somebody's
            log.error("the script of %s in %s could not be drafted (%s); it is tried again", county, language, why)


def run(
    crew: Crew,
    database_url: str,
    keep_on: Callable[[], bool],
    *,
    lease: float = 1.0,
    watch: Watch | None = None,
) -> None:
    """Lead whenever no other clock does, until `keep_on` says no. A lost connection means stepping down at once."""
    while keep_on():
        try:
            with psycopg.connect(database_url, autocommit=True) as connection:
                _lead(crew, connection, keep_on, lease, watch)
        except psycopg.OperationalError:
            log.warning("the clock has no database and waits")
            time.sleep(lease)


def _lead(
    crew: Crew,
    connection: "psycopg.Connection[tuple[object, ...]]",
    keep_on: Callable[[], bool],
    lease: float,
    watch: Watch | None,
) -> None:
    while not (_says(connection, MAY_LEAD) and _says(connection, LOCK)):
        if not keep_on():
            return
        time.sleep(lease)
    log.info("this clock leads")
    while keep_on() and _says(connection, MAY_LEAD):
        _keep_timetable(crew, connection, keep_on, lease, watch)


def _keep_timetable(
    crew: Crew,
    connection: "psycopg.Connection[tuple[object, ...]]",
    keep_on: Callable[[], bool],
    lease: float,
    watch: Watch | None,
) -> None:
    """Until the time of this machine jumps: the engine's next ticks stand in wall time, hours away after one back."""
    scheduler, jumps = timetable(crew, watch), watch.jumps if watch else 0
    scheduler.start()
    try:
        while keep_on() and _says(connection, MAY_LEAD) and (watch is None or watch.jumps == jumps):
            with contextlib.suppress(SQLAlchemyError):  # whoever holds the lock learns it by its own connection
                if watch:
                    watch.doubt()
            time.sleep(lease)
    finally:
        scheduler.shutdown(wait=True)


def _says(connection: "psycopg.Connection[tuple[object, ...]]", query: str) -> bool:
    return bool((connection.execute(query).fetchone() or (False,))[0])
