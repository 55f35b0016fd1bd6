"""Standing in for somebody, and leaving, as the pages do it."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sign_ins
from domain.audit import Audit
from domain.officers import Grant, Officer, Role
from tests.bot.conftest import SignIn
from tests.make import make_incident, make_officer

DAYS = {"starts_on": "2026-11-24", "ends_on": "2026-11-30", "mine": "1"}


@pytest.fixture
def muli(session: Session, cast: dict[str, Officer]) -> Officer:
    """Named as the deputy of Nyambura, who approves."""
    muli = make_officer(session, "muli", name="Muli Wambua")
    cast["nyambura"].deputy_id = muli.id
    session.commit()
    return muli


def acts(session: Session, officer: Officer) -> list[str]:
    query = select(Audit.what).where(Audit.subject == f"officer {officer.id}").order_by(Audit.id)
    return [what for what in session.scalars(query) if what not in ("signed in", "joined the local cast")]


def test_an_officer_hands_over_for_days_and_takes_back(
    client: FlaskClient, sign_in: SignIn, cast: dict[str, Officer], muli: Officer, session: Session
) -> None:
    me, page = cast["nyambura"], f"/console/officers/{cast['nyambura'].id}"
    sign_in(client, "nyambura")
    assert "Muli Wambua may stand in" in client.get("/console/me/").text

    handed = client.post(f"{page}/away", data=DAYS, follow_redirects=True).text
    assert "Approver, all counties, from Tue 24 Nov 2026, until Mon 30 Nov 2026" in handed
    sign_in(client, "muli")
    assert "in the place of Nyambura Kariuki" in client.get("/console/me/").text
    client.post("/console/me/language", data={"language": "en"})
    assert client.get("/console/bulletins/").status_code == 200
    assert client.post(f"{page}/back").status_code == 404, "only who is away, or an administrator"

    sign_in(client, "nyambura")
    client.post(f"{page}/back", data={"mine": "1"})
    sign_in(client, "muli")
    assert client.get("/console/bulletins/").status_code == 403
    assert acts(session, me) == ["is away, with a deputy:", "is back: the deputy's roles ended"]
    assert acts(session, muli) == ["stands in as a deputy:", "stands in no more"]


def test_what_a_deputy_does_is_kept_as_done_in_that_place(
    client: FlaskClient, sign_in: SignIn, cast: dict[str, Officer], muli: Officer, session: Session
) -> None:
    sign_in(client, "nyambura")
    client.post(f"/console/officers/{cast['nyambura'].id}/away", data=DAYS)
    sign_in(client, "muli")
    muli.deputy_id = cast["mwende"].id
    sign_ins.set_password(muli, "ndovu tatu majini")
    session.commit()

    refused = client.post(f"/console/officers/{muli.id}/away", data=DAYS, follow_redirects=True)
    client.post("/console/me/password", data={"present": "ndovu tatu majini", "password": "kiboko watano mtoni"})

    assert "There is no role of these days that a deputy could hold." in refused.text
    assert all(f'value="{DAYS[name]}"' in refused.text for name in ("starts_on", "ends_on")), "to be mended"
    line = session.scalars(select(Audit).where(Audit.what == "changed the password")).one()
    assert line.deputy_for == cast["nyambura"].id


def test_administrators_name_deputies_but_never_make_themselves_one(
    client: FlaskClient, sign_in: SignIn, cast: dict[str, Officer], session: Session
) -> None:
    wanza, me = cast["wanza"], cast["kilonzo"]
    page = f"/console/officers/{wanza.id}"
    sign_in(client, "kilonzo")

    client.post(f"{page}/deputy", data={"deputy": str(me.id)})
    session.refresh(wanza)
    assert wanza.deputy_id is None
    wanza.deputy_id = me.id
    session.commit()
    client.post(f"{page}/away", data=DAYS)
    assert client.get("/console/incidents/").status_code == 403

    assert "may stand in from now on" in client.post(
        f"{page}/deputy", data={"deputy": str(cast["mutua"].id)}, follow_redirects=True
    ).text  # fmt: skip
    assert "Mutua Kimeu holds these roles" in client.post(f"{page}/away", data=DAYS, follow_redirects=True).text
    client.post(f"{page}/roles/{wanza.grants[0].id}/end")
    session.expire_all()
    assert [grant.deputy_for for grant in cast["mutua"].grants] == [None], "the deputy keeps nothing the officer lost"


def test_a_closed_account_has_no_deputy(
    client: FlaskClient, sign_in: SignIn, cast: dict[str, Officer], muli: Officer, session: Session
) -> None:
    page = f"/console/officers/{cast['nyambura'].id}"
    sign_in(client, "kilonzo")
    client.post(f"{page}/away", data=DAYS)
    session.expire_all()
    assert [grant.role for grant in muli.grants] == [Role.APPROVER]

    client.post(f"{page}/active")

    session.expire_all()
    assert muli.grants == []
    assert acts(session, muli) == ["stands in as a deputy:", "stands in no more"]


def test_an_officer_leaves_in_one_step_and_the_second_window_is_told(
    client: FlaskClient, sign_in: SignIn, cast: dict[str, Officer], session: Session, now: datetime
) -> None:
    page = f"/console/officers/{cast['wanza'].id}"
    sign_in(client, "kilonzo")
    make_incident(session, now).assigned_to = cast["wanza"].id
    session.commit()
    shown = " ".join(client.get(f"{page}/leaving").text.split())
    assert "Peace officer, all counties" in shown
    assert re.search(r"Open reports assigned to them</dt> ?<dd>some</dd>", shown)

    done = client.post(f"{page}/leaving", follow_redirects=True).text
    again = client.post(f"{page}/leaving", headers={"Referer": f"http://localhost{page}"}, follow_redirects=True).text

    assert "works here no more. Nothing of theirs opens any door." in done
    assert "This is done already" in again
    assert "Roles that have ended" in again
    refused = client.post(f"{page}/active", data={"on": "1"}, headers={"Referer": f"http://localhost{page}"})
    assert refused.status_code == 303
    session.expire_all()
    assert not cast["wanza"].active
    client.post(f"{page}/again")
    session.expire_all()
    assert (cast["wanza"].active, cast["wanza"].left_at) == (True, None)
    link = client.post(f"{page}/link", headers={"Referer": f"http://localhost{page}"}, follow_redirects=True).text
    assert "flask --app wsgi officers link wanza" in link
    assert "/console/sign-in/" not in link
    assert acts(session, cast["wanza"]) == ["looked at what they hold:", "ended all of one who left:", "took on again"]


def test_the_list_finds_by_name_and_folds_away_who_left(
    client: FlaskClient, sign_in: SignIn, cast: dict[str, Officer], muli: Officer, session: Session
) -> None:
    muli.grants.append(Grant(role=Role.PEACE, deputy_for=cast["wanza"].id, ends_on=None, county="kitui"))
    session.commit()
    sign_in(client, "kilonzo")
    client.post(f"/console/officers/{cast['mwende'].id}/leaving")

    page = client.get("/console/officers/").text
    assert page.index("Works here no more") < page.rindex("Mwende Musyoka")
    assert "Peace officer, Kitui, in the place of Wanza Kilonzi" in page

    found = client.get("/console/officers/?called=wambu").text
    assert "Muli Wambua" in found
    assert "Nyambura Kariuki" not in found
    assert "Nobody is called so." in client.get("/console/officers/?called=%25").text
