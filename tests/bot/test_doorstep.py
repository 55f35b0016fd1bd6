"""What is the same at every door: whose word is taken, what is not taken, what is counted, and how secrets change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from twilio.request_validator import RequestValidator

from bot import sign_ins
from bot.console.station_links import opened, signed
from bot.visitors import at_this_machine, came_from
from domain.officers import Officer
from domain.wrong_knocks import MOST, Door, WrongKnock
from settings import Settings
from tests.bot.conftest import Build, Clock, SignIn

NAME = "mbiu.kitui.example"
STOP = {"id": "1", "from": "+254711000001", "text": "STOP"}


@pytest.fixture
def real(build: Build) -> Flask:
    """A run that is not local: it has a name, and a proxy in front of it."""
    return build(local=False, public_base_url=f"https://{NAME}")


# Where a request comes from.


WAYS = [  # the peer, what the header says, whom we believe, and where the request came from
    ("127.0.0.1", "203.0.113.9", "127.0.0.0/8", "203.0.113.9"),
    ("127.0.0.1", "198.51.100.1, 203.0.113.9", "127.0.0.0/8", "203.0.113.9"),  # the first was made up
    ("203.0.113.9", "198.51.100.1", "127.0.0.0/8", "203.0.113.9"),  # a stranger is no proxy of ours
    ("10.1.2.3", "198.51.100.1", "127.0.0.0/8", "10.1.2.3"),  # nor is whoever has a private address
    ("10.1.2.3", "198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
    ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.2.3", "127.0.0.0/8 10.0.0.0/8", "203.0.113.9"),  # two of ours
    ("127.0.0.1", "203.0.113.9", "", "127.0.0.1"),
    ("127.0.0.1", "unknown", "127.0.0.0/8", "127.0.0.1"),
    ("127.0.0.1", "", "127.0.0.0/8", "127.0.0.1"),
    ("::ffff:127.0.0.1", "203.0.113.9", "127.0.0.0/8", "203.0.113.9"),
    ("::1", "2001:db8::7", "::1", "2001:db8::7"),
]


def test_only_our_own_proxies_are_believed(app: Flask) -> None:
    here = app.extensions["mbiu"]
    for peer, said, proxies, found in WAYS:
        believed = replace(here.settings, proxies=tuple(ip_network(each) for each in proxies.split()))
        app.extensions["mbiu"] = replace(here, settings=believed)
        with app.test_request_context(headers={"X-Forwarded-For": said}, environ_base={"REMOTE_ADDR": peer}):
            assert str(came_from()) == found, (peer, said)
            assert not at_this_machine(), "somebody handed it on"


def test_two_headers_are_one_way(app: Flask) -> None:
    headers = [("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9")]

    with app.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert str(came_from()) == "203.0.113.9"


# Names, cookies, bodies.


def test_another_servers_name_is_met_by_health_and_hooks_alone(real: Flask) -> None:
    client = real.test_client()

    for path, status in {"/console/sign-in": 400, "/alerts/": 400, "/static/console.css": 400, "/none": 400}.items():
        assert client.get(path, base_url="https://evil.example").status_code == status, path
    for name in ("", "a b", f"{NAME}.evil.example", f"{NAME}@evil.example", f"{NAME}:x"):
        assert client.get("/alerts/", headers={"Host": name}).status_code == 400, name
    assert client.get("/healthz", base_url="http://10.0.0.7:8000").status_code == 200
    assert client.post("/hooks/local/africastalking/sms", data=STOP, base_url="https://old.example").status_code == 200
    for ours in (f"https://{NAME}", f"http://{NAME.upper()}", f"https://{NAME}:443"):
        assert client.get("/console/sign-in", base_url=ours).status_code == 200


def test_whoever_is_led_on_stays_on_https(real: Flask) -> None:
    address = real.extensions["mbiu"].settings.public_base_url.replace("https", "http")  # as the proxy knocks
    led = [real.test_client().get(path, base_url=address) for path in ("/", "/alerts", "/console", "/console/home/")]

    assert [answer.location for answer in led if "http://" in f"{answer.location} {answer.text}"] == []
    assert [answer.status_code for answer in led[:3]] == [308, 308, 308]


def test_the_cookie_is_for_this_host_and_tls_alone(real: Flask, client: FlaskClient) -> None:
    said = real.test_client().get("/console/sign-in", base_url=f"https://{NAME}")
    set_cookie = said.headers["Set-Cookie"]

    assert set_cookie.startswith("__Host-mbiu=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(set_cookie.split("; "))
    assert "Domain" not in set_cookie
    assert said.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert client.get("/console/sign-in").headers["Set-Cookie"].startswith("mbiu="), "a local run has no TLS"


def test_a_packed_body_is_refused_but_at_the_hooks(client: FlaskClient) -> None:
    packed = {"Content-Encoding": "gzip"}

    assert client.post("/console/sign-in", data=b"\x1f\x8b", headers=packed).status_code == 415
    assert client.post("/hooks/local/africastalking/sms", data=b"\x1f\x8b", headers=packed).status_code == 200
    assert client.get("/hooks/local/africastalking/sms", headers=packed).status_code == 404, "there is no such door"


# Wrong knocks.


def test_wrong_links_are_counted_over_all_processes_and_a_right_one_opens_all_the_same(
    build: Build, session: Session, cast: dict[str, Officer], clock: Clock
) -> None:
    token = sign_ins.new_link(session, session.merge(cast["mwende"]), clock())
    session.commit()
    one, another = build().test_client(), build().test_client()
    for guess in range(MOST[Door.LINK]):
        address = f"/console/sign-in/guess{guess}" if guess % 2 else f"/scripts/link/guess{guess}"
        assert (one, another)[guess % 3 == 0].get(address).status_code in (404, 410)

    for client in (one, another):
        for address in ("/console/sign-in/guess", "/scripts/link/guess", "/scripts/1.pdf?link=guess"):
            answer = client.get(address)
            assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600"), address
        assert client.get(f"/console/sign-in/{token}").status_code == 200
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert one.get("/console/sign-in/guess", environ_base=elsewhere).status_code == 410
    clock.forward(timedelta(minutes=10))
    assert one.get("/console/sign-in/guess").status_code == 410


def test_an_authentic_hook_is_never_refused_whatever_came_from_the_same_address(
    client: FlaskClient, session: Session, caplog: pytest.LogCaptureFixture, sign_in: SignIn
) -> None:
    for _ in range(MOST[Door.HOOK] + 5):
        assert client.post("/hooks/guessed-secret/africastalking/sms", data=STOP).status_code == 404
        assert client.post("/hooks/twilio/sms", data=STOP).status_code == 404

    assert client.post("/hooks/local/africastalking/sms", data=STOP).status_code == 200
    [row] = session.scalars(select(WrongKnock))
    assert (row.door, row.times) == (Door.HOOK, MOST[Door.HOOK] + 1), "over the limit it costs no more"
    [said] = [record.getMessage() for record in caplog.records if "wrong knocks" in record.getMessage()]
    assert "guessed-secret" not in said
    assert "127.0.0.1" not in said
    sign_in(client, "kilonzo")
    assert "Callbacks with a wrong token or signature within a day: 21." in client.get("/console/").text
    sign_in(client, "mwende")
    assert "Callbacks with a wrong token" not in client.get("/console/").text


def test_who_has_a_whole_network_of_version_6_leaves_one_row(client: FlaskClient, session: Session) -> None:
    for peer in ("2001:db8:7:1::1", "2001:db8:7:2::1", "2001:db8:7:ffff::9", "2001:db8:8::1"):
        client.get("/metrics", environ_base={"REMOTE_ADDR": peer})

    assert sorted(row.times for row in session.scalars(select(WrongKnock))) == [1, 3]


def test_strangers_do_not_wait_for_a_database_that_is_away(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    alone = build(database_url="postgresql://127.0.0.1:1/none").test_client()

    statuses = {alone.post("/hooks/wrong/africastalking/sms", data=STOP).status_code for _ in range(3)}

    assert statuses == {404}
    assert caplog.text.count("Wrong knocks are not counted") == 1


def test_where_much_was_guessed_a_right_password_gets_in_and_a_wrong_one_makes_its_name_wait(
    app: Flask, session: Session, cast: dict[str, Officer], sign_in: SignIn, clock: Clock
) -> None:
    sign_ins.set_password(session.merge(cast["mwende"]), "a long enough password")
    session.commit()
    stranger, own = app.test_client(), app.test_client()
    sign_in(own, "mwende")
    right = {"username": "mwende", "password": "a long enough password"}
    assert stranger.post("/console/sign-in", data=right | {"username": "nobody"}).status_code == 422
    session.execute(update(WrongKnock).values(times=MOST[Door.PASSWORD]))
    session.commit()

    assert app.test_client().post("/console/sign-in", data=right).status_code == 303
    for name in ("mwende", "nobody at all"):
        wrong = stranger.post("/console/sign-in", data={"username": name, "password": "wrong"})
        assert "do not fit" in wrong.text
        told = stranger.post("/console/sign-in", data=right | {"username": name}).text
        assert ("Wait 3 seconds" in told, "one-time link" in told) == (True, True), name
    assert own.post("/console/sign-in", data=right).status_code == 303
    clock.forward(timedelta(minutes=10))
    for _ in range(2):
        assert "do not fit" in stranger.post("/console/sign-in", data=right | {"password": "wrong"}).text


# Two secrets live at once.


def test_sessions_forms_and_links_outlive_a_new_secret_key(
    build: Build, settings: Settings, sign_in: SignIn, clock: Clock
) -> None:
    [old] = settings.secret_keys
    before, after, later = (build(secret_keys=keys) for keys in ((old,), ("n" * 64, old), ("n" * 64,)))
    browser = before.test_client()
    sign_in(browser, "mwende")
    before.config["WTF_CSRF_ENABLED"] = after.config["WTF_CSRF_ENABLED"] = True
    proof = browser.get("/console/me/").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    link = said(before, lambda: signed("here", "salt"))

    [(_, cookie)] = [(c.key, c.value) for c in [browser.get_cookie("mbiu")] if c]
    for app, status in ((after, 303), (later, 400)):
        client = app.test_client()
        client.set_cookie("mbiu", cookie)
        app.config["WTF_CSRF_ENABLED"] = True
        assert client.post("/console/sign-out", data={"csrf_token": proof}).status_code == status
    assert said(after, lambda: opened(link, "salt")) == "here"
    assert said(later, lambda: opened(link, "salt")) is None
    assert said(later, lambda: opened(said(after, lambda: signed("new", "salt")), "salt")) == "new"


def said(app: Flask, what: Callable[[], object]) -> Any:
    with app.app_context():
        return what()


def test_what_either_auth_token_of_twilio_signed_is_taken(build: Build) -> None:
    client = build(twilio_auth_tokens=("primary", "secondary"), public_base_url="http://localhost").test_client()
    form = {"MessageSid": "SM1", "From": "+254711000001", "To": "+1", "Body": "Habari"}
    for key, status in {"primary": 200, "secondary": 200, "tertiary": 404}.items():
        signature = RequestValidator(key).compute_signature("http://localhost/hooks/twilio/sms", form)
        answer = client.post("/hooks/twilio/sms", data=form, headers={"X-Twilio-Signature": signature})
        assert answer.status_code == status, key
