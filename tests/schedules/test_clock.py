"""The timetable, and that only one clock keeps it."""

import threading
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from domain import programmes
from domain.heartbeats import CLOCK, last_beats
from domain.hours import NAIROBI
from domain.kept_kinds import Kept
from domain.languages import Language
from domain.scripts import Script
from domain.wall_clock import Doubt
from messages import radio_desk
from messages.radio import Draft
from messages.radio_material import Material
from messages.radio_studio import Studio
from schedules import clock as schedule
from schedules.crew import Crew
from schedules.watch import Watch
from tests.schedules.conftest import WallClock


def test_everything_that_happens_by_itself_is_on_the_timetable(crew: Crew) -> None:
    scheduler = schedule.timetable(crew)

    assert {job.id for job in scheduler.get_jobs()} == {
        "schedules.departing.copy_departures",
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
        "schedules.nightly_count.count_days",
        "schedules.nightly_count.keep_text_costs",
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
        "schedules.radio.look_after",
    }
    thursday = datetime(2026, 11, 26, 5, 59, 1, tzinfo=NAIROBI)
    radio = next(job for job in scheduler.get_jobs() if job.id == "schedules.clock.draft_missing_scripts")
    assert radio.trigger.get_next_fire_time(None, thursday) == datetime(2026, 11, 26, 6, 0, tzinfo=NAIROBI)


def test_what_was_forgotten_stands_in_the_log_by_its_name(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(schedule.retention, "tidy", lambda _crew: {Kept.TEXT_LOOKUPS: 3, Kept.LINKS: 0})
    with caplog.at_level("INFO"):
        schedule.tidy(crew)

    assert "forgotten: {'lookups of texts': 3}" in caplog.messages


def drafted(session: Session, crew: Crew, clock: WallClock, here: str) -> list[str]:
    """What the clock drafts anew at this hour in Nairobi, run twice: county, language and week."""
    before = set(session.scalars(select(Script.id)))
    session.rollback()
    clock.moment = datetime.fromisoformat(here).replace(tzinfo=NAIROBI)
    schedule.draft_missing_scripts(crew)
    schedule.draft_missing_scripts(crew)
    found = session.scalars(select(Script).order_by(Script.county, Script.language))
    return [f"{of.county} {of.language} {of.week:%d.%m.}" for of in found if of.id not in before]


def test_what_needs_no_time_goes_on_while_it_is_in_doubt(crew: Crew, tmp_path: Path) -> None:
    """Who leaves meanwhile is in the files beside the database, as ever."""
    watch = Watch(crew)  # the database's clock is not the one of a test
    scheduler = schedule.timetable(replace(crew, departure_folders=(tmp_path,)), watch)
    for name in ("schedules.departing.copy_departures", "schedules.clock.ask_to_fold"):
        job = scheduler.get_job(name)
        job.func(*job.args)

    assert watch.doubt() is Doubt.APART
    assert len(list(tmp_path.iterdir())) == 1


EVERYWHERE = ("kitui kam", "kitui sw", "makueni kam", "makueni sw", "taita-taveta dav", "taita-taveta sw")


@pytest.mark.parametrize(
    ("here", "scripts"),
    [
        ("2026-11-25T23:00", 0),
        ("2026-11-26T05:59", 0),
        ("2026-11-26T06:00", 6),
        ("2026-11-28T14:00", 6),  # the clock was down on Thursday
        ("2026-11-30T07:00", 0),  # a service that begins on a Monday drafts nothing nobody waits for
    ],
)
def test_scripts_are_drafted_from_thursday_on_whenever_the_clock_runs(
    session: Session, crew: Crew, clock: WallClock, here: str, scripts: int
) -> None:
    assert len(drafted(session, crew, clock, here)) == scripts


def choose(session: Session, day: int, hour: time, *languages: Language) -> None:
    """Kitui drafts on this day at this hour."""
    wanted = programmes.Settings(drafted_on=day, drafted_at=hour, languages=languages, minutes=30)
    programmes.change(session, "kitui", wanted)
    session.commit()


def test_a_county_is_drafted_at_its_own_hour(session: Session, crew: Crew, clock: WallClock) -> None:
    choose(session, 4, time(14, 30), Language.SWAHILI)

    assert drafted(session, crew, clock, "2026-11-26T06:00") == [f"{other} 30.11." for other in EVERYWHERE[2:]]
    assert drafted(session, crew, clock, "2026-11-27T14:29") == []
    assert drafted(session, crew, clock, "2026-11-27T14:30") == ["kitui sw 30.11."]


def test_another_day_leaves_no_week_out(session: Session, crew: Crew, clock: WallClock) -> None:
    sunday, monday, tuesday = (6, time(23, 59)), (0, time()), (1, time(6))
    choose(session, *sunday, Language.SWAHILI)
    drafted(session, crew, clock, "2026-11-26T06:00")
    assert drafted(session, crew, clock, "2026-11-29T23:58") == []
    choose(session, *tuesday, Language.SWAHILI)  # which has passed this week: at once
    assert drafted(session, crew, clock, "2026-11-29T23:58") == ["kitui sw 30.11."]
    choose(session, *sunday, Language.SWAHILI)
    assert drafted(session, crew, clock, "2026-11-30T00:00") == []
    choose(session, *monday, Language.SWAHILI)
    assert drafted(session, crew, clock, "2026-11-30T00:00") == ["kitui sw 07.12."]
    choose(session, *monday, Language.SWAHILI, Language.KAMBA)
    assert drafted(session, crew, clock, "2026-12-01T09:00") == ["kitui kam 07.12."]


def test_a_clock_that_was_down_over_the_weekend_drafts_the_week_that_has_begun(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    drafted(session, crew, clock, "2026-11-26T06:00")

    assert drafted(session, crew, clock, "2026-12-07T07:00") == [f"{each} 07.12." for each in EVERYWHERE]


def test_what_is_wrong_with_one_script_holds_back_no_other(
    session: Session,
    crew: Crew,
    clock: WallClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    draft = radio_desk.draft

    def no_kamba(studio: Studio, material: Material) -> Draft:
        if (studio.county, studio.language) == ("kitui", Language.KAMBA):
            raise ValueError("MANENO YA MTU")
        return draft(studio, material)

    monkeypatch.setattr(radio_desk, "draft", no_kamba)

    assert drafted(session, crew, clock, "2026-11-26T06:00") == [f"{other} 30.11." for other in EVERYWHERE[1:]]
    assert "the script of kitui in kam could not be drafted (ValueError)" in caplog.text
    assert "MANENO" not in caplog.text


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
