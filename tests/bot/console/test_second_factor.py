"""The second factor at the door: set up, asked for, lost and reset."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sign_ins
from domain import second_factors
from domain.audit import Audit
from domain.officers import Grant, Officer, Role, SignInAttempt
from domain.second_factors import SecondFactor
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import make_factor

PASSWORD = "ndovu tatu majini"
HERE = "/console/second-factor/"


@pytest.fixture
def wanza(session: Session, cast: dict[str, Officer]) -> Officer:
    """The peace officer, with a password."""
    officer = session.merge(cast["wanza"])
    sign_ins.set_password(officer, PASSWORD)
    session.commit()
    return officer


@pytest.fixture
def telephone(session: Session, vault: Vault, wanza: Officer, clock: Clock) -> pyotp.TOTP:
    """Hers, set up an hour ago."""
    found = make_factor(session, vault, wanza, clock() - timedelta(hours=1))
    session.commit()
    return found


def by_password(client: FlaskClient) -> str:
    return client.post("/console/sign-in", data={"username": "wanza", "password": PASSWORD}).location


def with_code(client: FlaskClient, code: str, **more: str):
    return client.post(f"{HERE}code", data={"code": code, **more})


def test_whose_role_needs_one_sets_it_up_before_anything_opens(
    client: FlaskClient, session: Session, wanza: Officer, clock: Clock
) -> None:
    by_password(client)
    assert client.get("/console/incidents/").location == f"{HERE}?next=/console/incidents/"
    assert client.post("/console/me/duty", data={"on": "1"}).location == HERE

    page = client.get(f"{HERE}?next=/console/incidents/").text
    key = re.search(r'<p class="once">([A-Z2-7 ]+)</p>', page)
    assert key
    assert "<svg" in page
    assert "style=" not in page
    assert "Incidents" not in page
    wrong = client.post(HERE, data={"code": "000000"})
    assert wrong.status_code == 422
    assert key[1] in wrong.text, "the picture that was scanned stays good"

    code = pyotp.TOTP(key[1].replace(" ", "")).at(clock())
    shown = client.post(HERE, data={"code": code, "next": "/console/incidents/"})
    assert len(set(re.findall(r"<li>(\w{5}-\w{5})</li>", shown.text))) == 10
    assert 'href="/console/incidents/"' in shown.text
    assert client.get("/console/incidents/").status_code == 200
    assert client.post(HERE, data={"code": code}).location == HERE, "sent twice: done once"
    assert "codes were made and shown once" in client.get(HERE).text
    assert session.scalars(select(Audit.what).order_by(Audit.id.desc())).first() == "set up a second factor"


def test_a_browser_left_unattended_sets_up_none_without_the_password(
    client: FlaskClient, wanza: Officer, clock: Clock
) -> None:
    by_password(client)
    assert "Present password" not in client.get(HERE).text
    clock.forward(timedelta(minutes=11))
    page = client.get(HERE).text
    key = re.search(r'<p class="once">([A-Z2-7 ]+)</p>', page)
    assert key
    assert "Present password" in page
    form = {"code": pyotp.TOTP(key[1].replace(" ", "")).at(clock())}

    assert "not your present password" in client.post(HERE, data=form).text
    assert "Your recovery codes" in client.post(HERE, data={**form, "present": PASSWORD}).text


def test_with_a_second_factor_the_password_alone_opens_nothing(
    client: FlaskClient, telephone: pyotp.TOTP, clock: Clock
) -> None:
    by_password(client)

    for path in ("/console/incidents/", "/console/me/", HERE):
        assert client.get(path).location.startswith(f"{HERE}code"), path
    assert client.post(HERE, data={"code": telephone.now()}).location == f"{HERE}code"
    assert with_code(client, "000000").status_code == 422
    assert client.get("/console/me/").status_code == 303

    answer = with_code(client, telephone.at(clock()), next="/console/me/")
    assert answer.location == "/console/me/"
    assert client.get("/console/me/").status_code == 200


def test_a_one_time_link_does_not_replace_it(
    client: FlaskClient, session: Session, telephone: pyotp.TOTP, wanza: Officer, clock: Clock
) -> None:
    token = sign_ins.new_link(session, wanza, clock())
    session.commit()
    client.post(f"/console/sign-in/{token}", data={"password": PASSWORD})

    assert client.get("/console/").location == f"{HERE}code?next=/console/"


def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(
    client: FlaskClient, app: Flask, session: Session, vault: Vault, telephone: pyotp.TOTP, wanza: Officer
) -> None:
    code = second_factors.new_codes(session, vault, wanza.id)[0]
    session.commit()

    by_password(client)
    with_code(client, code.replace("-", ""))
    account = client.get("/console/me/").text
    assert "9 are left" in account
    assert "A recovery code of yours was used on" in account

    thief = app.test_client()
    by_password(thief)
    assert with_code(thief, code).status_code == 422


def test_wrong_codes_wait_as_wrong_passwords_do_and_no_stranger_makes_them(
    app: Flask, client: FlaskClient, session: Session, telephone: pyotp.TOTP, clock: Clock
) -> None:
    stranger = app.test_client()
    for name in ("CODES OF wanza", "codes of wanza"):
        for _ in range(4):
            stranger.post("/console/sign-in", data={"username": name, "password": "a guess"})
    by_password(client)
    for _ in range(4):
        assert "not right" in with_code(client, "000000").text

    assert "Wait 3 seconds" in with_code(client, telephone.at(clock())).text

    counted = session.scalars(select(SignInAttempt.username)).all()
    assert counted.count("CODES OF wanza") == 4
    by_password(elsewhere := app.test_client())
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.10"
    assert with_code(elsewhere, telephone.at(clock())).status_code == 303, "at another address nobody waits"


def test_it_is_changed_with_password_and_code_and_off_only_where_no_role_needs_it(
    client: FlaskClient, session: Session, vault: Vault, telephone: pyotp.TOTP, wanza: Officer, clock: Clock
) -> None:
    def change(act: str, present: str = PASSWORD, code: str = "") -> str:
        clock.forward(timedelta(seconds=30))
        form = {"act": act, "present": present, "code": code or telephone.at(clock())}
        return client.post(f"{HERE}change", data=form, follow_redirects=True).text

    by_password(client)
    with_code(client, telephone.at(clock()))

    assert "not your present password" in change("codes", present="a guess")
    assert "not right" in change("codes", code="000000")
    used = telephone.at(clock() + timedelta(seconds=30))
    assert "Each lets you in once" in change("codes", code=used)
    double = client.post(f"{HERE}change", data={"act": "codes", "present": PASSWORD, "code": used})
    assert "codes were made and shown once" in double.text
    clock.forward(timedelta(minutes=1))
    assert "shown once" not in change("codes", code=used), "long after it is a wrong code"
    code = second_factors.new_codes(session, vault, wanza.id)[0]
    session.commit()
    assert "recovery code is used up" in change("off", code=code), "also where nothing was changed"
    assert "not right" in change("codes", code=code)
    used = select(Audit).where(Audit.what == "used a recovery code")
    assert len(session.scalars(used).all()) == 1
    assert "Your recovery codes" in change("codes")
    assert "cannot be turned off" in change("off") or "not turned off" in change("off")

    key = re.search(r'<p class="once">([A-Z2-7 ]+)</p>', change("telephone"))
    assert key
    another = pyotp.TOTP(key[1].replace(" ", ""))
    assert "Your recovery codes" in client.post(HERE, data={"code": another.at(clock())}).text
    assert "not right" in change("codes"), "the telephone before it counts no more"

    wanza.grants[:] = [Grant(role=Role.OFFICER)]
    session.commit()
    telephone = another
    assert "The second factor is off" in change("off")
    wanza.grants[:] = [Grant(role=Role.PEACE)]
    session.commit()
    assert client.get("/console/incidents/").location.startswith(HERE), "a role given later leads there"


def test_the_cast_of_a_local_run_needs_none_and_nobody_else_is_spared(
    app: Flask, client: FlaskClient, sign_in: SignIn, session: Session, wanza: Officer
) -> None:
    sign_in(client, "kilonzo")
    client.post("/console/cast/", data={"username": "wanza"})
    assert client.get("/console/incidents/").status_code == 200

    away = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/console/incidents/", environ_base=away).location.startswith(HERE)


def test_two_others_reset_it_and_the_officer_reads_of_it(
    app: Flask,
    client: FlaskClient,
    session: Session,
    sign_in: SignIn,
    telephone: pyotp.TOTP,
    wanza: Officer,
    cast: dict[str, Officer],
    clock: Clock,
) -> None:
    admin, approver, place = app.test_client(), app.test_client(), "/console/second-factor-resets/"
    sign_in(client, "wanza")
    sign_in(admin, "kilonzo")
    sign_in(approver, "nyambura")
    reason = "Stood before me with the staff card; the telephone was stolen."

    assert approver.post(place, data={"officer": wanza.id, "reason": reason}).status_code == 403
    assert admin.post(place, data={"officer": wanza.id, "reason": "lost"}).status_code == 422
    endless = "9" * 5000
    for nobody in ("x", endless):
        assert admin.post(place, data={"officer": nobody, "reason": reason}).status_code == 422
    assert admin.get(f"{place}?officer={endless}").status_code == 200
    assert admin.post(place, data={"officer": wanza.id, "reason": reason}).status_code == 303
    gave = Audit(at=clock(), officer_id=cast["kilonzo"].id, what="gave a role to", subject="", detail={})
    gave.subject = f"officer {cast['jumaa'].id}"
    session.add(gave)
    session.commit()
    sock = app.test_client()
    sign_in(sock, "jumaa")
    assert "in the last 14 days" in sock.get(place).text
    assert "Requests to reset a second factor wait" not in sock.get("/console/").text
    home = approver.get("/console/").text
    assert "Requests to reset a second factor wait" in home
    assert "the oldest" in home
    found = re.search(rf'action="{place}(\d+)"', approver.get(place).text)
    assert found
    assert f'action="{place}{found[1]}"' not in admin.get(place).text
    assert admin.post(f"{place}{found[1]}", data={"act": "agree"}).status_code == 404
    assert approver.post(f"{place}{found[1]}", data={"act": "agree"}).status_code == 303

    assert client.get("/console/me/").status_code == 303, "her sessions are over"
    assert session.scalars(select(SecondFactor)).all() == []
    sign_in(client, "wanza")
    account = client.get("/console/me/").text
    assert "Your second factor was reset on" in account
    assert "By: Kilonzo Ndeti, Nyambura Kariuki." in account
