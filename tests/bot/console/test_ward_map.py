"""The map of wards and the risk picture on the console: who sees what of them, and that no small count is told."""

import re
from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.incidents import Handling, Incident
from domain.indicators import DroughtRecord
from domain.officers import Grant, Officer, Role
from domain.phases import Phase
from domain.taxonomy import Kind
from tests.bot.conftest import SignIn
from tests.make import ENDAU, SAGALLA, make_incident, make_officer

VOO = "kitui.kitui-east.voo-kyamatu"
ZOMBE = "kitui.kitui-east.zombe-mwitika"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def reports(session: Session, now: datetime) -> list[Incident]:
    """Four in one ward, two of them confirmed; one in the next; five of today in another county."""
    found = [make_incident(session, now - days * DAY) for days in (1, 2)]
    found += [make_incident(session, now - days * DAY, handling=Handling.CLOSED) for days in (3, 4)]
    found += [make_incident(session, now - DAY, VOO), *(make_incident(session, now - HOUR, SAGALLA) for _ in range(5))]
    session.commit()
    return found


def rows(page: str) -> dict[str, list[str]]:
    """The cells behind each ward's name in the table."""
    table = BeautifulSoup(page, "html.parser").select(".of-wards tbody tr")
    return {row.th.text: [cell.text for cell in row.select("th ~ td")] for row in table if row.th}


def test_a_peace_officer_sees_steps_on_the_map_and_in_the_table_and_goes_on_to_a_ward(
    client: FlaskClient, sign_in: SignIn, reports: list[Incident]
) -> None:
    sign_in(client, "wanza")

    page = client.get("/console/map/").text

    found = rows(page)
    assert len(found) == 40
    assert found["Endau/Malalani Hot spot"] == ["3 to 6", "fewer than 3", "fewer than 3", "at most 0.2"]
    assert found["Voo/Kyamatu"][0] == found["Ngomeni"][0] == "fewer than 3"  # one, and none
    cells = {link["href"]: link["aria-label"] for link in BeautifulSoup(page, "html.parser").select("svg.map a")}
    assert cells[f"/console/map/{ENDAU}"] == "Endau/Malalani: 3 to 6 reports, hot spot"
    assert len(cells) == 40
    assert "style=" not in page
    assert "not the borders" in page
    there = rows(client.get("/console/map/?county=taita-taveta&kind=water_pasture&level=low&window=7").text)
    assert there["Sagalla Hot spot"][0] == "3 to 6"


def test_a_lead_sees_whole_days_of_their_county_one_cut_at_a_time_and_no_report(
    client: FlaskClient, sign_in: SignIn, session: Session, reports: list[Incident], now: datetime
) -> None:
    make_officer(session, "mumo", Grant(role=Role.LEAD, county="kitui"))
    for _ in range(3):
        make_incident(session, now - HOUR, VOO)
    session.commit()
    sign_in(client, "mumo")

    page = client.get("/console/map/").text

    assert rows(page)["Endau/Malalani Hot spot"] == ["3 to 6"]
    assert rows(page)["Voo/Kyamatu"] == ["fewer than 3"]  # today's are told tomorrow
    assert "before Tue 24 Nov 2026" in page
    assert not [report for report in reports if report.code_word in page]
    assert rows(client.get("/console/map/?kind=water_pasture").text)["Endau/Malalani"] == ["3 to 6"]
    assert client.get("/console/map/?level=low").status_code == 422
    assert client.get("/console/map/?county=taita-taveta").status_code == 404
    assert client.get(f"/console/map/{ENDAU}").status_code == 403
    assert f"/console/map/{ENDAU}" not in page


@pytest.mark.parametrize("choice", ["county=nowhere", "kind=child", "level=x", "window=8"])
def test_what_there_is_not_is_not_found(client: FlaskClient, sign_in: SignIn, choice: str) -> None:
    sign_in(client, "wanza")

    assert client.get(f"/console/map/?{choice}").status_code == 404


def test_good_news_is_on_the_map_when_asked_for_and_no_fire(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime
) -> None:
    for _ in range(4):
        make_incident(session, now - DAY, kind=Kind.PEACE_POSITIVE)
    session.commit()
    sign_in(client, "wanza")

    assert rows(client.get("/console/map/").text)["Endau/Malalani"][0] == "fewer than 3"
    assert rows(client.get("/console/map/?kind=peace_positive").text)["Endau/Malalani"][0] == "3 to 6"


def test_the_risk_picture_shows_every_input_and_its_weight(
    client: FlaskClient,
    sign_in: SignIn,
    cast: dict[str, Officer],
    session: Session,
    reports: list[Incident],
    now: datetime,
) -> None:
    session.add(
        DroughtRecord(
            county="kitui",
            month=date(2026, 9, 1),
            source="NDMA Kitui",
            published_on=date(2026, 10, 9),
            entered_by=cast["mwende"].id,
            entered_at=now,
            phase=Phase.ALARM,
        )
    )
    session.commit()
    sign_in(client, "wanza")

    page = client.get(f"/console/map/{ENDAU}").text

    text = re.sub(r"\s+", " ", BeautifulSoup(page, "html.parser").get_text(" "))
    assert "Raised Sum: 13" in text  # two low ones of this week 2 × 3, alarm 3, border 2, two open ones 2
    assert "Low 2 × 3 = 6 0 × 2 = 0 0 × 1 = 0" in text
    assert "Drought phase Alarm Normal 0, Recovery 1, Alert 1, Alarm 3, Emergency 4 3" in text
    assert "Sep 2026: Whole county (NDMA Kitui)" in text
    assert "you decide" in text
    assert [report.code_word in page for report in reports[:5]] == [True, True, False, False, False]
    assert "Hot spot" in client.get(f"/console/map/{ZOMBE}").text  # its neighbour


def test_the_risk_picture_of_another_county_does_not_exist(
    client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    make_officer(session, "makena", Grant(role=Role.PEACE, county="kitui"))
    session.commit()
    sign_in(client, "makena")

    answers = [client.get(f"/console/map/{ward}").status_code for ward in (ENDAU, SAGALLA, "kitui", "nowhere")]

    assert answers == [200, 404, 404, 404]
