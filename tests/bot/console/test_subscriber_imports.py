"""A list of people in the console: brought, looked through, let join, taken back."""

import io
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bot import list_files
from domain.audit import Audit
from domain.officers import Grant, Role
from domain.subscriber_imports import State, SubscriberImport
from tests.bot.conftest import SignIn
from tests.make import make_officer

IMPORTS = "/console/imports"
FORM = {
    "county": "kitui",
    "evidence": "signed_list",
    "agreed_on": "2026-11-20",
    "kept_by": "NDMA office, <script>alert(1)</script> Kitui",
}
GOOD = "phone,ward\n0711000001,Nuu\n0711000002,Endau\n"
BAD = "0711000003,<script>alert(2)</script>\n=1+1,Nuu\n"
Bring = Callable[..., str]


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """An officer of all three counties, signed in."""
    sign_in(client, "mwende")
    return client


@pytest.fixture
def bring(mwende: FlaskClient) -> Bring:
    """Bring a file; the address of its page."""

    def file(data: str = GOOD, **changes: str) -> str:
        answer = mwende.post(f"{IMPORTS}/new", data={**FORM, **changes, "file": (io.BytesIO(data.encode()), "o.csv")})
        assert answer.status_code == 303, words(answer.text)
        return str(answer.location)

    return file


def words(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ", strip=True).replace("\xa0", " ").split())


def jobs(session: Session) -> int:
    session.rollback()
    asked = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'join_import'"
    return int(session.connection().exec_driver_sql(asked).scalar_one())


def state(session: Session) -> State:
    session.rollback()
    session.expire_all()
    return session.scalars(select(SubscriberImport)).one().state


def test_a_file_is_looked_through_before_anybody_joins(mwende: FlaskClient, bring: Bring, session: Session) -> None:
    page = mwende.get(bring(GOOD + BAD))
    said = words(page.text)

    assert "Nobody has joined yet" in said
    assert "Good rows 2 Rows with a fault 2" in said
    assert "asked us not to write are left out" in said
    assert "Nuu 1" in said
    assert "Price of the greetings, at most KES 2.40" in said
    assert "No ward <script>alert(•)</script> in Kitui" in said
    assert "<script>alert" not in page.text
    assert "To leave, send STOP" in said or "STOP" in said
    assert "0711000001" not in page.text
    assert "711000003" not in page.text
    assert jobs(session) == 0


def test_what_is_wrong_is_handed_out_without_numbers_and_runs_in_no_spreadsheet(
    mwende: FlaskClient, bring: Bring
) -> None:
    answer = mwende.get(f"{bring(GOOD + BAD)}/errors.csv")

    assert answer.mimetype == "text/csv"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Row,Number,What is wrong"
    assert lines[1].startswith("4,••••••03,No ward")
    assert lines[2] == "5,,In the column phone stands a formula: type what it comes to."


def test_people_join_after_a_yes_and_only_once(mwende: FlaskClient, bring: Bring, session: Session) -> None:
    page = bring()

    mwende.post(f"{page}/confirm", headers={"Referer": f"http://localhost{page}"})
    assert "Tick that you have the evidence" in words(mwende.get(page).text)
    assert state(session) is State.LOOKED_AT

    for _ in range(2):
        mwende.post(f"{page}/confirm", data={"agreed": "yes"}, headers={"Referer": f"http://localhost{page}"})
    shown = mwende.get(page).text
    assert "This list is joining already" in words(shown)
    assert "<progress" in shown
    assert f'data-live="{page}/progress"' in shown
    assert (state(session), jobs(session)) == (State.JOINING, 1)
    assert "X-Live" not in mwende.get(f"{page}/progress").headers

    mwende.post(f"{page}/take-back")
    assert state(session) is State.TAKEN_BACK
    assert mwende.get(f"{page}/progress").headers["X-Live"] == "done"
    acts = session.scalars(select(Audit.what).where(Audit.subject.startswith("list ")).order_by(Audit.id)).all()
    assert acts == ["looked through a list of people", "let a list of people join", "took a list of people back"]


def test_a_file_can_be_thrown_away_and_one_brought_twice_is_known(mwende: FlaskClient, bring: Bring) -> None:
    page = bring()
    mwende.post(f"{page}/drop")

    assert "its numbers are gone" in words(mwende.get(page).text)
    assert mwende.get(f"{page}/errors.csv").status_code == 422
    assert "looked through before" in words(mwende.get(bring()).text)
    assert "thrown away" in words(mwende.get(f"{IMPORTS}/").text)


@pytest.mark.parametrize(
    ("changes", "data", "says"),
    [
        ({"evidence": ""}, GOOD, "Say how people agreed"),
        ({"agreed_on": "yesterday"}, GOOD, "Say how people agreed"),
        ({"kept_by": "me"}, GOOD, "who keeps the evidence"),
        ({}, "", "not empty"),
        ({}, "name\nMutua", "missing: phone, ward"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(
    mwende: FlaskClient, session: Session, changes: dict[str, str], data: str, says: str
) -> None:
    form = {**FORM, **changes, "file": (io.BytesIO(data.encode()), "o.csv")}
    answer = mwende.post(f"{IMPORTS}/new", data=form)

    assert answer.status_code == 422
    assert says in words(answer.text)
    assert "checked" in answer.text or not changes.get("evidence", "x")
    assert session.scalar(select(func.count(SubscriberImport.id))) == 0


def test_a_list_of_another_county_is_not_there(
    app: Flask, mwende: FlaskClient, bring: Bring, sign_in: SignIn, session: Session
) -> None:
    page = bring()
    make_officer(session, "auma", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    other = app.test_client()
    sign_in(other, "auma")

    assert [other.get(f"{page}{part}").status_code for part in ("", "/progress", "/errors.csv")] == [404] * 3
    acts = [other.post(f"{page}/{act}").status_code for act in ("confirm", "drop", "take-back")]
    assert acts == [404] * 3
    assert other.get(f"{IMPORTS}/sample/kitui.csv").status_code == 404
    file = (io.BytesIO(GOOD.encode()), "o.csv")
    assert other.post(f"{IMPORTS}/new", data={**FORM, "file": file}).status_code == 404
    assert "o.csv" not in other.get(f"{IMPORTS}/").text


def test_a_list_may_be_larger_than_other_forms_but_not_endless(mwende: FlaskClient) -> None:
    def answer_to(size: int, **environ: str) -> TestResponse:
        county = b'--b\r\nContent-Disposition: form-data; name="county"\r\n\r\nkitui\r\n'
        file = b'--b\r\nContent-Disposition: form-data; name="file"; filename="o.csv"\r\n\r\n' + b"x" * size
        body = county + file + b"\r\n--b--\r\n"
        kind = "multipart/form-data; boundary=b"
        return mwende.post(f"{IMPORTS}/new", data=body, content_type=kind, environ_overrides=environ)

    assert answer_to(2 * 1024 * 1024).status_code == 422
    assert answer_to(list_files.MOST_BYTES + 100_000).status_code == 413
    answer = answer_to(1, CONTENT_LENGTH="52428800")
    assert answer.status_code == 413
    assert "too much at once" in answer.text
