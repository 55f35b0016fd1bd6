"""Sessions: how long they last, what counts as being there, and how an officer sees and ends them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.devices import named
from domain.officer_sessions import OfficerSession
from domain.officers import Officer
from tests.bot.conftest import Clock, SignIn

ME = "/console/me/"


@pytest.mark.parametrize(
    ("username", "away", "status"),
    [("wanza", 30, 200), ("wanza", 31, 303), ("mwende", 120, 200), ("mwende", 121, 303)],
)
def test_whoever_is_away_too_long_signs_in_again(
    client: FlaskClient, sign_in: SignIn, clock: Clock, username: str, away: int, status: int
) -> None:
    sign_in(client, username)
    clock.forward(timedelta(minutes=away))

    assert client.get(ME).status_code == status


def test_twelve_hours_end_even_a_busy_session(client: FlaskClient, sign_in: SignIn, clock: Clock) -> None:
    sign_in(client, "mwende")
    for _ in range(8):
        clock.forward(timedelta(minutes=90))
        assert client.get(ME).status_code == 200

    clock.forward(timedelta(minutes=1))
    assert "You were signed out" in client.get(ME, follow_redirects=True).text


def test_a_page_left_open_keeps_no_session_alive(client: FlaskClient, sign_in: SignIn, clock: Clock) -> None:
    sign_in(client, "wanza")
    for _ in range(3):
        clock.forward(timedelta(minutes=10))
        assert client.get("/console/incidents/", headers={"X-Live": "look"}).status_code == 200

    clock.forward(timedelta(minutes=1))
    assert client.get("/console/incidents/", headers={"X-Live": "look"}).status_code == 303


def test_officers_see_their_own_sessions_and_end_them(
    app: Flask, sign_in: SignIn, session: Session, cast: dict[str, Officer]
) -> None:
    here, there, third, other = (app.test_client() for _ in range(4))
    for client in (here, there, third):
        sign_in(client, "mwende")
    sign_in(other, "kioko")

    page = here.get(ME).text
    ends = re.findall(r'action="/console/me/sessions/(\d+)/end"', page)
    assert page.count("Firefox on Linux") == 3
    assert len(ends) == 2, "this one is ended by signing out"
    [foreign] = session.scalars(select(OfficerSession.id).where(OfficerSession.officer_id == cast["kioko"].id))

    here.post(f"{ME}sessions/{foreign}/end")
    here.post(f"{ME}sessions/{max(ends, key=int)}/end")
    assert [client.get(ME).status_code for client in (here, there, third, other)] == [200, 200, 303, 200]

    here.post(f"{ME}sessions/end")
    assert [client.get(ME).status_code for client in (here, there, other)] == [200, 303, 200]


def test_signing_out_ends_this_session_alone(app: Flask, sign_in: SignIn) -> None:
    here, there = app.test_client(), app.test_client()
    sign_in(here, "mwende")
    sign_in(there, "mwende")

    here.post("/console/sign-out")

    assert [client.get(ME).status_code for client in (here, there)] == [303, 200]


def test_an_account_that_was_closed_and_opened_again_has_no_session_left(
    app: Flask, sign_in: SignIn, cast: dict[str, Officer]
) -> None:
    admin, theirs, page = app.test_client(), app.test_client(), f"/console/officers/{cast['mwende'].id}/active"
    sign_in(admin, "kilonzo")
    sign_in(theirs, "mwende")

    admin.post(page)
    admin.post(page, data={"on": "1"})

    assert theirs.get(ME).status_code == 303


def test_the_cookie_of_an_idle_player_changes_person_no_more(
    client: FlaskClient, sign_in: SignIn, clock: Clock
) -> None:
    sign_in(client, "kilonzo")
    clock.forward(timedelta(hours=13))

    assert client.post("/console/cast/", data={"username": "mwende"}).status_code == 404


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126", "Edge on Linux"),
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari on iPhone"),
        ("<script>alert(1)</script>", "another browser on another system"),
    ],
)
def test_a_browser_is_told_in_words_of_ours(says: str, words: str) -> None:
    assert named(says) == words
