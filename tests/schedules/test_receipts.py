"""Delivery reports in any order: final states never go back, early ones wait, strangers are reported."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain import inbox
from domain.batches import progress
from domain.bulletins import SECOND_TRY_AFTER, Bulletin
from domain.bulletins import Kind as BulletinKind
from domain.deliveries import Delivery, State
from domain.inbox import Callback, Kind
from domain.phones import Phone
from domain.subscribers import SenderBlock, Subscriber
from domain.texts import Reason, SingleText
from domain.texts import State as TextState
from messages import outbox
from messages.providers.base import Outcome
from schedules import departure, receipts, texts
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
        form |= more
        with crew.sessions.begin() as session:
            inbox.receive(
                session,
                crew.vault,
                provider="africastalking",
                kind=Kind.DELIVERY,
                external_id=f"{form['id']}:{status}:{crew.now()}",
                body=urlencode(form).encode(),
                now=crew.now(),
            )

    return report


def send(session: Session, crew: Crew) -> None:
    departure.start_due(crew)
    send_all(session, crew)


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

    clock.moment += receipts.TO_SETTLE + timedelta(seconds=1)
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
    clock.moment += receipts.TO_SETTLE + timedelta(seconds=1)
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
    clock.moment += receipts.TO_SETTLE + timedelta(seconds=1)
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
    clock.moment += receipts.TO_SETTLE + timedelta(seconds=1)
    receipts.fold(crew)

    states = {row.bulletin_id: row.state for row in session.scalars(select(Delivery))}
    assert states == {bulletin.id: State.DELIVERED, second.id: State.UNKNOWN}


def test_a_report_that_cannot_be_opened_holds_up_no_other(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report
) -> None:
    send(session, crew)
    report("Sent")
    session.execute(update(Callback).values(body_sealed=b"not ours"))
    session.commit()
    report("Success")
    receipts.fold(crew)

    assert state(session) is State.DELIVERED


def test_a_reply_that_was_unknown_is_settled_and_forgotten(
    session: Session, crew: Crew, report: Report, network: MemoryNetwork, clock: WallClock, phone: Phone
) -> None:
    network.otherwise = Outcome.UNKNOWN
    queued = outbox.queue(session, crew.vault, phone, "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    texts.send_text(crew, queued.id)
    report("Failed", provider_id="ATXid_unseen")
    receipts.fold(crew)
    clock.moment += receipts.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    session.refresh(queued)
    assert queued.state is TextState.FAILED
    assert queued.phone_sealed is None


def test_a_strangers_report_waits_and_is_then_shown_to_a_person(
    session: Session, crew: Crew, report: Report, clock: WallClock
) -> None:
    report("Success", number="+254711999999")
    receipts.fold(crew)
    callback = session.scalars(select(Callback)).one()
    assert callback.state is inbox.State.WAITING

    clock.moment += receipts.PATIENCE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    session.refresh(callback)
    assert callback.state is inbox.State.FLAGGED


@pytest.mark.parametrize("status", ["Teleported", ""])
def test_a_word_we_do_not_know_is_kept_and_flagged(
    session: Session, crew: Crew, bulletin: Bulletin, report: Report, status: str
) -> None:
    send(session, crew)
    report(status)
    receipts.fold(crew)

    callback = session.scalars(select(Callback)).one()
    assert callback.state is inbox.State.FLAGGED
    assert callback.body_sealed is not None
    assert state(session) is State.ACCEPTED


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


@pytest.mark.xfail(strict=True, reason="an id is lent by the report's age alone, without asking for calls still open")
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
        clock.moment += receipts.TO_SETTLE + timedelta(seconds=1)
        receipts.fold(crew)
        receipts.fold_waiting(crew)

    network.during = power_cut
    send(session, crew)

    session.expire_all()
    of_the_first = session.scalars(select(Delivery).where(Delivery.bulletin_id == bulletin.id)).one()
    assert of_the_first.state is State.UNKNOWN


@pytest.mark.xfail(strict=True, reason="the first call of a second try is not counted among what a report may be about")
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
    clock.moment += receipts.TO_SETTLE + timedelta(seconds=1)
    receipts.fold_waiting(crew)

    session.expire_all()
    of_peace = session.scalars(select(Delivery).where(Delivery.bulletin_id == peace.id)).one()
    assert of_peace.state is State.UNKNOWN
