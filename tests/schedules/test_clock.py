"""The timetable, and that only one clock keeps it."""

import threading
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from domain.heartbeats import CLOCK, last_beats
from domain.hours import NAIROBI
from domain.scripts import Script
from schedules import clock as schedule
from schedules.crew import Crew
from tests.schedules.conftest import WallClock


def test_everything_that_happens_by_itself_is_on_the_timetable(crew: Crew) -> None:
    scheduler = schedule.timetable(crew)

    assert {job.id for job in scheduler.get_jobs()} == {
        "schedules.departure.start_due",
        "schedules.paging.page_next",
        "schedules.paging.nag",
        "schedules.paging.summarise",
        "schedules.paging.begin_shifts",
        "schedules.questions.close_unanswered",
        "schedules.escalation.pass_on_unanswered",
        "schedules.thresholds.watch",
        "schedules.staying.ask_to_stay",
        "schedules.retiring.retire_silent",
        "schedules.series.run_due",
        "schedules.sweeps.sweep",
        "schedules.counting.ask_to_count",
        "schedules.drafts.file_dropped",
        "schedules.retention.forget_dropped",
        "schedules.missed_texts.hand_in_missed",
        "schedules.clock.ask_to_fold",
        "schedules.clock.ask_to_fold_waiting",
        "schedules.clock.tidy",
        "schedules.clock.draft_missing_scripts",
        "schedules.clock.show_life",
        "schedules.clock.revive_jobs",
        "schedules.link_tests.look_after",
        "radio",
    }
    thursday = datetime(2026, 11, 26, 5, 59, tzinfo=NAIROBI)
    radio = next(job for job in scheduler.get_jobs() if job.id == "radio")
    assert radio.trigger.get_next_fire_time(None, thursday) == datetime(2026, 11, 26, 6, 0, tzinfo=NAIROBI)


@pytest.mark.parametrize(
    ("day", "hour", "scripts"), [(25, 23, 0), (26, 5, 0), (26, 6, 6), (28, 14, 6), (30, 7, 0)], ids=str
)
def test_scripts_are_drafted_from_thursday_on_whenever_the_clock_runs(
    session: Session, crew: Crew, clock: WallClock, day: int, hour: int, scripts: int
) -> None:
    clock.moment = datetime(2026, 11, day, hour, tzinfo=NAIROBI)
    schedule.draft_missing_scripts(crew)
    schedule.draft_missing_scripts(crew)

    assert len(session.scalars(select(Script)).all()) == scripts


def test_the_second_clock_leads_when_the_first_is_gone(
    crew: Crew, database_url: str, sessions: sessionmaker[Session]
) -> None:
    with psycopg.connect(database_url, autocommit=True) as first:
        assert first.execute(schedule.LOCK).fetchone() == (True,)
        stop = threading.Event()
        second = threading.Thread(
            target=schedule.run, args=(crew, database_url, lambda: not stop.is_set()), kwargs={"lease": 0.05}
        )
        second.start()
        try:
            stop.wait(0.5)
            with sessions() as session:
                assert last_beats(session).get(CLOCK) is None, "the first one leads"
            first.close()
            for _ in range(200):
                with sessions() as session:
                    led = last_beats(session).get(CLOCK)
                if led or stop.wait(0.05):
                    break
        finally:
            stop.set()
            second.join(10)

    assert led == crew.now()
