"""Accounts: who is invited, as what, and what each may change."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sign_ins
from domain.audit import Audit
from domain.languages import Language
from domain.officers import Officer, Role, named
from domain.sealed_columns import OFFICER_PHONE
from domain.stations import Station
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import make_station

INVITED = {
    "name": "Ndanu Muli",
    "username": "ndanu",
    "phone": "0711 990 002",
    "role": "peace",
    "county": "kitui",
    "ends_on": "2026-12-31",
}


@pytest.fixture
def admin(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "kilonzo")
    return client


def invite(admin: FlaskClient, **changes: str) -> str:
    """The path of the link that was shown."""
    answer = admin.post("/console/officers/", data=INVITED | changes)
    assert answer.status_code == 201, answer.text
    link = re.search(r"(/console/sign-in/[\w-]+)", answer.text)
    assert link
    return link[1]


def ndanu(session: Session) -> Officer:
    session.expire_all()
    officer = named(session, "ndanu")
    assert officer is not None
    return officer


def test_an_invited_officer_chooses_a_password_and_is_in(
    app: Flask, admin: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    link, theirs = invite(admin), app.test_client()

    assert "Sign in as Ndanu Muli" in theirs.get(link).text
    theirs.post(link, data={"password": "ndovu tatu majini"})

    assert theirs.get("/console/me/").location.startswith("/console/second-factor/"), "a peace officer needs one"
    sign_in(theirs, "ndanu")
    account = theirs.get("/console/me/").text
    assert "Peace officer, Kitui, until Thu 31 Dec 2026" in account
    assert theirs.get("/console/officers/").status_code == 403


def test_the_link_is_shown_once(admin: FlaskClient, session: Session) -> None:
    link = invite(admin)

    page = admin.get(f"/console/officers/{ndanu(session).id}").text

    assert link.rpartition("/")[2] not in page
    assert "Invited" in page


def test_the_number_is_sealed_and_shown_masked(admin: FlaskClient, session: Session, vault: Vault) -> None:
    invite(admin)
    officer = ndanu(session)

    page = admin.get(f"/console/officers/{officer.id}").text

    assert officer.phone_sealed
    assert OFFICER_PHONE.phone(vault, officer).e164 == "+254711990002"
    assert "+254••••••02" in page
    assert "711990002" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": "mwende"}, "The user name mwende is taken."),
        ({"username": "<b>"}, "A user name has 3 to 30 small letters"),
        ({"name": " "}, "Write the person&#39;s name."),
        ({"phone": "+256 712 345678"}, "not a number of Kenya&#39;s plan"),
        ({"role": "king"}, "Choose a role."),
        ({"role": "reviewer"}, "A reviewer signs one language: choose which."),
        ({"role": "producer"}, "Choose the producer&#39;s station."),
        ({"role": "producer", "station": "99999"}, "Choose the producer&#39;s station."),
        ({"county": "nairobi"}, "That is not a county we know."),
        ({"role": "admin", "county": "kitui"}, "of the whole service: choose no county."),
        ({"ends_on": "2026-02-30"}, "Write a day as year-month-day"),
        ({"starts_on": "2027-01-01"}, "The last day comes before the first."),
    ],
)
def test_what_does_not_fit_is_refused_and_kept_in_the_form(
    admin: FlaskClient, session: Session, changes: dict[str, str], sentence: str
) -> None:
    answer = admin.post("/console/officers/", data=INVITED | changes)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="2026-12-31"' in answer.text or "ends_on" in changes
    assert named(session, "ndanu") is None


def test_roles_are_given_and_taken_away(admin: FlaskClient, session: Session) -> None:
    invite(admin)
    page = f"/console/officers/{ndanu(session).id}"

    admin.post(f"{page}/roles", data={"role": "reviewer", "language": "kam", "kind": "drought"})
    given = ndanu(session).grants[-1]
    assert (given.role, given.language, given.kind) == (Role.REVIEWER, Language.KAMBA, None)

    admin.post(f"{page}/roles/{ndanu(session).grants[0].id}/end")
    assert [grant.role for grant in ndanu(session).grants] == [Role.REVIEWER]

    subject = f"officer {given.officer_id}"
    acts = session.scalars(select(Audit.what).where(Audit.subject == subject).order_by(Audit.id)).all()
    assert acts == ["invited", "gave a role to", "took a role from"]


def test_a_producers_station_is_chosen_from_those_in_use(admin: FlaskClient, session: Session, now: datetime) -> None:
    chosen = make_station(session, "Radio Mbithi", counties=["kitui"])
    retired = make_station(session, "Radio Kale", retired_at=now)
    session.commit()
    asked = {"role": "producer", "county": "", "station": f"{chosen.id}"}

    form = admin.get("/console/officers/new").text
    assert "Radio Mbithi (Kitui)" in form
    assert "Radio Kale" not in form
    for changes, sentence in (
        ({"station": f"{retired.id}"}, "Choose the producer&#39;s station."),
        ({"county": "makueni"}, "Radio Mbithi is not heard in this county."),
    ):
        assert sentence in admin.post("/console/officers/", data=INVITED | asked | changes).text
    invite(admin, **asked)

    page = f"/console/officers/{ndanu(session).id}"
    assert "Radio producer, Radio Mbithi, all counties" in admin.get(page).text
    session.get_one(Station, chosen.id).retired_at = now
    session.commit()
    assert "Radio Mbithi (retired)" in admin.get(page).text


def test_a_closed_account_is_out_at_once(app: Flask, admin: FlaskClient, session: Session) -> None:
    link, theirs = invite(admin), app.test_client()
    theirs.post(link, data={"password": "ndovu tatu majini"})
    page = f"/console/officers/{ndanu(session).id}"

    admin.post(f"{page}/active")
    assert theirs.get("/console/").status_code == 303

    admin.post(f"{page}/active", data={"on": "1"})
    assert ndanu(session).active


def test_administrators_cannot_lock_themselves_out(admin: FlaskClient, cast: dict[str, Officer]) -> None:
    me = cast["kilonzo"]
    page = f"/console/officers/{me.id}"

    for act in (f"{page}/active", f"{page}/roles/{me.grants[0].id}/end"):
        answer = admin.post(act, headers={"Referer": f"http://localhost{page}"}, follow_redirects=True)
        assert "Another administrator must do that" in answer.text

    assert admin.get("/console/officers/").status_code == 200


def test_an_administrator_puts_an_officer_on_duty(admin: FlaskClient, session: Session) -> None:
    invite(admin)

    admin.post(f"/console/officers/{ndanu(session).id}/duty", data={"on": "1"})

    assert ndanu(session).on_duty


def test_peace_officers_go_off_duty_themselves(client: FlaskClient, sign_in: SignIn, session: Session) -> None:
    sign_in(client, "wanza")

    assert "You are on duty" in client.get("/console/me/").text
    assert "off duty now" in client.post("/console/me/duty", follow_redirects=True).text

    session.expire_all()
    officer = named(session, "wanza")
    assert officer is not None
    assert not officer.on_duty


def test_others_have_no_duty(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mwende")

    assert client.post("/console/me/duty", data={"on": "1"}).status_code == 403


def test_an_officer_changes_password_knowing_the_present_one(
    app: Flask, client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    sign_in(client, "mwende")
    mwende, elsewhere = named(session, "mwende"), app.test_client()
    assert mwende is not None
    sign_ins.set_password(mwende, "ndovu tatu majini")
    session.commit()
    sign_in(elsewhere, "mwende")

    wrong = client.post("/console/me/password", data={"present": "a guess", "password": "kiboko watano mtoni"})
    assert "not your present password" in wrong.text

    client.post("/console/me/password", data={"present": "ndovu tatu majini", "password": "kiboko watano mtoni"})
    assert client.get("/console/me/").status_code == 200
    assert elsewhere.get("/console/me/").status_code == 303, "a new password ends the sessions begun with the old"

    anew = {"username": "mwende", "password": "kiboko watano mtoni"}
    assert app.test_client().post("/console/sign-in", data=anew).status_code == 303


def test_the_console_speaks_swahili_to_who_wants_it(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mwende")

    page = client.post("/console/me/language", data={"language": "sw"}, follow_redirects=True).text

    assert '<html lang="sw">' in page


@pytest.mark.parametrize(("act", "form"), [("roles", {"role": "peace"}), ("link", {})])
def test_an_administrator_gives_nothing_to_themselves(
    admin: FlaskClient, cast: dict[str, Officer], session: Session, act: str, form: dict[str, str]
) -> None:
    me = cast["kilonzo"]
    page = f"/console/officers/{me.id}"
    headers = {"Referer": f"http://localhost{page}"}

    answer = admin.post(f"{page}/{act}", data=form, headers=headers, follow_redirects=True)

    assert "nobody gives roles or links to themselves" in answer.text
    assert [grant.role for grant in session.get_one(Officer, me.id).grants] == [Role.ADMIN]


def test_an_account_in_use_gets_no_new_link_from_the_console(app: Flask, admin: FlaskClient, session: Session) -> None:
    link = invite(admin)
    page = f"/console/officers/{ndanu(session).id}"
    assert "/console/sign-in/" in admin.post(f"{page}/link").text, "nobody has signed in yet: the link may be lost"
    link = invite(admin, username="muli")
    app.test_client().post(link, data={"password": "ndovu tatu majini"})
    taken = named(session, "muli")
    assert taken is not None
    page = f"/console/officers/{taken.id}"

    answer = admin.post(f"{page}/link", headers={"Referer": f"http://localhost{page}"}, follow_redirects=True)

    assert "flask --app wsgi officers link muli" in answer.text
    assert "/console/sign-in/" not in answer.text
