"""Who is reached, as counts."""

import re
from datetime import datetime, timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain import audit, subscriber_days, subscribers
from domain.areas import Gazetteer
from domain.languages import Language
from domain.moments import day
from domain.officers import Grant, Officer, Role
from domain.retirement import RETIRED, SUBJECT
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import ENDAU, SAGALLA, make_officer, make_subscriber

MUTHA = "kitui.kitui-south.mutha"


def cells(page: str, ward: str) -> list[str]:
    """What stands behind the name of a ward, as somebody reads it."""
    rows = BeautifulSoup(page, "html.parser").select("tbody tr")
    [row] = [row for row in rows if row.th and row.th.text == ward]
    return [cell.text.strip() for cell in row.select("th ~ td")]


def test_each_ward_is_counted_by_language(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    for language in (Language.KAMBA, Language.KAMBA, Language.SWAHILI):
        make_subscriber(session, vault, places, now, wards=[ENDAU, MUTHA], language=language)
    session.commit()
    sign_in(client, "mwende")

    page = client.get("/console/subscribers/").text
    taita, worst = (
        client.get(f"/console/subscribers/?{asked}").text for asked in ("county=taita-taveta", "order=worst")
    )

    assert cells(page, places[ENDAU].name)[:1] == ["3"]
    assert cells(page, places[ENDAU].name)[2:] == ["1", "2", "", ""]
    assert cells(taita, places[SAGALLA].name)[0] == "none"
    assert "<strong>3</strong> <span>Kitui</span>" in page
    assert "Kitui East: 3 people" in page
    # Nobody is marked by a word and on the map by a triangle, and the two with people come last.
    assert page.count('class="hot"') == 38 + 1
    wards = [row.th.text for row in BeautifulSoup(worst, "html.parser").select("#table tbody tr") if row.th]
    assert set(wards[-2:]) == {places[ENDAU].display_name, places[MUTHA].display_name}


def test_the_change_of_a_county_is_told_once_every_night_of_it_was_counted(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_subscriber(session, vault, places, now - timedelta(days=20))
    left = make_subscriber(session, vault, places, now - timedelta(days=20))
    subscribers.leave(left, now - timedelta(days=2))
    for ago in (2, 2, 3):
        make_subscriber(session, vault, places, now - timedelta(days=ago))
    session.flush()
    for ago in range(1, 9):
        subscriber_days.count(session, (now - timedelta(days=ago)).date())
    session.commit()
    sign_in(client, "mwende")

    page = client.get("/console/subscribers/").text

    assert cells(page, "7") == ["3", "1", "2"]
    assert cells(page, "30") == ["not known"] * 3


def test_an_officer_sees_the_counties_of_their_roles(
    client: FlaskClient, sign_in: SignIn, session: Session, cast: dict[str, Officer]
) -> None:
    make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    sign_in(client, "zawadi")

    page = client.get("/console/subscribers/").text

    assert "Map of Makueni" in page
    assert "Kitui" not in page
    assert client.get("/console/subscribers/?county=kitui").status_code == 404


def test_no_number_is_shown(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_subscriber(session, vault, places, now)
    session.commit()
    sign_in(client, "mwende")

    assert "+254" not in client.get("/console/subscribers/").text


def test_who_pauses_was_retired_or_was_asked_to_stay_is_counted(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    people = [make_subscriber(session, vault, places, now - timedelta(days=300)) for _ in range(6)]
    for person in people[:5]:
        person.asked_to_stay = day(now - timedelta(days=40))
    for person in people[:2]:
        subscribers.stay(person, now)
    for person in people[:3]:
        subscribers.pause(person, 7, now)
    for month in (0, 0, 0, 0, 40):
        audit.record(session, None, RETIRED, SUBJECT, now=now - timedelta(days=month))
    session.commit()
    sign_in(client, "mwende")

    over_time = client.get("/console/subscribers/").text.partition("Over time")[2]

    assert re.findall(r"<dd>(\d+)</dd>", over_time) == ["3", "4", "5", "2"]
