"""Signing in: by password, by a one-time link, and what is refused."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import sign_ins
from domain.audit import Audit
from domain.officer_sessions import OfficerSession
from domain.officers import Officer, SignInAttempt, SignInLink
from tests.bot.conftest import Build, Clock, SignIn

PASSWORD = "ndovu tatu majini"


@pytest.fixture
def mwende(session: Session, cast: dict[str, Officer]) -> Officer:
    """The author, with a password."""
    officer = session.merge(cast["mwende"])
    sign_ins.set_password(officer, PASSWORD)
    session.commit()
    return officer


def link_for(session: Session, officer: Officer, clock: Clock) -> str:
    token = sign_ins.new_link(session, officer, clock())
    session.commit()
    return f"/console/sign-in/{token}"


def try_password(client: FlaskClient, username: str, password: str, **more: str):
    return client.post("/console/sign-in", data={"username": username, "password": password, **more})


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/console/me/")

    assert answer.status_code == 303
    assert answer.location == "/console/sign-in?next=/console/me/"
    assert "Password" in client.get(answer.location).text


def test_the_right_password_opens_the_page_that_was_asked_for(client: FlaskClient, mwende: Officer) -> None:
    answer = try_password(client, " Mwende ", PASSWORD, next="/console/me/")

    assert (answer.status_code, answer.location) == (303, "/console/me/")
    assert "Mwende Musyoka" in client.get(answer.location).text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/console/\\evil.example", "/other"])
def test_signing_in_never_leads_to_another_site(client: FlaskClient, mwende: Officer, elsewhere: str) -> None:
    assert try_password(client, "mwende", PASSWORD, next=elsewhere).location == "/console/"


def without_token(page: str) -> str:
    """The page but for its form token, which holds the second it was made in."""
    return re.sub(r'(name="csrf_token"[^>]*value=)"[^"]*"', r"\1", page)


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(client: FlaskClient, mwende: Officer) -> None:
    wrong, unknown = (try_password(client, name, "not the password") for name in ("mwende", "nobody"))

    assert wrong.status_code == unknown.status_code == 422
    assert without_token(wrong.text).replace("mwende", "nobody") == without_token(unknown.text)


def test_each_failure_beyond_the_fourth_makes_the_name_wait_longer(
    client: FlaskClient, mwende: Officer, clock: Clock
) -> None:
    for _ in range(4):
        assert "do not fit" in try_password(client, "mwende", "guess").text

    assert "Wait 3 seconds" in try_password(client, "mwende", PASSWORD).text

    clock.forward(timedelta(seconds=3))
    assert "do not fit" in try_password(client, "mwende", "guess").text
    assert "Wait 5 seconds" in try_password(client, "mwende", PASSWORD).text

    clock.forward(timedelta(minutes=5))
    assert try_password(client, "mwende", PASSWORD).status_code == 303


def test_guessing_at_one_name_keeps_no_other_out(client: FlaskClient, mwende: Officer) -> None:
    for _ in range(6):
        try_password(client, "nobody", "guess")

    assert try_password(client, "mwende", PASSWORD).status_code == 303


def test_attempts_while_waiting_do_not_count(client: FlaskClient, mwende: Officer, session: Session) -> None:
    for _ in range(9):
        try_password(client, "mwende", "guess")

    assert len(session.scalars(select(SignInAttempt)).all()) == 4


def test_looking_at_a_link_does_not_use_it_up(client: FlaskClient, session: Session, mwende: Officer, clock) -> None:
    address = link_for(session, mwende, clock)

    assert [client.get(address).status_code for _ in range(3)] == [200] * 3
    assert client.post(address, data={"password": PASSWORD}).status_code == 303


def test_a_link_works_once(app: Flask, session: Session, mwende: Officer, clock: Clock) -> None:
    address = link_for(session, mwende, clock)
    app.test_client().post(address, data={"password": PASSWORD})

    again = app.test_client().post(address, data={"password": PASSWORD})

    assert again.status_code == 410
    assert "no longer works" in again.text


@pytest.mark.parametrize("spoil", ["expired", "replaced", "deactivated"])
def test_a_link_is_dead_when(client: FlaskClient, session: Session, mwende: Officer, clock: Clock, spoil: str) -> None:
    address = link_for(session, mwende, clock)
    if spoil == "expired":
        clock.forward(timedelta(hours=12))
    elif spoil == "replaced":
        link_for(session, mwende, clock)
    else:
        mwende.active = False
        session.commit()

    assert client.get(address).status_code == client.post(address, data={"password": PASSWORD}).status_code == 410


def test_only_the_hash_of_a_link_and_of_a_password_is_kept(session: Session, mwende: Officer, clock: Clock) -> None:
    token = link_for(session, mwende, clock).rpartition("/")[2]

    kept = session.scalars(select(SignInLink)).one().token_hash
    assert token.encode() not in kept
    assert len(kept) == 32  # SHA-256
    assert (mwende.password_hash or "").startswith("$argon2id$")


def test_a_short_password_is_refused_and_leaves_the_link_alive(
    client: FlaskClient, session: Session, mwende: Officer, clock: Clock
) -> None:
    address = link_for(session, mwende, clock)

    refused = client.post(address, data={"password": "short"})

    assert refused.status_code == 422
    assert "at least 12 characters" in refused.text
    assert client.post(address, data={"password": PASSWORD}).status_code == 303


def test_signing_in_is_on_record(client: FlaskClient, session: Session, mwende: Officer) -> None:
    try_password(client, "mwende", PASSWORD)

    assert session.scalars(select(Audit).where(Audit.what == "signed in")).one().officer_id == mwende.id


def test_signing_out_ends_the_session(client: FlaskClient, mwende: Officer) -> None:
    try_password(client, "mwende", PASSWORD)

    client.post("/console/sign-out")

    assert client.get("/console/").status_code == 303


def test_a_form_that_is_not_ours_is_refused(app: Flask, client: FlaskClient, mwende: Officer) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    assert try_password(client, "mwende", PASSWORD).status_code == 400

    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/console/sign-in").text)
    assert token
    assert try_password(client, "mwende", PASSWORD, csrf_token=token[1]).status_code == 303


def test_the_session_is_kept_from_scripts_and_other_sites(client: FlaskClient, mwende: Officer) -> None:
    cookie = try_password(client, "mwende", PASSWORD).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_pages_forbid_frames_foreign_scripts_and_keeping(client: FlaskClient) -> None:
    headers = client.get("/console/sign-in").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "require-trusted-types-for 'script'; trusted-types mbiu" in headers["Content-Security-Policy"]


class TestTheCastOfALocalRun:
    def test_the_operator_may_go_on_as_anyone(self, client: FlaskClient, sign_in: SignIn) -> None:
        sign_in(client, "kilonzo")

        assert "Continue as Mwende" in client.get("/console/cast/").text

        client.post("/console/cast/", data={"username": "mwende"})
        front = client.get("/console/").text
        assert "Good day, Mwende Musyoka" in front
        assert "Change person" in front

    def test_nobody_else_may(self, client: FlaskClient, sign_in: SignIn) -> None:
        assert client.get("/console/cast/").status_code == 404

        sign_in(client, "mwende")

        assert client.get("/console/cast/").status_code == 404
        assert client.post("/console/cast/", data={"username": "kilonzo"}).status_code == 404

    def test_nor_the_operator_from_another_machine(self, client: FlaskClient, sign_in: SignIn) -> None:
        sign_in(client, "kilonzo")

        assert client.get("/console/cast/", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404

    def test_nor_where_the_run_is_not_local(self, app: Flask, client: FlaskClient, sign_in: SignIn) -> None:
        sign_in(client, "kilonzo")
        services = app.extensions["mbiu"]
        app.extensions["mbiu"] = replace(
            services, settings=replace(services.settings, local=False, public_base_url="https://localhost")
        )

        assert client.get("/console/cast/").status_code == 404

    def test_the_operator_fills_the_counties_beside_the_simulated_network(self, build: Build, sign_in: SignIn) -> None:
        client = build(africastalking_username="sandbox").test_client()
        sign_in(client, "kilonzo")

        page = client.post("/console/cast/crowd", follow_redirects=True).text

        assert "5,000 invented people joined." in page

    def test_a_run_without_the_simulated_network_takes_no_invented_people(
        self, client: FlaskClient, sign_in: SignIn
    ) -> None:
        sign_in(client, "kilonzo")

        assert client.post("/console/cast/crowd").status_code == 404


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, client: FlaskClient, mwende: Officer) -> None:
    try_password(client, "mwende", PASSWORD)
    copied, thief = client.get_cookie("mbiu"), app.test_client()
    assert copied is not None
    thief.set_cookie("mbiu", copied.value)
    assert thief.get("/console/").status_code == 200

    client.post("/console/sign-out")
    thief.set_cookie("mbiu", copied.value)
    assert thief.get("/console/").status_code == 303


def test_a_strangers_guesses_keep_the_owner_out_nowhere_else(app: Flask, mwende: Officer) -> None:
    stranger = app.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for _ in range(6):
        try_password(stranger, "mwende", "guess")

    assert "Wait" in try_password(stranger, "mwende", PASSWORD).text
    owner = app.test_client()
    owner.environ_base["REMOTE_ADDR"] = "203.0.113.10"
    assert try_password(owner, "mwende", PASSWORD).status_code == 303
    assert "Wait" in try_password(stranger, "mwende", PASSWORD).text, "the owner's success forgives no stranger"


def test_behind_our_proxy_the_address_is_the_one_it_added(app: Flask, mwende: Officer) -> None:
    behind = app.test_client()
    for made_up in range(6):
        form = {"username": "mwende", "password": "guess"}
        behind.post("/console/sign-in", data=form, headers={"X-Forwarded-For": f"198.51.100.{made_up}, 203.0.113.9"})

    stranger = {"X-Forwarded-For": "203.0.113.9"}
    form = {"username": "mwende", "password": PASSWORD}
    assert "Wait" in behind.post("/console/sign-in", data=form, headers=stranger).text
    assert behind.post("/console/sign-in", data=form, headers={"X-Forwarded-For": "203.0.113.10"}).status_code == 303


def test_many_addresses_together_make_a_name_wait_but_where_its_owner_has_signed_in(
    app: Flask, client: FlaskClient, mwende: Officer, session: Session, sign_in: SignIn, clock: Clock
) -> None:
    own, anothers = app.test_client(), app.test_client()
    sign_in(own, "mwende")
    sign_in(anothers, "kioko")
    for number in range(sign_ins.FREE_FROM_ANYWHERE):
        session.add(SignInAttempt(username="mwende", address_lookup=bytes([number]), at=clock()))
    session.commit()

    for stranger in (client, anothers):
        assert "Wait" in try_password(stranger, "mwende", PASSWORD).text
    session.execute(update(OfficerSession).values(ended_at=clock()))
    session.commit()
    assert try_password(own, "Mwende", PASSWORD).status_code == 303
