"""Delivery reports in any order: final states never go back, early ones wait, strangers are reported."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain import providers
from domain import receipts as waiting
from domain.batches import Batch, progress
from domain.batches import State as BatchState
from domain.bulletins import SECOND_TRY_AFTER, Bulletin
from domain.bulletins import Kind as BulletinKind
from domain.deliveries import Delivery, State
from domain.phones import Phone
from domain.receipts import Stage, WaitingReceipt
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.sender_blocks import SenderBlock
from domain.subscribers import Subscriber
from domain.texts import Reason, SingleText
from domain.texts import State as TextState
from messages import outbox
from messages.providers.africas_talking_callbacks import read_receipt
from messages.providers.base import Fault, Outcome, Result
from schedules import departure, lent_ids, receipts, texts
from schedules.crew import Crew
from schedules.sweeps import sweep
from tests.make import make_approved, make_subscriber, next_phone
from tests.schedules.conftest import MemoryNetwork, WallClock
from tests.schedules.test_dispatch import send_all

Report = Callable[..., None]


@pytest.fixture
def phone() -> Phone:
    return next_phone()


@pytest.fixture
def bulletin(session: Session, crew: Crew, phone: Phone) -> Bulletin:
    """Approved for one person, and due."""
    make_subscriber(session, crew.vault, crew.places, crew.now(), phone=phone)
    bulletin = make_approved(session, crew.now())
    session.commit()
    return bulletin


@pytest.fixture
def report(crew: Crew, phone: Phone) -> Report:
    """Africa's Talking's own words about this person's message."""

    def report(status: str, *, provider_id: str | None = None, number: str | None = None, **more: str) -> None:
        form = {"id": provider_id or f"ATXid_{phone.e164[-4:]}", "status": status, "phoneNumber": number or phone.e164}
        told = read_receipt(form | more)
        assert told.phone
        assert told.state
        with crew.sessions.begin() as session:
            said = waiting.Told(
                "africastalking",
                told.provider_id,
                told.phone,
                told.state,
                told.fault is Fault.OPTED_OUT,
                told.reason,
                told.network,
            )
            waiting.keep(session.connection(), crew.vault, said, crew.now())

    return report


def send(session: Session, crew: Crew) -> None:
    departure.start_due(crew)
    send_all(session, crew)


@pytest.mark.parametrize(
    ("codes", "kept"),
    [(["63902"], "63902"), (["63902", ""], "63902"), (["", "63903"], "63903"), (["+254711000001"], ""), ([""], "")],
)
def test_the_network_a_report_names_is_kept_with_the_delivery(session, crew, bulletin, report, codes, kept):
    send(session, crew)
    for status, code in zip(("Sent", "Success"), codes, strict=False):
        report(status, networkCode=code)
        receipts.fold(crew)

    assert session.scalars(select(Delivery)).one().network == kept


def state(session: Session) -> State:
    session.expire_all()
    return session.scalars(select(Delivery)).one().state


@pytest.mark.parametrize(
    ("statuses", "ends"),
    [
        (["Sent"], State.ON_NETWORK),
        (["Submitted", "Buffered"], State.ON_NETWORK),
        (["Sent", "Success"], State.DELIVERED),
        (["Success", "Sent"], State.DELIVERED),
        (["Success", "Failed"], State.DELIVERED),
        (["Failed", "Success"], State.FAILED),
        (["Rejected"], State.FAILED),
        (["AbsentSubscriber"], State.FAILED),
        (["Expired"], State.FAILED),
        (["Success", "Success", "Success"], State.DELIVERED),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_states_only_move_forward(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, clock: WallClock,
    statuses: list[str], ends: State, together: bool,
) -> None:  # fmt: skip
    send(session, crew)
    for status in statuses:
        clock.moment += timedelta(seconds=1)
        report(status)
        if not together:
            receipts.fold(crew)
    receipts.fold(crew)

    assert state(session) is ends
    done = progress(session, bulletin.id)
    assert done.on_network + done.delivered + done.failed == 1
    assert done.accepted == 1


def test_a_report_that_comes_before_our_own_commit_waits_for_it(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork
) -> None:
    def overtake() -> None:
        report("Success")
        receipts.fold(crew)

    network.during = overtake
    send(session, crew)
    assert state(session) is State.ACCEPTED

    receipts.fold_waiting(crew)

    assert state(session) is State.DELIVERED


def test_a_report_settles_an_unknown_and_lends_it_its_id_when_no_call_can_be_open_any_more(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    network.otherwise = Outcome.UNKNOWN
    send(session, crew)
    report("Success", provider_id="ATXid_unseen")
    receipts.fold(crew)
    receipts.fold_waiting(crew)
    assert state(session) is State.UNKNOWN, "it may be the report of a message whose call is still open"

    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    assert state(session) is State.DELIVERED
    assert session.scalars(select(Delivery.provider_id)).one() == "ATXid_unseen"
    done = progress(session, bulletin.id)
    assert (done.unknown, done.accepted, done.delivered) == (0, 1, 1)


def test_a_report_that_could_be_of_two_messages_settles_neither(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    network.otherwise = Outcome.UNKNOWN
    make_approved(session, crew.now(), title="The second")
    session.commit()
    send(session, crew)
    report("Success", provider_id="ATXid_unseen")
    receipts.fold(crew)
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    session.expire_all()
    assert set(session.scalars(select(Delivery.state))) == {State.UNKNOWN}


def test_the_report_of_a_reply_never_settles_an_unknown_warning(
    session: Session,
    crew: Crew,
    bulletin: Bulletin,
    report: Report,
    network: MemoryNetwork,
    clock: WallClock,
    phone: Phone,
) -> None:
    network.otherwise = Outcome.UNKNOWN
    send(session, crew)
    network.otherwise = Outcome.ACCEPTED
    queued = outbox.queue(session, crew.vault, phone, "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    texts.send_text(crew, queued.id)
    report("Success")
    receipts.fold(crew)
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    assert state(session) is State.UNKNOWN
    session.refresh(queued)
    assert queued.state is TextState.DELIVERED


def test_a_late_report_of_one_bulletin_never_settles_another(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    send(session, crew)
    network.otherwise = Outcome.UNKNOWN
    second = make_approved(session, crew.now(), title="The second")
    session.commit()
    send(session, crew)
    report("Success")
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)
    receipts.fold(crew)

    states = {row.bulletin_id: row.state for row in session.scalars(select(Delivery))}
    assert states == {bulletin.id: State.DELIVERED, second.id: State.UNKNOWN}


def test_a_report_that_cannot_be_opened_holds_up_no_other(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report
) -> None:
    send(session, crew)
    report("Sent")
    session.execute(update(WaitingReceipt).values(phone_sealed=b"not ours"))
    session.commit()
    report("Success")
    receipts.fold(crew)

    assert state(session) is State.DELIVERED
    assert session.scalars(select(WaitingReceipt.stage)).all() == [Stage.STRANGE]


def test_a_reply_that_was_unknown_is_settled_and_forgotten(
    session: Session, crew: Crew, report: Report, network: MemoryNetwork, clock: WallClock, phone: Phone
) -> None:
    network.otherwise = Outcome.UNKNOWN
    queued = outbox.queue(session, crew.vault, phone, "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    texts.send_text(crew, queued.id)
    report("Failed", provider_id="ATXid_unseen")
    receipts.fold(crew)
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    session.refresh(queued)
    assert queued.state is TextState.FAILED
    assert queued.phone_sealed is None


def test_a_strangers_report_waits_and_is_then_shown_to_a_person(
    session: Session, crew: Crew, report: Report, clock: WallClock
) -> None:
    report("Success", number="+254711999999")
    receipts.fold(crew)
    assert waiting.counts(session, crew.now()) == (1, 0)
    session.rollback()

    clock.moment += receipts.PATIENCE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    assert waiting.counts(session, crew.now()) == (0, 1)


def test_a_block_heard_of_by_a_report_stops_that_sender_alone(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report
) -> None:
    send(session, crew)
    report("Failed", failureReason="UserInBlackList")
    receipts.fold(crew)

    person = session.scalars(select(Subscriber)).one()
    assert session.scalars(select(SenderBlock.subscriber_id)).all() == [person.id]
    assert person.active


def test_a_single_text_is_forgotten_when_its_end_is_known(
    session: Session, crew: Crew, phone: Phone, report: Report
) -> None:
    queued = outbox.queue(session, crew.vault, phone, "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    texts.send_text(crew, queued.id)
    report("Sent")
    receipts.fold(crew)
    session.expire_all()
    assert queued.body_sealed is not None

    report("Success")
    receipts.fold(crew)

    session.expire_all()
    text = session.scalars(select(SingleText)).one()
    assert text.state is TextState.DELIVERED
    assert text.body_sealed is None
    assert text.phone_sealed is None


def many(session: Session, crew: Crew, people: int, each: int = 50) -> Bulletin:
    """So many deliveries of one bulletin in lists of `each`, all accepted and without a report."""
    bulletin = make_approved(session, crew.now())
    subscribers = [make_subscriber(session, crew.vault, crew.places, crew.now()) for _ in range(people)]
    for start in range(0, people, each):
        batch = Batch(
            bulletin_id=bulletin.id, text_id=bulletin.texts[0].id, county="kitui", recipients=[], size=each,
            state=BatchState.DONE, accepted=each,
        )  # fmt: skip
        session.add(batch)
        session.flush()
        session.add_all(
            Delivery(
                subscriber_id=who.id, bulletin_id=bulletin.id, batch_id=batch.id, state=State.ACCEPTED,
                provider="africastalking", provider_id=f"ATXid_{who.id}", at=crew.now(),
            )
            for who in subscribers[start : start + each]
        )  # fmt: skip
    session.commit()
    return bulletin


def reports_of(session: Session, crew: Crew, *states: str, shuffle: int = 1) -> None:
    """A report of each of these states for every delivery, in no order."""
    rows = session.execute(
        select(Delivery.provider_id, Subscriber).join(Subscriber, Subscriber.id == Delivery.subscriber_id)
    ).all()
    said = [
        waiting.Told("africastalking", provider_id or "", SUBSCRIBER_PHONE.phone(crew.vault, who), state, False, state)
        for provider_id, who in rows
        for state in states
    ]
    Random(shuffle).shuffle(said)
    for told in said:
        waiting.keep(session.connection(), crew.vault, told, crew.now())
    session.commit()


def test_five_thousand_at_once_twice_and_out_of_order_all_arrive(
    session: Session, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "AT_ONCE", 700)  # several pages, with both reports of one person in different ones
    bulletin = many(session, crew, 1000)
    reports_of(session, crew, "on_network", "delivered", "delivered", "on_network", "on_network")
    receipts.fold(crew)

    assert set(session.scalars(select(Delivery.state))) == {State.DELIVERED}
    done = progress(session, bulletin.id)
    assert (done.accepted, done.on_network, done.delivered, done.failed, done.unknown) == (1000, 0, 1000, 0, 0)
    assert session.scalars(select(WaitingReceipt)).all() == []


def test_folds_and_results_that_meet_on_the_same_lists_wait_for_each_other_and_never_in_a_circle(
    session: Session, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "AT_ONCE", 60)
    bulletin = many(session, crew, 400, each=20)
    queued = session.scalars(select(Batch.id).order_by(Batch.id)).all()
    reports_of(session, crew, "on_network", "delivered")

    def results() -> None:
        """What the recording of a call does to the row: it holds the list, and counts on it."""
        for batch in reversed(queued):
            with crew.sessions.begin() as own:
                own.execute(select(Batch.id).where(Batch.id == batch).with_for_update())
                own.execute(update(Batch).where(Batch.id == batch).values(skipped=Batch.skipped + 1))

    with ThreadPoolExecutor(5) as workers:
        together = [workers.submit(receipts.fold, crew) for _ in range(3)]
        together += [workers.submit(results) for _ in range(2)]
        for one in together:
            one.result()
    receipts.fold_waiting(crew)

    assert set(session.scalars(select(Delivery.state))) == {State.DELIVERED}
    done = progress(session, bulletin.id)
    assert (done.accepted, done.on_network, done.delivered, done.skipped) == (400, 0, 400, 2 * len(queued))
    assert session.scalars(select(WaitingReceipt)).all() == []


def test_two_folds_at_once_lend_the_id_of_one_report_only(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    network.otherwise = Outcome.UNKNOWN
    send(session, crew)
    report("Success", provider_id="ATXid_one")
    report("Failed", provider_id="ATXid_other")
    receipts.fold(crew)
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    with ThreadPoolExecutor(2) as workers:
        for one in [workers.submit(receipts.fold_waiting, crew) for _ in range(2)]:
            one.result()

    assert state(session) in (State.DELIVERED, State.FAILED)
    done = progress(session, bulletin.id)
    assert (done.unknown, done.accepted, done.delivered + done.failed) == (0, 1, 1)
    assert waiting.counts(session, crew.now()).waiting == 1


def test_a_strangers_report_is_counted_for_a_day(
    session: Session, crew: Crew, report: Report, clock: WallClock
) -> None:
    report("Success", number="+254711999999")
    clock.moment += receipts.PATIENCE + timedelta(seconds=1)
    receipts.fold(crew)
    receipts.fold_waiting(crew)
    assert waiting.counts(session, crew.now()).strange == 1

    assert waiting.counts(session, crew.now() + waiting.LATELY).strange == 0


def test_the_report_of_a_call_that_nobody_has_declared_dead_settles_no_other_message(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    network.otherwise = Outcome.UNKNOWN
    send(session, crew)
    make_approved(session, crew.now(), title="The second")
    session.commit()

    def power_cut() -> None:
        """The report of this very call is in; then all stands still, and the worker is back before the first sweep."""
        report("Success", provider_id="ATXid_of_the_second")
        clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
        receipts.fold(crew)
        receipts.fold_waiting(crew)

    network.during = power_cut
    send(session, crew)

    session.expire_all()
    of_the_first = session.scalars(select(Delivery).where(Delivery.bulletin_id == bulletin.id)).one()
    assert of_the_first.state is State.UNKNOWN


def test_a_late_report_of_a_call_before_the_second_try_settles_no_other_message(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    peace = make_approved(session, crew.now(), kind=BulletinKind.PEACE)
    session.commit()
    network.otherwise = Outcome.UNKNOWN
    send(session, crew)
    clock.moment += SECOND_TRY_AFTER
    network.otherwise = Outcome.ACCEPTED
    sweep(crew)
    send(session, crew)
    of_drought = session.scalars(select(Delivery).where(Delivery.bulletin_id == bulletin.id)).one()
    assert of_drought.state is State.ACCEPTED

    report("Success", provider_id="ATXid_of_the_first_call")  # the phone was off until now
    receipts.fold(crew)
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    session.expire_all()
    of_peace = session.scalars(select(Delivery).where(Delivery.bulletin_id == peace.id)).one()
    assert of_peace.state is State.UNKNOWN


def test_a_report_that_outlived_a_long_standstill_still_settles_what_the_sweep_then_calls_unknown(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    class Killed(BaseException):
        pass

    def power_cut() -> None:
        report("Success", provider_id="ATXid_of_the_call")
        raise Killed

    network.during = power_cut
    departure.start_due(crew)
    with pytest.raises(Killed):
        send_all(session, crew)
    clock.moment += receipts.PATIENCE + timedelta(minutes=5)
    receipts.fold(crew)  # before the first sweep
    receipts.fold_waiting(crew)
    sweep(crew)
    receipts.fold_waiting(crew)

    session.expire_all()
    assert session.scalars(select(Delivery.state)).all() == [State.DELIVERED]


def test_the_report_of_a_message_that_was_accepted_without_an_id_settles_that_or_none(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    network._answer = lambda phone: Result(phone, Outcome.ACCEPTED)  # type: ignore[method-assign]
    send(session, crew)
    del network._answer
    network.otherwise = Outcome.UNKNOWN
    second = make_approved(session, crew.now(), title="The second")
    session.commit()
    send(session, crew)
    report("Success", provider_id="ATXid_of_the_first")
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold(crew)
    receipts.fold_waiting(crew)

    session.expire_all()
    of_the_second = session.scalars(select(Delivery).where(Delivery.bulletin_id == second.id)).one()
    assert of_the_second.state is State.UNKNOWN


def test_alone_it_settles_the_message_that_was_accepted_without_an_id(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    network._answer = lambda phone: Result(phone, Outcome.ACCEPTED)  # type: ignore[method-assign]
    send(session, crew)
    report("Success", provider_id="ATXid_9")
    receipts.fold(crew)
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    assert state(session) is State.DELIVERED
    done = progress(session, bulletin.id)
    assert (done.unknown, done.accepted, done.delivered) == (0, 1, 1)


def test_a_second_try_by_the_other_provider_is_settled_by_that_ones_report(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, network: MemoryNetwork, clock: WallClock
) -> None:
    twilio = MemoryNetwork(name="twilio", otherwise=Outcome.UNKNOWN)
    both = replace(crew, providers=(network, twilio))
    network.otherwise = Outcome.UNKNOWN
    send(session, both)
    with crew.sessions.begin() as own:
        providers.pause(own, "africastalking", "401 RiskHold", crew.now(), until_paid=False)
    clock.moment += SECOND_TRY_AFTER
    sweep(both)
    send_all(session, both)
    assert len(twilio.calls) == 1

    phone = SUBSCRIBER_PHONE.phone(crew.vault, session.scalars(select(Subscriber)).one())
    told = waiting.Told("twilio", "SM1", phone, "delivered", False, "")
    waiting.keep(session.connection(), crew.vault, told, crew.now())
    session.commit()
    receipts.fold(both)
    clock.moment += lent_ids.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(both)

    session.expire_all()
    assert state(session) is State.DELIVERED
