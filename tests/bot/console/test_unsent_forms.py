"""A form left open overnight: what was typed waits for whoever typed it."""

import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.officer_sessions import OfficerSession
from domain.unsent_forms import UnsentForm
from tests.bot.conftest import Clock, SignIn

WAITING = "/console/unsent-forms/"
DUTY = "/console/me/duty"
ADD = "/console/responders/new/kitui"


def left_overnight(client: FlaskClient, clock: Clock, path: str, **kwargs: object):
    """Post to it the next morning."""
    clock.forward(timedelta(hours=14))
    return client.post(path, **kwargs)  # type: ignore[arg-type]


def of_page(page: str) -> str:
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    return token[1]


def test_it_is_shown_after_signing_in_and_sent_by_a_button(
    app: Flask, client: FlaskClient, sign_in: SignIn, session: Session, clock: Clock
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, "wanza")
    token = of_page(client.get("/console/thresholds/").text)
    form = {
        "csrf_token": token,
        "words": "Kisima\nkimefungwa <b>",
        "kind": ["a", "b"],
        "password": "siri yangu",
        "phone": "0711 000 099",
    }
    assert left_overnight(client, clock, f"{DUTY}?x=1", data=form).location.startswith("/console/sign-in")
    assert session.scalars(select(UnsentForm)).all() == [], "nothing of the account is kept"
    assert left_overnight(client, clock, f"{ADD}?x=1", data=form).location == "/console/sign-in"
    assert "what you typed is kept" in client.get("/console/sign-in").text

    stranger = app.test_client()
    sign_in(stranger, "mutua")
    assert "Nothing of yours waits" in stranger.get(WAITING).text

    sign_in(client, "wanza")
    page = client.get(WAITING).text
    assert '<span class="soft">Responders</span>' in page
    assert "browser in which you had signed in: Firefox on Linux" in page
    assert "kimefungwa &lt;b&gt;" in page
    assert "siri yangu" not in page
    assert page.count("0711 000 099") == 1, "in the form alone, not to be read"
    assert page.count('name="kind"') == 2
    action = re.search(rf'action="({ADD}[^"]+)"', page)
    assert action
    again = {**form, "csrf_token": of_page(page)}
    assert client.post(unescape(action[1]), data=again).status_code == 422, "the page itself says what is wrong"
    assert len(session.scalars(select(UnsentForm)).all()) == 1, "what was refused is still there"
    client.post("/console/me/language", data={"language": "sw", "csrf_token": again["csrf_token"]})
    assert {"Wahudumu", "<dt>Aina</dt>", "<dt>Maneno</dt>"} <= set(
        re.findall(r"Wahudumu|<dt>\w+</dt>", client.get(WAITING).text)
    )


def test_what_went_through_is_kept_no_longer(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn, clock: Clock
) -> None:
    sign_in(client, "wanza")
    left_overnight(client, clock, ADD, data={"name": "Chifu"})
    [form] = session.scalars(select(UnsentForm))
    sign_in(client, "wanza")
    other = app.test_client()
    sign_in(other, "mutua")

    other.post(f"{DUTY}?unsent={form.id}", data={"on": "1"})
    session.expire_all()
    assert session.scalars(select(UnsentForm)).all() != [], "it is not theirs"

    assert client.post(f"{DUTY}?unsent={form.id}", data={"on": "1"}).status_code == 303
    assert session.scalars(select(UnsentForm.id)).all() == []


def test_it_may_be_thrown_away(client: FlaskClient, session: Session, sign_in: SignIn, clock: Clock) -> None:
    sign_in(client, "wanza")
    left_overnight(client, clock, ADD, data={"name": "Chifu"})
    [form_id] = session.scalars(select(UnsentForm.id))
    sign_in(client, "wanza")

    page = client.post(f"{WAITING}{form_id}/throw-away", follow_redirects=True).text

    assert "It is thrown away." in page
    assert session.scalars(select(UnsentForm.id)).all() == []


@pytest.mark.parametrize(
    ("away", "path", "more"),
    [
        (14, "/console/officers/1/roles", {}),
        (14, "/console/series/count", {"headers": {"X-Live": "count"}}),
        (24 * 8, ADD, {}),
        (14, "/console/officers/1/deputy", {}),
        (14, "/console/go-live/", {}),
        (14, ADD, {"data": {"name": ["Mvua", "restricted:child"]}}),
        (14, "/console/inbox/1", {"data": {"words": "Pole sana. Msichana aliyebakwa aende hospitalini."}}),
        (14, "/console/inbox/1/peace-desk", {}),
    ],
)
def test_it_is_not_kept(
    client: FlaskClient, session: Session, sign_in: SignIn, clock: Clock, away: int, path: str, more: dict[str, dict]
) -> None:
    sign_in(client, "mwende")
    clock.forward(timedelta(hours=away))

    client.post(path, **{"data": {"name": "Mvua"}, **more})

    assert session.scalars(select(UnsentForm)).all() == []


@pytest.mark.parametrize(
    ("username", "change", "kept"),
    [
        ("mwende", {"second_at": None}, 1),
        ("wanza", {}, 1),
        ("wanza", {"second_at": None}, 0),  # a stolen password, without the second factor
        ("mwende", {"ended_at": datetime(2026, 1, 1, tzinfo=UTC)}, 0),  # signed out elsewhere: a copied cookie
    ],
)
def test_only_a_session_that_was_whole_and_ran_out_keeps_anything(
    client: FlaskClient,
    session: Session,
    sign_in: SignIn,
    clock: Clock,
    username: str,
    change: dict[str, datetime | None],
    kept: int,
) -> None:
    sign_in(client, username)
    if change:
        session.execute(update(OfficerSession).values(change))
        session.commit()

    left_overnight(client, clock, ADD, data={"name": "Mvua"})

    assert len(session.scalars(select(UnsentForm)).all()) == kept


def test_a_file_is_not_kept(client: FlaskClient, session: Session, sign_in: SignIn, clock: Clock) -> None:
    sign_in(client, "mwende")
    form = {"county": "kitui", "file": (io.BytesIO(b"a,b"), "figures.csv")}

    left_overnight(client, clock, "/console/records/upload", data=form)

    assert session.scalars(select(UnsentForm)).all() == []


def test_a_form_whose_proof_is_gone_is_told_in_plain_words(app: Flask, client: FlaskClient, sign_in: SignIn) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, "mwende")

    answer = client.post(ADD, data={"name": "Chifu"})

    assert answer.status_code == 400
    assert "what you typed still stands there" in answer.text
