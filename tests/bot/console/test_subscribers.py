"""Who is reached, as counts."""

import re
from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain import audit, subscribers
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
    """The row of a ward, as somebody reads it."""
    row = page.partition(f'<th scope="row">{ward}</th>')[2].partition("</tr>")[0]
    texts = [cell.partition(">")[2].rpartition("</td>")[0] for cell in row.split("<td")[1:]]
    return [text.partition(">")[2].rpartition("<")[0] if "<span" in text else text for text in texts]


def test_each_ward_is_counted_by_language(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    for language in (Language.KAMBA, Language.KAMBA, Language.SWAHILI):
        make_subscriber(session, vault, places, now, wards=[ENDAU, MUTHA], language=language)
    session.commit()
    sign_in(client, "mwende")

    page = client.get("/console/subscribers/").text

    assert cells(page, places[ENDAU].display_name)[:1] == ["3"]
    assert cells(page, places[ENDAU].display_name)[2:] == ["1", "2", "", ""]
    assert cells(page, places[SAGALLA].display_name)[0] == "none"
    assert "<strong>3</strong> <span>Kitui</span>" in page


def test_an_officer_sees_the_counties_of_their_roles(
    client: FlaskClient, sign_in: SignIn, session: Session, cast: dict[str, Officer]
) -> None:
    make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    sign_in(client, "zawadi")

    page = client.get("/console/subscribers/").text

    assert "Wards of Makueni" in page
    assert "Wards of Kitui" not in page


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
