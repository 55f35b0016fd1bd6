"""What an officer reads when something cannot be done."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.console.access import ANYBODY, allow
from bot.services import session
from domain.officers import Officer
from domain.refusals import Refusal
from tests.bot.conftest import SignIn


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/console/nothing", 404, "There is no such page"),
        ("/console/officers/", 403, "This page is not for your role"),
        ("/console/inbox/99999999999999999999", 400, "Something in the request was wrong"),
        ("/console/me/language", 405, "That cannot be done here"),
    ],
)
def test_it_is_said_in_plain_words(client: FlaskClient, sign_in: SignIn, path: str, status: int, sentence: str) -> None:
    sign_in(client, "mwende")

    answer = client.get(path)

    assert answer.status_code == status
    assert sentence in answer.text


def test_a_user_name_no_row_can_hold_is_turned_away(client: FlaskClient) -> None:
    assert client.post("/console/sign-in", data={"username": "a\0b", "password": "x"}).status_code == 400


def test_what_no_row_can_hold_is_told_on_a_page_of_the_officer_s(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    @allow(*ANYBODY)
    def spoilt() -> str:
        session().add(Officer(username="zawadi", name="a\0b"))
        session().flush()
        return ""

    app.add_url_rule("/console/me/spoilt", "me.spoilt", spoilt)
    sign_in(client, "mwende")

    answer = client.get("/console/me/spoilt")

    assert answer.status_code == 400
    assert "Something in the request was wrong" in answer.text
    assert "Sign out" in answer.text


def test_more_than_a_megabyte_is_too_much(client: FlaskClient) -> None:
    answer = client.post("/console/sign-in", data={"username": "a" * 1_100_000})

    assert answer.status_code == 413
    assert "too much at once" in answer.text


def test_a_refusal_leads_back_to_the_page_it_came_from(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mwende")

    answer = client.post(
        "/console/me/language", data={"language": "fr"}, headers={"Referer": "http://localhost/console/me/"}
    )

    assert (answer.status_code, answer.location) == (303, "/console/me/")
    assert "The console speaks English and Swahili." in client.get("/console/me/").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/console/", "http://localhost/simulator/", ""])
def test_a_refusal_never_leads_to_another_site(client: FlaskClient, sign_in: SignIn, elsewhere: str) -> None:
    sign_in(client, "mwende")

    answer = client.post("/console/me/language", data={"language": "fr"}, headers={"Referer": elsewhere})

    assert answer.location == "/console/"


def test_what_breaks_is_told_without_its_cause(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken() -> str:
        raise RuntimeError("+254711000001")

    def forbidden() -> str:
        raise Refusal("Choose %(most)s at most.", most=3)

    app.add_url_rule("/healthz/broken", "health.broken", broken)
    app.add_url_rule("/healthz/forbidden", "health.forbidden", forbidden)

    answer = client.get("/healthz/broken")
    assert answer.status_code == 500
    assert "Mbiu could not do that" in answer.text
    assert "711000001" not in answer.text

    assert "Choose 3 at most." in client.get("/healthz/forbidden").text
