"""Flagged callbacks: the administrator sees that there are some and why, and never what they hold."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import inbox
from domain.audit import Audit
from domain.inbox import Callback, Kind, State
from domain.officers import Officer
from domain.vault import Vault
from tests.bot.conftest import SignIn


@pytest.fixture
def flagged(session: Session, vault: Vault, now: datetime) -> Callback:
    callback, _ = inbox.receive(
        session, vault, provider="africastalking", kind=Kind.SMS, external_id="x", body=b"text=Maji+yako+wapi", now=now
    )
    callback.flag("It has no number.")
    inbox.settle(session, callback)
    session.commit()
    return session.get_one(Callback, callback.id)


def test_a_flagged_callback_is_listed_with_its_reason_and_without_its_content(
    client: FlaskClient, sign_in: SignIn, flagged: Callback
) -> None:
    sign_in(client, "kilonzo")

    assert 'href="/console/callbacks/"' in client.get("/console/").text
    page = client.get("/console/callbacks/").text
    for words in ("Incoming SMS", "It has no number.", "africastalking", "24 Nov"):
        assert words in page
    assert "Maji" not in page


def test_a_seen_callback_leaves_the_list_and_its_content_is_gone(
    client: FlaskClient, sign_in: SignIn, flagged: Callback, session: Session, cast: dict[str, Officer]
) -> None:
    sign_in(client, "kilonzo")

    assert client.post(f"/console/callbacks/{flagged.id}").status_code == 303

    session.refresh(flagged)
    assert (flagged.state, flagged.body_sealed) == (State.DONE, None)
    act = session.scalars(select(Audit).where(Audit.subject == f"callback {flagged.id}")).one()
    assert (act.what, act.officer_id) == ("seen", cast["kilonzo"].id)
    assert "Every callback could be read." in client.get("/console/callbacks/").text
    assert client.post(f"/console/callbacks/{flagged.id}").status_code == 404


def test_only_an_administrator_opens_them(client: FlaskClient, sign_in: SignIn, flagged: Callback) -> None:
    sign_in(client, "mwende")

    assert client.get("/console/callbacks/").status_code == 403
    assert client.post(f"/console/callbacks/{flagged.id}").status_code == 403
