"""A request leaves one line that names its view, and an id to be read out; a knock that went well leaves none."""

import logging
import re
import threading

import pytest
from flask.testing import FlaskClient

from bot import request_lines
from bot.bounded import Bounded

ID = "11b1f2426b244a16b8fecc623d70db79"
LOGGER = "bot.request_lines"


def test_a_request_leaves_one_line_without_its_address(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, LOGGER):
        client.get("/console/sign-in/a-token-nobody-gave-out?next=0711000001")

    (line,) = [record.__dict__ for record in caplog.records if record.name == LOGGER]
    said = {name: line[name] for name in ("message", "endpoint", "method", "status")}
    assert said == {"message": "request", "endpoint": "sign_in.link", "method": "GET", "status": line["status"]}
    assert line["ms"] >= 0
    assert not {"a-token-nobody-gave-out", "0711000001"} & set(map(str, line.values()))


def test_whoever_watches_leaves_no_line(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, LOGGER):
        for path in ("/healthz", "/readyz", "/metrics"):
            client.get(path)

    assert [record for record in caplog.records if record.name == LOGGER] == []


def test_a_knock_leaves_a_line_only_where_it_was_refused_or_slow(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lines(token: str) -> int:
        caplog.clear()
        with caplog.at_level(logging.INFO, LOGGER):
            client.post(f"/hooks/{token}/africastalking/delivery", data={"id": "ATXid_1", "status": "Success"})
        return len([record for record in caplog.records if record.name == LOGGER])

    assert (lines("local"), lines("a-wrong-token")) == (0, 1)
    monkeypatch.setattr(request_lines, "SLOW", 0.0)
    assert lines("local") == 1


def test_the_id_is_our_own_proxy_s_where_well_formed_and_stands_on_the_page_of_an_error(client: FlaskClient) -> None:
    given = client.get("/console/nowhere", headers={"X-Request-Id": ID}, follow_redirects=True)
    made = client.get("/nowhere", headers={"X-Request-Id": "0711000001"})
    strangers = client.get("/nowhere", headers={"X-Request-Id": ID}, environ_base={"REMOTE_ADDR": "203.0.113.9"})

    assert given.headers["X-Request-Id"] == ID
    assert re.fullmatch("[0-9a-f]{32}", strangers.headers["X-Request-Id"])
    assert strangers.headers["X-Request-Id"] != ID
    assert re.fullmatch("[0-9a-f]{32}", made.headers["X-Request-Id"])
    assert f"read out this number: {made.headers['X-Request-Id'][:8]}" in made.text


def test_a_question_nothing_answers_is_given_up_and_asked_no_second_time_meanwhile() -> None:
    asked, answered = [], threading.Event()

    def question() -> str:
        asked.append(1)
        answered.wait(10)
        return "yes"

    bounded = Bounded(question, 0.01)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            bounded()
    answered.set()
    while not bounded._asked or not bounded._asked.done():
        pass

    assert len(asked) == 1
    assert Bounded(question, 5)() == "yes"
