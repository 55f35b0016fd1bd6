"""Who carries a call: moves to the other provider where one certainly took nothing, never where nobody can say."""

import threading
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from domain import db, providers
from domain.batches import HELD_NO_PROVIDER, Batch
from domain.budgets import Budget, Spending
from domain.bulletins import Bulletin
from domain.deliveries import Delivery
from domain.life_cycle import State
from domain.officers import Grant, Role
from domain.providers import ProviderState, Shift
from domain.providers import State as Working
from domain.texts import Reason, SingleText
from messages import outbox
from messages.providers.base import Fault, Outcome, Result, Standing
from messages.providers.failover import Health
from schedules import departure, dispatch, link_tests, routing, sweeps, texts
from schedules.crew import Crew
from schedules.routing import Route
from tests.make import make_approved, make_officer, make_subscriber, next_phone
from tests.schedules.conftest import MemoryNetwork, WallClock
from tests.schedules.test_dispatch import send_all, states, waiting_batches


class OtherNetwork(MemoryNetwork):
    """A second provider."""


@pytest.fixture
def twilio() -> MemoryNetwork:
    return OtherNetwork(name="twilio")


@pytest.fixture
def both(crew: Crew, network: MemoryNetwork, twilio: MemoryNetwork) -> Crew:
    return replace(crew, providers=(network, twilio))


@pytest.fixture
def bulletin(session: Session, crew: Crew) -> Bulletin:
    """One warning for three people, in two lists."""
    for _ in range(3):
        make_subscriber(session, crew.vault, crew.places, crew.now())
    bulletin = make_approved(session, crew.now())
    session.commit()
    return bulletin


def chosen(session: Session, crew: Crew) -> Route:
    """Who would carry the next call of what nobody has tried yet."""
    route = routing.choose(session, crew, 0, None)
    session.rollback()  # what others write meanwhile is seen the next time
    assert route is not None
    return route


def shifts(session: Session) -> list[tuple[str, str, str]]:
    return [(row.provider, row.state.value, row.reason) for row in session.scalars(select(Shift).order_by(Shift.id))]


@pytest.mark.parametrize(
    "fault", [Fault.TRANSIENT, Fault.ROUTE, Fault.ACCOUNT, Fault.SENDER, Fault.BALANCE], ids=lambda fault: fault.value
)
def test_what_was_certainly_not_taken_moves_to_the_other_provider(
    session: Session, both: Crew, bulletin: Bulletin, network: MemoryNetwork, twilio: MemoryNetwork, fault: Fault
) -> None:
    network.otherwise, network.fault = Outcome.NOT_SENT, fault
    departure.start_due(both)
    for _ in range(3):
        send_all(session, both)

    assert sorted(Counter(twilio.reached).values()) == [1, 1, 1]
    assert set(session.scalars(select(Delivery.provider))) == {"twilio"}
    assert {name for _, _, name in twilio.calls} == {None}, "the name is registered with the first alone"


@pytest.mark.parametrize(
    ("outcome", "fault"),
    [
        (Outcome.UNKNOWN, Fault.IN_DOUBT),
        (Outcome.REFUSED, Fault.OPTED_OUT),
        (Outcome.REFUSED, Fault.NUMBER),
    ],
    ids=str,
)
def test_what_is_in_doubt_or_refused_for_good_never_moves(
    session: Session,
    both: Crew,
    bulletin: Bulletin,
    network: MemoryNetwork,
    twilio: MemoryNetwork,
    outcome: Outcome,
    fault: Fault,
) -> None:
    network.otherwise, network.fault = outcome, fault
    departure.start_due(both)
    for _ in range(3):
        send_all(session, both)

    assert twilio.reached == []
    assert sum(states(session, bulletin).values()) == 3
    assert shifts(session) == []


def test_a_busy_provider_is_left_alone_for_as_long_as_it_said_and_keeps_its_lists(
    session: Session, both: Crew, bulletin: Bulletin, network: MemoryNetwork, twilio: MemoryNetwork
) -> None:
    network._answer = lambda phone: Result(  # type: ignore[method-assign]
        phone, Outcome.NOT_SENT, fault=Fault.THROTTLED, reason="HTTP 429", retry_after=2.5
    )
    departure.start_due(both)
    send_all(session, both)

    assert twilio.reached == []
    route = routing.choose(session, both, 0, None)
    assert route is not None
    assert 2 < routing.wait_for_turn(both, route, 1) < 5, "at least what was asked, stretched so that not all return"


def test_a_provider_that_stays_busy_rests_and_the_other_takes_over(
    session: Session,
    both: Crew,
    bulletin: Bulletin,
    network: MemoryNetwork,
    twilio: MemoryNetwork,
    clock: WallClock,
) -> None:
    network.otherwise, network.fault = Outcome.NOT_SENT, Fault.THROTTLED
    departure.start_due(both)
    for _ in range(6):
        session.execute(text("UPDATE providers SET quiet_until = NULL"))
        session.commit()
        send_all(session, both)
        clock.moment += timedelta(seconds=10)

    assert shifts(session) == [("africastalking", "resting", "not_sent")]
    assert sorted(Counter(twilio.reached).values()) == [1, 1, 1]


def test_a_provider_that_asks_for_a_long_silence_rests_for_it(
    session: Session, both: Crew, network: MemoryNetwork, twilio: MemoryNetwork
) -> None:
    busy = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.THROTTLED, reason="HTTP 429", retry_after=3600.0)]
    routing.heard(both, chosen(session, both), busy, both.now())

    route = chosen(session, both)
    assert (route.provider, route.wait) == (twilio, 0)
    assert session.get_one(ProviderState, "africastalking").test_at == both.now() + timedelta(hours=1)


def test_a_back_off_grows_for_as_long_as_it_is_too_fast(
    session: Session, crew: Crew, network: MemoryNetwork, clock: WallClock
) -> None:
    link_tests.look_after(crew)
    busy = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.THROTTLED, reason="HTTP 429")]
    waits = []
    for _ in range(2):
        routing.heard(crew, chosen(session, crew), busy, crew.now())
        waits.append(chosen(session, crew).wait)
        clock.moment += timedelta(seconds=10)

    assert 0 < waits[0] <= 2
    assert 10 < waits[1] <= 22


def test_a_good_call_after_a_rest_does_not_bring_on_another(
    session: Session, crew: Crew, network: MemoryNetwork, clock: WallClock
) -> None:
    """Two workers saw the provider fail; what one of them remembers must not count when it is back."""
    link_tests.look_after(crew)
    other = replace(crew, health=defaultdict(Health))
    lost = [Result(next_phone(), Outcome.UNKNOWN, fault=Fault.IN_DOUBT)]
    route = chosen(session, crew)
    for worker in (crew, other, crew, other, crew, other, crew, other, crew):
        routing.heard(worker, route, lost, crew.now())
    clock.moment += timedelta(seconds=31)
    link_tests.look_after(crew)

    back = chosen(session, crew)
    good = [Result(next_phone(), Outcome.ACCEPTED)]
    routing.heard(other, back, good, crew.now())
    for _ in range(4):
        routing.heard(other, back, lost, crew.now())
    for _ in range(9):
        routing.heard(other, route, lost, crew.now())  # begun before the rest, given up now
    assert [state for _, state, _ in shifts(session)] == ["resting", "working"]


def test_four_workers_who_see_it_at_once_make_it_rest_once(session: Session, crew: Crew) -> None:
    link_tests.look_after(crew)
    lost = [Result(next_phone(), Outcome.UNKNOWN, fault=Fault.IN_DOUBT, reason="No answer")]
    workers = [replace(crew, health=defaultdict(Health)) for _ in range(4)]
    route = chosen(session, crew)
    for worker in workers * 4:
        routing.heard(worker, route, lost, crew.now())
    threads = [threading.Thread(target=routing.heard, args=(each, route, lost, crew.now())) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert shifts(session) == [("africastalking", "resting", "No answer")]


def test_a_rest_after_a_good_month_is_short_again(
    session: Session, crew: Crew, network: MemoryNetwork, clock: WallClock
) -> None:
    lost = [Result(next_phone(), Outcome.UNKNOWN, fault=Fault.IN_DOUBT)]
    rests = []
    for worked in (timedelta(0), timedelta(minutes=1), timedelta(minutes=1), timedelta(days=30)):
        clock.moment += worked
        for _ in range(5):
            routing.heard(crew, chosen(session, crew), lost, crew.now())
        session.expire_all()
        row = session.get_one(ProviderState, "africastalking")
        assert row.test_at is not None
        rests.append((row.test_at - crew.now()).total_seconds())
        session.rollback()
        clock.moment = row.test_at
        link_tests.look_after(crew)

    assert rests == [30, 60, 120, 30]


def test_with_one_provider_that_is_paused_the_lists_wait_and_say_why(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    network.otherwise, network.fault = Outcome.NOT_SENT, Fault.ACCOUNT
    departure.start_due(crew)
    for _ in range(3):
        send_all(session, crew)
    assert len(network.calls) == 1, "the first list found out; no other was tried"
    assert HELD_NO_PROVIDER in session.scalars(select(Batch.reason)).all()

    network.otherwise = Outcome.ACCEPTED
    admin = make_officer(session, "admin", Grant(role=Role.ADMIN))
    providers.resume(session, "africastalking", admin, crew.now())
    session.commit()
    send_all(session, crew)

    assert states(session, bulletin) == {"accepted": 3}
    assert session.get_one(Bulletin, bulletin.id).state is State.SENT
    assert shifts(session) == [
        ("africastalking", "paused", "not_sent"),
        ("africastalking", "working", admin.name),
    ]


def test_who_looks_after_it_is_told_once_and_by_the_other_provider(
    session: Session, both: Crew, network: MemoryNetwork, twilio: MemoryNetwork
) -> None:
    make_officer(session, "admin", Grant(role=Role.ADMIN), phone="+254711999999", vault=both.vault, on_duty=True)
    session.commit()
    route = routing.choose(session, both, 0, None)
    assert route is not None
    refused = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.BALANCE, reason="405 InsufficientBalance")]
    threads = [threading.Thread(target=routing.heard, args=(both, route, refused, both.now())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert shifts(session) == [("africastalking", "paused", "405 InsufficientBalance")]
    [told] = session.scalars(select(SingleText)).all()
    texts.send_text(both, told.id)
    assert network.calls == []
    [(body, numbers, _)] = twilio.calls
    assert numbers == ["+254711999999"]
    assert body == (
        "Mbiu 09:30: nothing leaves through africastalking: 405 InsufficientBalance. See Sending on the console."
    )


def test_a_link_test_ends_a_rest_and_one_that_fails_makes_it_longer(
    session: Session, crew: Crew, network: MemoryNetwork, clock: WallClock
) -> None:
    route = Route(network, None, "")
    for _ in range(5):
        lost = Result(next_phone(), Outcome.UNKNOWN, fault=Fault.IN_DOUBT, reason="No answer")
        routing.heard(crew, route, [lost], crew.now())
    assert routing.choose(session, crew, 0, None) is None

    network.says = Standing(False, reason="No answer")
    clock.moment += timedelta(seconds=31)
    link_tests.look_after(crew)
    clock.moment += timedelta(seconds=31)
    network.says = Standing(True, Decimal("12.50"), "KES")
    link_tests.look_after(crew)
    session.expire_all()
    assert routing.choose(session, crew, 0, None) is None, "the second rest takes a minute"

    clock.moment += timedelta(seconds=31)
    link_tests.look_after(crew)
    session.expire_all()

    assert routing.choose(session, crew, 0, None) is not None
    row = session.get_one(ProviderState, "africastalking")
    assert (row.state, row.balance, row.currency) == (Working.WORKING, Decimal("12.50"), "KES")
    assert [(state, why) for _, state, why in shifts(session)] == [
        ("resting", "No answer"),
        ("working", "It answers again"),
    ]


def test_what_was_decided_while_a_provider_was_asked_stands(
    session: Session, crew: Crew, network: MemoryNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.BALANCE, reason="405 InsufficientBalance")]

    def slowly() -> Standing:
        routing.heard(crew, Route(network, None, ""), empty, crew.now())
        return Standing(True, Decimal(900), "KES")

    monkeypatch.setattr(network, "standing", slowly)
    link_tests.look_after(crew)

    assert shifts(session) == [("africastalking", "paused", "405 InsufficientBalance")]
    assert session.get_one(ProviderState, "africastalking").balance is None, "it told of before the last list"


def test_an_empty_account_is_used_again_when_somebody_has_paid(
    session: Session, crew: Crew, network: MemoryNetwork, clock: WallClock
) -> None:
    empty = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.BALANCE, reason="405 InsufficientBalance")]
    routing.heard(crew, Route(network, None, ""), empty, crew.now())
    seen = []
    for left in ("0.30", "0.30", "5000"):
        network.says = Standing(True, Decimal(left), "KES")
        link_tests.look_after(crew)
        session.expire_all()
        seen.append(routing.choose(session, crew, 0, None) is not None)
        clock.moment += timedelta(minutes=1)

    assert seen == [False, False, True]


def test_a_refused_account_never_comes_back_by_itself(
    session: Session, crew: Crew, network: MemoryNetwork, clock: WallClock
) -> None:
    held = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.ACCOUNT, reason="401 RiskHold")]
    routing.heard(crew, Route(network, None, ""), held, crew.now())
    network.says = Standing(True, Decimal(9000), "KES")
    for _ in range(5):
        clock.moment += timedelta(minutes=10)
        link_tests.look_after(crew)
    session.expire_all()

    assert routing.choose(session, crew, 0, None) is None
    assert session.get_one(ProviderState, "africastalking").balance == 9000, "the balance is still told"


def test_the_balance_is_asked_for_now_and_then(crew: Crew, network: MemoryNetwork, clock: WallClock) -> None:
    for _ in range(11):
        link_tests.look_after(crew)
        clock.moment += timedelta(minutes=1)

    assert network.asked == 3


def test_the_pace_is_one_for_all_workers_and_counts_parts(session: Session, crew: Crew, network: MemoryNetwork) -> None:
    paced = replace(crew, pace={"africastalking": 100})
    other = replace(paced, now=lambda: crew.now() + timedelta(hours=5))  # a machine whose clock is wrong
    route = Route(network, None, "")
    waits = [routing.wait_for_turn(worker, route, 100) for worker in (paced, other, paced, other)]

    assert [round(wait, 1) for wait in waits] == [0.0, 1.0, 2.0, 3.0]
    full = routing.wait_for_turn(paced, route, 100)
    again = routing.wait_for_turn(other, route, 100)
    assert 3 < again <= full <= 4, "for more than a nap nothing is taken"


def test_the_pace_holds_when_many_ask_at_once(session: Session, engine: Engine, crew: Crew) -> None:
    """Two machines with four threads each: what they are given never overlaps."""
    machines = [db.connect(engine.url.render_as_string(hide_password=False), pool_size=4) for _ in range(2)]
    crews = [replace(crew, sessions=db.sessions(machine), pace={"africastalking": 1000}) for machine in machines]
    route = Route(crew.providers[0], None, "")
    [before] = session.scalars(text("SELECT clock_timestamp()")).all()

    def ask(worker: Crew) -> None:
        for _ in range(20):
            assert routing.wait_for_turn(worker, route, 15) < routing.LONGEST_NAP

    threads = [threading.Thread(target=ask, args=(worker,)) for worker in crews * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    for machine in machines:
        machine.dispose()

    free_at = session.get_one(ProviderState, "africastalking").free_at
    assert free_at is not None
    assert free_at >= before + timedelta(seconds=8 * 20 * 15 / 1000)


def test_a_list_larger_than_a_second_may_leave_and_the_next_waits_for_it(crew: Crew, network: MemoryNetwork) -> None:
    paced = replace(crew, pace={"africastalking": 100})
    route = Route(network, None, "")

    assert routing.wait_for_turn(paced, route, 1000) == 0
    assert 9 < routing.wait_for_turn(paced, route, 1) <= 10


def test_a_list_that_has_to_wait_for_the_pace_goes_back_into_the_queue(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    paced = replace(crew, pace={"africastalking": 0.1})
    departure.start_due(paced)
    batches = session.scalars(select(Batch.id).order_by(Batch.id)).all()
    for batch in batches:
        dispatch.send_batch(paced, batch)

    assert len(network.calls) == 1
    waiting = session.scalars(text("SELECT scheduled_at FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL")).all()
    assert len(waiting) == 1
    assert waiting[0] > crew.now() + timedelta(seconds=9)


def test_a_reply_waits_for_a_provider_until_it_is_stale(
    session: Session, crew: Crew, network: MemoryNetwork, clock: WallClock
) -> None:
    held = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.ACCOUNT, reason="401 RiskHold")]
    routing.heard(crew, Route(network, None, ""), held, crew.now())
    reply = outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    texts.send_text(crew, reply.id)
    session.refresh(reply)
    assert reply.state == "queued"

    clock.moment += texts.STALE + timedelta(seconds=1)
    texts.send_text(crew, reply.id)
    session.refresh(reply)
    assert reply.state == "not_sent"
    assert network.calls == []


def test_a_reply_takes_its_turn_and_does_not_wait_behind_a_list(
    session: Session, crew: Crew, network: MemoryNetwork
) -> None:
    paced = replace(crew, pace={"africastalking": 10})
    assert routing.wait_for_turn(paced, Route(network, None, ""), 1000) == 0
    reply = outbox.queue(session, paced.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=paced.now())
    session.commit()
    row = session.get_one(ProviderState, "africastalking")
    before = row.free_at
    session.rollback()
    texts.send_text(paced, reply.id)

    assert len(network.calls) == 1
    assert before is not None
    assert row.free_at == before + timedelta(seconds=0.1), "its one part counts"


def test_a_reply_is_held_back_for_as_long_as_a_busy_provider_asked(
    session: Session, crew: Crew, network: MemoryNetwork
) -> None:
    busy = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.THROTTLED, reason="HTTP 429", retry_after=20.0)]
    routing.heard(crew, Route(network, None, ""), busy, crew.now())
    reply = outbox.queue(session, crew.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=crew.now())
    session.commit()
    texts.send_text(crew, reply.id)

    assert network.calls == []
    later = session.scalar(text("SELECT max(scheduled_at) FROM procrastinate_jobs WHERE task_name = 'send_text'"))
    assert timedelta(seconds=19) < later - crew.now() < timedelta(seconds=41)


def test_an_answer_asked_for_later_by_one_provider_is_soon_carried_by_the_other(
    session: Session, both: Crew, network: MemoryNetwork, twilio: MemoryNetwork, clock: WallClock
) -> None:
    network._answer = lambda phone: Result(  # type: ignore[method-assign]
        phone, Outcome.NOT_SENT, fault=Fault.THROTTLED, reason="HTTP 429", retry_after=3600.0
    )
    reply = outbox.queue(session, both.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=both.now())
    session.commit()
    texts.send_text(both, reply.id)
    later = session.scalar(text("SELECT max(scheduled_at) FROM procrastinate_jobs WHERE task_name = 'send_text'"))
    session.rollback()
    clock.moment = later
    texts.send_text(both, reply.id)

    assert later - reply.created_at < timedelta(minutes=1)
    assert len(twilio.calls) == 1


def test_while_no_provider_works_the_lists_wait_without_jobs_and_the_sweep_calls_them_in(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    with crew.sessions.begin() as own:
        providers.pause(own, "africastalking", "401 RiskHold", crew.now(), until_paid=False)
    departure.start_due(crew)
    send_all(session, crew)
    session.execute(text("DELETE FROM procrastinate_jobs"))  # as the worker does with what it has done
    session.commit()
    sweeps.sweep(crew)
    assert waiting_batches(session) == []

    admin = make_officer(session, "admin", Grant(role=Role.ADMIN))
    providers.resume(session, "africastalking", admin, crew.now())
    session.commit()
    sweeps.sweep(crew)
    send_all(session, crew)

    assert states(session, bulletin) == {"accepted": 3}


def test_a_list_that_the_budget_holds_takes_no_turn_of_the_pace(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    session.add(Budget(county="kitui", kes_per_day=Decimal(0), set_by=bulletin.author_id, set_at=crew.now()))
    session.commit()
    paced = replace(crew, pace={"africastalking": 1})
    departure.start_due(paced)
    send_all(session, paced)

    assert routing.wait_for_turn(paced, Route(network, None, ""), 1) == 0


def test_a_list_that_waits_for_the_pace_takes_no_money(
    session: Session, crew: Crew, bulletin: Bulletin, network: MemoryNetwork
) -> None:
    paced = replace(crew, pace={"africastalking": 0.01})
    departure.start_due(paced)
    send_all(session, paced)

    [spent] = session.scalars(select(Spending.kes)).all()
    assert spent == Decimal("0.8") * len(network.reached)


def test_a_reply_waits_out_a_429_also_where_there_is_a_pace(
    session: Session, crew: Crew, network: MemoryNetwork
) -> None:
    paced = replace(crew, pace={"africastalking": 100})
    busy = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.THROTTLED, reason="HTTP 429", retry_after=20.0)]
    routing.heard(paced, Route(network, None, ""), busy, paced.now())
    reply = outbox.queue(session, paced.vault, next_phone(), "Asante.", reason=Reason.REPLY, now=paced.now())
    session.commit()
    texts.send_text(paced, reply.id)

    assert network.calls == []


def test_after_a_429_no_two_workers_come_back_together(session: Session, crew: Crew, network: MemoryNetwork) -> None:
    busy = [Result(next_phone(), Outcome.NOT_SENT, fault=Fault.THROTTLED, reason="HTTP 429", retry_after=20.0)]
    routing.heard(crew, Route(network, None, ""), busy, crew.now())
    route = routing.choose(session, crew, 0, None)
    assert route is not None
    waits = [routing.wait_for_turn(crew, route, 1) for _ in range(20)]

    assert max(waits) - min(waits) > 5
    assert all(19 < wait <= 40 for wait in waits)
