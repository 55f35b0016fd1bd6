"""A clock that jumps by minutes does nothing twice; one that jumps by years sends, ends and forgets nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain import wall_clock
from domain.bulletins import Bulletin
from domain.conversations import Conversation
from domain.heartbeats import WATCH, beat, last_beats
from domain.life_cycle import State
from domain.wall_clock import Doubt
from messages.providers.base import Standing
from schedules import clock as schedule
from schedules import departure, link_tests, retention, sweeps
from schedules.crew import Crew
from schedules.watch import SETTLES, Watch
from tests.make import make_approved, make_subscriber
from tests.schedules.conftest import MemoryNetwork, WallClock

YEARS = timedelta(days=14 * 365)


class Machine:
    """A machine whose battery may be dead: its clock, which the database shares, and seconds that nothing moves."""

    def __init__(self, wall: WallClock) -> None:
        self.wall, self.seconds = wall, 0.0

    def steady(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall.moment += timedelta(seconds=seconds)

    def jumps(self, by: timedelta) -> None:
        self.wall.moment += by


@pytest.fixture
def machine(clock: WallClock, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """One machine for both: what the database says of the time is what the crew says."""
    real = wall_clock.judge
    monkeypatch.setattr(wall_clock, "judge", lambda now, _, believed: real(now, now, believed))
    return Machine(clock)


@pytest.fixture
def watch(crew: Crew, machine: Machine) -> Watch:
    watch = Watch(crew, steady=machine.steady)
    assert watch.doubt() is None
    machine.passes(2)
    return watch


def believed(session: Session) -> datetime:
    session.rollback()
    return last_beats(session)[WATCH]


def every(crew: Crew, watch: Watch) -> list[Callable[[], None]]:
    jobs = (departure.start_due, sweeps.sweep, retention.tidy, schedule.revive_jobs)
    return [lambda job=job: watch.guarding(job)(crew) for job in jobs]  # type: ignore[misc]


@pytest.mark.parametrize("jump", [YEARS, timedelta(hours=5), -timedelta(hours=1), -4 * YEARS])
def test_a_jump_ends_sends_and_forgets_nothing_until_somebody_speaks_for_the_time(
    session: Session, crew: Crew, watch: Watch, machine: Machine, network: MemoryNetwork, jump: timedelta
) -> None:
    make_subscriber(session, crew.vault, crew.places, crew.now())
    bulletin = make_approved(session, crew.now() + timedelta(hours=2))
    session.add(Conversation(phone_lookup=b"x" * 16, heard_at=crew.now()))
    session.commit()
    was = believed(session)
    machine.jumps(jump)
    machine.passes(SETTLES + 1)
    for job in every(crew, watch):
        job()

    assert watch.doubt() in (Doubt.LEAP, Doubt.BACK)
    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.APPROVED
    assert session.scalar(select(func.count()).select_from(Conversation)) == 1
    assert (network.calls, believed(session)) == ([], was)

    machine.jumps(-jump)  # the battery is changed
    watch.doubt()  # as each second
    machine.passes(SETTLES + 1)
    assert watch.doubt() is None


@pytest.mark.parametrize(("says", "found"), [(timedelta(seconds=3), None), (-YEARS, Doubt.LEAP), (None, Doubt.LEAP)])
def test_after_a_long_silence_a_provider_speaks_for_the_time(
    session: Session,
    crew: Crew,
    watch: Watch,
    machine: Machine,
    network: MemoryNetwork,
    says: timedelta | None,
    found: Doubt | None,
) -> None:
    machine.passes(3 * 86400)  # nothing ran from Friday to Monday
    held = watch.doubt()
    network.says = Standing(True, at=crew.now() + says if says is not None else None)
    link_tests.look_after(crew)
    machine.passes(2)

    assert held is Doubt.LEAP
    assert watch.doubt() is found


def test_a_step_of_minutes_holds_back_for_seconds_what_is_told_by_age(
    crew: Crew, watch: Watch, machine: Machine
) -> None:
    machine.jumps(timedelta(minutes=6))
    found = [watch.doubt()]
    machine.passes(SETTLES + 1)
    found.append(watch.doubt())
    machine.jumps(-timedelta(minutes=4))
    found.append(watch.doubt())
    machine.passes(SETTLES + 1)
    found.append(watch.doubt())

    assert found == [Doubt.STEP, None, Doubt.STEP, None]
    assert watch.jumps == 2, "at each the clock makes its timetable anew, whose ticks stand in wall time"


def test_a_machine_that_differs_from_the_database_sends_and_remembers_nothing(session: Session, crew: Crew) -> None:
    wrong = replace(crew, now=lambda: datetime.now(UTC) + timedelta(minutes=2))

    assert Watch(wrong).doubt() is Doubt.APART
    assert WATCH not in last_beats(session)


def test_the_timetable_holds_back_all_but_its_sign_of_life_and_the_question_to_providers(
    session: Session, crew: Crew, watch: Watch, machine: Machine, network: MemoryNetwork
) -> None:
    with crew.sessions.begin() as other:
        other.execute(text("DELETE FROM heartbeats"))
        beat(other, WATCH, crew.now())
    machine.jumps(YEARS)
    machine.passes(SETTLES + 1)
    for job in schedule.timetable(crew, watch).get_jobs():
        job.func(*job.args)

    session.rollback()
    assert set(last_beats(session)) == {WATCH, "clock"}
    assert network.asked == 1
