import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
import requests

from bot.simulator.behaviour import Failure
from domain.phones import Phone
from messages.providers.africas_talking import AfricasTalking
from messages.providers.africas_talking_callbacks import read_receipt, read_sms
from messages.providers.base import Fault, Outcome, ReceiptState, Standing

AMINA, BARAKA = Phone("+254711000001"), Phone("+254711000002")
CROWD = [Phone(f"+2547110{index:05}") for index in range(5000)]


def inbox(network, phone: Phone) -> list[str]:
    rows = network.books.rows("select body from message where number = ? and arrived order by id", phone.e164)
    return [row["body"] for row in rows]


def test_a_text_reaches_the_phone_and_its_report_comes_back(network, product) -> None:
    [result] = network.sms.send("Mũnyao nĩwongelekete", [AMINA], "MBIU")

    assert result.outcome is Outcome.ACCEPTED
    assert result.provider_id is not None
    assert inbox(network, AMINA) == ["Mũnyao nĩwongelekete"]
    network.until(lambda: product.forms("delivery"))
    receipt = read_receipt(product.forms("delivery")[0])
    assert (receipt.provider_id, receipt.state, receipt.phone) == (result.provider_id, ReceiptState.DELIVERED, AMINA)


@pytest.mark.parametrize(("text", "cost"), [("a" * 160, "0.8"), ("a" * 161, "1.6"), ("ĩ" * 71, "1.6")])
def test_every_part_is_charged(network, text, cost) -> None:
    assert network.sms.send(text, [AMINA], None)[0].cost == Decimal(cost)


@pytest.mark.parametrize(
    ("failure", "outcome", "fault"),
    [
        (Failure.HTTP_500, Outcome.UNKNOWN, Fault.IN_DOUBT),
        (Failure.HTTP_429, Outcome.NOT_SENT, Fault.THROTTLED),
        (Failure.RESET, Outcome.UNKNOWN, Fault.IN_DOUBT),
        (Failure.ANSWER_LOST, Outcome.UNKNOWN, Fault.IN_DOUBT),
        (Failure.HTML, Outcome.UNKNOWN, Fault.IN_DOUBT),
        (Failure.NO_RECIPIENTS, Outcome.NOT_SENT, Fault.SENDER),
        (Failure.NO_BALANCE, Outcome.NOT_SENT, Fault.BALANCE),
    ],
)
def test_it_fails_as_it_is_told(network, failure, outcome, fault) -> None:
    network.behave(failure=failure)

    [result] = network.sms.send("Maji", [AMINA], None)

    assert (result.outcome, result.fault) == (outcome, fault)
    assert bool(inbox(network, AMINA)) == (failure is Failure.ANSWER_LOST)


def test_an_answer_that_was_lost_is_settled_by_the_report(network, product) -> None:
    network.behave(failure=Failure.ANSWER_LOST)

    network.sms.send("Maji", [AMINA], None)

    network.until(lambda: product.forms("delivery"))
    assert product.forms("delivery")[0]["phoneNumber"] == AMINA.e164


def test_a_slow_answer_times_out_after_the_list_was_taken(network) -> None:
    network.behave(delay_ms=1500)

    assert network.sms.send("Maji", [AMINA], None)[0].outcome is Outcome.UNKNOWN
    assert inbox(network, AMINA) == ["Maji"]


def test_a_share_of_the_phones_cannot_be_routed_and_it_is_always_the_same_share(network) -> None:
    network.behave(unroutable=20)

    first = [result.outcome for result in network.sms.send("Moja", CROWD[:500], None)]
    second = [result.outcome for result in network.sms.send("Mbili", CROWD[:500], None)]

    assert first == second
    assert 60 < first.count(Outcome.NOT_SENT) < 140


def test_a_phone_that_is_off_is_reported_as_failed_and_gets_nothing(network, product) -> None:
    network.behave(unreachable=100)

    assert network.sms.send("Maji", [AMINA], None)[0].outcome is Outcome.ACCEPTED

    network.until(lambda: product.forms("delivery"))
    receipt = read_receipt(product.forms("delivery")[0])
    assert (receipt.state, receipt.fault) == (ReceiptState.FAILED, Fault.UNREACHABLE)
    assert inbox(network, AMINA) == []


def test_reports_out_of_order_end_with_the_interim_one(network, product) -> None:
    network.behave(disordered=100)

    network.sms.send("Maji", [AMINA], None)

    network.until(lambda: len(product.forms("delivery")) == 2)
    assert [form["status"] for form in product.forms("delivery")] == ["Success", "Sent"]


@pytest.mark.parametrize("switches", [{"receipts": False}, {"lost": 100}])
def test_reports_can_be_lost_or_left_out(network, switches) -> None:
    network.behave(**switches)

    network.sms.send("Maji", [AMINA], None)

    assert network.books.rows("select * from owed") == []


def test_a_number_that_is_none_is_refused_alone(network) -> None:
    landline = Phone("+254202222222")

    assert [result.outcome for result in network.sms.send("Maji", [AMINA, landline], None)] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
    ]


def test_without_a_key_it_is_not_authentic_and_without_a_text_it_is_no_request(network) -> None:
    address = network.url + "/simulator/africastalking/version1/messaging"

    assert requests.post(address, data={"to": AMINA.e164, "message": "Maji"}, timeout=5).status_code == 401
    assert requests.post(address, data={"to": AMINA.e164}, headers={"apiKey": "k"}, timeout=5).status_code == 400
    assert requests.post(address, data={"message": "Maji"}, headers={"apiKey": "k"}, timeout=5).status_code == 400


def test_five_thousand_people_are_taken_within_seconds(network) -> None:
    network.behave(receipt_delay_ms=600_000)
    patient = AfricasTalking("sandbox", "k", base_url=network.url + "/simulator/africastalking/version1")
    lists = [CROWD[start : start + 250] for start in range(0, 5000, 250)]

    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        results = [result for row in pool.map(lambda some: patient.send("Maji", some, "MBIU"), lists) for result in row]

    assert time.monotonic() - began < 8
    assert {result.outcome for result in results} == {Outcome.ACCEPTED}
    assert len({result.provider_id for result in results}) == 5000
    assert network.books.rows("select count(*) as n from owed")[0]["n"] == 5000


def test_the_account_falls_by_what_was_taken_until_nothing_is_left(network) -> None:
    network.behave(balance=2)
    assert replace(network.sms.standing(), at=None) == Standing(True, Decimal("2.00"), "KES")

    first = network.sms.send("Maji", CROWD[:1], None)
    rest = network.sms.send("Maji", CROWD[1:4], None)

    assert [result.outcome for result in first + rest] == [Outcome.ACCEPTED] * 2 + [Outcome.NOT_SENT] * 2
    assert {result.fault for result in rest[1:]} == {Fault.BALANCE}
    assert network.sms.standing().balance == Decimal("0.40")
    network.behave(balance=100)
    assert network.sms.standing().balance == 100


def test_an_account_without_money_by_the_switch_says_so_too(network) -> None:
    network.behave(failure=Failure.NO_BALANCE)

    assert replace(network.sms.standing(), at=None) == Standing(True, Decimal("0.00"), "KES")


@pytest.mark.parametrize("failure", [Failure.HTTP_500, Failure.HTTP_429, Failure.RESET, Failure.HTML])
def test_a_network_that_fails_fails_the_link_test(network, failure) -> None:
    network.behave(failure=failure)

    assert not network.sms.standing().reached
    assert network.sms.fetch(0) == []


def test_the_inbox_tells_of_every_text_also_of_those_whose_callback_got_lost(network, product) -> None:
    amina, baraka = network.phone(AMINA.e164), network.phone(BARAKA.e164)
    network.behave(lost_texts=100)
    network.post(amina + "/text", body="JIUNGE MUTHA")
    network.behave()
    network.post(baraka + "/text", body="ng’ombe")
    network.until(lambda: product.forms("sms"))

    lost, came = [read_sms(text.form) for text in network.sms.fetch(0)]

    assert [(form["from"], form["text"]) for form in product.forms("sms")] == [(BARAKA.e164, "ng’ombe")]
    assert (lost.phone, lost.text, lost.to) == (AMINA, "JIUNGE MUTHA", "20880")
    posted = read_sms(product.forms("sms")[0])
    assert (came.phone, came.text, came.written_at) == (BARAKA, "ng’ombe", posted.written_at)
    assert came.external_id != posted.external_id
    [second] = network.sms.fetch(network.sms.fetch(0)[0].number)
    assert second.form["text"] == "ng’ombe"


def test_without_a_key_nothing_is_told(network) -> None:
    for path in ("user", "messaging"):
        assert network.get(f"/simulator/africastalking/version1/{path}?username=sandbox").status_code == 401
