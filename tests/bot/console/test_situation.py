"""The situation of a county on the console, its files, and the rules of thresholds."""

import csv
import io
import json
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit
from domain.officers import Grant, Officer, Role
from domain.taxonomy import Kind
from domain.thresholds import Threshold
from tests.bot.conftest import SignIn
from tests.make import ENDAU, SAGALLA, make_incident, make_officer

WEEK = "2026-11-23"


@pytest.fixture
def reports(session: Session, now: datetime) -> list[str]:
    filed = [make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT) for _ in range(4)]
    make_incident(session, now, SAGALLA)
    session.commit()
    return [incident.code_word for incident in filed]


@pytest.fixture
def wanza(client: FlaskClient, sign_in: SignIn, reports: list[str]) -> FlaskClient:
    sign_in(client, "wanza")
    return client


def test_the_page_and_its_files_say_the_same(wanza: FlaskClient, reports: list[str]) -> None:
    page = wanza.get(f"/console/situation/?county=kitui&period=week&first={WEEK}").text

    assert "Livestock theft or raid" in page
    assert "Kitui East" in page
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")):
        answer = wanza.get(f"/console/situation/kitui/week/{WEEK}.{kind}")
        assert answer.data.startswith(begins)
        assert answer.headers["Content-Disposition"].endswith(f'mbiu-kitui-week-{WEEK}.{kind}"')
        assert answer.headers["Cache-Control"] == "no-store"
    assert not any(code_word in page for code_word in reports)


@pytest.mark.parametrize(
    "address",
    [
        "nowhere/week/2026-11-23.csv",
        "kitui/year/2026-11-23.csv",
        "kitui/week/never.csv",
        "kitui/week/2027-11-23.csv",
        "kitui/month/9999-12-31.pdf",
        "?first=9999-12-31",
        "kitui/reports.csv?last=0001-01-05",
    ],
)
def test_what_there_is_not_is_not_found(wanza: FlaskClient, address: str) -> None:
    assert wanza.get(f"/console/situation/{address}").status_code == 404


def test_rows_for_an_analyst_leave_with_a_line_in_the_audit(
    wanza: FlaskClient, session: Session, cast: dict[str, Officer]
) -> None:
    address = "/console/situation/kitui/reports"
    days = "first=2026-11-20&last=2026-11-24"
    rows = list(csv.DictReader(io.StringIO(wanza.get(f"{address}.csv?{days}").data.decode("utf-8-sig"))))
    features = json.loads(wanza.get(f"{address}.geojson?{days}").data)["features"]

    assert len(rows) == len(features) == 4
    assert {row["kind"] for row in rows} == {"livestock_theft"}
    lines = audit.history(session, "situation of kitui")
    assert [(line.what, line.officer_id) for line in lines] == [("exported reports", cast["wanza"].id)] * 2
    assert wanza.get(f"{address}.csv?first=2020-01-01&last=2026-11-24").status_code == 400


def test_a_lead_sees_the_figures_and_takes_no_rows(
    client: FlaskClient, sign_in: SignIn, session: Session, reports: list[str]
) -> None:
    make_officer(session, "musau", Grant(role=Role.LEAD, county="kitui"))
    session.commit()
    sign_in(client, "musau")

    assert client.get("/console/situation/kitui/month/2026-10-05.pdf").status_code == 200
    for live in (f"month/{WEEK}", "week/2026-10-05"):
        assert client.get(f"/console/situation/kitui/{live}.pdf").status_code == 404
    assert "analyst" not in client.get("/console/situation/").text
    assert client.get(f"/console/situation/makueni/month/{WEEK}.pdf").status_code == 404
    assert client.get("/console/situation/kitui/reports.csv").status_code == 403


def test_a_rule_is_set_shown_and_ended(wanza: FlaskClient, session: Session) -> None:
    address = "/console/thresholds/"
    given = {"area": "kitui.kitui-east", "kind": "livestock_theft", "number": "3", "days": "7"}
    assert wanza.post(address, data=given).status_code == 303
    assert wanza.post(address, data=given).status_code == 422
    assert "3 within 7 days" in wanza.get(address).text
    rule = session.scalars(select(Threshold)).one()

    assert wanza.post(f"{address}{rule.id}", data={"number": "5", "days": "2"}).status_code == 303
    assert "5 within 2 days" in wanza.get(address).text
    assert wanza.post(f"{address}{rule.id}", data={"number": "1", "days": "2"}).status_code == 422
    assert wanza.post(f"{address}{rule.id}/end").status_code == 303
    assert wanza.post(f"{address}{rule.id}", data={"number": "5", "days": "2"}).status_code == 404
    assert "5 within 2 days" not in wanza.get(address).text
    assert wanza.post(f"{address}{rule.id + 1}/end").status_code == 404
    assert wanza.post(address, data={**given, "number": "many"}).status_code == 422
