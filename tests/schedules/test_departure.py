"""When the clock starts a bulletin by itself, when it asks an officer instead, and what it waits for."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain import audit, ends
from domain.bulletins import Bulletin, Kind
from domain.ends import End
from domain.hours import at_wall_time
from domain.life_cycle import State
from domain.senders import Sender, SenderClass, Use
from domain.vault import Vault
from messages.jobs import Job
from schedules import departure, dispatch, sweeps
from schedules.crew import Crew
from tests.make import make_approved, make_subscriber
from tests.schedules.conftest import MemoryNetwork, WallClock


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return at_wall_time(datetime(2026, month, day, hour, minute))  # noqa: DTZ001  typed without a zone


def approved(session: Session, clock: WallClock, when: datetime, **changes: object) -> Bulletin:
    """Approved in the morning of that day, for this hour; the clock then goes down."""
    clock.moment = when - timedelta(hours=2)
    bulletin = make_approved(session, clock.moment, send_at=when, **changes)
    session.commit()
    return bulletin


def words(session: Session, bulletin: Bulletin) -> list[str]:
    return [entry.what for entry in audit.history(session, f"bulletin {bulletin.id}")]


@pytest.mark.parametrize(
    ("kind", "back", "starts"),
    [
        (Kind.DROUGHT, at(24, 16), True),
        (Kind.DROUGHT, at(24, 16, 1), False),
        (Kind.PEACE, at(24, 12), True),
        (Kind.PEACE, at(24, 12, 1), False),
    ],
)
def test_a_clock_that_was_down_catches_up_within_the_grace_and_asks_beyond_it(
    session: Session, crew: Crew, clock: WallClock, kind: Kind, back: datetime, starts: bool
) -> None:
    bulletin = approved(session, clock, at(24, 10), kind=kind)

    clock.moment = back
    assert departure.start_due(crew) == ([bulletin.id] if starts else [])
    assert departure.start_due(crew) == [], "another clock, or the next tick"

    session.refresh(bulletin)
    assert bulletin.state is (State.SENT if starts else State.MISSED)
    if not starts:
        assert words(session, bulletin) == ["missed: its hour passed while the service was down"]


def test_a_night_at_the_end_of_a_month_is_no_lateness(session: Session, crew: Crew, clock: WallClock) -> None:
    bulletin = approved(session, clock, at(30, 17))

    clock.moment = at(1, 6, 59, month=12)
    assert departure.start_due(crew) == []
    clock.moment = at(1, 11, month=12)
    assert departure.start_due(crew) == [bulletin.id]


def test_one_that_was_missed_takes_a_new_hour_and_a_new_approval(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    bulletin = approved(session, clock, at(24, 10))
    clock.moment = at(25, 10)
    departure.start_due(crew)

    session.refresh(bulletin)
    bulletin.reopen()
    session.commit()

    assert departure.start_due(crew) == []
    assert (bulletin.state, bulletin.approved_hash) == (State.DRAFT, None)


@pytest.mark.parametrize(
    ("send_at", "expires_at", "end"),
    [
        (at(24, 20), at(25, 6), End.QUIET),
        (at(24, 10), at(24, 14), End.SERVICE_DOWN),
    ],
)
def test_one_that_expired_says_whether_the_night_or_the_service_kept_it(
    session: Session, crew: Crew, clock: WallClock, send_at: datetime, expires_at: datetime, end: End
) -> None:
    bulletin = approved(session, clock, send_at, expires_at=expires_at)

    clock.moment = expires_at
    departure.start_due(crew)

    session.expire_all()
    assert bulletin.state is State.MISSED
    assert ends.of(session, bulletin) is end


@pytest.fixture
def promotional(session: Session) -> None:
    session.merge(Sender(use=Use.PEACE, name="AMANI", sender_class=SenderClass.PROMOTIONAL))
    session.commit()


@pytest.mark.usefixtures("promotional")
def test_a_promotional_name_starts_and_sends_in_the_operators_hours_alone(
    session: Session, crew: Crew, clock: WallClock, network: MemoryNetwork, vault: Vault
) -> None:
    make_subscriber(session, vault, crew.places, clock.moment)
    bulletin = approved(session, clock, at(24, 7, 30), kind=Kind.PEACE)
    clock.moment = at(24, 7, 59)
    assert departure.start_due(crew) == []
    clock.moment = at(24, 8)
    assert departure.start_due(crew) == [bulletin.id]

    clock.moment = at(24, 18)
    batch = jobs(session)[0]
    dispatch.send_batch(crew, batch)

    assert network.calls == []
    again = session.scalars(text("SELECT scheduled_at FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL")).all()
    assert again == [at(25, 8)], "the operator's morning, not ours"
    clock.moment = at(25, 8)
    dispatch.send_batch(crew, batch)
    assert [sender for _, _, sender in network.calls] == ["AMANI"]


@pytest.mark.usefixtures("promotional")
def test_a_second_approver_opens_our_night_and_not_the_operators(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    clock.moment = at(24, 10)
    kinds = (Kind.PEACE, Kind.DROUGHT)
    peace, warning = (make_approved(session, clock.moment, kind=kind, send_at=at(24, 20)) for kind in kinds)
    for bulletin in (peace, warning):
        bulletin.night_approver_id, bulletin.night_allowed_at = bulletin.approver_id, clock.moment
    session.commit()

    clock.moment = at(24, 21)
    assert departure.start_due(crew) == [warning.id]
    clock.moment = at(25, 8)
    assert departure.start_due(crew) == [peace.id]


@pytest.mark.parametrize(
    ("held", "state", "end"),
    [
        ("", State.SENDING, End.SENDING),
        ("", State.PAUSED, End.PAUSED),
        ("budget", State.SENDING, End.NO_MONEY),
        ("provider", State.SENDING, End.NO_PROVIDER),
    ],
)
def test_what_held_up_the_one_that_expires_is_in_its_history(
    session: Session, crew: Crew, clock: WallClock, vault: Vault, held: str, state: State, end: End
) -> None:
    make_subscriber(session, vault, crew.places, clock.moment)
    bulletin = approved(session, clock, at(24, 10))
    clock.moment = at(24, 10)
    departure.start_due(crew)
    session.execute(text("UPDATE batches SET reason = :held"), {"held": held})
    session.execute(text("UPDATE bulletins SET state = :state"), {"state": state})
    session.commit()

    clock.moment = bulletin.expires_at
    sweeps.sweep(crew)

    session.expire_all()
    assert bulletin.state is State.EXPIRED
    assert ends.of(session, bulletin) is end


def jobs(session: Session) -> list[int]:
    rows = session.scalars(
        text("SELECT args->>'batch' FROM procrastinate_jobs WHERE task_name = :job ORDER BY id"),
        {"job": Job.SEND_BATCH},
    )
    return [int(batch) for batch in rows]
