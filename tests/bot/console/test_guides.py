"""Help: the guide of each role, and what every page says of itself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.console import guides, help_words, words
from bot.console.guide_words import GUIDES
from domain.languages import Language
from domain.officers import Role
from messages.guides import as_pdf
from tests.bot.conftest import SignIn


def test_every_role_has_a_guide() -> None:
    assert set(GUIDES) == set(Role)


@pytest.mark.parametrize("language", words.INTERFACES)
def test_every_guide_is_two_pages_in_both_languages(app: Flask, language: Language) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        for role in Role:
            assert b"/Type/Pages/Count 2/" in as_pdf(guides._guide(role)), role


def test_an_officer_finds_their_own_guide_first_and_prints_it(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "wanza")

    page = client.get("/console/guides/").text
    assert page.index("/console/guides/peace") < page.index("For the others") < page.index("/console/guides/officer")
    assert "A source is a code word." in client.get("/console/guides/peace").text
    assert client.get("/console/guides/peace.pdf").data.startswith(b"%PDF")
    assert client.get("/console/guides/queen").status_code == 404


def test_a_page_says_what_happens_next_and_who_sees_it(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "wanza")

    page = client.get("/console/roster/").text
    assert "if nobody takes a report up in time, the next is called" in page
    assert "Peace officer, County lead." in page


def test_every_page_of_the_console_says_what_happens_next(app: Flask) -> None:
    silent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and rule.endpoint.partition(".")[0] in app.blueprints
        if getattr(app.view_functions[rule.endpoint], "allowed", None)
        and not {rule.endpoint, rule.endpoint.partition(".")[0]} & set(help_words.NEXT)
    }

    assert silent == set()


def test_nothing_is_said_of_a_page_that_is_not_there(app: Flask) -> None:
    known = set(app.view_functions) | set(app.blueprints)

    assert (set(help_words.NEXT) | set(help_words.SEEN)) - known == set()


def test_a_page_that_is_refused_says_nothing_of_what_it_would_do(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "nduku")

    assert "What happens next" not in client.get("/console/incidents/").text
