"""The list of responders on the console: kept by peace officers and leads, with masked numbers."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.audit import Audit
from domain.officers import Grant, Role
from domain.phones import Phone
from domain.responders import Responder, stop
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import ENDAU, SAGALLA, make_officer, make_responder

NUMBER = "+254711000701"
FORM = {"kind": "chief", "name": "Chief of Endau", "phone": "0711 000 701", "language": "sw", "areas": ENDAU}


def one(session: Session) -> Responder:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Responder)).one()


@pytest.mark.parametrize("role", [Role.PEACE, Role.LEAD])
def test_one_is_added_and_changed_and_the_number_is_never_shown(
    client: FlaskClient, sign_in: SignIn, session: Session, clock: Clock, cast: object, role: Role
) -> None:
    make_officer(session, "keeper", Grant(role=role, county="kitui"))
    session.commit()
    sign_in(client, "keeper")
    assert client.get("/console/responders/new/kitui").status_code == 200
    assert client.get("/console/responders/new/makueni").status_code == 404
    assert client.post("/console/responders/new/kitui", data=FORM).status_code == 303
    responder = one(session)
    assert (responder.areas, responder.checked_on) == ([ENDAU], None)
    page = client.get("/console/responders/").text + client.get(f"/console/responders/{responder.id}").text
    assert "711000701" not in page.replace(" ", "")
    assert "+254••••••01" in page
    assert "Never tried" in page
    changed = {**FORM, "phone": "", "party_kinds": ["water_pasture", "land_boundary"], "tried": "yes", "areas": []}
    assert client.post(f"/console/responders/{responder.id}", data=changed).status_code == 303
    responder = one(session)
    assert (responder.areas, responder.party_kinds) == ([], ["water_pasture", "land_boundary"])
    assert responder.checked_on == clock.now.date()
    lines = session.scalars(select(Audit.what).where(Audit.subject == f"responder {responder.id}").order_by(Audit.id))
    assert list(lines) == [
        "added a responder", "changed a responder"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"phone": "12"}, "not a"),
        ({"phone": ""}, "Write the number"),
        ({"name": ""}, "Write who it is"),
        ({"kind": "spy"}, "Choose what kind"),
        ({"kind": "neighbour"}, "neighbouring county"),
        ({"areas": SAGALLA}, "another county"),
    ],
)
def test_a_bad_form_is_said_and_keeps_what_was_typed(
    client: FlaskClient, sign_in: SignIn, session: Session, changes: dict[str, str], why: str
) -> None:
    sign_in(client, "wanza")
    answer = client.post("/console/responders/new/kitui", data={**FORM, **changes})
    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="Chief of Endau"' in answer.text or "name" in changes
    assert session.scalars(select(Responder)).all() == []


def test_one_goes_off_the_list_and_comes_back_and_a_stop_ends_when_they_ask(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, clock: Clock
) -> None:
    responder = make_responder(session, vault, "Chief of Endau", phone=Phone(NUMBER))
    stop([responder], clock.now)
    session.commit()
    sign_in(client, "wanza")
    address = f"/console/responders/{responder.id}"
    assert "Sent STOP" in client.get(address).text
    assert client.post(f"{address}/state", data={"act": "off"}).status_code == 303
    assert not one(session).active
    for act in ("on", "again"):
        client.post(f"{address}/state", data={"act": act})
    assert (one(session).active, one(session).stopped_at) == (True, None)
    assert client.post(f"{address}/state", data={"act": "else"}).status_code == 400


def test_others_do_not_see_the_list(client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault) -> None:
    responder = make_responder(session, vault, "OCS Voi", county="taita-taveta")
    make_officer(session, "keeper", Grant(role=Role.PEACE, county="kitui"))
    session.commit()
    sign_in(client, "keeper")
    assert "OCS Voi" not in client.get("/console/responders/").text
    assert client.get(f"/console/responders/{responder.id}").status_code == 404
    sign_in(client, "kilonzo")
    assert client.get("/console/responders/").status_code == 403
