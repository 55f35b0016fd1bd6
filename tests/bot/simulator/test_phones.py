import re

import pytest
from flask import Flask
from flask_wtf import CSRFProtect

from bot.simulator import register
from bot.simulator.behaviour import Behaviour, Failure
from domain.phones import Phone

AMINA = Phone("+254711000001")


def test_a_phone_is_taken_by_its_number_and_its_address_does_not_hold_it(network) -> None:
    path = network.phone("0711 000 001")

    assert path == network.phone("+254711000001")
    assert "711000001" not in path
    assert "+254711000001" in network.get("/simulator/").text


def test_a_number_that_is_none_is_refused_in_words(network) -> None:
    page = network.post("/simulator/", number="12").text

    assert "not a number of Kenya" in page


def test_a_code_is_dialled_and_its_screens_are_answered(network, product) -> None:
    phone = network.phone()

    first = network.post(phone + "/dial", code="*384*1234#")
    last = network.post(phone + "/answer", typed="1")

    assert "Karibu\n1. Jiunge" in first.text
    assert "Asante" in last.text
    turns = product.forms("ussd")
    assert [form["text"] for form in turns] == ["", "1"]
    assert len({form["sessionId"] for form in turns}) == 1
    assert (turns[0]["phoneNumber"], turns[0]["serviceCode"]) == ("+254711000001", "*384*1234#")
    network.until(lambda: product.forms("ussd-events"))
    event = product.forms("ussd-events")[0]
    assert (event["status"], event["input"], event["hopsCount"]) == ("Success", "1", "2")


def test_answers_are_joined_by_stars_as_they_were_typed(network, product) -> None:
    product.screens = dict.fromkeys(["", "1", "1*a * b", "1*a * b*", "1*a * b**2"], "CON ?")
    phone = network.phone()
    network.post(phone + "/dial")
    for typed in ("1", "a * b", "", "2"):
        network.post(phone + "/answer", typed=typed)

    assert [form["text"] for form in product.forms("ussd")] == ["", "1", "1*a * b", "1*a * b*", "1*a * b**2"]


def test_a_code_with_answers_in_it_gives_them_at_once(network, product) -> None:
    product.screens["2*3"] = "CON deep"
    product.screens["2*3*4"] = "CON deeper"
    phone = network.phone()

    assert "deep" in network.post(phone + "/dial", code="*384*1234*2*3#").text
    assert "deeper" in network.post(phone + "/answer", typed="4").text


def test_hanging_up_or_dialling_anew_tells_the_product_that_the_session_was_left(network, product) -> None:
    phone = network.phone()
    network.post(phone + "/dial")
    network.post(phone + "/hang-up")
    network.post(phone + "/dial")
    network.post(phone + "/dial")

    network.until(lambda: len(product.forms("ussd-events")) == 2)
    assert {form["status"] for form in product.forms("ussd-events")} == {"Incomplete"}


def test_a_session_is_ended_by_the_network_after_three_minutes(network, product) -> None:
    phone = network.phone()
    network.post(phone + "/dial")
    with network.books.writing() as db:
        db.execute("update session set started = '2026-01-01T00:00:00+00:00'")

    assert "Connection problem" in network.post(phone + "/answer", typed="1").text
    assert len(product.forms("ussd")) == 1


@pytest.mark.parametrize(
    ("screen", "note"),
    [
        ("Karibu", "neither CON nor END"),
        ("CON Kĩtui", "not plain ASCII"),
        ("CON " + "a" * 161, "161 characters"),
    ],
)
def test_a_screen_no_phone_could_show_is_a_connection_problem(network, product, screen, note) -> None:
    product.screens[""] = screen
    page = network.post(network.phone() + "/dial").text

    assert "Connection problem or invalid MMI code." in page
    assert note in page
    network.until(lambda: product.forms("ussd-events"))
    assert product.forms("ussd-events")[0]["status"] == "Failed"


def test_a_code_of_somebody_else_is_not_in_service(network, product) -> None:
    assert "Connection problem" in network.post(network.phone() + "/dial", code="*144#").text
    assert product.told == []


def test_a_text_goes_to_the_short_code(network, product) -> None:
    page = network.post(network.phone() + "/text", body="JIUNGE ng’ombe").text

    assert "JIUNGE ng’ombe" in page
    network.until(lambda: product.forms("sms"))
    form = product.forms("sms")[0]
    assert (form["from"], form["to"], form["text"]) == ("+254711000001", "20880", "JIUNGE ng’ombe")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", form["date"])


def test_the_inbox_shows_the_newest_message_first(network) -> None:
    phone = network.phone()
    network.sms.send("Ya kwanza", [AMINA], "MBIU")
    network.sms.send("Ya pili <b>", [AMINA], "MBIU")
    page = network.get(phone).text

    assert page.index("Ya pili &lt;b&gt;") < page.index("Ya kwanza")


def test_what_was_sent_to_a_crowd_is_shown_once_with_its_size(network) -> None:
    crowd = [Phone(f"+2547110000{index:02}") for index in range(30)]
    network.sms.send("Maji ni machache", crowd, "MBIU")
    page = network.get("/simulator/").text

    assert page.count("Maji ni machache") == 1
    assert "30 phones" in page
    assert network.get(re.findall(r"/simulator/phones/\d+", page)[0]).text.count("Maji ni machache") == 1


def test_a_blocked_sender_no_longer_gets_through_until_it_is_let_through(network, product) -> None:
    phone = network.phone()

    network.post(phone + "/block", sender="MBIU")

    network.until(lambda: product.forms("optout"))
    assert product.forms("optout") == [{"senderId": "MBIU", "phoneNumber": "+254711000001"}]
    assert network.sms.send("Maji", [AMINA], "MBIU")[0].fault == "opted_out"
    assert network.sms.send("Maji", [AMINA], "AMANI")[0].fault is None
    network.post(phone + "/block", sender="MBIU", again="1")
    assert network.sms.send("Maji", [AMINA], "MBIU")[0].fault is None


def test_the_switches_are_kept_and_shown(network) -> None:
    network.post("/simulator/switches", failure="HTTP_429", delay_ms="250", lost="7", pace="junk", unroutable="900")

    kept = network.books.behaviour()
    assert kept == Behaviour(
        failure=Failure.HTTP_429,
        delay_ms=250,
        lost=7,
        pace=0,
        unroutable=100,
        receipts=False,
        receipt_delay_ms=0,
        balance=0,
    )
    page = network.get("/simulator/").text
    assert '<option value="HTTP_429" selected>' in page
    assert 'name="lost" min="0" max="100" value="7"' in page


def test_a_phone_nobody_knows_is_not_found(network) -> None:
    assert network.get("/simulator/phones/99").status_code == 404


def test_the_pages_bring_their_own_style_and_script_and_nothing_inline(network) -> None:
    page = network.get(network.phone()).text

    assert network.get("/simulator/static/simulator.css").ok
    assert network.get("/simulator/static/simulator.js").ok
    assert not re.search(r"<style|style=|<script(?! src)| on\w+=", page)
    assert "csrf_token" not in page


def test_it_exists_for_this_machine_only(tmp_path) -> None:
    app = Flask("local")
    codes = {"short_code": "20880", "ussd_code": "*384#"}
    callbacks = register(app, books_path=tmp_path / "b", hook_base="http://127.0.0.1:9", hook_token="t", **codes)
    client = app.test_client()
    for path in ("/simulator/", "/simulator/static/simulator.css"):
        assert client.get(path, buffered=True).status_code == 200
        assert client.get(path, buffered=True, environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
        assert client.get(path, buffered=True, environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 404
        assert client.get(path, headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404
    sending = "/simulator/africastalking/version1/messaging"
    assert client.post(sending, environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 404
    callbacks.stop()


def test_a_form_carries_the_token_where_the_application_asks_for_one(tmp_path) -> None:
    app = Flask("local")
    app.secret_key = "invented"
    CSRFProtect(app)
    codes = {"short_code": "20880", "ussd_code": "*384#"}
    callbacks = register(app, books_path=tmp_path / "b", hook_base="http://127.0.0.1:9", hook_token="t", **codes)
    client = app.test_client()
    [token, *_] = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/simulator/").text)

    assert client.post("/simulator/", data={"number": "0711000001"}).status_code == 400
    assert client.post("/simulator/", data={"number": "0711000001", "csrf_token": token}).status_code == 302
    callbacks.stop()
