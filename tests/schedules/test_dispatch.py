"""From an approved bulletin to the phones: once each, in their language, at its hour, and never after STOP."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain import holds, lost_keys, subscribers
from domain.batches import HELD_BY_BUDGET, Batch, progress
from domain.budgets import Budget, Spending
from domain.bulletins import Bulletin, Kind
from domain.deliveries import Delivery
from domain.deliveries import State as Delivered
from domain.heartbeats import say_people_wait
from domain.languages import Language
from domain.life_cycle import State
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.sender_blocks import SenderBlock
from domain.senders import Sender, SenderClass, Use
from domain.vault import Vault
from messages import waking
from messages.jobs import Job
from messages.providers.base import Fault, Outcome, Result
from schedules import departure, dispatch, spool_first, sweeps
from schedules.crew import Crew
from schedules.outcomes import MOST_ATTEMPTS
from schedules.spool_first import LastOutage
from tests.make import SAGALLA, make_approved, make_subscriber, next_phone
from tests.schedules.conftest import MemoryNetwork, WallClock


def waiting_batches(session: Session) -> list[int]:
    """The batches for which a job waits, as the worker would meet them."""
    rows = session.execute(
        text("SELECT args->>'batch' FROM procrastinate_jobs WHERE task_name = :job AND status = 'todo' ORDER BY id"),
        {"job": Job.SEND_BATCH.value},
    )
    return [int(batch) for (batch,) in rows]


def send_all(session: Session, crew: Crew) -> None:
    """What a worker does with the batches that wait, each once."""
    for batch in dict.fromkeys(waiting_batches(session)):
        dispatch.send_batch(crew, batch)
    session.expire_all()


def states(session: Session, bulletin: Bulletin) -> Counter[Delivered]:
    return Counter(session.scalars(select(Delivery.state).where(Delivery.bulletin_id == bulletin.id)))


@pytest.fixture
def people(session: Session, vault: Vault, crew: Crew) -> list[subscribers.Subscriber]:
    """Three in Endau, who read Swahili, Kamba and English, and one in Sagalla."""
    made = [
        make_subscriber(session, vault, crew.places, crew.now(), language=language)
        for language in (Language.SWAHILI, Language.KAMBA, Language.ENGLISH)
    ]
    made.append(make_subscriber(session, vault, crew.places, crew.now(), wards=[SAGALLA], language=Language.TAITA))
    session.commit()
    return made


@pytest.fixture
def bulletin(session: Session, crew: Crew, people: list[subscribers.Subscriber]) -> Bulletin:
    words = {Language.SWAHILI: "Ukame umeanza.", Language.KAMBA: "Kikamba: ĩ ũ."}
    bulletin = make_approved(session, crew.now(), texts=words)
    session.commit()
    return bulletin


def test_everyone_in_the_area_is_sent_to_once_in_their_language_or_swahili(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, vault: Vault
) -> None:
    assert departure.start_due(crew) == [bulletin.id]
    send_all(session, crew)

    by_text = {body: len(numbers) for body, numbers, _ in network.calls}
    assert by_text == {"Ukame umeanza.": 2, "Kikamba: ĩ ũ.": 1}
    assert states(session, bulletin) == {Delivered.ACCEPTED: 3}
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT
    assert progress(session, bulletin.id).accepted == 3


def test_a_second_clock_and_a_repeated_job_send_nothing_again(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    assert departure.start_due(crew) == []
    batches = waiting_batches(session)
    for batch in batches * 2:
        dispatch.send_batch(crew, batch)

    assert sorted(Counter(network.reached).values()) == [1, 1, 1]


def test_who_pauses_is_on_no_list_and_a_pause_that_is_over_is_none(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber], network: MemoryNetwork
) -> None:
    subscribers.pause(people[0], 30, crew.now())
    subscribers.pause(people[1], 30, crew.now() - timedelta(days=30))
    session.commit()
    departure.start_due(crew)
    send_all(session, crew)

    assert progress(session, bulletin.id).size == len(network.reached) == 2
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_who_pauses_before_the_claim_is_not_sent_to_and_counted_as_left_out(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber], network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    subscribers.pause(people[0], 7, crew.now())
    session.commit()
    send_all(session, crew)

    assert len(network.reached) == 2
    assert progress(session, bulletin.id).skipped == 1


def test_who_leaves_or_blocks_the_sender_before_the_claim_is_not_sent_to(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber], network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    subscribers.leave(people[0], crew.now())
    session.commit()
    send_all(session, crew)

    assert len(network.reached) == 2
    assert progress(session, bulletin.id).skipped == 1
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_an_operators_block_is_remembered_for_that_sender_alone(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber], network: MemoryNetwork
) -> None:
    blocked = SUBSCRIBER_PHONE.phone(crew.vault, people[0])
    network._answer = lambda phone: Result(  # type: ignore[method-assign]
        phone, Outcome.REFUSED, fault=Fault.OPTED_OUT if phone == blocked else None, reason="UserInBlacklist"
    )
    departure.start_due(crew)
    send_all(session, crew)

    assert session.scalars(select(SenderBlock.subscriber_id)).all() == [people[0].id]
    assert session.get_one(subscribers.Subscriber, people[0].id).active


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.ACCEPTED, Delivered.ACCEPTED),
        (Outcome.REFUSED, Delivered.REFUSED),
        (Outcome.UNKNOWN, Delivered.UNKNOWN),
    ],
)
def test_what_the_provider_says_is_what_is_written(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, outcome: Outcome, state: Delivered
) -> None:
    network.otherwise = outcome
    departure.start_due(crew)
    send_all(session, crew)

    assert states(session, bulletin) == {state: 3}
    assert len(waiting_batches(session)) == 2, "nothing was put back"


def test_who_was_certainly_not_taken_is_tried_again_and_nobody_else(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber], network: MemoryNetwork
) -> None:
    unlucky = SUBSCRIBER_PHONE.phone(crew.vault, people[0]).e164
    network.answers = {unlucky: Outcome.NOT_SENT}
    departure.start_due(crew)
    first = waiting_batches(session)
    send_all(session, crew)
    assert states(session, bulletin) == {Delivered.ACCEPTED: 2}
    assert session.get_one(Bulletin, bulletin.id).state is State.SENDING

    network.answers = {}
    for batch in waiting_batches(session)[len(first) :]:
        dispatch.send_batch(crew, batch)

    session.expire_all()
    assert states(session, bulletin) == {Delivered.ACCEPTED: 3}
    assert Counter(network.reached)[unlucky] == 2
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_after_the_last_try_the_rest_is_written_as_not_sent(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    network.otherwise, network.fault = Outcome.NOT_SENT, Fault.ROUTE
    departure.start_due(crew)
    for _ in range(MOST_ATTEMPTS[Fault.ROUTE]):
        send_all(session, crew)

    assert states(session, bulletin) == {Delivered.NOT_SENT: 3}
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_an_empty_account_ends_nothing_before_the_expiry(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    network.otherwise, network.fault = Outcome.NOT_SENT, Fault.ACCOUNT
    departure.start_due(crew)
    for _ in range(20):
        send_all(session, crew)
    assert session.get_one(Bulletin, bulletin.id).state is State.SENDING
    assert progress(session, bulletin.id).waiting == 3

    clock.moment = bulletin.expires_at
    sweeps.sweep(crew)

    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.EXPIRED
    assert progress(session, bulletin.id).skipped == 3


def test_a_batch_whose_row_is_held_for_a_moment_is_still_sent(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    """A fold of receipts holds the row while the retry of the same batch begins."""
    departure.start_due(crew)
    first, second = waiting_batches(session)
    session.execute(select(Batch).where(Batch.id == first).with_for_update())
    sending = threading.Thread(target=dispatch.send_batch, args=(crew, first))
    sending.start()
    dispatch.send_batch(crew, second)
    session.rollback()
    sending.join(10)

    assert len(network.reached) == 3


def test_a_batch_that_lost_its_job_is_put_back(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.commit()
    sweeps.sweep(crew)
    sweeps.sweep(crew)

    assert len(waiting_batches(session)) == 2
    send_all(session, crew)
    assert states(session, bulletin) == {Delivered.ACCEPTED: 3}


def test_a_batch_whose_job_failed_too_often_is_parked_for_a_person(
    session: Session, crew: Crew, bulletin: Bulletin
) -> None:
    departure.start_due(crew)
    session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    session.commit()
    sweeps.sweep(crew)

    assert waiting_batches(session) == []


def test_a_number_that_cannot_be_opened_holds_up_nobody_else(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber]
) -> None:
    people[0].phone_sealed = b"not ours"
    session.commit()
    departure.start_due(crew)
    send_all(session, crew)

    assert states(session, bulletin) == {Delivered.ACCEPTED: 2}
    assert progress(session, bulletin.id).skipped == 1


def test_a_list_whose_key_is_missing_waits_whole_and_leaves_when_the_key_is_back(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber], clock: WallClock
) -> None:
    departure.start_due(crew)
    for batch in waiting_batches(session):
        dispatch.send_batch(replace(crew, vault=Vault.parse(Vault.new_keys().replace("k1=", "k2="))), batch)
    held = holds.holds(session, bulletin.id)

    assert held.lost_key == 2, "a list of one may be a row that is spoilt, and is left out"
    assert session.get_one(Bulletin, bulletin.id, populate_existing=True).state is State.SENDING
    assert lost_keys.unreadable(session, Vault.parse(Vault.new_keys().replace("k1=", "k2="))) == (4, 4)
    assert lost_keys.unreadable(session, crew.vault) == (0, 4)
    session.rollback()
    clock.moment += dispatch.KEY_AGAIN
    send_all(session, crew)
    assert states(session, bulletin) == {Delivered.ACCEPTED: 2}


def test_somebody_erased_during_the_call_spoils_nobody_elses_result(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber], network: MemoryNetwork
) -> None:
    def erase() -> None:
        with crew.sessions.begin() as other:
            other.execute(text("DELETE FROM subscribers WHERE id = :id"), {"id": people[0].id})

    network.during = erase
    departure.start_due(crew)
    send_all(session, crew)

    assert states(session, bulletin) == {Delivered.ACCEPTED: 2}
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_a_bulletin_that_cannot_start_holds_up_no_other(session: Session, crew: Crew, bulletin: Bulletin) -> None:
    session.execute(
        text("UPDATE bulletins SET areas = '{nowhere}', approved_hash = 'x' WHERE id = :id"), {"id": bulletin.id}
    )
    second = make_approved(session, crew.now(), title="The second")
    session.commit()

    assert departure.start_due(crew) == [second.id]


def test_a_worker_that_dies_in_the_call_leaves_unknown_which_the_sweep_says(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    network.during = die
    departure.start_due(crew)
    for batch in waiting_batches(session):
        with pytest.raises(Killed):
            dispatch.send_batch(crew, batch)
    network.during = lambda: None
    send_all(session, crew)
    sweeps.sweep(crew)
    assert states(session, bulletin) == {}, "the call may still be under way"

    clock.moment += sweeps.LONGEST_CALL + timedelta(seconds=1)
    sweeps.sweep(crew)

    session.expire_all()
    assert states(session, bulletin) == {Delivered.UNKNOWN: 3}
    assert progress(session, bulletin.id).unknown == 3
    assert sorted(Counter(network.reached).values()) == [1, 1, 1]
    assert session.get_one(Bulletin, bulletin.id).state is State.SENDING, "a warning is owed a second try"


def test_a_result_that_comes_after_the_sweep_changes_nothing(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    def oversleep() -> None:
        clock.moment += sweeps.LONGEST_CALL + timedelta(seconds=1)
        sweeps.sweep(crew)

    network.during = oversleep
    departure.start_due(crew)
    send_all(session, crew)

    assert states(session, bulletin) == {Delivered.UNKNOWN: 3}


def test_cancelling_stops_what_has_not_left(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    first, *_ = waiting_batches(session)
    dispatch.send_batch(crew, first)
    session.get_one(Bulletin, bulletin.id, populate_existing=True).move(State.CANCELLED)
    session.commit()
    send_all(session, crew)
    sweeps.sweep(crew)
    session.expire_all()

    done = progress(session, bulletin.id)
    assert done.waiting == 0
    assert done.skipped == 3 - len(network.reached) > 0


def test_a_bulletin_that_expires_on_the_way_stops_and_says_how_far_it_came(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    departure.start_due(crew)
    clock.moment = bulletin.expires_at
    send_all(session, crew)
    sweeps.sweep(crew)
    session.expire_all()

    assert network.reached == []
    assert session.get_one(Bulletin, bulletin.id).state is State.EXPIRED
    assert progress(session, bulletin.id).skipped == 3


def test_one_whose_expiry_passed_while_the_clock_was_down_is_missed(
    session: Session, crew: Crew, bulletin: Bulletin, clock: WallClock
) -> None:
    clock.moment = bulletin.expires_at

    assert departure.start_due(crew) == []
    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.MISSED


def test_in_quiet_hours_it_waits_for_the_morning(
    session: Session, crew: Crew, people: list[subscribers.Subscriber], network: MemoryNetwork, clock: WallClock
) -> None:
    evening = clock.moment.replace(hour=16, minute=30)  # 19:30 in Nairobi
    clock.moment = evening
    bulletin = make_approved(session, evening)
    session.commit()
    assert departure.start_due(crew) == []

    clock.moment = evening.replace(hour=4, minute=0) + timedelta(days=1)  # 07:00
    assert departure.start_due(crew) == [bulletin.id]


def test_a_batch_that_meets_quiet_hours_on_the_way_waits_for_the_morning(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    departure.start_due(crew)
    clock.moment = clock.moment.replace(hour=16, minute=0)  # 19:00
    send_all(session, crew)
    assert network.reached == []

    hours = session.scalars(text("SELECT scheduled_at FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL")).all()
    assert {hour.hour for hour in hours} == {4}, "07:00 in Nairobi"


def test_what_was_changed_behind_an_approval_is_not_sent(session: Session, crew: Crew, bulletin: Bulletin) -> None:
    session.execute(text("UPDATE bulletin_texts SET body = 'Kimbia!' WHERE bulletin_id = :id"), {"id": bulletin.id})
    session.commit()

    assert departure.start_due(crew) == []
    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.DRAFT


def test_nobody_to_reach_ends_cleanly(session: Session, crew: Crew) -> None:
    bulletin = make_approved(session, crew.now(), kind=Kind.NOTICE)
    session.commit()
    departure.start_due(crew)

    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT
    assert session.scalars(select(Batch)).all() == []


def test_a_person_of_two_wards_is_one_person(
    session: Session, crew: Crew, vault: Vault, network: MemoryNetwork
) -> None:
    wards = ["kitui.kitui-east.endau-malalani", "kitui.kitui-south.mutha"]
    make_subscriber(session, vault, crew.places, crew.now(), wards=wards, phone=next_phone())
    make_approved(session, crew.now())
    session.commit()
    departure.start_due(crew)
    send_all(session, crew)

    assert len(network.reached) == 1


def test_the_name_it_began_under_is_the_name_of_every_batch(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    session.merge(Sender(use=Use.WARNINGS, name="OTHER", sender_class=SenderClass.TRANSACTIONAL))
    session.commit()
    send_all(session, crew)

    assert {sender for _, _, sender in network.calls} == {None}


def unknown_all(session: Session, crew: Crew, network: MemoryNetwork) -> None:
    """A first call of which nobody can say what became."""
    network.otherwise, network.fault = Outcome.UNKNOWN, Fault.IN_DOUBT
    departure.start_due(crew)
    send_all(session, crew)


def wait_and_sweep(session: Session, crew: Crew, clock: WallClock, minutes: int = 30) -> None:
    clock.moment += timedelta(minutes=minutes)
    sweeps.sweep(crew)
    session.expire_all()


def test_a_warning_nobody_can_say_arrived_is_sent_once_more_after_the_stated_wait(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    unknown_all(session, crew, network)
    wait_and_sweep(session, crew, clock, minutes=29)
    send_all(session, crew)
    assert sorted(Counter(network.reached).values()) == [1, 1, 1], "a report may still come"

    network.otherwise = Outcome.ACCEPTED
    wait_and_sweep(session, crew, clock, minutes=1)
    send_all(session, crew)

    assert sorted(Counter(network.reached).values()) == [2, 2, 2]
    assert states(session, bulletin) == {Delivered.ACCEPTED: 3}
    done = progress(session, bulletin.id)
    assert (done.unknown, done.accepted, done.waiting) == (0, 3, 0)
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.REFUSED])
def test_there_is_no_third_try_and_what_the_first_call_did_stays_unknown(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock, outcome: Outcome
) -> None:
    unknown_all(session, crew, network)
    network.otherwise = outcome
    for _ in range(3):
        wait_and_sweep(session, crew, clock)
        send_all(session, crew)

    assert sorted(Counter(network.reached).values()) == [2, 2, 2]
    assert states(session, bulletin) == {Delivered.UNKNOWN: 3}
    assert progress(session, bulletin.id).unknown == 3
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_whom_a_report_has_settled_meanwhile_is_not_sent_to_again(
    session: Session,
    crew: Crew,
    bulletin: Bulletin,
    people: list[subscribers.Subscriber],
    network: MemoryNetwork,
    clock: WallClock,
) -> None:
    unknown_all(session, crew, network)
    network.otherwise = Outcome.ACCEPTED
    settle = text("UPDATE deliveries SET state = 'delivered', provider_id = 'ATXid_1' WHERE subscriber_id = :who")
    session.execute(settle, {"who": people[0].id})
    session.commit()
    wait_and_sweep(session, crew, clock)
    session.execute(settle, {"who": people[1].id})  # between the sweep and the claim
    session.commit()
    send_all(session, crew)

    assert sorted(Counter(network.reached).values()) == [1, 1, 2]
    assert states(session, bulletin) == {Delivered.DELIVERED: 2, Delivered.ACCEPTED: 1}
    assert progress(session, bulletin.id).skipped == 0, "they have it"


def test_a_peace_message_is_never_sent_twice(
    session: Session, crew: Crew, people: list[subscribers.Subscriber], network: MemoryNetwork, clock: WallClock
) -> None:
    bulletin = make_approved(session, crew.now(), kind=Kind.PEACE)
    session.commit()
    unknown_all(session, crew, network)
    wait_and_sweep(session, crew, clock)
    send_all(session, crew)

    assert sorted(Counter(network.reached).values()) == [1, 1, 1]
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_a_worker_that_dies_in_a_second_try_leaves_them_unknown_and_counted_once(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    unknown_all(session, crew, network)
    wait_and_sweep(session, crew, clock)
    session.execute(text("UPDATE batches SET state = 'sending', claimed_at = :now"), {"now": clock.moment})
    session.commit()
    wait_and_sweep(session, crew, clock)

    assert states(session, bulletin) == {Delivered.UNKNOWN: 3}
    assert progress(session, bulletin.id).unknown == 3
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_a_second_try_that_expires_first_is_not_made(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    unknown_all(session, crew, network)
    clock.moment = bulletin.expires_at
    sweeps.sweep(crew)
    session.expire_all()

    assert sorted(Counter(network.reached).values()) == [1, 1, 1]
    assert progress(session, bulletin.id).unknown == 3
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_a_paused_bulletin_sends_nothing_until_it_is_let_go_on(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    departure.start_due(crew)
    first, _ = waiting_batches(session)
    dispatch.send_batch(crew, first)
    reached = len(network.reached)
    session.get_one(Bulletin, bulletin.id, populate_existing=True).move(State.PAUSED)
    session.commit()
    send_all(session, crew)
    sweeps.sweep(crew)
    assert len(network.reached) == reached
    assert session.get_one(Bulletin, bulletin.id, populate_existing=True).state is State.PAUSED

    session.get_one(Bulletin, bulletin.id).move(State.SENDING)
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.commit()
    sweeps.sweep(crew)
    send_all(session, crew)

    assert states(session, bulletin) == {Delivered.ACCEPTED: 3}


def test_a_paused_bulletin_that_expires_is_over(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    departure.start_due(crew)
    session.get_one(Bulletin, bulletin.id, populate_existing=True).move(State.PAUSED)
    session.commit()
    clock.moment = bulletin.expires_at
    sweeps.sweep(crew)

    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.EXPIRED
    assert progress(session, bulletin.id).skipped == 3


def test_a_budget_is_used_to_the_last_person_it_carries_and_holds_the_rest_until_it_is_day_again(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    session.add(Budget(county="kitui", kes_per_day=Decimal("0.90"), set_by=bulletin.author_id, set_at=crew.now()))
    session.commit()
    departure.start_due(crew)
    send_all(session, crew)
    assert len(network.reached) == 1, "KES 0.80 each: of the first list one, and nobody of the other"
    waiting = session.scalars(select(Batch).where(Batch.state == "queued")).all()
    assert {batch.reason for batch in waiting} == {HELD_BY_BUDGET}
    assert sorted(len(batch.recipients) for batch in waiting) == [1, 1]
    midnight = datetime(2026, 11, 24, 21, tzinfo=UTC)
    jobs = "SELECT DISTINCT scheduled_at FROM procrastinate_jobs WHERE scheduled_at > :now"
    assert session.scalars(text(jobs), {"now": clock.moment}).all() == [midnight]

    for day in (1, 2):
        clock.moment = midnight + timedelta(days=day - 1, hours=7)
        send_all(session, crew)
        assert len(network.reached) == 1 + day

    assert sorted(Counter(network.reached).values()) == [1, 1, 1]
    done = progress(session, bulletin.id)
    assert (done.size, done.accepted, done.waiting) == (3, 3, 0)
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_what_was_not_sent_costs_the_budget_nothing(
    session: Session, crew: Crew, bulletin: Bulletin, people: list[subscribers.Subscriber], network: MemoryNetwork
) -> None:
    subscribers.leave(people[0], crew.now())
    session.commit()
    network.otherwise = Outcome.REFUSED
    network.answers = {SUBSCRIBER_PHONE.phone(crew.vault, people[1]).e164: Outcome.ACCEPTED}
    departure.start_due(crew)
    send_all(session, crew)

    assert session.scalars(select(Spending.kes)).all() == [Decimal("0.8")]


def test_people_are_listed_in_slices_and_a_second_job_lists_nobody_twice(
    session: Session, crew: Crew, vault: Vault, network: MemoryNetwork
) -> None:
    for _ in range(2 * departure.FIRST_SLICE + 5):
        make_subscriber(session, vault, crew.places, crew.now())
    bulletin = make_approved(session, crew.now())
    session.commit()
    departure.start_due(crew)
    assert len(waiting_batches(session)) == departure.FIRST_SLICE, "lists of two, and the rest is yet to be listed"
    send_all(session, crew)
    assert session.get_one(Bulletin, bulletin.id).state is State.SENDING

    departure.fan_out(crew, bulletin.id)
    departure.fan_out(crew, bulletin.id)
    send_all(session, crew)

    assert sorted(Counter(network.reached).values()) == [1] * (2 * departure.FIRST_SLICE + 5)
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_a_listing_that_lost_its_job_is_put_back(session: Session, crew: Crew, vault: Vault) -> None:
    for _ in range(2 * departure.FIRST_SLICE + 1):
        make_subscriber(session, vault, crew.places, crew.now())
    make_approved(session, crew.now())
    session.commit()
    departure.start_due(crew)
    session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = 'fan_out'"))
    session.commit()
    sweeps.sweep(crew)
    sweeps.sweep(crew)

    jobs = session.scalars(text("SELECT status FROM procrastinate_jobs WHERE task_name = 'fan_out'")).all()
    assert jobs == ["todo"]


def test_one_that_is_paused_while_its_last_list_is_under_way_is_sent_and_never_expires(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    def pause() -> None:
        with crew.sessions.begin() as own:
            held = own.get_one(Bulletin, bulletin.id)
            if held.state is State.SENDING and len(network.calls) == 2:
                held.move(State.PAUSED)

    network.during = pause
    departure.start_due(crew)
    send_all(session, crew)
    clock.moment = bulletin.expires_at
    sweeps.sweep(crew)

    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_a_second_try_that_still_waits_at_the_expiry_makes_no_sent_bulletin_an_expired_one(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    unknown_all(session, crew, network)
    wait_and_sweep(session, crew, clock)
    clock.moment = bulletin.expires_at
    sweeps.sweep(crew)
    sweeps.sweep(crew)

    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT
    assert progress(session, bulletin.id).unknown == 3


def test_lists_that_are_called_in_while_a_fold_holds_one_of_them_wait_in_the_same_order(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, clock: WallClock
) -> None:
    network.otherwise, network.fault = Outcome.UNKNOWN, Fault.IN_DOUBT
    departure.start_due(crew)
    first, second = waiting_batches(session)
    for batch in (second, first):
        dispatch.send_batch(crew, batch)
    # Written anew, the first lies behind the second: without an order it would be taken after it.
    session.execute(text("UPDATE batches SET cost = cost WHERE id = :batch"), {"batch": first})
    session.commit()
    clock.moment += timedelta(minutes=31)
    hold = text("SELECT 1 FROM batches WHERE id = :batch FOR NO KEY UPDATE")
    session.execute(hold, {"batch": first})
    failed: list[Exception] = []

    def second_tries() -> None:
        try:
            sweeps._second_tries(crew)
        except Exception as fault:
            failed.append(fault)

    sweeping = threading.Thread(target=second_tries)
    sweeping.start()
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with crew.sessions() as other:
        while not other.scalar(waits):
            other.rollback()
    session.execute(hold, {"batch": second})
    session.commit()
    sweeping.join(10)

    assert failed == []


def test_a_worker_that_shows_life_keeps_its_lists_however_wrong_the_clocks_are(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    """The clock's machine is six minutes ahead of the worker's."""
    ahead = replace(crew, now=lambda: crew.now() + timedelta(minutes=6))
    network.during = lambda: sweeps.sweep(ahead)
    departure.start_due(crew)
    worker = session.scalar(text("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id"))
    session.execute(text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"), {"worker": worker})
    session.commit()
    for batch in session.scalars(select(Batch.id)).all():
        dispatch.send_batch(crew, batch)

    session.expire_all()
    assert states(session, bulletin) == {Delivered.ACCEPTED: 3}


def test_a_pause_and_its_end_leave_one_job_for_each_list(session: Session, crew: Crew, bulletin: Bulletin) -> None:
    departure.start_due(crew)
    held = session.get_one(Bulletin, bulletin.id, populate_existing=True)
    for _ in range(3):
        waking.bulletin(session, held)
    session.commit()

    assert len(waiting_batches(session)) == 2


def test_a_bulletin_is_sent_as_soon_as_reports_have_settled_everybody_in_doubt(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    unknown_all(session, crew, network)
    session.execute(text("UPDATE deliveries SET state = 'delivered', provider_id = 'ATXid_1'"))
    session.execute(text("UPDATE batches SET accepted = unknown, delivered = unknown, unknown = 0"))
    session.commit()
    sweeps.sweep(crew)

    session.expire_all()
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT


def test_no_list_leaves_while_a_web_has_texts_of_people_or_just_after_an_outage(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(seconds: float) -> None:
        ago = "UPDATE heartbeats SET at = clock_timestamp() - make_interval(secs => :s) WHERE process = 'people'"
        session.execute(text(ago), {"s": seconds})
        session.commit()

    steady = iter([0.0, 0.1, 0.2, 9.0, 9.0])
    departure.start_due(crew)
    held = replace(crew, outage=LastOutage(lambda: next(steady)))
    monkeypatch.setattr(spool_first, "SECONDS", 0.5)
    say_people_wait(session)
    for seconds in (0, 0.3):
        said(seconds)
        send_all(session, crew)
        assert network.calls == []
    said(0.6)
    held.outage.met()
    send_all(session, held)
    assert network.calls == []
    said(-60)  # by a clock that was wrong
    send_all(session, held)

    assert states(session, bulletin) == {Delivered.ACCEPTED: 3}
