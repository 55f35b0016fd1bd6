"""Every door is either on the short open list or turns away whoever has no business there."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from bot.console.access import allowed
from bot.headers import HEADERS
from tests.bot.conftest import *  # noqa: F403  the fixtures: the application and its cast
from tests.bot.conftest import Build, SignIn
from tests.make import make_officer

# Who stands behind each open door: nobody's data (health, static), what was sent to everybody (public), a token or
# signature (hooks, metrics), a signed link (station_door), a password or link (sign_in), this very machine (cast,
# simulator).
OPEN = {
    "cast",
    "front",
    "health",
    "hooks",
    "metrics",
    "public",
    "sign_in",
    "simulated_network",
    "simulated_voice",
    "simulator",
    "static",
    "station_door",
}


# A token or a signature of a provider, the network of a local run, the address of a station's link.
WITHOUT_PROOF = {"hooks", "simulated_network", "simulated_voice", "station_door"}


def addresses(app: Flask, *, guarded: bool) -> Iterator[tuple[str, str, str]]:
    """(method, path, endpoint) of every route."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if (rule.endpoint.partition(".")[0] not in OPEN) == guarded:
            for method in sorted((rule.methods or set()) - {"HEAD"}):
                yield method, adapter.build(rule.endpoint, values(rule), method=method), rule.endpoint


def values(rule: Rule) -> dict[str, Any]:
    """Something for each part of a path: 1 is a number, a word and a file alike; of named choices, one of them."""
    return {name: min(getattr(converter, "items", {1})) for name, converter in rule._converters.items()}


def bare(answer: TestResponse) -> list[str]:
    """What every answer has, whatever it says, and this one lacks."""
    stricter = {"Referrer-Policy": {"no-referrer"}}
    return [
        name
        for name, value in {**HEADERS, "Cache-Control": answer.headers.get("Cache-Control", "anything")}.items()
        if answer.headers.get(name) not in {value} | stricter.get(name, set())
    ]


def terse(app: Flask) -> Flask:
    """Refuse without a page: where thousands of doors are tried, their pages would take most of the time."""
    for code in (400, 403, 404, 405):
        app.register_error_handler(code, lambda error: ("", error.code))
    return app


@pytest.fixture
def whole(build: Build) -> Flask:
    """The application with everything it can have: the simulator too."""
    return build(africastalking_username="sandbox")


def test_the_walk_meets_every_noun_of_the_console(whole: Flask) -> None:
    met = {endpoint.partition(".")[0] for _, _, endpoint in addresses(whole, guarded=True)}

    assert met == {
        "home", "me", "bulletins", "series", "library", "records", "foreign_alerts", "wordings", "incidents",
        "scripts", "productions", "subscribers", "wards", "inbox", "callbacks", "sending", "officers", "situation",
        "thresholds", "calls", "referrals", "responders", "ward_map", "roster", "sources", "reveals", "protection",
        "pronunciations", "radio_pieces", "stations", "programmes", "station_links", "people", "posters", "go_live",
        "saved_replies", "second_factor", "second_factor_resets", "unsent_forms", "guides", "deputies", "rights",
        "audit_trail", "subscriber_imports", "enrolment_lists", "figures", "style", "kept",
    }  # fmt: skip


def test_anonymous_visitors_are_sent_to_sign_in(whole: Flask) -> None:
    client = whole.test_client()

    for method, path, _ in addresses(whole, guarded=True):
        answer = client.open(path, method=method)
        assert not bare(answer), (method, path)
        assert answer.status_code == 303, (method, path)
        assert answer.location.startswith("/console/sign-in"), (method, path)


def test_the_open_doors_ask_nobody_to_sign_in(whole: Flask) -> None:
    client = whole.test_client()

    for method, path, endpoint in addresses(whole, guarded=False):
        answer = client.open(path, method=method)
        assert "/console/sign-in?" not in (answer.location or ""), (method, path, endpoint)
        assert not bare(answer), (method, path)
    for path in ("/nowhere", "/alerts/nowhere", "/static/nowhere", "/static/live.js", "/hooks/x/africastalking/sms"):
        with client.get(path) as answer:  # a file that is handed over stays open until then
            assert not bare(answer), path


def test_a_fault_of_our_own_says_no_less(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/healthz/fault", "health.fault", lambda: 1 / 0)

    answer = client.get("/healthz/fault")

    assert (answer.status_code, bare(answer)) == (500, [])


def test_every_post_without_its_forms_proof_is_refused_but_where_another_secret_stands_for_it(whole: Flask) -> None:
    terse(whole).register_error_handler(CSRFError, lambda _: ("", 400))
    whole.config["WTF_CSRF_ENABLED"] = True
    client, doors = whole.test_client(), {True: set(), False: set()}

    for method, path, endpoint in [*addresses(whole, guarded=True), *addresses(whole, guarded=False)]:
        if method != "GET":
            doors[client.open(path, method=method).status_code == 400].add(endpoint)

    assert {endpoint.partition(".")[0] for endpoint in doors[False]} == WITHOUT_PROOF
    assert not {endpoint for endpoint in doors[True] if endpoint.partition(".")[0] in WITHOUT_PROOF}


def test_an_officer_without_a_role_opens_nothing(whole: Flask, session: Session, sign_in: SignIn) -> None:
    make_officer(session, "zawadi")
    session.commit()
    client = whole.test_client()
    sign_in(client, "zawadi")

    refused = {
        (method, path): client.open(path, method=method).status_code
        for method, path, _ in addresses(whole, guarded=True)
    }

    assert set(refused.values()) == {403}, refused


def test_every_guarded_view_is_opened_to_somebody(whole: Flask) -> None:
    shut = [
        endpoint for _, _, endpoint in addresses(whole, guarded=True) if not allowed(whole.view_functions[endpoint])
    ]

    assert shut == []


def test_a_view_that_forgot_to_say_who_may_open_it_is_closed(app: Flask, client: FlaskClient, sign_in: SignIn) -> None:
    app.add_url_rule("/console/forgotten", "forgotten", lambda: "open")
    sign_in(client, "kilonzo")

    assert client.get("/console/forgotten").status_code == 403


def test_the_simulator_is_no_part_of_a_real_run(build: Build) -> None:
    real = build(local=False, public_base_url="https://localhost")

    assert real.test_client().get("/simulator/").status_code == 404
