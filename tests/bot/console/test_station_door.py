"""The door a station opens with a link: one script and nothing else, until the link or the script is over."""

import hashlib
import logging
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console import script_files, station_acts
from bot.console.station_links import token_of
from domain import audit, replies, script_links
from domain.airings import Airing
from domain.bulletins import Bulletin
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Officer
from domain.programmes import Programme
from domain.replies import Reply
from domain.script_links import ScriptDownload, ScriptLink
from domain.scripts import Script
from domain.stations import Station
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import make_approved, make_script_for_stations, make_station, next_version


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session, minutes=10)


@pytest.fixture
def script(session: Session, now: datetime, station: Station) -> Script:
    return make_script_for_stations(session, now, make_approved(session, now, areas=["kitui"]))


@pytest.fixture
def link(session: Session, now: datetime, script: Script, station: Station, cast: dict[str, Officer]) -> ScriptLink:
    made = script_links.make(session, script, station, cast["mwende"], 3, now)
    session.commit()
    return made


@pytest.fixture
def token(app: Flask, link: ScriptLink) -> str:
    with app.test_request_context():
        return token_of(link)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """With form tokens asked for, as in a real run."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app.test_client()


def closed(client: FlaskClient, address: str) -> int:
    """How a door is shut: with the same words, whatever is behind it."""
    answer = client.get(address)
    assert "Muulize" in answer.text or "Ask the county officer who sent it to you" in answer.text
    assert "Toleo" not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return answer.status_code


def test_a_link_shows_one_script_and_hands_over_its_files_to_whoever_has_it(
    session: Session, client: FlaskClient, script: Script, station: Station, link: ScriptLink, token: str, now: datetime
) -> None:
    next_version(script, now, approved=False)
    session.add(Programme(county="kitui", languages=["kam"], shows_drafts=True))
    session.commit()

    page = client.get(f"/scripts/link/{token}", headers={"Accept-Language": "en"})

    assert page.status_code == 200
    assert "For Radio Mbithi." in page.text
    address = f"/scripts/{script.id}.docx?minutes=10&amp;link={token}"
    assert address in page.text
    assert "Mwende" not in page.text
    assert "Cookie" not in page.headers.get("Vary", "")  # none is looked for either
    file = client.get(f"/scripts/{script.id}.txt?minutes=10&link={token}&station=9&version=2")
    assert "Toleo 1, maji" in file.data.decode()
    assert "DRAFT" not in file.headers["Content-Disposition"]
    for answer in (page, file):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    [taken] = session.scalars(select(ScriptDownload))
    assert (taken.version, taken.file, taken.minutes, taken.officer_id, taken.link_id) == (1, "txt", 10, None, link.id)
    assert client.get(f"/scripts/{script.id}.txt?minutes=7&link={token}").status_code == 404


def test_no_other_token_opens_anything(
    session: Session, app: Flask, client: FlaskClient, script: Script, link: ScriptLink, token: str, now: datetime
) -> None:
    number, *rest = link.identity
    with app.test_request_context():
        of_another = ([9999, *rest], [number, *rest[:-1], 1])  # its number, as it was given before a restore
        unknown, before_a_restore = (token_of(SimpleNamespace(identity=of)) for of in of_another)
    foreign = URLSafeSerializer("another secret", salt="mbiu script link").dumps(link.identity)
    kwargs = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    unsalted = URLSafeSerializer(app.config["SECRET_KEY"], signer_kwargs=kwargs).dumps(link.identity)
    signed, _dot, signature = token.partition(".")

    others = (
        unknown,
        before_a_restore,
        foreign,
        unsalted,
        f"{unknown.partition('.')[0]}.{signature}",
        f"{signed}.",
        signed,
        token[:-1],
        token + "A",
        "x" * 5000,
    )
    for number, other in enumerate(others):
        client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"  # each too few to be told to wait
        assert closed(client, f"/scripts/link/{other}") == 404
        assert closed(client, f"/scripts/{script.id}.txt?link={other}") == 404
        assert client.post(f"/scripts/link/{other}/questions", data={"questions": "Lini?"}).status_code == 404
    assert closed(client, f"/scripts/{script.id}.txt?link=") == 404
    other_script = make_script_for_stations(session, now, language=Language.SWAHILI)
    session.commit()
    assert closed(client, f"/scripts/{other_script.id}.txt?link={token}") == 404
    assert closed(client, f"/scripts/999999.txt?link={token}") == 404
    assert session.scalars(select(ScriptDownload)).all() == []


@pytest.mark.parametrize("over", ["expired", "withdrawn", "retired", "another language"])
def test_a_link_that_is_over_opens_nothing(
    session: Session,
    client: FlaskClient,
    cast: dict[str, Officer],
    script: Script,
    station: Station,
    link: ScriptLink,
    token: str,
    clock: Clock,
    over: str,
) -> None:
    if over == "expired":
        clock.forward(timedelta(days=3))
    elif over == "withdrawn":
        link.withdraw(cast["mwende"], clock())
    elif over == "retired":
        station.retired_at = clock()
    else:
        station.languages = ["sw"]
    session.commit()

    assert closed(client, f"/scripts/link/{token}") == 410
    assert closed(client, f"/scripts/{script.id}.txt?link={token}") == 410
    for what in ("airings", "questions"):
        assert client.post(f"/scripts/link/{token}/{what}", data={"questions": "Lini?"}).status_code == 410
    assert session.scalars(select(Reply)).all() == []


def test_a_script_that_was_taken_back_is_told_of_at_once_and_given_no_more(
    session: Session, client: FlaskClient, script: Script, token: str, now: datetime
) -> None:
    client.get(f"/scripts/{script.id}.txt?link={token}")
    for bulletin in script.newest.bulletins:
        session.get_one(Bulletin, bulletin).state = Bulletins.CANCELLED
    next_version(script, now, approved=False)  # shown to producers, and to nobody the county does not know
    session.add(Programme(county="kitui", languages=["kam"], shows_drafts=True))
    session.commit()

    page = client.get(f"/scripts/link/{token}", headers={"Accept-Language": "en"}).text
    file = client.get(f"/scripts/{script.id}.txt?link={token}", headers={"Accept-Language": "en"})

    for text in (page, file.text):
        assert "Version 1 is withdrawn: do not read it on air. You took version 1." in text
        assert ".txt" not in text
    assert file.status_code == 410


def test_a_link_that_gave_enough_makes_no_file(
    client: FlaskClient, script: Script, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_links, "MOST_FILES", 0)
    monkeypatch.setattr(script_files, "answer", lambda *_, **__: pytest.fail("a file was made"))

    assert client.get(f"/scripts/{script.id}.txt?link={token}").status_code == 422


def test_what_a_station_says_by_a_link_is_kept_under_it_and_corrected_by_it_alone(
    session: Session,
    client: FlaskClient,
    cast: dict[str, Officer],
    script: Script,
    station: Station,
    link: ScriptLink,
    token: str,
    now: datetime,
    vault: Vault,
) -> None:
    form = {"station": f"{station.id}", "version": "1", "day": "2026-11-24", "hour": "08:15", "minutes": "9"}
    address = f"/scripts/link/{token}"

    for _ in range(2):
        assert client.post(f"{address}/airings", data=form, follow_redirects=True).status_code == 200
    english, asked = {"Accept-Language": "en"}, {"station": f"{station.id}", "questions": "Lini? 0712345678"}
    for said in ("A number was taken out", "handed in already"):
        page = client.post(f"{address}/questions", data=asked, headers=english, follow_redirects=True).text
        assert said in page
    assert "Punda" not in client.get(f"{address}?done=Punda", headers=english).text, "others put no words there"
    bad = client.post(f"{address}/airings", data={**form, "day": "2026-12-24"}, headers={"Accept-Language": "en"})

    assert bad.status_code == 422
    assert "still to come" in bad.text
    [airing] = session.scalars(select(Airing))
    assert (airing.noted_by, airing.link_id, airing.minutes) == (None, link.id, 9)
    [reply] = session.scalars(select(Reply))
    assert (reply.station_id, reply.phone_sealed) == (station.id, None)
    replies.answer(reply, vault, cast["mwende"], "Mwezi ujao.", now)
    session.commit()
    assert "Mwezi ujao." in client.get(address).text
    acts = [(act.what, act.officer_id, act.detail["link"]) for act in audit.history(session, f"script {script.id}")]
    assert acts == [("noted it as on air", None, link.id), ("handed in questions", None, link.id)]
    other = script_links.make(session, script, station, cast["mwende"], 3, now)
    session.commit()
    with client.application.test_request_context():
        others = f"/scripts/link/{token_of(other)}"
    assert "Correct" not in client.get(f"{others}?correct={airing.id}", headers={"Accept-Language": "en"}).text
    assert client.post(f"{others}/airings", data={**form, "of": f"{airing.id}", "minutes": "5"}).status_code == 422
    other_station = client.post(f"{address}/questions", data={"station": "9999", "questions": "Lini tena?"})
    assert other_station.status_code == 422


def test_the_token_stands_in_no_log(
    app: Flask,
    client: FlaskClient,
    script: Script,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("something of ours")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(station_acts, "hand_in", fail)
    monkeypatch.setattr(station_acts, "take", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client.get(f"/scripts/link/{token}")

    broken = [client.post(f"/scripts/link/{token}/questions"), client.get(f"/scripts/{script.id}.txt?link={token}")]

    assert [answer.status_code for answer in broken] == [500, 500]
    assert "station_door.hand_in" in caplog.text
    assert token not in caplog.text
    assert "/scripts/link/" not in caplog.text


def test_an_officers_session_is_of_no_account_at_the_door(
    client: FlaskClient, app: Flask, sign_in: SignIn, script: Script, token: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(client, "mwende")
    app.config["WTF_CSRF_ENABLED"] = True

    assert "Mwende" not in client.get(f"/scripts/link/{token}").text
    assert closed(client, f"/scripts/{script.id}.txt?link=made-up") == 404
