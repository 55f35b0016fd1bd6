"""The audit as administrators read it, and the matrix everybody reads."""

import csv
import html
import io
import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from bot.console import audit_trail
from domain import audit
from domain.officer_sessions import OfficerSession
from domain.officers import Officer
from tests.bot.conftest import SignIn


def test_the_trail_says_who_from_where_and_in_whose_place(
    client: FlaskClient, sign_in: SignIn, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    browser = OfficerSession(
        token_hash=b"1", officer_id=cast["jumaa"].id, began_at=now, seen_at=now, by="password",
        device="Firefox on Windows",
    )  # fmt: skip
    session.add(browser)
    session.flush()
    session.info.update(session_id=browser.id, deputy_for=cast["nyambura"].id)
    audit.record(session, cast["jumaa"].id, "approved it", "bulletin 12", now=now, reason="=1+1")
    told = {"deputy": cast["wanza"].id, "takes_over": None, "found": False, "evidence": "own_message", "hash": "1f2e"}
    audit.record(session, cast["jumaa"].id, "did", "bulletin 13", now=now, ward="kitui.kitui-south.mutha", **told)
    audit.record(session, cast["wanza"].id, "read", "incident 77", now=now)
    session.commit()
    sign_in(client, "kilonzo")

    page = client.get("/console/audit/").text
    for words in ("approved it", "in the place of Nyambura Kariuki", "Firefox on Windows", "worked on a report"):
        assert words in page
    assert "incident 77" not in page
    told = client.get("/console/audit/?subject=bulletin+13").text
    agreed = "How they agreed: by their own message to another service"
    assert f"Ward: Mutha; Found: no; The deputy: Wanza Kilonzi; {agreed}<" in told
    only = client.get("/console/audit/?subject=bulletin+12").text
    assert "approved it" in only
    assert "Wanza Kilonzi</th>" not in only
    assert "Nothing of that kind was done." in client.get("/console/audit/?subject=incident+77").text

    rows = list(csv.reader(io.StringIO(client.get("/console/audit/audit.csv?subject=bulletin+12").text[1:])))
    assert rows[1][1:5] == ["Jumaa Bakari", "Nyambura Kariuki", "approved it", "bulletin 12"]
    assert "exported the audit" in client.get("/console/audit/").text


def test_words_are_searched_in_ninety_days_unless_a_first_day_is_chosen(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime
) -> None:
    for number in range(52):
        audit.record(session, None, f"act {number:02}", "bulletin 1", now=now - timedelta(days=91, minutes=number))
    session.commit()
    sign_in(client, "kilonzo")

    assert "Nothing of that kind was done." in client.get("/console/audit/?what=act").text
    page = client.get("/console/audit/?what=act&first=2026-01-01").text
    assert "act 49" in page
    older = html.unescape(re.search(r'rel="next" href="([^"]+)"', page)[1])  # type: ignore[index]
    assert re.findall(r"act \d\d", client.get(older).text) == ["act 50", "act 51"]
    assert "act 49" in client.get("/console/audit/?what=act&first=2026-01-01&after=99991231235959000000-1").text


def test_an_export_says_when_there_was_more(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        audit.record(session, None, f"=act {number}", "bulletin 1", now=now - timedelta(hours=number))
    session.commit()
    sign_in(client, "kilonzo")
    monkeypatch.setattr(audit_trail, "MOST", 3)
    monkeypatch.setattr(audit_trail, "CHUNK", 2)

    rows = list(csv.reader(io.StringIO(client.get("/console/audit/audit.csv?what=act").text)))

    assert [row[3] for row in rows[1:4]] == ["'=act 0", "'=act 1", "'=act 2"]
    assert rows[4] == ["More than 3 lines were asked for: choose fewer days."]


def test_everybody_reads_who_may_do_what(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mwende")

    assert "What this role may do: County officer" in client.get("/console/rights/").text
    page = client.get("/console/rights/?role=all").text
    assert "Stand for it, knowing how many people it reaches." in page
    assert "Needed by: Approver, Peace officer" in page

    peace = client.get("/console/rights/?role=peace").text
    assert "Open one report; the audit keeps who read it." in peace
    assert "Stand for it, knowing how many people it reaches." not in peace
    assert client.get("/console/rights/?role=king").status_code == 404
