"""Figures on the console: a county's own, the same on page, chart and file, and the month on paper."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from bot.console.figure_charts import Bar, bars
from domain import audit
from domain.officers import Grant, Officer, Role
from tests.bot.conftest import SignIn
from tests.figure_month import NOVEMBER, OCTOBER, count_people, make_counted, make_reply, make_report
from tests.make import make_officer

ALL = ["reach", "leaving", "bulletins", "networks", "costs", "people", "questions", "radio"]


@pytest.fixture
def sent(session: Session) -> Officer:
    """Two bulletins of October in Kitui, and one in Makueni; a partner of Kitui looks at them."""
    author = make_officer(session, "wambua", Grant(role=Role.OFFICER))
    make_counted(session, author, date(2026, 10, 5), {"kitui": {"accepted": 120, "delivered": 100, "failed": 15}})
    make_counted(session, author, date(2026, 10, 12), {"kitui": {"accepted": 40, "delivered": 30, "unknown": 4}})
    make_counted(session, author, date(2026, 10, 13), {"makueni": {"accepted": 977, "delivered": 955}})
    for _ in range(4):
        make_report(session, author, OCTOBER, taken_up=10)
    partner = make_officer(session, "neema", Grant(role=Role.PARTNER, county="kitui"))
    session.commit()
    return partner


@pytest.fixture
def neema(client: FlaskClient, sign_in: SignIn, sent: Officer) -> FlaskClient:
    sign_in(client, "neema")
    return client


def test_the_page_its_chart_and_its_file_tell_the_same(neema: FlaskClient, session: Session, sent: Officer) -> None:
    page = neema.get("/console/figures/bulletins/?month=2026-10").text
    answer = neema.get("/console/figures/bulletins/bulletins.csv?month=2026-10")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert answer.data.startswith(b"\xef\xbb\xbfbulletin,day,sent,reached,on_its_way,failed,unknown,kes,")
    assert [(row["day"], row["sent"], row["reached"], row["kes"]) for row in rows] == [
        ("2026-10-05", "120", "100", "96.00"),
        ("2026-10-12", "44", "30", "35.20"),
    ]
    table = re.search(r'id="bulletins".*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert table
    cells = re.findall(r"<td[^>]*>(.*?)</td>", table[1])
    assert cells[1:6] == ["120", "100", "5", "15", "0"]
    assert "100 of 120" in page  # beside its bar
    assert not re.search(r"\b977\b", page)
    [line] = audit.history(session, "figures of kitui")
    assert (line.what, line.officer_id, line.detail["table"]) == ("downloaded figures", sent.id, "bulletins")


def test_a_month_that_runs_tells_no_cut_of_people_and_no_message(neema: FlaskClient, session: Session) -> None:
    for month in (OCTOBER, NOVEMBER):
        count_people(session, "kitui", month, 20, {("sw", "female", "old"): 40})
        for _ in range(4):
            make_reply(session, month, "kitui", 3)
    session.commit()
    asked = [f"{figures}.csv?month={month}&span={span}" for figures in ("people/gender_and_age", "questions/questions")
             for month, span in (("2026-11", 1), ("2026-11", 3), ("2026-10", 1))]  # fmt: skip
    files = [neema.get(f"/console/figures/{each}").text.splitlines()[1:] for each in asked]

    assert [len(rows) for rows in files] == [0, 1, 1] * 2
    assert files[1] == files[2] == ["kitui,female,59,0,0,59,0"]
    assert files[4] == files[5] == ["2026-10,kitui,question,4,4,180"]


def test_a_partner_sees_figures_of_their_county_and_no_reports(neema: FlaskClient) -> None:
    for section in ALL:
        assert neema.get(f"/console/figures/{section}/?month=2026-10").status_code == 200, section
        assert neema.get(f"/console/figures/{section}/?month=2026-10&county=makueni").status_code == 404, section
    assert neema.get("/console/figures/reports/").status_code == 403
    assert "Response times" not in neema.get("/console/figures/").text
    assert neema.get("/console/figures/?county=all").status_code == 404
    for address in ("?month=2026-13", "?month=2027-01", "?month=1999-01", "?span=2", "bulletins/nothing.csv"):
        assert neema.get(f"/console/figures/{address}").status_code == 404, address
    assert neema.get("/console/figures/makueni/2026-10.pdf").status_code == 404


def test_a_lead_hears_of_reports_once_their_month_is_over(client: FlaskClient, sign_in: SignIn, sent: Officer) -> None:
    sign_in(client, "nduku")
    page = client.get("/console/figures/reports/?month=2026-11&span=3&county=kitui").text

    assert "Oct 2026" in page
    assert "10 minutes" in page
    assert not re.search(r'<th scope="row">Nov 2026', page)
    assert client.get("/console/figures/?county=all").status_code == 200


def test_who_runs_the_service_sees_sending_and_money_alone(client: FlaskClient, sign_in: SignIn, sent: Officer) -> None:
    sign_in(client, "kilonzo")
    page = client.get("/console/figures/").text

    assert [page.count(f"/console/figures/{section}/") for section in (*ALL, "reports")] == [0, 0, 1, 1, 1, 0, 0, 0, 0]
    assert client.get("/console/figures/costs/?month=2026-10&span=12").status_code == 200
    assert client.get("/console/figures/kitui/2026-10.pdf").status_code == 403


def test_the_month_goes_on_paper_with_what_is_missing(neema: FlaskClient, session: Session) -> None:
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = neema.get(f"/console/figures/kitui/2026-10.{kind}")
        assert answer.data.startswith(begins)
        assert answer.headers["Content-Disposition"].endswith(f'mbiu-kitui-2026-10.{kind}"')
    tables = docx.Document(io.BytesIO(answer.data)).tables
    [sent] = [[cell.text for cell in table.rows[1].cells] for table in tables if table.cell(0, 0).text == "Bulletin"]
    assert sent[1:6] == ["120", "100", "5", "15", "0"], "what became of them adds up to whom it was sent to"
    assert [line.what for line in audit.history(session, "figures of kitui")] == [
        "downloaded the report of a month"
    ] * 2


def test_a_long_label_of_a_chart_stands_in_two_lines(app: Flask) -> None:
    with app.test_request_context():
        drawn = bars("texts", "Texts", [Bar("Automatic replies and acknowledgements", [Decimal(12)], "KES 1,200.00")])

    assert re.findall(r">([^<]+)</text>", drawn) == ["KES 1,200.00", "Automatic replies and", "acknowledgements"]
