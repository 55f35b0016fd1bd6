"""The notice that everybody may read: what regulation 4 asks for, in two languages, and no cookie."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain import confirmations, retention_periods
from domain.kept_kinds import Kept
from domain.readiness import Need
from tests.bot.conftest import Build, Clock, SignIn
from tests.make import make_officer


def test_what_is_not_filled_in_is_said_and_what_is_stands_there(client: FlaskClient, build: Build) -> None:
    page = client.get("/privacy/?lang=en")
    assert "Not yet filled in" in page.text
    assert "Set-Cookie" not in page.headers

    named = {
        "controller": "County Government of Kitui",
        "controller_contact": "ict@kitui.example",
        "odpc_number": "12-3",
    }
    page = build(**named).test_client().get("/privacy/?lang=en")
    assert all(value in page.text for value in named.values())
    assert "Not yet filled in" not in page.text


def test_the_number_an_administrator_confirmed_stands_where_no_setting_does(
    client: FlaskClient, session: Session, clock: Clock
) -> None:
    officer = make_officer(session, "mwende")
    confirmations.say(session, officer, Need.REGISTRATION, "345-6789-12AB", "", seen=0, now=clock())
    session.commit()

    assert "345-6789-12AB" in client.get("/privacy/?lang=en").text


def test_it_says_how_long_as_the_county_chose(client: FlaskClient, session: Session, clock: Clock) -> None:
    page = client.get("/privacy/?lang=en").text
    assert all(period in page for period in ("<dt>1 year<", "<dt>180 days<", "<dt>7 years<", "kept for 8 weeks"))
    retention_periods.choose(session, make_officer(session, "mwende"), Kept.REPLIES, 123, clock(), timedelta(days=90))
    session.commit()

    assert "123 days" in client.get("/privacy/?lang=en").text


def test_a_mistyped_address_beside_it_is_told_on_a_page_for_everybody(client: FlaskClient) -> None:
    page = client.get("/privacy/nothing?lang=en")

    assert page.status_code == 404
    assert "All that was sent" in page.text
    assert "/console/" not in page.text


def test_whoever_asks_for_kamba_or_taita_reads_swahili(client: FlaskClient) -> None:
    for language in ("kam", "dav", "sw"):
        page = client.get(f"/privacy/?lang={language}", headers={"Accept-Language": "en"})
        assert '<html lang="sw">' in page.text


def test_the_foot_of_public_pages_and_of_the_console_leads_there(app: Flask, client: FlaskClient) -> None:
    for page in ("/alerts/?lang=en", "/console/sign-in"):
        assert "/privacy/" in client.get(page, follow_redirects=True).text


def test_an_administrator_chooses_how_long_and_a_lead_reads_and_takes_back_what_does_not_count_yet(
    client: FlaskClient, session: Session, sign_in: SignIn, clock: Clock
) -> None:
    sign_in(client, "kilonzo")
    assert client.post("/console/kept/", data={"kind": Kept.REPLIES, "days": "1"}).status_code == 422
    client.post("/console/kept/", data={"kind": Kept.REPLIES, "days": "200"})
    retention_periods.count(session, {Kept.REPLIES: 4321}, clock())
    session.commit()

    assert retention_periods.periods(session, timedelta(days=90), clock())[Kept.REPLIES] == timedelta(days=200)
    page = client.get("/console/kept/").text
    assert "4,321" in page
    assert "1 hour after" in page
    assert client.post("/console/kept/", data={"kind": "nothing", "days": "1"}).status_code == 400
    assert client.post("/console/kept/", data={"kind": Kept.REPLIES, "days": "٢٠٠"}).status_code == 422
    client.post("/console/kept/", data={"kind": Kept.INCIDENT_WORDS, "days": "90"})
    assert "Take it back" in client.get("/console/kept/").text
    sign_in(client, "nduku")
    assert '<form method="post" action="/console/kept/"' not in client.get("/console/kept/").text
    assert "on kept for 90 days only" in client.get("/console/").text
    assert client.post("/console/kept/take-back", data={"kind": Kept.INCIDENT_WORDS}).status_code == 303
    assert client.post("/console/kept/take-back", data={"kind": Kept.INCIDENT_WORDS}).status_code == 422
    assert "on kept for 90 days only" not in client.get("/console/").text
