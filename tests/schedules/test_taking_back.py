"""What follows a warning on its way to the phones: to whoever has it, after the last of it, and to nobody else."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy.orm import Session

from domain import follow_ups, subscribers
from domain.batches import Batch, list_people, progress
from domain.batches import State as BatchState
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, locked
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.signed_words import Form
from domain.vault import Vault
from messages.providers.base import Outcome
from schedules import departure, dispatch, sweeps
from schedules.crew import Crew
from tests.make import SAGALLA, make_approved, make_officer, make_subscriber
from tests.schedules.conftest import MemoryNetwork, WallClock
from tests.schedules.test_dispatch import send_all

BACK = "Taarifa ya ukame ya 24/11/2026 si sahihi."


@pytest.fixture
def people(session: Session, vault: Vault, crew: Crew) -> list[subscribers.Subscriber]:
    """Five in Endau."""
    made = [make_subscriber(session, vault, crew.places, crew.now()) for _ in range(5)]
    session.commit()
    return made


@pytest.fixture
def first(session: Session, crew: Crew, people: list[subscribers.Subscriber]) -> Bulletin:
    """Approved for now, with the words that take it back prepared and signed."""
    assert people
    bulletin = make_approved(session, crew.now(), texts={Language.SWAHILI: "Ukame umeanza."})
    sms = bulletin.texts[0]
    back = BulletinText(language=Language.SWAHILI, form=Form.CANCEL, body=BACK, plain=BACK, writer_id=sms.writer_id)
    back.sign(session.get_one(Officer, sms.signer_id), crew.now(), crew.now().date())
    bulletin.texts.append(back)
    bulletin.approved_hash = bulletin.fingerprint()
    session.commit()
    return bulletin


def taken_back(session: Session, crew: Crew, first: Bulletin) -> Bulletin:
    """Drafted, submitted and approved."""
    now = crew.now()
    writer = make_officer(session, f"writer{first.id}", Grant(role=Role.OFFICER))
    approver = make_officer(session, f"second{first.id}", Grant(role=Role.APPROVER))
    it = follow_ups.start(session, first, Follow.CANCEL, writer, now, title="Back")
    follow_ups.submit(session, it, writer, now)
    session.flush()
    follow_ups.approve(session, it, approver, now, None)
    session.commit()
    return it


def phone(crew: Crew, person: subscribers.Subscriber) -> str:
    return SUBSCRIBER_PHONE.phone(crew.vault, person).e164


def test_it_reaches_exactly_those_who_have_it_wherever_they_are_now(
    session: Session,
    crew: Crew,
    clock: WallClock,
    vault: Vault,
    first: Bulletin,
    people: list[subscribers.Subscriber],
    network: MemoryNetwork,
) -> None:
    moved, left, paused, refused, in_doubt = people
    network.answers = {phone(crew, refused): Outcome.REFUSED, phone(crew, in_doubt): Outcome.UNKNOWN}
    departure.start_due(crew)
    send_all(session, crew)
    subscribers.move(moved, [SAGALLA], crew.places)
    subscribers.leave(left, crew.now())
    subscribers.pause(paused, 30, crew.now())
    make_subscriber(session, vault, crew.places, crew.now())
    session.commit()
    network.calls.clear()
    network.answers.clear()
    session.expire_all()

    it = taken_back(session, crew, first)
    clock.moment = it.send_at
    sweeps.sweep(crew)
    assert departure.start_due(crew) == [it.id]
    send_all(session, crew)

    assert {body for body, _, _ in network.calls} == {BACK}
    assert sorted(network.reached) == sorted(phone(crew, person) for person in (moved, paused, in_doubt))
    assert progress(session, it.id).accepted == 3


def test_it_waits_until_the_last_call_of_the_first_is_back_and_nobody_gets_the_first_after_it(
    session: Session, crew: Crew, clock: WallClock, first: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    one, two, three = (batch.id for batch in session.query(Batch).order_by(Batch.id))
    ends: list[Bulletin] = []

    def while_the_call_lasts() -> None:
        network.during = lambda: None
        session.expire_all()
        ends.append(taken_back(session, crew, first))
        clock.moment = ends[0].send_at
        sweeps.sweep(crew)
        assert departure.start_due(crew) == [], "a list of the first is with the provider"

    network.during = while_the_call_lasts
    dispatch.send_batch(crew, one)
    for batch in (two, three):
        dispatch.send_batch(crew, batch)
    sweeps.sweep(crew)
    assert departure.start_due(crew) == [ends[0].id]
    send_all(session, crew)

    session.expire_all()
    assert first.state is State.CANCELLED
    assert progress(session, first.id).accepted == 2
    assert [body for body, _, _ in network.calls] == ["Ukame umeanza.", BACK]
    assert network.calls[0][1] == network.calls[1][1]


def test_a_first_that_is_paused_is_stopped_by_its_end(
    session: Session, crew: Crew, clock: WallClock, first: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    session.expire_all()
    dispatch.send_batch(crew, session.query(Batch).order_by(Batch.id).first().id)  # type: ignore[union-attr]
    first.state = State.PAUSED
    session.commit()

    it = taken_back(session, crew, first)
    clock.moment = it.send_at
    sweeps.sweep(crew)
    assert departure.start_due(crew) == [it.id]
    send_all(session, crew)

    assert session.query(Batch).filter(Batch.state != BatchState.DONE).count() == 0
    assert len(network.reached) == 4, "two have it, and the same two are told"


def test_waiting_for_the_first_is_no_lateness(
    session: Session, crew: Crew, clock: WallClock, first: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    session.expire_all()
    it = taken_back(session, crew, first)
    it.follow = Follow.UPDATE
    it.approved_hash = it.fingerprint()
    first.state, first.finished_at = State.PAUSED, None
    session.commit()

    clock.moment = it.send_at + timedelta(hours=8)
    assert departure.start_due(crew) == []
    session.refresh(it)
    assert it.state is State.APPROVED, "the first is still on its way"


def test_the_people_of_a_chain_are_listed_in_slices_each_once(
    session: Session, crew: Crew, clock: WallClock, first: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    send_all(session, crew)
    it = taken_back(session, crew, first)
    it.state = State.SENDING
    listed = []
    while not it.all_listed:
        batches = list_people(session, it, crew.places, size=2, most=2, now=crew.now())
        listed += [who for batch in batches for who in session.get_one(Batch, batch).recipients]

    assert len(listed) == 5
    assert listed == sorted(set(listed))


@pytest.mark.parametrize("attempt", range(3))
def test_an_end_approved_in_the_instant_its_update_starts_lets_none_of_it_leave_afterwards(
    session: Session, crew: Crew, clock: WallClock, first: Bulletin, network: MemoryNetwork, attempt: int
) -> None:
    departure.start_due(crew)
    send_all(session, crew)
    writer = make_officer(session, "writer", Grant(role=Role.OFFICER))
    approver = make_officer(session, "approver2", Grant(role=Role.APPROVER))
    update = follow_ups.start(session, first, Follow.UPDATE, writer, crew.now(), title="Update")
    update.texts.append(BulletinText(language=Language.SWAHILI, body="Mpya.", plain="Mpya.", writer_id=writer.id))
    update.texts[-1].sign(session.get_one(Officer, first.texts[0].signer_id), crew.now(), crew.now().date())
    end = follow_ups.start(session, first, Follow.CANCEL, writer, crew.now(), title="End")
    for it in (update, end):
        follow_ups.submit(session, it, writer, crew.now())
    session.flush()
    follow_ups.approve(session, update, approver, crew.now(), None)
    session.commit()
    clock.moment = update.send_at
    together = Barrier(2)

    def approve() -> None:
        with crew.sessions.begin() as own:
            held, officer = locked(own, end.id), own.get_one(Officer, approver.id)
            assert held is not None
            together.wait(timeout=10)
            follow_ups.approve(own, held, officer, crew.now(), None)

    def start() -> None:
        together.wait(timeout=10)
        departure.start_due(crew)

    threads = [Thread(target=approve), Thread(target=start)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    session.expire_all()

    assert (end.state, update.state) == (State.APPROVED, State.CANCELLED), attempt
    network.calls.clear()
    for _ in range(2):
        sweeps.sweep(crew)
        departure.start_due(crew)
        send_all(session, crew)
    assert {body for body, _, _ in network.calls} == {BACK}
